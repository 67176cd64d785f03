import EventLog
import Foundation
import GRDB
import Testing
import Vocabulary

/// Every byte of every field of every table of the log, changed past all guards: `verify` finds each.
@Suite struct FieldFlipTests {
  /// A place in a table, and what it holds there instead.
  private struct Flip {
    let table: String
    let key: String
    let row: [DatabaseValue]
    let column: String
    let value: DatabaseValue
    let changed: DatabaseValue
    /// Whether `changed` are the bytes of a text.
    let isText: Bool

    var name: String { "\(table).\(column)" }
  }

  /// A value with each of its bytes changed in one bit; integers in each of their eight bytes, and NULL into something.
  private static func changes(
    _ value: DatabaseValue, type: String, _ random: inout Xoshiro256
  ) -> [(changed: DatabaseValue, isText: Bool)] {
    func each(_ bytes: [UInt8]) -> [Data] {
      bytes.indices.map { index in
        var copy = bytes
        copy[index] ^= 1 << UInt8(random.next() % 8)
        return Data(copy)
      }
    }
    switch value.storage {
    case .null:
      let something: DatabaseValue =
        switch type {
        case "INTEGER": 1.databaseValue
        case "TEXT": "a".databaseValue
        default: Data([1, 65]).databaseValue
        }
      return [(something, false)]
    case .int64(let number):
      return (0..<8).map { ((number ^ (1 << ($0 * 8 + Int64(random.next() % 8)))).databaseValue, false) }
    case .double(let number): return [((-number).databaseValue, false)]
    case .blob(let data): return each([UInt8](data)).map { ($0.databaseValue, false) }
    case .string(let text): return each(Array(text.utf8)).map { ($0.databaseValue, true) }
    }
  }

  private static func flips(_ database: Database, seed: UInt64) throws -> [Flip] {
    var random = Xoshiro256(seed: seed)
    return try FlipBook.tables.flatMap { table, key in
      let columns = try database.columns(in: table)
      let keys = try Row.fetchAll(database, sql: "SELECT \(key) FROM \(table)")
      return try keys.flatMap { row in
        try columns.flatMap { column -> [Flip] in
          let found = row.map(\.1)
          let sql =
            "SELECT \(column.name) FROM \(table) WHERE (\(key)) = (\(found.map { _ in "?" }.joined(separator: ", ")))"
          let value = try DatabaseValue.fetchOne(database, sql: sql, arguments: StatementArguments(found)) ?? .null
          return changes(value, type: column.type, &random).map { change in
            Flip(
              table: table, key: key, row: found, column: column.name, value: value, changed: change.changed,
              isText: change.isText)
          }
        }
      }
    }
  }

  /// Puts a value in a place where `key` has these values; whether the table took it.
  private static func set(
    _ database: Database, _ flip: Flip, _ value: DatabaseValue, isText: Bool, at key: [DatabaseValue]
  )
    throws -> Bool
  {
    let places = key.map { _ in "?" }.joined(separator: ", ")
    let sql =
      "UPDATE \(flip.table) SET \(flip.column) = \(isText ? "CAST(? AS TEXT)" : "?") WHERE (\(flip.key)) = (\(places))"
    do {
      try database.execute(sql: sql, arguments: StatementArguments([value] + key))
      #expect(database.changesCount == 1, "\(flip.name)")
      return true
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
      return false
    }
  }

  @Test func `a flip of any byte of any field of the log is found`() throws {
    let seed: UInt64 = 20261120
    // A whole tile is swept by TileFlipTests: in a book of few events every flip is tried.
    let book = try FlipBook(samples: 3)
    try dropGuards(book.path)
    let log = try EventLog.openForReading(at: book.path)
    defer { log.close() }
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    let queue = try DatabaseQueue(path: book.path, configuration: configuration)
    let sound = Set(try log.verify().problems.map(\.what))
    #expect(sound.allSatisfy { $0.hasPrefix("the trigger ") && $0.hasSuffix(" is missing") })
    var tally = (found: 0, refused: 0)
    var unseen: [String] = []
    try queue.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA ignore_check_constraints = ON; PRAGMA synchronous = OFF")
      for flip in try Self.flips(database, seed: seed) {
        // What the table itself refuses, two rows of one key say, cannot be stored that way.
        guard try Self.set(database, flip, flip.changed, isText: flip.isText, at: flip.row) else {
          tally.refused += 1
          continue
        }
        let isFound = try log.verify().problems.contains { !sound.contains($0.what) }
        if isFound {
          tally.found += 1
        } else {
          unseen.append("\(flip.name) of \(flip.row): \(flip.changed)")
        }
        try Self.restore(database, flip)
      }
    }
    try queue.close()
    print(
      "field flips, seed \(seed): \(tally.found) found of \(tally.found + unseen.count); \(tally.refused) refused by the tables"
    )
    #expect(unseen == [], "seed \(seed)")
    #expect(tally.found > 1400)
    #expect(Set(try log.verify().problems.map(\.what)) == sound, "everything was put back")
  }

  private static func restore(_ database: Database, _ flip: Flip) throws {
    // A row whose key was changed is found under its new one.
    var key = flip.row
    let names = flip.key.split(separator: ", ").map(String.init)
    if let place = names.firstIndex(of: flip.column) { key[place] = flip.changed }
    if flip.key == "rowid", try isRowID(database, flip) { key = [flip.changed] }
    let isText = flip.isText && names.contains(flip.column)
    let places = key.indices.map { isText && names[$0] == flip.column ? "CAST(? AS TEXT)" : "?" }
    try database.execute(
      sql: "UPDATE \(flip.table) SET \(flip.column) = ? WHERE (\(flip.key)) = (\(places.joined(separator: ", ")))",
      arguments: StatementArguments([flip.value] + key))
    #expect(database.changesCount == 1, "\(flip.name) was not put back")
  }

  private static func isRowID(_ database: Database, _ flip: Flip) throws -> Bool {
    try database.primaryKey(flip.table).columns == [flip.column]
  }
}
