internal import GRDB

/// Finds where rows can be read again behind some that cannot.
enum ReadableRows {
  /// The position of a row that can be read, from a position on to an end; nil where there is none, or none can be found.
  ///
  /// A damaged page takes the rows on it, and those of the pages below it. Strides that double come past them, and halving
  /// the last one comes back to where they end. Cost: some lookups.
  static func next(from position: Int64, through end: Int64, _ database: Database) throws -> Int64? {
    var failed = position - 1
    var stride: Int64 = 1
    var found: Int64?
    while found == nil {
      let candidate = failed + stride
      guard candidate <= end else {
        // The last positions were strided over.
        guard stride > 1, failed < end else { return nil }
        stride = 1
        continue
      }
      switch try row(from: candidate, through: end, database) {
      case .row(let position): found = position
      case .none: return nil
      case .damage:
        failed = candidate
        stride *= 2
      }
    }
    guard var readable = found else { return nil }
    while failed + 1 < readable {
      let middle = failed + (readable - failed) / 2
      if case .row(let position) = try row(from: middle, through: end, database), position < readable {
        readable = position
      } else {
        failed = middle
      }
    }
    return readable
  }

  private enum Found {
    case row(Int64)
    case none
    case damage
  }

  /// Whether the first row from a position on can be read, with all that it holds.
  private static func row(from position: Int64, through end: Int64, _ database: Database) throws -> Found {
    let sql = "SELECT \(LeafRowReader.columns) FROM events WHERE position BETWEEN ? AND ? ORDER BY position LIMIT 1"
    do {
      let row = try PreparedStatement(database, sql)
      row.bind(1, position)
      row.bind(2, end)
      guard try row.step() else { return .none }
      return row.integer(0) < position ? .damage : .row(row.integer(0))
    } catch  where Unreadable.isDamage(error) {
      return .damage
    }
  }
}
