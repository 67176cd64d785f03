internal import GRDB
internal import Transparency

/// Makes the tiles of a book that was written before there were any, from its stored leaf hashes, when its schema is
/// brought up to date.
enum TileBackfill {
  /// The migration that makes the tables.
  static let migration = "0003-transparency.sql"

  /// Throws `.damaged` where the leaf hashes do not have the root that the edge says: nothing is built on those. Cost:
  /// linear, some seconds for a million events; memory of a few tiles.
  static func run(_ database: Database) throws {
    let writer = try TreeWriter(database, builder: TileBuilder())
    let leaf = try PreparedStatement(database, "SELECT leaf_hash FROM events ORDER BY position")
    while try leaf.step() {
      guard leaf.blob(0).count == TreeHash.byteCount else { break }
      writer.append(TreeHash(bytes: leaf.blob(0)))
      try writer.storeFullTiles()
    }
    let edge = try RightEdge.read(database)
    guard let range = edge?.range, range == writer.edge, edge?.root == range.root else {
      throw EventLogError(
        .damaged,
        "the book's schema cannot be brought up to date: its \(edge?.size ?? 0) events do not have the hashes that its "
          + "Merkle edge says; restore it from a backup")
    }
    try writer.store()
  }
}
