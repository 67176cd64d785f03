/// Where the tiles of a tree come from: a book, a folder, another's answer.
public protocol TileSource {
  /// The hashes of a tile, exactly `tile.width` of them. A tile that has become wider meanwhile serves too: its first
  /// hashes are those of the narrower. Throws where it is missing or cannot be read.
  func hashes(of tile: TileID) throws -> [TreeHash]
}

extension TileSource {
  /// The tree that these tiles hold, as far as `size` leaves.
  public func tree(size: Int64) -> TiledTree<Self> { TiledTree(tiles: self, size: size) }
}
