import Interchange
import KnowledgeBase
import Vocabulary

extension AgentTool {
  /// The members of the answer to a command that records one event.
  static let recorded = [(name: "appended", type: "integer")]

  private static let run = ToolArgument.text("run", "The run's id.", isRequired: true)
  private static let time = ToolArgument.text(
    "time", "When it happened, such as 2026-11-20T18:11:23Z; now where nothing is said.")
  private static let anyObject: JSON = ["type": "object"]

  /// The schema of intents, with its definitions apart, as a schema within another has to stand.
  private static let intentSchema: (schema: JSON, definitions: JSON?) = {
    let whole = KnowledgeBase.intentSchema().json
    let apart: Set<String> = ["$schema", "$id", "$defs"]
    return (.object((whole.members ?? []).filter { !apart.contains($0.name) }), whole["$defs"])
  }()

  /// A tool that records one step of a run: its arguments are the event's own fields.
  private static func step(
    _ name: String, _ title: String, _ description: String, _ type: EventType, _ arguments: [ToolArgument]
  ) -> AgentTool {
    AgentTool(
      name: name, title: title, description: description, right: .record, arguments: [run] + arguments + [time],
      output: recorded,
      work: .command { book, call in
        try call.record(type, on: .run, id: "run", call.arguments.payload(without: ["run", "time"]), in: book)
      })
  }

  /// The tools that record.
  static let recording: [AgentTool] = [
    AgentTool(
      name: "declare_intent", title: "Declare an intent",
      description: "Records a hypothesis in a form that a run can refute: target, fault, clauses, criteria, limits.",
      right: .record,
      arguments: [
        .text("id", "The intent's id, which nobody used before.", isRequired: true),
        .object("intent", "The intent.", intentSchema.schema, isRequired: true),
      ],
      output: recorded, definitions: intentSchema.definitions,
      work: .command { book, call in
        let intent = try call.arguments.read { try $0.object("intent").json }
        return try call.record(
          .intentDeclared, on: .intent, id: "id", .object((intent.members ?? []).filter { $0.name != "id" }), in: book)
      }),
    AgentTool(
      name: "revise_intent", title: "Revise an intent",
      description:
        "Records changed fields of an intent, and why. Runs that began already keep the intent they began with.",
      right: .record,
      arguments: [
        .text("id", "The intent's id.", isRequired: true),
        .object("changes", "The changed fields.", anyObject, isRequired: true),
        .text("why", "The reason.", isRequired: true),
      ],
      output: recorded,
      work: .command { book, call in
        let changes = try call.arguments.read { try $0.object("changes").json.members ?? [] }
        let why = try call.arguments.text("why")
        return try call.record(
          .intentRevised, on: .intent, id: "id", .object(changes + [.init("why", .string(why))]), in: book)
      }),
    AgentTool(
      name: "start_run", title: "Start a run", description: "Records that an experiment, or a placebo, began.",
      right: .record,
      arguments: [
        .text("run", "The run's id, which nobody used before.", isRequired: true),
        .text("environment", "Where it runs, such as staging.", isRequired: true),
        .object(
          "target", "{\"component\": c} or {\"dependency\": {\"caller\": a, \"callee\": b}}; absent in a placebo.",
          anyObject),
        .object(
          "fault",
          "{\"kind\": \"net.latency\", \"magnitude\": {\"value\": 300, \"unit\": \"ms\"}}; kind none is a placebo.",
          anyObject, isRequired: true),
        .text("intent", "The intent that it tests."), .text("proposal", "The proposal that it follows."),
        .object("runner", "Who or what runs it: {\"tool\", \"version\"}.", anyObject),
        .object("baseline", "The time to compare with: {\"from\", \"to\"}.", anyObject),
        .list("journeys", "The journeys under load.", of: ["type": "string"]), time,
      ],
      output: recorded,
      work: .command { book, call in
        var payload = call.arguments.payload(without: ["run", "time"]).members ?? []
        if !payload.contains(where: { $0.name == "runner" }) {
          payload.append(.init("runner", .compact(("tool", .string(call.client.actor)))))
        }
        return try call.record(.runStarted, on: .run, id: "run", .object(payload), in: book)
      }),
    step(
      "inject_fault", "The fault acts", "Records that the fault was injected, and whether that was seen.",
      .faultInjected,
      [
        .flag("confirmed", "Whether the injection demonstrably took effect.", isRequired: true),
        .text("evidence", "What shows it."),
      ]),
    AgentTool(
      name: "record_samples", title: "Record samples",
      description: "Records values of metrics of a run, all or none. What is sent again with its time adds nothing.",
      right: .record,
      arguments: [
        run,
        .list(
          "samples",
          "Each {\"journey\"|\"component\": name, \"metric\": \"error_rate\", \"value\": 0.02, \"unit\": \"ratio\", \"at\": time}; the time is the end of its window.",
          of: anyObject, isRequired: true),
      ],
      output: [("appended", "integer"), ("duplicates", "integer"), ("position", "integer")],
      work: .command { try $1.keepSamples(in: $0) }),
    step(
      "record_probe", "Record a probe", "Records what one check of a run saw; met is null where it could not tell.",
      .probeObserved,
      [
        .text("name", "The probe's name.", isRequired: true), .text("component", "The component that it looks at."),
        .word("phase", "The part of the run.", Phase.allCases.map(\.rawValue), isRequired: true),
        .object("met", "true, false, or null for unknown.", ["type": ["boolean", "null"]], isRequired: true),
        .object("value", "What was seen.", .object([])), .object("tolerance", "What was tolerated.", .object([])),
      ]),
    step(
      "clear_fault", "The fault is gone", "Records that the fault ended.", .faultCleared,
      [
        .word("how", "How it ended.", FaultCleared.How.allCases.map(\.rawValue), isRequired: true),
        .flag("confirmed", "Whether that was seen.", isRequired: true),
      ]),
    step(
      "abort_run", "Abort a run", "Records that a run was stopped before its end.", .runAborted,
      [
        .word("reason", "Why.", RunAborted.Reason.allCases.map(\.rawValue), isRequired: true),
        .text("criterion", "The criterion that was met."),
      ]),
    step(
      "finish_run", "Finish a run", "Records that a run came to its end, and what its tool claimed, word for word.",
      .runFinished, [.object("native", "{\"tool\", \"status\", \"verdict\"}.", anyObject)]),
    AgentTool(
      name: "judge", title: "Judge runs",
      description:
        "Comes to verdicts from samples, probes and clauses; without a run, of all that are over. Twice adds nothing.",
      right: .record, arguments: [.text("run", "The run's id.")],
      output: [("position", "integer"), ("verdicts", "array")],
      work: .command { try $0.judge(run: $1.arguments.optionalText("run"), actor: $1.client.actor) }),
  ]
}

