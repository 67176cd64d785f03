import EventLog
import GRDB
import Queries
import Vocabulary

/// The files that brought the windows of traffic, call by call.
struct TrafficSources {
  private let files: SourceFiles
  private let correlations: [Dependency: Set<String>]

  /// One pass over the windows of the log up to a state's position.
  init(_ log: EventLog, _ state: BookState) throws {
    files = SourceFiles(log, state)
    guard !state.imports.isEmpty, let query = Query.named("traffic-sources") else {
      correlations = [:]
      return
    }
    let rows = try log.readDatabase { db in
      try Row.fetchAll(db, sql: query.sql, arguments: ["last": state.position])
    }
    var found: [Dependency: Set<String>] = [:]
    for row in rows {
      guard let caller: String = row["caller"], let callee: String = row["callee"],
        let correlation: String = row["correlation"]
      else { continue }
      found[Dependency(caller: caller, callee: callee), default: []].insert(correlation)
    }
    correlations = found
  }

  /// The files of a call's windows, in the order of their imports.
  func files(of dependency: Dependency) -> [SourceFile] {
    Set((correlations[dependency] ?? []).compactMap(files.file)).sorted {
      ($0.position, $0.sha256) < ($1.position, $1.sha256)
    }
  }
}
