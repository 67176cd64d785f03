import HTTPTypes
import KnowledgeBase
import Vocabulary

extension RouteTable {
  /// A route that records one event: its payload is the body, its stream follows from the path.
  static func recording(
    _ path: String, _ name: String, _ summary: String, command: String?, _ type: EventType, _ members: [Schema.Member],
    path parameters: [Parameter] = [], isOpen: Bool = false, bodyIsRequired: Bool = true,
    permission: Permission = .record,
    stream: @escaping @Sendable (Call) throws -> String, without extra: Set<String> = []
  ) -> Route {
    Route(
      method: .post, path: api + path, name: name, summary: summary, permission: permission, command: command,
      parameters: parameters + Parameter.recording,
      body: .json(.object(members, isOpen: isOpen), isRequired: bodyIsRequired), success: .created,
      types: AnswerForm.types, answer: .shared("Recorded"),
      action: .append { book, call in
        let members = (call.json.members ?? []).filter { !extra.contains($0.name) }
        return try await Recordings.record(book, call, type, .object(members), stream: try stream(call))
      })
  }

  private static func run(
    _ what: String, _ summary: String, _ command: String, _ type: EventType,
    _ members: [Schema.Member], bodyIsRequired: Bool = true
  ) -> Route {
    recording(
      "/runs/{run}/\(what)", "runs.\(what)", summary, command: "run \(command)", type, members,
      path: [.path("run", "The run's id.", maximum: 196, example: "r1")], bodyIsRequired: bodyIsRequired,
      stream: { StreamFamily.run.stream($0.arguments.required("run")) })
  }

  /// The life of runs.
  static let runs: [Route] = [
    question("/runs", "runs.list", "The runs: what was disturbed, where, how it went.", command: "run list") {
      try $0.runs(view: $1.arguments.view)
    },
    question(
      "/runs/{run}", "runs.show", "One run: its course, its observations, its verdict.", command: "run show",
      [.path("run", "The run's id.", example: "r1"), .reveal] + Parameter.view
    ) { try $0.run($1.arguments.required("run"), view: $1.arguments.view, reveal: $1.reveals()) },
    recording(
      "/runs", "runs.start", "Records that an experiment, or a placebo, began; without an id it gets a new one.",
      command: "run start", .runStarted,
      [.init("run", .text(maximum: 196), "The run's id.")] + Payloads.runStarted,
      stream: { StreamFamily.run.stream($0.json["run"]?.stringValue ?? Recordings.newRun()) }, without: ["run"]),
    run("inject", "Records that the fault was injected.", "inject", .faultInjected, Payloads.faultInjected),
    run("samples", "Records one value of one metric.", "sample", .metricSampled, Payloads.metricSampled),
    run("probes", "Records a check of the runner's own.", "probe", .probeObserved, Payloads.probeObserved),
    run("clear", "Records that the fault was cleared.", "clear", .faultCleared, Payloads.faultCleared),
    run("abort", "Records that the run was stopped before its end.", "abort", .runAborted, Payloads.runAborted),
    run(
      "finish", "Records that the run came to its end.", "finish", .runFinished, Payloads.runFinished,
      bodyIsRequired: false),
    run(
      "disqualify", "Takes the run's evidence out of every belief; its events stay.", "disqualify", .runDisqualified,
      Payloads.why),
    recording(
      "/runs/{run}/findings", "runs.findings", "Records a finding: what the run showed that should be mended.",
      command: nil, .findingOpened, Payloads.findingOpened,
      path: [.path("run", "The run's id.", maximum: 196, example: "r1")],
      stream: { StreamFamily.run.stream($0.arguments.required("run")) }),
    recording(
      "/runs/{run}/findings/resolve", "runs.findings.resolve", "Records that a finding was mended.", command: nil,
      .findingResolved, Payloads.findingResolved,
      path: [.path("run", "The run's id.", maximum: 196, example: "r1")],
      stream: { StreamFamily.run.stream($0.arguments.required("run")) }),
  ]

  private static let intentPath = Parameter.path("intent", "The intent's id.", maximum: 193, example: "i1")

