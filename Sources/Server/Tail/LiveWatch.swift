import HTTPTypes
import Hummingbird
import KnowledgeBase
import NIOCore
import Synchronization
import Vocabulary

/// The answers of a run's kill switch as they change, a line of JSON each or as server-sent events.
///
/// It takes up what comes into the book, whoever recorded it, as soon as it is there; the passing of time is looked at four times a
/// second. A watch is one of the live tails that a server has places for.
struct LiveWatch: Sendable {
  let desk: Desk
  let run: String
  /// Whether a stop is recorded as the run's abort.
  let records: Bool
  let actor: String
  /// What the client was let in by; it is asked for again at every look.
  let standing: Standing
  /// How often silence is looked for.
  var interval = Duration.milliseconds(250)

  /// The watch, which one look after another moves on.
  private final class Watched: Sendable {
    /// How long nothing was heard is told once, not as it grows.
    private static func isSame(_ one: WatchAnswer, _ other: WatchAnswer?) -> Bool {
      if case .unknown = one, case .unknown? = other { return true }
      return one == other
    }

    private let state: Mutex<(watch: WatchedRun, last: WatchAnswer?)>
    init(_ watch: sending WatchedRun) { state = Mutex((watch, nil)) }

    /// What changed since the last look, and why there is nothing more to watch, if so.
    func look(now: Timestamp) throws -> (answers: [WatchAnswer], end: String?) {
      try state.withLock { state in
        let seen = try state.watch.follow(samples: true, now: now) + [state.watch.tick(now: now)]
        var changed: [WatchAnswer] = []
        for answer in seen where !Self.isSame(answer, state.last) {
          changed.append(answer)
          state.last = answer
          if case .stop = answer { break }
        }
        let watch = state.watch
        return (changed, watch.isOver ? "the run is over" : watch.isCleared ? "the fault is cleared" : nil)
      }
    }
  }

  /// The response. Throws for a run that was not started or is finished, and where there are too many tails.
  func response(_ rules: WatchRules, accept: String?) async throws -> Response {
    let types = [MediaTypes.lines, MediaTypes.serverSentEvents]
    guard let type = MediaTypes.chosen(accept, among: types) else {
      throw Problem(.notAcceptable, "not-acceptable", "a watch is told as \(types.joined(separator: " or "))")
    }
    let watched = try await desk.light.run {
      Watched(try WatchedRun(run, in: desk.book, rules: rules, now: desk.now))
    }
    guard desk.tail.enter(most: desk.options.limits.tails) else {
      throw Problem.retry(
        .serviceUnavailable, "busy", "too many live tails are open already; try again later", after: 5)
    }
    let place = LiveTail.Place(desk.tail)
    var headers = HTTPFields()
    headers[.contentType] = type
    headers[.cacheControl] = "no-store"
    return Response(
      status: .ok, headers: headers,
      body: ResponseBody { writer in
        defer { place.leave() }
        try await follow(watched, asEvents: type == MediaTypes.serverSentEvents, &writer)
        try await writer.finish(nil)
      })
  }

  private func follow(_ watched: Watched, asEvents: Bool, _ writer: inout any ResponseBodyWriter) async throws {
    func text(_ json: JSON) -> ByteBuffer {
      let word = json["answer"]?.stringValue ?? ""
      return ByteBuffer(string: asEvents ? "event: \(word)\ndata: \(json.text)\n\n" : json.text + "\n")
    }
    while true {
      let head = desk.tail.head
      if let problem = await standing.problem() {
        return try await writer.write(text(json(.unknown("\(problem.detail); watch the run anew"))))
      }
      let (answers, end) = try await desk.light.run { try watched.look(now: desk.now) }
      for answer in answers {
        guard case .stop(let trip) = answer else {
          try await writer.write(text(json(answer)))
          continue
        }
        // First the word to stop, then the record of it: the one cannot wait for the other.
        try await writer.write(text(json(answer)))
        if records, end == nil, let recorded = await record(trip) { try await writer.write(text(recorded)) }
        return
      }
      if let end { return try await writer.write(text(done(end, nil))) }
      if desk.tail.isEnded {
        return try await writer.write(text(json(.unknown("the server is about to end; watch the run anew"))))
      }
      await wait(beyond: head)
    }
  }

  /// Records the abort; what is to be said of that, nil where the run is over already.
  private func record(_ trip: WatchStop) async -> JSON? {
    do {
      return try await desk.lane.run { try desk.book.abort(run: run, trip, actor: actor) }
        .map { done("the abort is recorded", $0) }
    } catch {
      // The run is to stop all the same; who stops it is told that the log does not know.
      return done("the abort is not recorded: \(Problem(error).detail); record it with `run abort \(run)`", nil)
    }
  }

  private func wait(beyond position: Int64) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await desk.tail.wait(beyond: position) }
      group.addTask { try? await Task.sleep(for: interval) }
      await group.next()
      group.cancelAll()
    }
  }

  private func done(_ remark: String, _ position: Int64?) -> JSON {
    .compact(
      ("run", .string(run)), ("answer", "done"), ("remark", .string(remark)),
      ("position", position.map { .integer($0) }))
  }

  private func json(_ answer: WatchAnswer) -> JSON {
    switch answer {
    case .proceed(let remark):
      .compact(("run", .string(run)), ("answer", "continue"), ("remark", remark.map { .string($0) }))
    case .unknown(let why): .compact(("run", .string(run)), ("answer", "unknown"), ("remark", .string(why)))
    case .stop(let trip):
      .compact(
        ("run", .string(run)), ("answer", "stop"), ("criterion", .string(trip.criterion)),
        ("actual", trip.actual.map { .number($0) }), ("unit", trip.unit.map { .string($0) }),
        ("remark", .string(trip.words)))
    }
  }
}
