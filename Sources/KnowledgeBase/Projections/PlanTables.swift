import GRDB
import Vocabulary

extension ProjectionTable {
  static let plan: [ProjectionTable] = [
    ProjectionTable(name: "intents", part: .intents, columnCount: 14, rows: .whole(intents)),
    ProjectionTable(name: "proposals", part: .proposals, columnCount: 12, rows: .whole(proposals)),
    ProjectionTable(name: "imports", part: .imports, columnCount: 8, rows: .whole(imports)),
  ]

  /// Every table of a book.
  static let all: [ProjectionTable] = system + runs + plan + beliefs

  private static func intents(_ source: ProjectionSource) -> [Row] {
    source.state.intents.values.sorted { $0.id < $1.id }.map { state in
      let intent = state.current
      return .of(
        state.id, intent.title, intent.hypothesis, intent.journey, intent.target?.description,
        intent.fault?.kind.name, intent.owner, intent.proposal, intent.clauses.count, state.texts.count - 1,
        state.retired, state.texts[0].at.microseconds, state.texts[0].position, state.actor)
    }
  }

  private static func proposals(_ source: ProjectionSource) -> [Row] {
    let runs = Dictionary(
      source.state.runs.values.compactMap { run in run.started?.proposal.map { ($0, run.id) } },
      uniquingKeysWith: { min($0, $1) })
    let bands = source.state.policy.doseBands
    return source.state.proposals.sorted { $0.key < $1.key }.map { id, state in
      let proposed = state.proposed
      return .of(
        id, proposed.target.description, proposed.fault.kind.name, proposed.fault.dose(bands).rawValue, proposed.bits,
        proposed.proposal["safety"]?["allowed"]?.boolValue, proposed.position, Int64(bitPattern: proposed.seed),
        state.at.microseconds, state.answer?.word, state.answer?.why, runs[id])
    }
  }

  private static func imports(_ source: ProjectionSource) -> [Row] {
    source.state.imports.sorted { $0.key < $1.key }.map { id, state in
      .of(
        id, state.source.format, state.source.bytes, state.source.names.joined(separator: "\n"),
        state.source.ignoredFields, state.eventID, state.position, state.at.microseconds)
    }
  }
}
