import EventLog
import Foundation
import GRDB
import Testing
import Vocabulary

@testable import KnowledgeBase

/// Every stored field of every table, not of the log's alone. Some bytes of each column, by a printed seed; every byte where
/// `FAULTBOOK_LONG_TESTS` is set.
@Suite("Flips of whatever is stored")
struct BookFlipTests {
  static let isLong = ProcessInfo.processInfo.environment["FAULTBOOK_LONG_TESTS"] != nil

  /// A value in a row, and another for it.
  private struct Flip {
    let table: String
    let column: String
    /// The columns that the row is found by, and what they hold.
    let key: [String]
    let row: [DatabaseValue]
    let value: DatabaseValue
    let changed: DatabaseValue
    let isText: Bool

    var name: String { "\(table).\(column)" }
  }

  /// A value with one bit changed in each of its bytes; NULL into something.
  private static func changes(_ value: DatabaseValue, type: String, _ random: inout Xoshiro256) -> [DatabaseValue] {
    func each(_ bytes: [UInt8]) -> [DatabaseValue] {
      bytes.indices.map { index in
        var copy = bytes
        copy[index] ^= 1 << UInt8(random.next() % 8)
        return Data(copy).databaseValue
      }
    }
    switch value.storage {
    case .null:
      switch type {
      case "INTEGER": return [(1).databaseValue]
      case "REAL": return [(0.5).databaseValue]
      case "TEXT": return ["a".databaseValue]
      default: return [Data(repeating: 1, count: 32).databaseValue]
      }
    case .int64(let number):
      return (0..<8).map { (byte: UInt64) in
        Int64(bitPattern: UInt64(bitPattern: number) ^ 1 << (byte * 8 + random.next() % 8)).databaseValue
      }
    case .double(let number):
      return (0..<8).map { (byte: UInt64) in
        Double(bitPattern: number.bitPattern ^ 1 << (byte * 8 + random.next() % 8)).databaseValue
      }
    case .blob(let data): return each([UInt8](data))
    case .string(let text): return each(Array(text.utf8))
    }
  }

  /// The flips of one column: all, or so many of them.
  private static func flips(
    _ database: Database, _ table: String, _ column: ColumnInfo, sample: Int, _ random: inout Xoshiro256
  ) throws -> [Flip] {
    let key = try database.primaryKey(table).columns
    let names = key.joined(separator: ", ")
    var flips: [Flip] = []
    let rows = try Row.fetchAll(database, sql: "SELECT \(column.name), \(names) FROM \(table)")
    for row in rows {
      let values = Array(row.databaseValues)
      flips += changes(values[0], type: column.type, &random).map {
        Flip(
          table: table, column: column.name, key: key, row: Array(values.dropFirst()), value: values[0], changed: $0,
          isText: column.type == "TEXT" && !values[0].isNull)
      }
    }
    guard !isLong, flips.count > sample else { return flips }
    return (0..<sample).map { _ in flips[Int(random.next() % UInt64(flips.count))] }
  }

  /// Puts a value where the key holds these; false where the table refuses it, or stores it as what was there.
  private static func set(_ database: Database, _ flip: Flip, _ value: DatabaseValue, at row: [DatabaseValue]) throws
    -> Bool
  {
    let condition = flip.key.map { $0 == flip.column && flip.isText ? "\($0) = CAST(? AS TEXT)" : "\($0) = ?" }
    let sql =
      "UPDATE \(flip.table) SET \(flip.column) = \(flip.isText ? "CAST(? AS TEXT)" : "?") WHERE "
      + condition.joined(separator: " AND ")
    do {
      try database.execute(sql: sql, arguments: StatementArguments([value] + row))
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
      return false
    }
    #expect(database.changesCount == 1, "\(flip.name) at \(row)")
    return true
  }

