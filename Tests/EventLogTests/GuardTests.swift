import EventLog
import Foundation
import GRDB
import Testing
import Transparency
import Vocabulary

/// What stands between the log and a slip of the hand: a plain connection, as any tool opens it.
@Suite struct GuardTests {
  /// Statements that must be refused, and what is said.
  static let attacks: [(String, String)] = [
    ("UPDATE events SET payload = '{}'", "events is append-only"),
    ("UPDATE events SET leaf_hash = zeroblob(32) WHERE position = 3", "events is append-only"),
    ("DELETE FROM events WHERE position = 3", "events is append-only"),
    ("DELETE FROM events", "events is append-only"),
    (insert("OR REPLACE", position: "3", version: "4", id: "x'0161'"), "position is not the next one"),
    (insert("OR REPLACE", position: "4", version: "3", id: "x'0161'"), "version is not the next one of its stream"),
    (
      insert("OR REPLACE", position: "4", version: "4", id: "(SELECT event_id FROM events WHERE position = 1)"),
      "duplicate (source, id)"
    ),
    (insert("", position: "5", version: "4", id: "x'0161'"), "position is not the next one"),
    (insert("", position: "0", version: "4", id: "x'0161'"), "position is not the next one"),
    (insert("", position: "4", version: "5", id: "x'0161'"), "version is not the next one of its stream"),
    (insert("", position: "4", version: "0", id: "x'0161'"), "version is not the next one of its stream"),
    (insert("", position: "4", version: "4", id: "x'01'"), "CHECK constraint failed"),
    ("UPDATE sources SET source = 'x'", "sources is append-only"),
    ("DELETE FROM sources", "sources is append-only"),
    ("INSERT OR REPLACE INTO sources VALUES(1, 'x')", "duplicate source"),
    ("INSERT OR REPLACE INTO sources VALUES(9, 'test')", "duplicate source"),
    ("UPDATE streams SET stream = 'x'", "streams is append-only"),
    ("DELETE FROM streams", "streams is append-only"),
    ("INSERT OR REPLACE INTO streams VALUES(1, 'x')", "duplicate stream"),
    ("INSERT OR REPLACE INTO streams VALUES(9, 'run/r1')", "duplicate stream"),
  ]

  static func insert(_ mode: String, position: String, version: String, id: String) -> String {
    "INSERT \(mode) INTO events VALUES(\(position), 1, \(id), 1, \(version), 't', 1, 0, 0, 'a', NULL, NULL, NULL, '{}', "
      + "zeroblob(32))"
  }

  static func tile(_ mode: String, _ id: String) -> String {
    "INSERT \(mode) INTO merkle_tiles(tile_id, hashes) VALUES(\(id), zeroblob(8192))"
  }

  @Test(arguments: 0..<attacks.count)
  func `what would change the log is refused on any connection`(index: Int) throws {
    let (sql, message) = Self.attacks[index]
    let book = try TemporaryBook()
    try book.log.append(samples(0..<3), actor: "ada", now: noon)
    var configuration = Configuration()
    configuration.prepareDatabase { try $0.execute(sql: "PRAGMA recursive_triggers = OFF") }
    let plain = try DatabaseQueue(path: book.path, configuration: configuration)
    let error = #expect(throws: DatabaseError.self, "\(sql)") { try plain.write { try $0.execute(sql: sql) } }
    #expect(error?.message?.hasPrefix(message) == true, "\(sql): \(error?.message ?? "")")
    try plain.close()
    #expect(try book.log.verify().ok)
    #expect(try book.log.head == 3)
  }

  /// The same of the tree and its checkpoints, in a book of 256 events with a checkpoint of 2.
  static let treeAttacks: [(String, String)] = [
    ("UPDATE merkle_tiles SET hashes = zeroblob(8192)", "merkle_tiles is append-only"),
    ("DELETE FROM merkle_tiles", "merkle_tiles is append-only"),
    (tile("OR REPLACE", "7 << 48"), "the tile is not the next one of its level"),
    (tile("", "(7 << 48) + 2"), "the tile is not the next one of its level"),
    (tile("", "(6 << 48) + 1"), "the tile is not the next one of its level"),
    (tile("", "-1"), "the tile is not the next one of its level"),
    ("INSERT INTO merkle_tiles(tile_id, hashes) VALUES((7 << 48) + 1, x'00')", "CHECK constraint failed"),
    ("UPDATE checkpoints SET note = ''", "checkpoints is append-only"),
    ("DELETE FROM checkpoints", "checkpoints is append-only"),
    ("INSERT OR REPLACE INTO checkpoints VALUES(2, 'o', zeroblob(32), 'n', 0, NULL)", "duplicate checkpoint"),
    (
      "INSERT INTO checkpoints VALUES(257, 'o', zeroblob(32), 'n', 0, NULL)",
      "the checkpoint is of more events than there are"
    ),
    ("UPDATE checkpoint_cosignatures SET line = 'x'", "checkpoint_cosignatures is append-only"),
    ("DELETE FROM checkpoint_cosignatures", "checkpoint_cosignatures is append-only"),
    ("INSERT OR REPLACE INTO checkpoint_cosignatures VALUES(2, 'w', '— w AAAA', 9, NULL)", "duplicate cosignature"),
    ("DELETE FROM followed_log", "followed_log has one row always"),
  ]

