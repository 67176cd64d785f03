import Interchange
import KnowledgeBase
import Vocabulary

extension AgentTool {
  private static let planArguments: [ToolArgument] = [
    .whole("top", "How many proposals; 5 where nothing is said.", 1...100),
    .whole("batch", "Choose so many that together teach most.", 1...100),
    .text("journey", "Only what can reach this journey."),
    .text("objective", "information, resilience, or hypothesis: and an intent's id."),
    .text("intent", "Derive target, fault and magnitude from this intent."),
    .text("failureMode", "Only what tests this failure mode, such as TF-001."),
    .word("by", "What to rank by.", ["bits", "bits-per-cost"]),
    .whole("seed", "Seed of the simulated cascades; the same seed gives the same list.", 0...Int64.max),
  ]

  private static let planOutput = [("position", "integer"), ("seed", "integer"), ("proposals", "array")]

  /// The tools that plan.
  static let planning: [AgentTool] = [
    AgentTool(
      name: "next", title: "Which experiment next",
      description:
        "The experiments that are expected to teach most, in bits, each with the safety gates that say whether it may run now. Records nothing.",
      right: .ask, arguments: planArguments + ToolArgument.view,
      output: planOutput.map { (name: $0.0, type: $0.1) },
      work: .question { book, call in
        try book.next(try call.planRequest(), view: call.arguments.view, actor: call.client.actor)
      }),
    AgentTool(
      name: "predict", title: "Who would degrade",
      description:
        "The probability that each component and journey degrades under one fault, by errors and by latency. Name a component, or a caller and a callee.",
      right: .ask,
      arguments: ToolArgument.target + ToolArgument.fault(isRequired: true) + ToolArgument.view,
      output: [("position", "integer"), ("predicted", "array")],
      work: .question { book, call in
        try book.predict(target: try call.target(), fault: try call.fault(), view: call.arguments.view)
      }),
    AgentTool(
      name: "check", title: "May it run now",
      description:
        "Whether one experiment may run now: every safety gate with its figures. Name target and fault, an intent, or a recorded proposal.",
      right: .ask,
      arguments: ToolArgument.target + ToolArgument.fault(isRequired: false) + [
        .text("intent", "An intent that names target and fault."), .text("proposal", "A recorded proposal's id."),
        .number("minutes", "How long it would run."),
      ] + ToolArgument.view,
      output: [("position", "integer"), ("allowed", "boolean"), ("gates", "array")],
      work: .question { try $0.check(try $1.checkRequest(), view: $1.arguments.view) }),
    exporting,
    AgentTool(
      name: "record_proposals", title: "Record proposals",
      description:
        "As next, and keeps the proposals in the log, so that runs can refer to them and anyone can compute them again.",
      right: .plan, arguments: planArguments + ToolArgument.view,
      output: planOutput.map { (name: $0.0, type: $0.1) },
      work: .command { book, call in
        var request = try call.planRequest()
        request.record = true
        return try book.next(request, view: call.arguments.view, actor: call.client.actor)
      }),
    AgentTool(
      name: "decide_proposal", title: "Accept or reject a proposal",
      description: "Records that a recorded proposal was accepted, or rejected, and why.", right: .plan,
      arguments: [
        .text("proposal", "The proposal's id.", isRequired: true),
        .word("decision", "What was decided.", ["accepted", "rejected"], isRequired: true),
        .text("why", "The reason; a rejection needs one."),
      ],
      output: recorded,
      work: .command { book, call in
        let decision: ProposalDecision
        switch try call.arguments.text("decision") {
        case "accepted": decision = .accepted
        case "rejected": decision = .rejected
        case let word:
          throw FaultbookError(
            .usage, "arguments.decision: expected accepted or rejected, found \"\(word.prefix(40))\"")
        }
        let why = try call.arguments.optionalText("why")
        if decision == .rejected, why == nil {
          throw FaultbookError(.usage, "a rejection says why, so that others learn from it; give why")
        }
        return try book.decide(
          decision, proposal: try call.arguments.text("proposal"), why: why, actor: call.client.actor)
      }),
  ]
}

