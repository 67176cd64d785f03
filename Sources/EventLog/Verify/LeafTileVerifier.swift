internal import GRDB
internal import Transparency

/// The root over a tile: what the level above must hold.
struct TileRoot {
  /// Over what lies below it, as that was hashed anew; nil where some of it is missing.
  var computed: TreeHash?
  /// Over the tile as it is stored; nil where it is missing.
  var stored: TreeHash?

  /// Whether the tile is not what lies below it.
  var isChanged: Bool {
    guard let computed, let stored else { return false }
    return computed != stored
  }
}

/// Compares the full tiles of level 0 with the leaves of a stretch of rows.
enum LeafTileVerifier {
  static func check(
    _ positions: ClosedRange<Int64>, _ rows: VerifiedRows, _ database: Database, _ problems: inout ProblemList
  ) throws -> [TileRoot] {
    let first = (positions.lowerBound - 1) >> 8
    let count = Int(positions.upperBound >> 8 - first)
    guard count > 0 else { return [] }
    let isWhole = rows.leaves.count == positions.count
    var tiles = (0..<count).map { place in
      TileRoot(
        computed: isWhole ? MerkleTree.root(ofFull: rows.leaves[(place << 8)..<((place + 1) << 8)]) : nil, stored: nil)
    }
    let from = first << 8 + 1
    let isRead: Void? = try problems.reading("tiles that hold its leaf or later ones", at: from) { problems in
      try compare(&tiles, from: first, rows, isWhole: isWhole, database, &problems)
    }
    guard isRead != nil else { return tiles }
    for (place, root) in tiles.enumerated() where root.stored == nil {
      let tile = first + Int64(place)
      problems.add(tile << 8 + 1, "\(TileID(level: 0, index: tile)), which holds its leaf, is missing")
    }
    return tiles
  }

  /// Reads the stored tiles from one on, and compares each.
  private static func compare(
    _ tiles: inout [TileRoot], from first: Int64, _ rows: VerifiedRows, isWhole: Bool, _ database: Database,
    _ problems: inout ProblemList
  ) throws {
    let sql = "SELECT tile_id, hashes FROM merkle_tiles WHERE tile_id BETWEEN ? AND ? ORDER BY tile_id"
    let row = try PreparedStatement(database, sql)
    row.bind(1, BookTiles.key(TileID(level: 0, index: first)))
    row.bind(2, BookTiles.key(TileID(level: 0, index: first + Int64(tiles.count) - 1)))
    while try row.step() {
      guard let tile = BookTiles.tile(key: row.integer(0))?.index else { continue }
      let place = Int(tile - first)
      guard tiles.indices.contains(place) else { continue }
      let name = TileID(level: 0, index: tile)
      guard let hashes = CompactRange.frontier(of: [UInt8](row.blob(1))), hashes.count == TileID.fullWidth else {
        problems.add(tile << 8 + 1, "\(name), which holds its leaf, does not have 256 hashes")
        continue
      }
      if isWhole, rows.leaves[(place << 8)..<((place + 1) << 8)].elementsEqual(hashes) {
        tiles[place].stored = tiles[place].computed
        continue
      }
      tiles[place].stored = MerkleTree.root(ofFull: hashes[...])
      compare(hashes, of: tile, rows, &problems)
    }
  }

  /// Names the first leaf of a tile that is not that of the event at its place. Events that are missing are told of
  /// elsewhere.
  private static func compare(_ hashes: [TreeHash], of tile: Int64, _ rows: VerifiedRows, _ problems: inout ProblemList)
  {
    var wrong: [Int64] = []
    for (position, leaf) in zip(rows.positions, rows.leaves) where (position - 1) >> 8 == tile {
      if hashes[Int((position - 1) & 255)] != leaf { wrong.append(position) }
    }
    guard let position = wrong.first else { return }
    let others = wrong.count == 1 ? "" : ", nor are \(wrong.count - 1) after it"
    problems.add(position, "its leaf is not the one that \(TileID(level: 0, index: tile)) holds\(others)")
  }
}