  @Test func `what would change the tree or a checkpoint is refused on any connection`() throws {
    let book = try TemporaryBook()
    try book.log.append(samples(0..<256), actor: "ada", now: noon)
    let root = try book.log.root(at: 2)
    let note = "o\n2\n\(Data(root.bytes).base64EncodedString())\n\n— o AAAA\n"
    try book.log.storeCheckpoint(StoredCheckpoint(size: 2, origin: "o", root: root, note: note, recordedAt: noon))
    try book.log.storeCosignature(StoredCosignature(size: 2, signer: "w", line: "— w AAAA", recordedAt: noon))
    var configuration = Configuration()
    configuration.prepareDatabase { try $0.execute(sql: "PRAGMA recursive_triggers = OFF") }
    let plain = try DatabaseQueue(path: book.path, configuration: configuration)
    for (sql, message) in Self.treeAttacks {
      let error = #expect(throws: DatabaseError.self, "\(sql)") { try plain.write { try $0.execute(sql: sql) } }
      #expect(error?.message?.hasPrefix(message) == true, "\(sql): \(error?.message ?? "")")
    }
    try plain.close()
    #expect(try book.log.verify().problems == [])
  }

  @Test func `of rows that are inserted together, those before the first bad one may stay: the log has no gap`() throws
  {
    let book = try TemporaryBook()
    try book.log.append(samples(0..<3), actor: "ada", now: noon)
    let plain = try DatabaseQueue(path: book.path)
    let row = { (position: Int, id: String) in
      "(\(position), 1, x'01\(id)', 1, \(position), 't', 1, 0, 0, 'a', NULL, NULL, NULL, '{}', zeroblob(32))"
    }
    for mode in ["", "OR REPLACE"] {
      let sql = "INSERT \(mode) INTO events VALUES \(row(4, "61")), \(row(5, "62")), \(row(9, "63"))"
      try plain.inDatabase { database in
        try database.execute(sql: "BEGIN")
        #expect(throws: DatabaseError.self) { try database.execute(sql: sql) }
        #expect(try Int64.fetchAll(database, sql: "SELECT position FROM events ORDER BY position") == [1, 2, 3, 4, 5])
        try database.execute(sql: "ROLLBACK")
      }
    }
    try plain.close()
    #expect(try book.log.verify().ok)
  }

  @Test func `readers cannot write`() throws {
    let book = try TemporaryBook()
    let error = #expect(throws: EventLogError.self) {
      try book.log.readDatabase { try $0.execute(sql: "CREATE TABLE t(a)") }
    }
    #expect(error?.code == .readOnly)
  }

  @Test func `the view shows every attribute as text`() throws {
    let book = try TemporaryBook()
    try book.log.append(
      [sample("0195500c-7b00-7000-8000-00000000000a"), sample("b", time: noon.advanced(bySeconds: 0.25))],
      actor: "ada", now: noon)
    let rows = try book.log.readDatabase { database in
      try Row.fetchAll(database, sql: "SELECT * FROM log WHERE stream = 'run/r1'").map { row in
        row.map { "\($0.0)=\($0.1.isNull ? "" : $0.1.storage.value.map { "\($0)" } ?? "")" }
      }
    }
    let payload = #"payload={"component":"checkout","metric":"latency_p99","value":1,"unit":"ms"}"#
    #expect(
      rows == [
        [
          "position=1", "id=0195500c-7b00-7000-8000-00000000000a", "source=test", "stream=run/r1", "version=1",
          "type=faultbook.metric.sampled", "time=2026-03-01T12:00:00.000000Z",
          "recordedtime=2026-03-01T12:00:00.000000Z", "actor=ada", "correlationid=", "causationid=",
          "dataschema=urn:faultbook:schema:faultbook.metric.sampled:1", payload,
        ],
        [
          "position=2", "id=b", "source=test", "stream=run/r1", "version=2", "type=faultbook.metric.sampled",
          "time=2026-03-01T12:00:00.250000Z", "recordedtime=2026-03-01T12:00:00.000000Z", "actor=ada",
          "correlationid=", "causationid=", "dataschema=urn:faultbook:schema:faultbook.metric.sampled:1", payload,
        ],
      ])
  }
}