extension ToolArgument {
  /// What a fault is injected into, as `ToolCall.target` reads it.
  fileprivate static let target: [ToolArgument] = [
    .text("component", "The component that the fault is in: all its callers meet it."),
    .text("caller", "Of a fault on one link: the caller."), .text("callee", "Of a fault on one link: the callee."),
  ]

  /// A fault and its size, as `ToolCall.fault` reads them.
  fileprivate static func fault(isRequired: Bool) -> [ToolArgument] {
    [
      .word("fault", "The kind of fault.", FaultKind.all.map(\.name), isRequired: isRequired),
      .word("dose", "How large it is; high where nothing is said.", Dose.allCases.map(\.rawValue)),
      .number("magnitude", "How large it is, in unit, instead of dose."), .text("unit", "Such as ms, s or ratio."),
    ]
  }
}

extension ToolCall {
  func planRequest() throws -> NextRequest {
    let arguments = self.arguments
    return try arguments.read { reader in
      NextRequest(
        top: try arguments.whole("top", 1...100) ?? 5, batch: try arguments.whole("batch", 1...100),
        journey: try reader.optionalString("journey"),
        objective: try reader.optionalString("objective") ?? "information",
        intent: try reader.optionalString("intent"), failureMode: try reader.optionalString("failureMode"),
        by: try reader.optionalString("by") ?? "bits",
        seed: UInt64(try arguments.whole("seed", 0...Int.max) ?? 1))
    }
  }

  func checkRequest() throws -> CheckRequest {
    try arguments.read { reader in
      let intent = try reader.optionalString("intent")
      let proposal = try reader.optionalString("proposal")
      if intent != nil, proposal != nil {
        throw reader.error("proposal", "stands beside intent; give one of them")
      }
      let names = ["component", "caller", "callee"]
      let isFree = intent == nil && proposal == nil
      let minutes = try reader.optionalNumber("minutes")
      if let minutes, !(0...525_600).contains(minutes) {
        throw reader.error("minutes", "expected 0 to 525600, found \(minutes)")
      }
      return CheckRequest(
        target: isFree || names.contains { reader.value($0) != nil } ? try target() : nil,
        fault: isFree || reader.value("fault") != nil ? try fault() : nil, intent: intent, proposal: proposal,
        minutes: minutes)
    }
  }

  /// What a fault is injected into.
  func target() throws -> Target {
    try arguments.read { reader in
      let component = try reader.optionalString("component")
      let caller = try reader.optionalString("caller")
      let callee = try reader.optionalString("callee")
      switch (component, caller, callee) {
      case (let component?, nil, nil): return .component(component)
      case (nil, let caller?, let callee?) where caller != callee:
        return .dependency(Dependency(caller: caller, callee: callee))
      default:
        throw reader.error("component", "name a component, or instead of it caller and callee, which differ")
      }
    }
  }

  func fault() throws -> Fault {
    try arguments.read { reader in
      let name = try reader.string("fault")
      guard let kind = FaultKind(named: name) else {
        throw reader.error("fault", "\"\(name.prefix(40))\" is no kind of fault; use one such as net.latency")
      }
      let dose = try reader.optionalWord("dose", Dose.self)
      let value = try reader.optionalNumber("magnitude")
      let unit = try reader.optionalString("unit")
      guard (value == nil) == (unit == nil) else {
        throw reader.error("unit", "belongs to magnitude; give both or neither")
      }
      let magnitude = value.flatMap { value in unit.map { Magnitude(value: value, unit: $0) } }
      if dose != nil, magnitude != nil { throw reader.error("dose", "stands beside magnitude; give one of them") }
      if let magnitude, let problem = DoseBands.problem(magnitude, of: kind) {
        throw reader.error("magnitude", problem)
      }
      return Fault(kind: kind, native: nil, magnitude: magnitude, dose: dose, scope: nil)
    }
  }
}
