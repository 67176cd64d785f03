internal import GRDB
public import Transparency

extension EventLog {
  /// The root of the Merkle tree over the first `size` events; nil for all. Throws `.invalid` where there are not as
  /// many, `.damaged` where the tree cannot be read. Cost: one row for all, else a few tiles.
  public func root(at size: Int64? = nil) throws -> TreeHash {
    try withTree(size) { tree, size in try tree.root(size: size) }
  }

  /// Proves that the event at `position` is in the tree of the first `size` events; nil for all. Its leaf is
  /// `leaf(at:)`, its index in the tree the position less one.
  ///
  /// The proof was checked against the stored leaf and root before it is returned. Throws `.invalid` where there is no
  /// such event or tree, `.damaged` where leaf, tiles and root do not go together. Cost: O(log n), a few tiles: well
  /// below a millisecond in a log of a million events.
  public func inclusionProof(position: Int64, size: Int64? = nil) throws -> InclusionProof {
    try withTree(size) { [path] tree, size in
      guard (1...max(1, size)).contains(position), size > 0 else {
        throw EventLogError(
          .invalid, "there is no event \(position) among the first \(size) of \(path); give one of them")
      }
      let proof = try tree.inclusionProof(index: position - 1, size: size)
      guard proof.verify(leaf: try tree.storedLeaf(at: position), root: try tree.root(size: size)) else {
        throw EventLog.unprovable(path)
      }
      return proof
    }
  }

  /// Proves that the tree of the first `to` events, nil for all, begins with that of the first `from`: that none of
  /// those was changed or taken away since.
  ///
  /// The proof was checked against both roots before it is returned. Throws as `inclusionProof`. Cost: O(log n), a few
  /// tiles.
  public func consistencyProof(from: Int64, to: Int64? = nil) throws -> ConsistencyProof {
    try withTree(to) { [path] tree, to in
      guard (0...to).contains(from) else {
        throw EventLogError(.invalid, "there is no tree of \(from) events within the first \(to) of \(path)")
      }
      let proof = try tree.consistencyProof(from: from, to: to)
      guard proof.verify(oldRoot: try tree.root(size: from), newRoot: try tree.root(size: to)) else {
        throw EventLog.unprovable(path)
      }
      return proof
    }
  }

  /// The leaf of the event at a position, as it was stored with it. Throws `.invalid` where there is no such event.
  public func leaf(at position: Int64) throws -> TreeHash {
    try readDatabase { database in
      guard let leaf = try BookTiles.leaves(after: position - 1, through: position, database)?.first else {
        throw EventLogError(.invalid, "there is no event \(position) in \(path); its head is \(try head(database))")
      }
      return leaf
    }
  }

  /// The hashes of a tile: of any that the tree of the first `size` events has, for every size up to the head. Throws
  /// `.invalid` where the log does not have as many events. Cost: one row, or up to 255.
  public func tile(_ tile: TileID) throws -> [TreeHash] {
    try readDatabase { database in
      let size = try RightEdge.read(database)?.size ?? 0
      guard tile.index << 8 + Int64(tile.width) <= TileID.count(level: tile.level, size: size) else {
        throw EventLogError(.invalid, "there is no \(tile) in the tree of the \(size) events of \(path)")
      }
      return Array(try BookTiles(database, path: path, size: size).hashes(of: tile).prefix(tile.width))
    }
  }

  private func head(_ database: Database) throws -> Int64 {
    try Int64.fetchOne(database, sql: "SELECT max(position) FROM events") ?? 0
  }

  /// Calls `body` with the tree of one snapshot and the size in question.
  private func withTree<Result>(
    _ size: Int64?, _ body: (inout BookTree, Int64) throws -> Result
  ) throws -> Result {
    try readDatabase { database in
      guard let edge = try RightEdge.read(database), let root = edge.root else { throw EventLog.unprovable(path) }
      guard (0...edge.size).contains(size ?? 0) else {
        throw EventLogError(
          .invalid, "\(path) has \(edge.size) events, there is no tree of \(size ?? 0); give a size up to that")
      }
      let tiles = BookTiles(database, path: path, size: edge.size)
      var tree = BookTree(database: database, path: path, root: root, tree: tiles.tree(size: edge.size))
      return try body(&tree, size ?? edge.size)
    }
  }

  static func unprovable(_ path: String) -> EventLogError {
    EventLogError(
      .damaged,
      "the events of \(path), its Merkle tiles and its root do not go together; see `faultbook audit verify`, and restore "
        + "it from a backup")
  }
}

/// The tree of one snapshot of a book.
private struct BookTree {
  let database: Database
  let path: String
  /// The root over all events, as the right edge says.
  let root: TreeHash
  var tree: TiledTree<BookTiles>

  mutating func root(size: Int64) throws -> TreeHash { size == tree.size ? root : try tree.root(size: size) }

  mutating func inclusionProof(index: Int64, size: Int64) throws -> InclusionProof {
    try tree.inclusionProof(index: index, size: size)
  }

  mutating func consistencyProof(from: Int64, to: Int64) throws -> ConsistencyProof {
    try tree.consistencyProof(from: from, to: to)
  }

  /// The leaf as it stands in the event's own row.
  func storedLeaf(at position: Int64) throws -> TreeHash {
    guard let leaf = try BookTiles.leaves(after: position - 1, through: position, database)?.first else {
      throw EventLog.unprovable(path)
    }
    return leaf
  }
}
