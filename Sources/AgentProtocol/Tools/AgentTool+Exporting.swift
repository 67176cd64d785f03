import Interchange
import KnowledgeBase
import Vocabulary

extension AgentTool {
  /// A proposal or an intent as another tool's document. Nothing is recorded, and nothing that a gate blocks is written: an agent
  /// has no word against a gate, people have theirs on the command line.
  static let exporting = AgentTool(
    name: "export", title: "Write an experiment for another tool",
    description:
      "A proposal or an intent as another tool's experiment; nothing is run. Where a safety gate blocks it, gates say why and there is no document. To tie a run to a proposal, record it first.",
    right: .ask,
    arguments: [
      .word("as", "The tool.", ExportTool.allCases.map(\.rawValue), isRequired: true),
      .text(
        "id",
        "A proposal or an intent; proposal/ID and intent/ID where both have it. Without it, the first of next that may run and that the tool can do."
      ),
      .whole("rank", "The place in next, instead of an id.", 1...100),
      .word("fault", "Another kind of fault of the same class and dose.", FaultKind.all.map(\.name)),
      .object(
        "bindings",
        "How the parts of the system are reached, over what policy says: {\"kubernetes\": {\"namespace\": \"shop\"}}.",
        ["type": "object"]),
      .flag("unobserved", "Export though nothing tells how it is seen whether a journey is well."),
      .flag("sameDose", "Where the tool cannot do exactly this magnitude, take the nearest of the same dose."),
      .text("journey", "Of a fresh plan: only what can reach this journey."),
      .text("objective", "Of a fresh plan: information, resilience, or hypothesis: and an intent's id."),
      .whole("seed", "Of a fresh plan: the seed of the simulated cascades.", 0...Int64.max),
    ] + ToolArgument.view,
    output: [("position", "integer"), ("tool", "string"), ("gates", "array")],
    work: .question { book, call in
      try book.export(try call.exportRequest(), view: call.arguments.view, actor: call.client.actor).answer
    })
}

extension ToolCall {
  fileprivate func exportRequest() throws -> ExportRequest {
    try arguments.read { reader in
      let word = try reader.string("as")
      guard let tool = ExportTool(rawValue: word) else {
        throw reader.error("as", "\"\(word.prefix(40))\" is no tool; use one such as chaostoolkit")
      }
      let (id, rank) = (try reader.optionalString("id"), try arguments.whole("rank", 1...100))
      if id != nil, rank != nil { throw reader.error("rank", "stands beside id; give one of them") }
      let fault = try reader.optionalString("fault").map { name in
        guard let kind = FaultKind(named: name) else {
          throw reader.error("fault", "\"\(name.prefix(40))\" is no kind of fault; use one such as net.latency")
        }
        return kind
      }
      let bindings =
        reader.value("bindings") == nil
        ? []
        : [
          Bindings.Layer(name: "arguments.bindings", json: try reader.object("bindings").json)
        ]
      let plan = NextRequest(
        top: max(5, rank ?? 0), batch: nil, journey: try reader.optionalString("journey"),
        objective: try reader.optionalString("objective") ?? "information", intent: nil, failureMode: nil, by: "bits",
        seed: UInt64(try arguments.whole("seed", 0...Int.max) ?? 1))
      return ExportRequest(
        tool: tool, id: id, rank: rank, plan: plan, fault: fault, bindings: bindings,
        mayBeUnobserved: try reader.optionalFlag("unobserved") ?? false,
        mayRound: try reader.optionalFlag("sameDose") ?? false)
    }
  }
}
