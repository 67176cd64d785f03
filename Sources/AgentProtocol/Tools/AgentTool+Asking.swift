import Beliefs
import KnowledgeBase
import Vocabulary

extension AgentTool {
  /// The tools that ask.
  static let asking: [AgentTool] = [
    AgentTool(
      name: "scores", title: "Resilience scores",
      description: "Resilience of the system, its journeys and components, each with its 90 % interval and coverage.",
      right: .ask, arguments: ToolArgument.view,
      output: [("position", "integer"), ("system", "object"), ("journeys", "array"), ("components", "array")],
      work: .question { try $0.scores(view: $1.arguments.view) }),
    AgentTool(
      name: "system", title: "The system",
      description: "Components, dependencies with their traffic, and journeys, as declared and observed.",
      right: .ask, arguments: ToolArgument.view,
      output: [("position", "integer"), ("components", "array"), ("dependencies", "array"), ("journeys", "array")],
      work: .question { try $0.system(view: $1.arguments.view) }),
    AgentTool(
      name: "beliefs", title: "Beliefs",
      description:
        "P(effect degrades | cause is in trouble of one class and dose), with interval and evidence; evidence 0 is untested. Name cause or effect, as there are many.",
      right: .ask,
      arguments: [
        .text("cause", "The component in trouble; of a susceptibility, a kind of fault."),
        .text("effect", "The component or journey that may degrade."),
        .word("faultClass", "The class of trouble.", FaultClass.allCases.map(\.rawValue)),
        .word("dose", "How much of it.", Dose.allCases.map(\.rawValue)),
        .word("kind", "The kind of belief.", BeliefSummary.Kind.allCases.map(\.rawValue)), .limit,
      ] + ToolArgument.view,
      output: [("position", "integer"), ("beliefs", "array")],
      work: .question { book, call in
        try book.beliefs(
          try call.arguments.read { reader in
            BeliefFilter(
              cause: try reader.optionalString("cause"), effect: try reader.optionalString("effect"),
              faultClass: try reader.optionalWord("faultClass", FaultClass.self),
              dose: try reader.optionalWord("dose", Dose.self),
              kind: try reader.optionalWord("kind", BeliefSummary.Kind.self))
          }, view: call.arguments.view)
      }),
    AgentTool(
      name: "explain", title: "Where a number comes from",
      description:
        "The runs, weights, priors and files behind one belief, score or proposal. Give exactly one of the three.",
      right: .ask,
      arguments: [
        .text("belief", "A belief's id, as beliefs gives it, such as propagation:payments>checkout@latency/high."),
        .text("score", "system, journey NAME or component NAME."),
        .text("proposal", "A proposal's id, as next gives it."),
      ] + ToolArgument.view,
      output: [("position", "integer")],
      work: .question { book, call in
        let asked = try ["belief", "score", "proposal"].compactMap { name in
          try call.arguments.optionalText(name).map { (name, $0) }
        }
        guard asked.count == 1, let (kind, id) = asked.first else {
          throw FaultbookError(.usage, "explain takes one of belief, score and proposal; \(asked.count) were given")
        }
        let view = try call.arguments.view
        return switch kind {
        case "belief": try book.explain(belief: id, view: view)
        case "score": try book.explain(score: id, view: view)
        default: try book.explain(proposal: id, view: view)
        }
      }),
    AgentTool(
      name: "ask", title: "Named questions",
      description:
        "One of the named questions about the book, such as weakest-dependencies; without a name, their list.",
      right: .ask,
      arguments: [
        .text("query", "The question's name."),
        .object(
          "parameters", "Its parameters by name.",
          .compact(("type", "object"), ("additionalProperties", ["type": ["string", "number", "boolean"]]))),
      ] + ToolArgument.view,
      output: [("position", "integer")],
      work: .question { book, call in
        let given = try call.arguments.read { try $0.optionalObject("parameters")?.json.members ?? [] }
        let values = given.map { ($0.name, $0.value.stringValue ?? $0.value.text) }
        return try book.ask(
          try call.arguments.optionalText("query"), parameters: Dictionary(values) { $1 }, view: call.arguments.view)
      }),
    AgentTool(
      name: "findings", title: "Findings",
      description: "What runs brought to light, by severity, and criteria that were moved after a result.",
      right: .ask, arguments: [.limit] + ToolArgument.view, output: [("position", "integer"), ("findings", "array")],
      work: .question { try $0.findings(view: $1.arguments.view) }),
    AgentTool(
      name: "runs", title: "Runs",
      description: "The experiments that were run, with their outcomes and the grades of their evidence.",
      right: .ask, arguments: [.limit] + ToolArgument.view, output: [("position", "integer"), ("runs", "array")],
      work: .question { try $0.runs(view: $1.arguments.view) }),
    AgentTool(
      name: "run", title: "One run",
      description: "One experiment: fault, times, what the tool claimed, and the verdict clause by clause.",
      right: .ask,
      arguments: [.text("run", "The run's id.", isRequired: true)] + ToolArgument.view,
      output: [("position", "integer"), ("run", "string")],
      work: .question { try $0.run($1.arguments.text("run"), view: $1.arguments.view) }),
    AgentTool(
      name: "intents", title: "Intents",
      description: "The hypotheses that were declared, and what the last run said of each.", right: .ask,
      arguments: [.limit] + ToolArgument.view, output: [("position", "integer"), ("intents", "array")],
      work: .question { try $0.intents(view: $1.arguments.view) }),
    AgentTool(
      name: "failure_modes", title: "Failure modes",
      description: "Ways in which such systems fail, ranked by likelihood and impact beside what is known of each.",
      right: .ask, arguments: [.limit] + ToolArgument.view,
      output: [("position", "integer"), ("failureModes", "array")],
      work: .question { try $0.failureModes(view: $1.arguments.view) }),
  ]
}
