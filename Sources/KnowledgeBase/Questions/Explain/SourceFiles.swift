import EventLog
import GRDB
import Vocabulary

/// A file that was imported, as whatever rests on it names it.
struct SourceFile: Sendable, Hashable {
  /// What it was called when it was imported; several where it came under several names.
  let names: [String]
  let format: String
  let sha256: String
  /// The log position of its import.
  let position: Int64

  init(_ state: ImportState) {
    names = state.source.names
    format = state.source.format
    sha256 = state.source.sha256
    position = state.position
  }

  /// `{"name", "names", "format", "sha256", "position"}`.
  var json: JSON {
    .compact(
      ("name", names.first.map { .string($0) }), ("names", .array(names.map { .string($0) })),
      ("format", .string(format)), ("sha256", .string(sha256)), ("position", .integer(position)))
  }
}

/// Follows events to the files that brought them: an event's correlation id is the id of the import's `source.imported`.
struct SourceFiles {
  private let log: EventLog
  private let last: Int64
  private let byEvent: [String: SourceFile]

  init(_ log: EventLog, _ state: BookState) {
    self.log = log
    last = state.position
    byEvent = Dictionary(state.imports.values.map { ($0.eventID, SourceFile($0)) }, uniquingKeysWith: { $1 })
  }

  /// The file of that correlation id; nil where none brought it.
  func file(_ correlation: String?) -> SourceFile? { correlation.flatMap { byEvent[$0] } }

  /// Every file that brought an event of a stream, in the order of their imports: of a run its journal and its samples. One pass
  /// over the stream's rows.
  func files(of stream: String) throws -> [SourceFile] {
    guard !byEvent.isEmpty else { return [] }
    let found = try log.readDatabase { db in
      try String?.fetchAll(
        db, sql: "SELECT DISTINCT correlationid FROM log WHERE stream = ? AND position <= ?", arguments: [stream, last])
    }
    return Set(found.compactMap(file)).sorted { ($0.position, $0.sha256) < ($1.position, $1.sha256) }
  }
}