extension ToolCall {
  /// Records one event of the client's own making on the stream that an argument names.
  fileprivate func record(
    _ type: EventType, on family: StreamFamily, id: String, _ payload: JSON, in book: KnowledgeBase
  ) throws -> Answer {
    let fact = try naming { try Fact(type, payload) }
    let stream = family.stream(try arguments.text(id))
    let time = try arguments.read { try $0.optionalTimestamp("time") }
    return try book.record(fact, stream: stream, time: time, actor: client.actor)
  }

  fileprivate func keepSamples(in book: KnowledgeBase) throws -> Answer {
    let run = try arguments.text("run")
    let samples = try arguments.read { try $0.array("samples") { json, _ in json } }
    var stream = SampleStream(run: run, name: "samples")
    var events: [NewEvent] = []
    for sample in samples {
      do {
        if let event = try stream.event(Array(sample.text.utf8), arrived: KnowledgeBase.wallClock()) {
          events.append(event)
        }
      } catch let error as ImportError {
        throw FaultbookError(
          .input, "sample \(stream.lines) of \(samples.count): \(error.problem); nothing was written")
      }
    }
    let kept = try book.keep(events, run: run, actor: client.actor)
    return Answer(
      json: .compact(
        ("run", .string(run)), ("appended", .integer(Int64(kept.appended))),
        ("duplicates", .integer(Int64(kept.duplicates))), ("position", .integer(kept.position))),
      table: AnswerTable(title: "Samples", columns: [], rows: []), notes: kept.doubts + stream.remarks)
  }
}
