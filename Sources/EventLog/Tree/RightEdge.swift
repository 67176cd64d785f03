internal import GRDB
internal import Transparency

/// The row of `merkle_edge`.
struct RightEdge {
  /// How many events it covers.
  let size: Int64
  /// The root that it claims; nil where the bytes are no hash.
  let root: TreeHash?
  /// Size and frontier; nil where they do not go together.
  let range: CompactRange?

  /// Reads the row; nil where there is none.
  static func read(_ database: Database) throws -> RightEdge? {
    let row = try PreparedStatement(database, "SELECT size, root, frontier FROM merkle_edge WHERE one = 1")
    guard try row.step() else { return nil }
    let size = row.integer(0)
    return RightEdge(
      size: size, root: TreeHash([UInt8](row.blob(1))),
      range: CompactRange.frontier(of: [UInt8](row.blob(2))).flatMap { CompactRange(size: size, frontier: $0) })
  }

  /// What appending goes on from: the edge with the tiles that are not full. Nil where the tiles do not go with it, or
  /// a full one is missing at the end. Cost: up to 255 rows, and as many hashes a level.
  func builder(_ database: Database) throws -> TileBuilder? {
    guard let range else { return nil }
    var open: [[TreeHash]] = []
    for (level, tile) in TileBuilder.rightmost(size).enumerated() {
      guard try BookTiles.fullTiles(level: level, database) == tile.index,
        let hashes = level == 0
          ? try BookTiles.leaves(after: tile.index << 8, through: size, database)
          : try BookTiles.edgeTile(level: level, database)
      else { return nil }
      open.append(hashes)
    }
    return TileBuilder(edge: range, open: open)
  }
}
