package import GRDB
package import Transparency

/// The Merkle tree as the writer keeps it: takes leaves, and stores full tiles and the right edge within the transaction
/// that appends them.
///
/// Confined to the writer's queue.
package final class TreeWriter {
  private let insertTile: PreparedStatement
  private let replaceEdgeTile: PreparedStatement
  private let updateEdge: PreparedStatement
  private var builder: TileBuilder
  /// The size that the stored edge tiles are of.
  private var storedSize: Int64

  /// The writer of a tree that goes on from `builder`, all of which is stored.
  package init(_ database: Database, builder: TileBuilder) throws {
    insertTile = try PreparedStatement(database, "INSERT INTO merkle_tiles(tile_id, hashes) VALUES(?, ?)")
    replaceEdgeTile = try PreparedStatement(
      database, "INSERT OR REPLACE INTO merkle_edge_tiles(level, hashes) VALUES(?, ?)")
    updateEdge = try PreparedStatement(
      database, "UPDATE merkle_edge SET size = ?, root = ?, frontier = ? WHERE one = 1")
    self.builder = builder
    storedSize = builder.edge.size
  }

  /// How many leaves.
  var size: Int64 { builder.edge.size }

  /// The right edge: what to roll back to.
  var edge: CompactRange { builder.edge }

  /// Adds the next leaf.
  package func append(_ leaf: TreeHash) { builder.append(leaf) }

  /// Forgets the leaves after an earlier edge. Not for those before `storeFullTiles`, which only the end of the whole
  /// transaction undoes.
  func rollBack(to edge: CompactRange) { builder.rollBack(to: edge) }

  /// Goes on from what is stored, after a transaction that was undone.
  func reset(_ builder: TileBuilder) {
    self.builder = builder
    storedSize = builder.edge.size
  }

  /// Stores the tiles that have become full.
  func storeFullTiles() throws {
    guard builder.hasFullTiles else { return }
    for tile in builder.takeFullTiles() {
      insertTile.bind(1, BookTiles.key(tile.id))
      try tile.hashes.withUnsafeBytes {
        insertTile.bind(2, blob: $0)
        try insertTile.run()
      }
    }
  }

  /// Stores all that is not yet.
  package func store() throws {
    guard size != storedSize else { return }
    try storeFullTiles()
    for level in 1..<max(1, builder.levelCount)
    where TileID.count(level: level, size: size) != TileID.count(level: level, size: storedSize) {
      replaceEdgeTile.bind(1, Int64(level))
      try builder.partialTile(level: level).withUnsafeBytes {
        replaceEdgeTile.bind(2, blob: $0)
        try replaceEdgeTile.run()
      }
    }
    updateEdge.bind(1, size)
    try builder.edge.root.withUnsafeBytes { root in
      updateEdge.bind(2, blob: root)
      try builder.edge.frontier.withUnsafeBytes { frontier in
        updateEdge.bind(3, blob: frontier)
        try updateEdge.run()
      }
    }
    storedSize = size
  }
}
