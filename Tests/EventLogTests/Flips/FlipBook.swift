import EventLog
import Foundation
import GRDB
import Transparency
import Vocabulary

/// A small closed book in which every column of every table of the log holds something.
final class FlipBook: Sendable {
  /// The tables that belong to the log, and what a row of each is found by.
  static let tables: [(name: String, key: String)] = [
    ("events", "rowid"), ("sources", "rowid"), ("streams", "rowid"), ("merkle_edge", "rowid"),
    ("merkle_tiles", "rowid"), ("merkle_edge_tiles", "rowid"), ("checkpoints", "rowid"),
    ("checkpoint_cosignatures", "size, signer, line"), ("followed_log", "rowid"),
  ]

  let folder: TemporaryFolder
  let path: String

  /// A book of so many samples, and of some events with all that an event can hold.
  init(samples count: Int) throws {
    folder = try TemporaryFolder()
    path = folder.path("book.sqlite")
    let log = try EventLog.create(at: path)
    let whole = NewEvent(
      id: "plain id é", source: "urn:tool", stream: "run/r2", time: noon, actor: "grace",
      correlation: "0195500c-7b00-7000-8000-00000000000a", causation: "cause",
      fact: .runAborted(RunAborted(reason: .guardrail, criterion: "too slow")))
    let data = #"{"component":"a","kind":"service","owner":"sealed:v1:AAAA"}"#
    let sealed = try NewEvent(
      id: "0195500c-7b00-7000-8000-00000000000b", source: "urn:tool", type: .componentDeclared, stream: "system",
      time: nil, schemaVersion: 1, actor: nil, correlation: nil, causation: nil, keyID: 4711, payload: data,
      data: JSON.parse(data))
    try log.append(samples(0..<count) + [whole, sealed], actor: "ada", now: noon)
    for size in Set([1, try log.head]).sorted() {
      let root = try log.root(at: size)
      let text = "example.org/log\n\(size)\n\(Data(root.bytes).base64EncodedString())\n"
      try log.storeCheckpoint(
        StoredCheckpoint(
          size: size, origin: "example.org/log", root: root, note: text + "\n— example.org/log AAAAAAAA\n",
          recordedAt: noon))
      try log.storeCosignature(
        StoredCosignature(size: size, signer: "witness", line: "— witness BBBBBBBB", recordedAt: noon))
    }
    log.close()
  }

  /// Everything that the tables and indexes of the log hold, as SQLite reads it; nil where it cannot.
  static func content(_ path: String) -> [String]? {
    var configuration = Configuration()
    configuration.readonly = true
    guard let queue = try? DatabaseQueue(path: path, configuration: configuration) else { return nil }
    defer { try? queue.close() }
    return try? queue.read { database in
      var content = try Row.fetchAll(database, sql: "SELECT type, name, tbl_name, sql FROM sqlite_schema").map(text)
      content += try Row.fetchAll(database, sql: "SELECT * FROM pragma_application_id, pragma_user_version").map(text)
      for (table, _) in tables {
        let key = table == "checkpoint_cosignatures" ? "" : "rowid, "
        content += try Row.fetchAll(database, sql: "SELECT \(key)* FROM \(table) NOT INDEXED").map(text)
      }
      let indexes = [
        "SELECT stream_id, version, rowid FROM events INDEXED BY sqlite_autoindex_events_1 ORDER BY stream_id, version",
        "SELECT source_id, event_id, rowid FROM events INDEXED BY sqlite_autoindex_events_2 ORDER BY source_id, event_id",
        "SELECT rowid FROM events INDEXED BY events_facts WHERE type <> 'faultbook.metric.sampled' ORDER BY position",
        "SELECT source, rowid FROM sources INDEXED BY sqlite_autoindex_sources_1 ORDER BY source",
        "SELECT stream, rowid FROM streams INDEXED BY sqlite_autoindex_streams_1 ORDER BY stream",
      ]
      for sql in indexes { content += try Row.fetchAll(database, sql: sql).map(text) }
      return content
    }
  }

  private static func text(_ row: Row) -> String {
    row.map { _, value in
      switch value.storage {
      case .null: "null"
      case .int64(let number): "i\(number)"
      case .double(let number): "d\(number.bitPattern)"
      case .string(let text): "t" + text.utf8.map { String($0, radix: 16) }.joined(separator: " ")
      case .blob(let data): "b" + data.map { String($0, radix: 16) }.joined(separator: " ")
      }
    }.joined(separator: "|")
  }
}

/// Whether the long form of tests that sample is asked for: `FAULTBOOK_LONG_TESTS=1`.
let isLong = ProcessInfo.processInfo.environment["FAULTBOOK_LONG_TESTS"] != nil
