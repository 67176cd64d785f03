internal import Foundation
internal import GRDB

/// The pass over the rows that stand beside the events: that each has the hash that was stored with it.
enum RowHashVerifier {
  static func check(_ database: Database, _ problems: inout ProblemList) throws {
    for table in HashedTable.all {
      _ = try problems.reading("the table \(table.name)") { problems in
        let rows = try table.rows(database)
        for row in rows where row.hash != RowHash.of(table.name, row.values).databaseValue {
          problems.add(0, "\(name(table, row.values)) is not as it was stored: something in its row was changed")
        }
        if table.name == HashedTable.followed.name, rows.count != 1 {
          problems.add(0, "\(table.name) does not have its one row, which says whether this book follows another")
        }
      }
    }
  }

  /// What a row is about, for people.
  private static func name(_ table: HashedTable, _ values: [DatabaseValue]) -> String {
    let size = Int64.fromDatabaseValue(values[0]) ?? 0
    switch table.name {
    case HashedTable.checkpoints.name: return "the checkpoint of \(size) events"
    case HashedTable.cosignatures.name:
      return "the signature of \(String.fromDatabaseValue(values[1]) ?? "") to the checkpoint of \(size) events"
    case HashedTable.kept.name:
      return
        "the \(String.fromDatabaseValue(values[1]) ?? "") that is kept of position \(Int64.fromDatabaseValue(values[2]) ?? 0) (`faultbook rebuild` makes it again)"
    default: return "what followed_log says of the book that this one follows"
    }
  }
}
