import HTTPTypes
import Hummingbird
import KnowledgeBase
import Vocabulary

extension RouteTable {
  /// A command: it looks at the state, writes, and answers.
  static func command(
    _ path: String, _ name: String, _ summary: String, command: String?, _ permission: Permission,
    _ parameters: [Parameter] = [], body: Route.Body = .none, success: HTTPResponse.Status = .ok,
    answer: Schema = .shared("Answer"), load: Route.Load = .heavy, isDocumented: Bool = true,
    _ perform: @escaping @Sendable (KnowledgeBase, Call) throws -> Answer
  ) -> Route {
    Route(
      method: .post, path: api + path, name: name, summary: summary, permission: permission, command: command,
      parameters: parameters, body: body, success: success, types: AnswerForm.types, answer: answer, load: load,
      isDocumented: isDocumented, action: .command(perform))
  }

  private static let importing: [Parameter] = [
    .query("name", .text(maximum: 255), "The name of a file that comes without one."),
    .query("as", .text(maximum: 60), "The format; known by the content where none is named."),
    .query("run", .text(maximum: 196), "The run that bare samples belong to."),
    .query("component", .text(maximum: 255), "The component that bare samples are about."),
    .query("metric", .text(maximum: 255), "The metric that bare samples are of."),
    .query("unit", .text(maximum: 40), "The unit that bare samples are in."),
    .query("label", .text(maximum: 255), "The label of Prometheus' series that names the component."),
    .query("environment", .text(maximum: 255), "The environment of runs whose files do not say."),
    .query("judge", .flag, "Whether the runs that end in these files are judged at once; true where nothing is said."),
    .query("dry-run", .flag, "Say what would be recorded, and record nothing."),
  ]

  /// What changes the book and looks at it first.
  static let commands: [Route] = [
    command(
      "/import", "import", "Learns from the files of other tools, and judges the runs that they bring.",
      command: "import", .record, importing, body: .files, answer: .object([], isOpen: true)
    ) { book, call in
      guard case .files(let files) = call.body else { throw Problem.badRequest("send files") }
      let arguments = call.arguments
      let choices = ImportChoices(
        format: arguments.text("as"), run: arguments.text("run"), component: arguments.text("component"),
        metric: arguments.text("metric"), unit: arguments.text("unit"), label: arguments.text("label"),
        environment: arguments.text("environment"), judge: arguments.text("judge") != "false",
        dryRun: arguments.flag("dry-run"))
      let sources = try files.sources(named: arguments.text("name"))
      return try book.importFiles(
        sources, choices: choices, actor: call.actor, admitting: { try Admission.check([$0], call) })
    },
    command(
      "/append", "append", "Appends files of CloudEvents, gzip too: all events or none.", command: nil, .record,
      [
        .query("name", .text(maximum: 255), "The name of a file that comes without one."),
        .query("subject", .text(maximum: 255), "Whose personal data they hold: that is sealed with their own key."),
        .query("seal", .text(maximum: 1024), "The members to seal, with commas between."),
        .query("dry-run", .flag, "Check the events, and append none."),
      ], body: .files, answer: .object([], isOpen: true)
    ) { book, call in
      guard case .files(let files) = call.body else { throw Problem.badRequest("send files") }
      let arguments = call.arguments
      let sealing = try Recordings.sealing(arguments.text("subject"), arguments.text("seal"))
      let sources = try files.sources(named: arguments.text("name"))
      return try book.append(
        files: sources, actor: call.actor, dryRun: arguments.flag("dry-run"), sealing: sealing,
        admitting: { try Admission.check([$0], call) })
    },
    command(
      "/record", "record", "Records one event of any type that people or runners record.", command: nil, .record,
      Parameter.recording.filter { $0.name != "Expected-Version" },
      body: .json(
        .object(
          .required("type", .word(EventType.all.map(\.name))), .required("stream", .text(maximum: 200)),
          .required("data", .object([], isOpen: true), "The payload."))), success: .created,
      answer: .shared("Recorded"), load: .light
    ) { book, call in
      guard let type = call.json["type"]?.stringValue.flatMap(EventType.init(named:)), let data = call.json["data"]
      else {
        throw Problem.badRequest("no such type")
      }
      try Admission.check(type, call)
      let arguments = call.arguments
      return try book.record(
        try Fact(type, data), stream: call.json["stream"]?.stringValue ?? "", time: arguments.time("time"),
        id: arguments.text("event-id"), actor: call.actor,
        sealing: try Recordings.sealing(arguments.text("subject"), arguments.text("seal")))
    },
    command(
      "/judge", "judge", "Judges a run that is over, or all that have no verdict yet.", command: "judge", .record,
      body: .json(.object(.init("run", .text(maximum: 196), "The run; all where none is named.")), isRequired: false)
    ) { try $0.judge(run: $1.json["run"]?.stringValue, actor: $1.actor) },
    command(
      "/proposals", "proposals.record", "Proposes the experiments that teach most, and keeps the proposals in the log.",
      command: nil, .plan, Parameter.plan + Parameter.view.filter { $0.name != "as-of" }, success: .created,
      answer: .shared("Plan")
    ) { book, call in
      var request = PlanArguments.request(call.arguments)
      request.record = true
      return try book.next(request, view: call.arguments.view, actor: call.actor)
    },
    decision("accept", .accepted), decision("reject", .rejected),
    command(
      "/corrections", "corrections", "Gives an event another payload: it stays in the log, and is read as corrected.",
      command: "correct", .administer, sealing,
      body: .json(
        .object(
          .required("position", .integer(1...(1 << 53))),
          .required("data", .object([], isOpen: true), "The whole payload."),
          .required("why", .text(maximum: 4000)))), success: .created
    ) { book, call in
      try book.correct(
        call.json["position"]?.integerValue ?? 0, data: call.json["data"] ?? .null,
        why: call.json["why"]?.stringValue ?? "", actor: call.actor,
        sealing: try Recordings.sealing(call.arguments.text("subject"), call.arguments.text("seal")))
    },
    command(
      "/retractions", "retractions", "Takes an event back: it stays in the log, and is read as absent.",
      command: "retract", .administer, sealing,
      body: .json(
        .object(.required("position", .integer(1...(1 << 53))), .required("why", .text(maximum: 4000)))),
      success: .created
    ) { book, call in
      try book.retract(
        call.json["position"]?.integerValue ?? 0, why: call.json["why"]?.stringValue ?? "", actor: call.actor,
        sealing: try Recordings.sealing(call.arguments.text("subject"), call.arguments.text("seal")))
    },
  ]

  private static let sealing = Parameter.recording.filter { ["subject", "seal"].contains($0.name) }

  private static func decision(_ word: String, _ decision: ProposalDecision) -> Route {
    command(
      "/proposals/{proposal}/\(word)", "proposals.\(word)",
      "Says that a recorded proposal is \(decision == .accepted ? "" : "not ")to be run.", command: "proposal \(word)",
      .plan,
      [
        .path("proposal", "The proposal's id."),
        .query("time", .time, "When it was decided; else when it is recorded."),
        .query("event-id", .text(maximum: 200), "The event's own id: the same one again adds nothing."),
      ], body: .json(.object(.init("why", .text(maximum: 4000))), isRequired: false), load: .light
    ) { book, call in
      try book.decide(
        decision, proposal: call.arguments.required("proposal"), why: call.json["why"]?.stringValue,
        time: call.arguments.time("time"), eventID: call.arguments.text("event-id"), actor: call.actor)
    }
  }
}