  @Test("A flip of any byte of any field of any table is found by verify")
  func sweep() throws {
    let seed: UInt64 = 20_261_121
    var random = Xoshiro256(seed: seed)
    let book = try SweptBook()
    let audit = try BookAudit.open(at: book.path)
    defer { audit.close() }
    func verify() throws -> [JSON] { try audit.verify(trust: book.trust).json["problems"]?.arrayValue ?? [] }
    let sound = try verify()
    #expect(sound.allSatisfy { $0["problem"]?.stringValue?.hasPrefix("the trigger ") == true }, "\(sound)")
    var tally = (found: 0, refused: 0, columns: 0, tables: 0)
    var unseen: [String] = []
    try SweptBook.write(book.path) { database in
      let tables = try String.fetchAll(
        database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
      for table in tables {
        tally.tables += 1
        #expect(try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table)") ?? 0 > 0, "\(table) is empty")
        // What is computed from other columns is not stored.
        for column in try database.columns(in: table) where try isStored(column.name, table, database) {
          tally.columns += 1
          // Tables that follow from the events are read alike, column by column.
          let sample = ProjectionTable.all.contains { $0.name == table } ? 1 : 3
          for flip in try Self.flips(database, table, column, sample: sample, &random) {
            guard try Self.set(database, flip, flip.changed, at: flip.row) else {
              tally.refused += 1
              continue
            }
            var row = flip.row
            if let place = flip.key.firstIndex(of: flip.column) { row[place] = flip.changed }
            defer { _ = try? Self.set(database, flip, flip.value, at: row) }
            let problems = try verify()
            if problems == sound {
              unseen.append("\(flip.name) at \(flip.row): \(flip.value) became \(flip.changed)")
              continue
            }
            tally.found += 1
            guard table == "events", column.name != "position" else { continue }
            #expect(problems.first?["position"]?.integerValue == Int64.fromDatabaseValue(flip.row[0]), "\(flip.name)")
          }
        }
      }
    }
    print(
      "book flips, seed \(seed): \(tally.found) found of \(tally.found + unseen.count) in \(tally.columns) columns of "
        + "\(tally.tables) tables; \(tally.refused) refused by the tables")
    #expect(unseen == [], "seed \(seed)")
    #expect(tally.found > 350 && tally.tables > 30)
    #expect(try verify() == sound, "everything was put back")
  }

  private func isStored(_ column: String, _ table: String, _ database: Database) throws -> Bool {
    let sql = "SELECT hidden = 0 FROM pragma_table_xinfo(?) WHERE name = ?"
    return try Bool.fetchOne(database, sql: sql, arguments: [table, column]) ?? false
  }

  @Test(
    "A row put in or taken out of any table is found by verify",
    arguments: [
      "beliefs", "runs", "followed_log", "snapshots", "checkpoints", "checkpoint_cosignatures", "projections",
    ])
  func rows(table: String) throws {
    let book = try SweptBook()
    func verify() throws -> [JSON] {
      let audit = try BookAudit.open(at: book.path)
      defer { audit.close() }
      return try audit.verify(trust: book.trust).json["problems"]?.arrayValue ?? []
    }
    let sound = try verify()
    let mine: [String: [DatabaseValue]] = [
      "followed_log": [2.databaseValue, "elsewhere".databaseValue, .null, 1.databaseValue],
      "checkpoints": [
        7.databaseValue, "example.org/log".databaseValue, Data(repeating: 0, count: 32).databaseValue,
        "note".databaseValue, 1.databaseValue,
      ],
      "checkpoint_cosignatures": [
        20.databaseValue, "example.org/other".databaseValue, "— example.org/other AAAAAAA=".databaseValue,
        1.databaseValue,
      ],
    ]
    let others = [
      "beliefs": "SELECT 'x' || id, kind, cause, effect, effect_kind, fault_class, dose, symptom, mean, sd, low, high, "
        + "prior_mean, evidence, last_evidence_at, criticality FROM beliefs LIMIT 1",
      "projections": "SELECT 'other', version, state, position, code_hash, state_hash, leaf_hash FROM projections",
      "snapshots": "SELECT position - 1, format, leaf_hash, digest, state FROM snapshots LIMIT 1",
    ]
    try SweptBook.write(book.path) { database in
      if let values = mine[table] {
        let places = Array(repeating: "?", count: values.count + 1).joined(separator: ", ")
        try database.execute(
          sql: "INSERT INTO \(table) VALUES(\(places))",
          arguments: StatementArguments(values + [RowHash.of(table, values).databaseValue]))
      } else if let select = others[table] {
        try database.execute(sql: "INSERT INTO \(table) \(select)")
      } else {
        try database.execute(sql: "DELETE FROM \(table) WHERE run = 'r1'")
      }
    }
    let found = try verify()
    // One more of who signs is no problem where it is not trusted, and says so.
    #expect(found != sound || table == "checkpoint_cosignatures", "\(table)")
    guard table != "snapshots" else { return }
    try SweptBook.write(book.path) { try $0.execute(sql: "DELETE FROM \(table)") }
    let emptied = try verify()
    #expect(emptied != sound || table == "checkpoint_cosignatures" || table == "checkpoints", "\(table)")
  }

  @Test(
    "The hash of the tables is there after a rebuild and a checkpoint, goes with the next write, and is held to them")
  func stateHash() throws {
    let shop = try Shop()
    let book = try KnowledgeBase.toy(shop, Toy.system)
    func stored() throws -> JSON? { try book.verify().json["tables"]?["stateHash"] }
    #expect(try stored()?.isNull == true)
    _ = try book.rebuild()
    let rebuilt = try #require(try stored()?.stringValue)
    #expect(rebuilt.count == 64)
    try book.tell(Toy.runs(1))
    #expect(try stored()?.isNull == true)
    let key = shop.folder.appending(path: "log.key").path
    _ = try AuditKeys.create(at: key, name: "example.org/log", book: shop.path)
    _ = try book.checkpoint(CheckpointRequest(key: key))
    let signed = try #require(try stored()?.stringValue)
    #expect(signed != rebuilt)
    #expect(try book.rebuild().json["changed"] == .array([]))
    #expect(try stored()?.stringValue == signed, "a rebuild makes the same tables")
    try book.meddle("UPDATE projections SET state_hash = zeroblob(32)")
    let verdict = try book.verify()
    #expect(!verdict.isYes && verdict.json.text.contains("are not those that were hashed when they were last written"))
    try book.meddle("UPDATE projections SET state_hash = NULL, position = position - 1")
    #expect(try book.verify().json.text.contains("made of a log that has another event there"))
  }
}
