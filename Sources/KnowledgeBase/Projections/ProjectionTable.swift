import GRDB

/// One table of what the events say: its rows are a pure function of the state.
struct ProjectionTable: Sendable {
  /// What must change for its rows to change.
  enum Part: Sendable, Hashable, CaseIterable {
    case system, policy, intents, runs, beliefs, incidents, findings, proposals, imports
  }

  let name: String
  let part: Part
  let columnCount: Int
  /// All rows; or, for a table by run, those of one run.
  let rows: Rows

  enum Rows: Sendable {
    case whole(@Sendable (ProjectionSource) throws -> [Row])
    /// The first column is the run's id.
    case byRun(@Sendable (RunState, ProjectionSource) throws -> [Row])
  }

  typealias Row = [DatabaseValue]

  /// Every row, in the order in which the source gives them.
  func allRows(_ source: ProjectionSource) throws -> [Row] {
    switch rows {
    case .whole(let make): try make(source)
    case .byRun(let make): try source.state.runs.keys.sorted().flatMap { try make(source.state.runs[$0]!, source) }
    }
  }

  /// The statement that inserts a row into this table, or into its shadow.
  func insertion(into name: String) -> String {
    "INSERT INTO \(name) VALUES(" + Array(repeating: "?", count: columnCount).joined(separator: ",") + ")"
  }
}

extension [DatabaseValue] {
  /// A row of values that SQLite can store; a nil is NULL.
  static func of(_ values: (any DatabaseValueConvertible)?...) -> [DatabaseValue] {
    values.map { $0?.databaseValue ?? .null }
  }
}