  /// Hypotheses.
  static let intents: [Route] = [
    question("/intents", "intents.list", "The intents, and how they fare.", command: "intent list") {
      try $0.intents(view: $1.arguments.view)
    },
    question(
      "/intents/{intent}", "intents.show", "One intent with its clauses, its revisions and its runs.",
      command: "intent show", [.path("intent", "The intent's id.", example: "i1"), .reveal] + Parameter.view
    ) { try $0.intent($1.arguments.required("intent"), view: $1.arguments.view, reveal: $1.reveals()) },
    recording(
      "/intents", "intents.declare", "Declares an intent.", command: "intent declare", .intentDeclared,
      [.required("id", .text(maximum: 193), "The intent's id.")]
        + Payloads.intent.map {
          Schema.Member($0.name, $0.schema, $0.what, isRequired: ["title", "hypothesis"].contains($0.name))
        },
      stream: { StreamFamily.intent.stream($0.json["id"]?.stringValue ?? "") }, without: ["id"]),
    recording(
      "/intents/{intent}/revise", "intents.revise", "Changes fields of an intent, for the runs that begin from now on.",
      command: "intent revise", .intentRevised, Payloads.why + Payloads.intent, path: [intentPath],
      stream: { StreamFamily.intent.stream($0.arguments.required("intent")) }),
    recording(
      "/intents/{intent}/retire", "intents.retire", "Retires an intent.", command: "intent retire", .intentRetired,
      Payloads.why, path: [intentPath],
      stream: { StreamFamily.intent.stream($0.arguments.required("intent")) }),
  ]

  private static func declaration(
    _ path: String, _ name: String, _ summary: String, _ command: String?, _ type: EventType, _ members: [Schema.Member]
  ) -> Route {
    recording(path, name, summary, command: command, type, members, stream: { _ in StreamFamily.system.stream() })
  }

  /// What exists, by hand; settings; incidents; anything else of the vocabulary.
  static let declarations: [Route] = [
    declaration(
      "/components", "components.declare", "Declares a component.", "declare component", .componentDeclared,
      Payloads.component),
    declaration(
      "/components/changes", "components.change", "Records that something about a component became new.", nil,
      .componentChanged, Payloads.componentChanged),
    declaration(
      "/components/retire", "components.retire", "Records that a component is gone.", nil, .componentRetired,
      [.required("component", .name), .init("reason", .text())]),
    declaration(
      "/dependencies", "dependencies.declare", "Declares that one component calls another.", "declare dependency",
      .dependencyDeclared, Payloads.dependencyDeclared),
    declaration(
      "/dependencies/retire", "dependencies.retire", "Records that a call is gone.", nil, .dependencyRetired,
      [.required("caller", .name), .required("callee", .name), .init("reason", .text())]),
    declaration(
      "/journeys", "journeys.declare", "Declares a journey.", "declare journey", .journeyDeclared, Payloads.journey),
    declaration(
      "/failure-modes", "failure-modes.catalogue", "Catalogues a way in which the system can fail.",
      "declare failure-mode", .failureModeCatalogued, Payloads.failureMode),
    declaration(
      "/budgets", "budgets.report", "Reports what is left of an error budget.", nil, .budgetReported, Payloads.budget),
    recording(
      "/policies", "policies.set", "Sets one policy, and says why; the value null goes back to the default.",
      command: "policy set", .policySet,
      [.required("key", .name, "Such as safety.spacingSeconds."), .required("value", .any)] + Payloads.why,
      permission: .administer, stream: { _ in StreamFamily.policy.stream() }),
    recording(
      "/incidents", "incidents.record", "Records an incident: an uncontrolled run.", command: "incident record",
      .incidentRecorded,
      [.required("id", .text(maximum: 191), "The incident's id.")] + Payloads.incident,
      stream: { StreamFamily.incident.stream($0.json["id"]?.stringValue ?? "") }, without: ["id"]),
  ]
}

/// Recording one event.
enum Recordings {
  /// Records a payload under the arguments that every recording takes.
  static func record(
    _ book: KnowledgeBase, _ call: Call, _ type: EventType, _ data: JSON, stream: String
  ) async throws -> Answer {
    let arguments = call.arguments
    return try await book.submit(
      try Fact(type, data), stream: stream, time: arguments.time("time"), id: arguments.text("event-id"),
      expecting: arguments.text("Expected-Version"), actor: call.actor,
      sealing: try sealing(arguments.text("subject"), arguments.text("seal")))
  }

  /// Whose data is sealed. Throws `Problem` 422 for members without a person.
  static func sealing(_ subject: String?, _ members: String?) throws -> SealRequest? {
    guard let subject else {
      if members == nil { return nil }
      throw Problem(.unprocessableContent, "usage", "seal stands without subject; say whose data it is")
    }
    let names = members?.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    if names?.contains("") == true {
      throw Problem(.unprocessableContent, "usage", "seal takes names with commas between, such as owner,why")
    }
    return try SealRequest(subject: subject, members: names)
  }

  /// An id that sorts by time and can be typed: `run-20261120T181123Z-4f2a`.
  static func newRun() -> String {
    let second = Timestamp(microseconds: KnowledgeBase.wallClock().microseconds / 1_000_000 * 1_000_000)
    let time = second.description.filter { $0 != "-" && $0 != ":" }
    return "run-\(time)-\(String(UInt16.random(in: 0x1000...UInt16.max), radix: 16))"
  }
}
