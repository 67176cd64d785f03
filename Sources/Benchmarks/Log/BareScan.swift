import CSQLite
import Foundation

/// The limit of replay: SQLite's C interface steps over the same columns, and one pass over each payload finds the names
/// and values of its members and reads its numbers. Nothing is checked, nothing is kept, nothing is allocated.
enum BareScan {
  private static let columns = [
    "position", "source_id", "event_id", "stream_id", "version", "type", "schema_version", "occurred_at", "recorded_at",
    "actor", "correlation_id", "causation_id", "payload",
  ]
  private static let sql = "SELECT \(columns.joined(separator: ", ")) FROM events ORDER BY position"

  /// The sum of the members called `value`, so that nothing can be optimised away.
  static func sumOfValues(path: String) throws -> Double {
    var database: OpaquePointer?
    guard sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY, nil) == SQLITE_OK else {
      throw BenchError("\(path) cannot be opened")
    }
    defer { sqlite3_close(database) }
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(database, sql, -1, &statement, nil) == SQLITE_OK else {
      throw BenchError(String(cString: sqlite3_errmsg(database)))
    }
    defer { sqlite3_finalize(statement) }
    var sum = 0.0
    var touched: Int64 = 0
    while sqlite3_step(statement) == SQLITE_ROW {
      for column: Int32 in [0, 1, 3, 4, 6, 7, 8] { touched &+= sqlite3_column_int64(statement, column) }
      for column: Int32 in [2, 5, 9, 10, 11] { touched &+= Int64(sqlite3_column_bytes(statement, column)) }
      guard let payload = sqlite3_column_text(statement, 12) else { continue }
      sum += value(UnsafeBufferPointer(start: payload, count: Int(sqlite3_column_bytes(statement, 12))))
    }
    return touched == 0 ? 0 : sum
  }

  /// Walks over the tokens; the number after the name `value`.
  private static func value(_ bytes: UnsafeBufferPointer<UInt8>) -> Double {
    var found = 0.0
    var name = 0..<0
    var at = 0
    while at < bytes.count {
      let byte = bytes[at]
      if byte == UInt8(ascii: "\"") {
        let start = at + 1
        at = start
        while bytes[at] != UInt8(ascii: "\"") { at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1 }
        if bytes[at + 1] == UInt8(ascii: ":") { name = start..<at }
      } else if byte &- 0x30 < 10 || byte == UInt8(ascii: "-") {
        guard let start = bytes.baseAddress.map({ UnsafeRawPointer($0 + at).assumingMemoryBound(to: CChar.self) })
        else {
          return found
        }
        var end: UnsafeMutablePointer<CChar>?
        let number = strtod(start, &end)
        at += end.map { UnsafePointer($0) - start } ?? 1
        if name.count == 5, bytes[name.lowerBound] == UInt8(ascii: "v"), bytes[name.lowerBound + 1] == UInt8(ascii: "a")
        {
          found = number
        }
        continue
      }
      at += 1
    }
    return found
  }
}
