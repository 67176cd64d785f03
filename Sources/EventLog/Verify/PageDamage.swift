internal import GRDB

extension EventLog {
  /// What SQLite says of the pages of the file, where it finds some that are damaged: their number, and the table or index
  /// that they are of, as far as that is known. Cost: reading the whole file.
  public func pageDamage() throws -> [String] {
    try EventLogError.translating(path: path) {
      try readers.readPastDamage { database in
        var lines: [Substring] = []
        do {
          let found = try PreparedStatement(database, "PRAGMA quick_check(100)")
          while try found.step() { lines += found.string(0).split(separator: "\n") }
        } catch  where Unreadable.isDamage(error) {
          // It ends where a row cannot be read; what it found of pages comes before.
          if lines.isEmpty { lines.append("the pages cannot be looked at: \(Unreadable.reason(error))") }
        }
        let damage = lines.filter { $0 != "ok" && !$0.hasPrefix("***") }
        // Pages below one that cannot be read are told to be in no use: that follows from it.
        let own = damage.filter { !$0.hasSuffix(" is never used") }
        return (own.isEmpty ? damage : own).prefix(20).map { PageDamage.named($0, database) }
      }
    }
  }
}

/// Messages of SQLite's about pages.
private enum PageDamage {
  /// A message, with the name of the table or index that its page is of.
  static func named(_ message: Substring, _ database: Database) -> String {
    guard let found = message.prefixMatch(of: /(?:(?:On tree|Tree) \d+ )?[Pp]age (\d+)/), let page = Int64(found.1)
    else {
      return String(message)
    }
    let sql = "SELECT name FROM dbstat WHERE pageno = ?"
    // Not every build of SQLite has the table that knows.
    guard let name = (try? String.fetchOne(database, sql: sql, arguments: [page])) ?? nil else {
      return String(message)
    }
    let table = name == "sqlite_schema" ? "the schema" : name
    return "page \(page) of \(table)\(message[found.range.upperBound...])"
  }
}

extension DatabasePool {
  /// Reads one snapshot, as `read` does, of a file that may be damaged: SQLite does not commit a transaction that met damage,
  /// even one that only read, so that it is rolled back.
  func readPastDamage<Result>(_ body: (Database) throws -> Result) throws -> Result {
    try unsafeRead { database in
      try database.execute(sql: "BEGIN DEFERRED TRANSACTION")
      defer { try? database.execute(sql: "ROLLBACK TRANSACTION") }
      return try body(database)
    }
  }
}
