import Foundation
import GRDB
import Migrations

/// A read-only connection on which people's own SQL runs: never a write, one statement, bounded time.
struct SQLRoom {
  private let database: DatabaseQueue

  /// A room on the book itself, whose tables are up to date.
  init(book path: String) throws {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.label = "faultbook.sql"
    database = try DatabaseQueue(path: path, configuration: configuration)
  }

  /// A room whose tables are made in memory from a state; events and the log are the book's own.
  init(book path: String, tablesOf source: ProjectionSource) throws {
    database = try DatabaseQueue()
    let escaped = path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? path
    let uri = path.hasPrefix("file:") ? path : "file:" + escaped + "?mode=ro"
    try database.inDatabase { db in
      try db.execute(sql: "ATTACH ? AS book", arguments: [uri])
      for table in ProjectionTable.all {
        let sql = try String.fetchOne(
          db, sql: "SELECT sql FROM book.sqlite_master WHERE type = 'table' AND name = ?", arguments: [table.name])
        guard let sql else { throw FaultbookError(.book, "the book lacks the table \(table.name)") }
        try db.execute(sql: sql)
      }
      try db.inTransaction {
        try Projector.fill(db, from: source)
        return .commit
      }
      try db.execute(sql: "PRAGMA query_only = 1")
    }
  }

  /// A room with nothing but tables made in memory from a state, in the form that the migrations give them.
  init(tablesOf source: ProjectionSource) throws {
    database = try DatabaseQueue()
    try database.inDatabase { db in
      try db.inTransaction {
        for migration in Migration.all { try db.execute(sql: migration.sql) }
        try Projector.fill(db, from: source)
        return .commit
      }
      try db.execute(sql: "PRAGMA query_only = 1")
    }
  }

  /// Something else that only reads.
  func read<Result>(_ body: (Database) throws -> Result) throws -> Result { try database.read(body) }

  /// Rows of one statement. Throws for anything but a question, for wrong SQL, and past the time limit.
  func rows(
    _ sql: String, parameters: [String: any DatabaseValueConvertible] = [:], seconds: Double, limit: Int = 100_000,
    mostBytes: Int = SQLRoom.mostBytes
  )
    throws -> (columns: [String], rows: [[DatabaseValue]], isCut: Bool)
  {
    guard SQLRoom.isQuestion(sql) else {
      throw FaultbookError(.usage, "only questions are answered: begin with SELECT, WITH, VALUES or EXPLAIN")
    }
    let database = self.database
    let end = ContinuousClock.now.advanced(by: .seconds(seconds))
    let timer = DispatchSource.makeTimerSource(queue: .global())
    timer.schedule(deadline: .now() + seconds)
    timer.setEventHandler { database.interrupt() }
    timer.resume()
    defer { timer.cancel() }
    do {
      return try database.read { db in
        let statement = try db.makeStatement(sql: sql)
        guard statement.isReadonly else {
          throw FaultbookError(.usage, "only questions are answered, nothing is changed")
        }
        if !parameters.isEmpty { try statement.setArguments(StatementArguments(parameters)) }
        let cursor = try Row.fetchCursor(statement)
        var found: [[DatabaseValue]] = []
        var (bytes, isCut) = (0, false)
        while let row = try cursor.next() {
          guard found.count < limit else {
            isCut = true
            break
          }
          // An interruption that comes before the first step stops nothing.
          if ContinuousClock.now > end { throw DatabaseError(resultCode: .SQLITE_INTERRUPT) }
          let values = row.map(\.1)
          bytes += values.reduce(0) { $0 + SQLRoom.size(of: $1) }
          guard bytes <= mostBytes else {
            throw FaultbookError(
              .usage,
              "the answer would hold more than the \(mostBytes >> 20) MiB that are given at once; select less, or add a limit"
            )
          }
          found.append(values)
        }
        return (statement.columnNames, found, isCut)
      }
    } catch let error as DatabaseError {
      if error.resultCode == .SQLITE_INTERRUPT {
        throw FaultbookError(
          .usage, "the question took longer than \(seconds) s and was stopped; narrow it or raise --time-limit")
      }
      if error.resultCode == .SQLITE_MISUSE {
        throw FaultbookError(.usage, "one statement at a time is answered; ask the others apart")
      }
      throw FaultbookError(.usage, "SQLite says: \(error.message ?? "\(error.resultCode)"), in: \(sql.prefix(200))")
    }
  }

  /// The most that the values of an answer may hold, in bytes: all of them are in memory at once.
  static let mostBytes = 64 << 20

  private static func size(of value: DatabaseValue) -> Int {
    switch value.storage {
    case .string(let text): text.utf8.count + 16
    case .blob(let data): data.count * 2 + 16
    case .null, .int64, .double: 16
    }
  }

  /// Whether the first word is one that only asks.
  private static func isQuestion(_ sql: String) -> Bool {
    var rest = sql[...]
    while true {
      rest = rest.drop { $0.isWhitespace || $0 == ";" }
      if rest.hasPrefix("--") {
        rest = rest.drop { $0 != "\n" }
      } else if rest.hasPrefix("/*") {
        guard let end = rest.range(of: "*/") else { return false }
        rest = rest[end.upperBound...]
      } else {
        break
      }
    }
    let word = rest.prefix { $0.isLetter }.uppercased()
    return ["SELECT", "WITH", "VALUES", "EXPLAIN"].contains(word)
  }
}
