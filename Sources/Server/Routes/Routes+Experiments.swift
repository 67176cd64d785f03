import HTTPTypes
import Interchange
import KnowledgeBase
import Vocabulary

extension RouteTable {
  /// What an export is asked for.
  private static let exported: [Schema.Member] = [
    .required("as", .word(ExportTool.allCases.map(\.rawValue)), "The tool."),
    .init("id", .text(maximum: 255), "A proposal or an intent; the first of a plan that may run without one."),
    .init("rank", .integer(1...1000), "The place in the plan, instead of an id."),
    .init("fault", .word(FaultKind.all.map(\.name)), "Another kind of fault of the same class and dose."),
    .init("bindings", .object([], isOpen: true), "How the parts of the system are reached, over what policy says."),
    .init(
      "layers",
      .array(
        of: .object(
          .required("name", .text(maximum: 4096), "What messages call it."),
          .required("bindings", .object([], isOpen: true))), most: 100),
      "Several such, the later ones over the earlier."),
    .init("unobserved", .flag, "Export though nothing tells whether a journey is well."),
    .init("sameDose", .flag, "Take the nearest magnitude of the same dose where the tool cannot do this one."),
    .init("despiteGates", .flag, "Export what a gate blocks; for those who may plan."),
  ]

  /// From a plan to a run and back: may it run, how another tool runs it, what such runs were worth.
  static let experiments: [Route] = [
    question(
      "/check", "check", "Whether one experiment may run now: every safety gate, with its figures.", command: "check",
      Parameter.fault.map { parameter in
        var parameter = parameter
        parameter.isRequired = false
        return parameter
      } + [
        .query("intent", .text(maximum: 255), "An intent that names target and fault."),
        .query("proposal", .text(maximum: 255), "A recorded proposal."),
        .query("minutes", .number(0...525_600), "How long it would run."),
      ] + Parameter.view, load: .heavy
    ) { try $0.check(try CheckArguments.request($1.arguments), view: $1.arguments.view) },
    question(
      "/trends", "trends", "What each run promised and what it taught, and how the scores moved.", command: "trends",
      [
        .query("last", .integer(1...10_000), "How many of the last runs are told.", example: 20),
        .query("points", .integer(1...100), "At how many places scores are told.", example: 4),
      ] + Parameter.view, load: .heavy
    ) {
      try $0.trends(
        last: $1.arguments.integer("last") ?? 200, points: $1.arguments.integer("points") ?? 12, view: $1.arguments.view
      )
    },
    Route(
      method: .post, path: api + "/export", name: "export",
      summary: "A proposal or an intent as another tool's experiment; nothing is run, and nothing recorded.",
      permission: .read, command: "export", parameters: Parameter.plan + Parameter.view,
      body: .json(.object(exported)),
      types: AnswerForm.types, load: .heavy,
      action: .question(isPure: false) { book, call in
        try book.export(try ExportArguments.request(call), view: call.arguments.view, actor: call.actor).answer
      }),
    command(
      "/proposals/export", "proposals.export",
      "A fresh proposal as another tool's experiment, kept in the log, so that its run can be told beside what it promised.",
      command: nil, .plan, Parameter.plan + Parameter.view.filter { $0.name != "as-of" },
      body: .json(.object(exported.filter { $0.name != "id" })), success: .created
    ) { book, call in
      var request = try ExportArguments.request(call)
      request.record = true
      return try book.export(request, view: call.arguments.view, actor: call.actor).answer
    },
  ]
}

/// An experiment that is asked about.
private enum CheckArguments {
  /// Throws `Problem` 422 where it is named twice, or not at all.
  static func request(_ arguments: Arguments) throws -> CheckRequest {
    let (intent, proposal) = (arguments.text("intent"), arguments.text("proposal"))
    func wrong(_ what: String) -> Problem { Problem(.unprocessableContent, "usage", what) }
    if intent != nil, proposal != nil { throw wrong("intent and proposal stand together; give one of them") }
    let isFree = intent == nil && proposal == nil
    let hasTarget = ["component", "caller", "callee"].contains { arguments.text($0) != nil }
    let size = ["dose", "magnitude", "unit"].first { arguments.text($0) != nil }
    guard arguments.text("fault") != nil || !isFree else { throw wrong("no fault is named; give fault, or an intent") }
    if let size, arguments.text("fault") == nil { throw wrong("\(size) is of a fault; name it with fault") }
    return CheckRequest(
      target: isFree || hasTarget ? try FaultArguments.target(arguments) : nil,
      fault: arguments.text("fault") == nil ? nil : try FaultArguments.fault(arguments), intent: intent,
      proposal: proposal, minutes: arguments.number("minutes"))
  }
}

/// What is exported, and how.
private enum ExportArguments {
  private static func layers(_ json: JSON) -> [Bindings.Layer] {
    let several = (json["layers"]?.arrayValue ?? []).map { layer in
      Bindings.Layer(name: layer["name"]?.stringValue ?? "layers", json: layer["bindings"] ?? .object([]))
    }
    return (json["bindings"].map { [Bindings.Layer(name: "bindings", json: $0)] } ?? []) + several
  }

  /// Throws `Problem` 403 for whoever may not plan and speaks against a gate, 422 for an id beside a rank.
  static func request(_ call: Call) throws -> ExportRequest {
    let json = call.json
    guard let tool = json["as"]?.stringValue.flatMap(ExportTool.init(rawValue:)) else {
      throw Problem.badRequest("as: is missing")
    }
    let (id, rank) = (json["id"]?.stringValue, json["rank"]?.integerValue)
    if id != nil, rank != nil {
      throw Problem(.unprocessableContent, "usage", "id and rank stand together; give one of them")
    }
    let isForced = json["despiteGates"]?.boolValue == true
    if isForced, !call.principal.may(.plan) {
      throw Problem.forbidden("despiteGates is for role planner or admin; leave it out")
    }
    return ExportRequest(
      tool: tool, id: id, rank: rank.map { Int($0) }, plan: PlanArguments.request(call.arguments),
      fault: json["fault"]?.stringValue.flatMap { FaultKind(named: $0) },
      bindings: layers(json),
      mayBeUnobserved: json["unobserved"]?.boolValue == true, mayRound: json["sameDose"]?.boolValue == true,
      isForced: isForced)
  }
}
