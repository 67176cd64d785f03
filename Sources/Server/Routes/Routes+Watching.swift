import HTTPTypes
import Hummingbird
import Interchange
import KnowledgeBase
import Vocabulary

extension RouteTable {
  private static let runPath = Parameter.path("run", "The run's id.", maximum: 196, example: "r1")

  /// The kill switch of a run over HTTP: a runner sends samples batch by batch on one connection, and reads on another whether to
  /// go on.
  static let watching: [Route] = [
    command(
      "/runs/{run}/samples/batch", "runs.samples.batch",
      "Records samples as lines, of JSON or of CSV behind a header: all or none. Sent again with their times they add nothing.",
      command: nil, .record, [runPath], body: .text(MediaTypes.lines), success: .created,
      answer: .object([.required("run", .name), .required("appended", .amount)], isOpen: true)
    ) { book, call in
      guard case .text(let text) = call.body else { throw Problem.badRequest("the samples are missing") }
      return try SampleLines.keep(text, run: call.arguments.required("run"), in: book, actor: call.actor)
    },
    Route(
      method: .post, path: api + "/runs/{run}/watch", name: "runs.watch",
      summary:
        "The kill switch: continue, unknown or stop, whenever that changes, until the fault is cleared or the run "
        + "is over. A connection that breaks before `done` or `stop` is to be taken for a stop.",
      permission: .record, command: "run watch",
      parameters: [
        runPath,
        .query(
          "silence", .number(0...86_400),
          "Seconds for which a criterion may not be heard of; 0 for any. 60 where nothing is said."),
        .query("on-silence", .word(["stop", "say"]), "What silence is; stop where nothing is said."),
        .query(
          "max-age", .number(0...86_400), "Seconds after its window from which on a sample is too late; as silence."),
        .query("record", .flag, "Whether a stop is recorded as the run's abort; true where nothing is said."),
      ], types: [MediaTypes.lines, MediaTypes.serverSentEvents], answer: .any, load: .endless,
      action: .respond { desk, call in
        let arguments = call.arguments
        let silence = arguments.number("silence") ?? 60
        let age = arguments.number("max-age") ?? silence
        let rules = WatchRules(
          silenceSeconds: silence > 0 ? silence : nil, stopsOnSilence: arguments.text("on-silence") != "say",
          maximumAgeSeconds: age > 0 ? age : nil)
        return try await LiveWatch(
          desk: desk, run: arguments.required("run"), records: arguments.text("record") != "false", actor: call.actor,
          standing: Standing(desk, call)
        ).response(rules, accept: call.headers[.accept])
      }),
  ]
}

/// Samples as lines.
private enum SampleLines {
  /// Records them. Throws `FaultbookError` that names the line, with nothing written.
  static func keep(_ text: String, run: String, in book: KnowledgeBase, actor: String) throws -> Answer {
    var stream = SampleStream(run: run, name: "the body")
    var events: [NewEvent] = []
    do {
      for line in text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false) {
        if let event = try stream.event(Array(line), arrived: KnowledgeBase.wallClock()) { events.append(event) }
      }
    } catch let error as ImportError {
      throw FaultbookError(.input, "\(error); nothing was written")
    }
    let kept = try book.keep(events, run: run, actor: actor)
    return Answer(
      json: .compact(
        ("run", .string(run)), ("appended", .integer(Int64(kept.appended))),
        ("duplicates", .integer(Int64(kept.duplicates))), ("valueless", .integer(Int64(stream.valueless))),
        ("untimed", .integer(Int64(stream.untimed))), ("position", .integer(kept.position))),
      table: AnswerTable(title: "Samples of run \(run)", columns: [], rows: []), notes: kept.doubts + stream.remarks)
  }
}
