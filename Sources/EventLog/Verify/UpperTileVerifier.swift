internal import GRDB
internal import Transparency

/// The tiles above the leaves, and what is on the right edge of them.
///
/// What lies on a change is not compared again: what is wrong is told where it is, and not on all levels above it.
struct UpperTileVerifier {
  /// The edge tiles by level, as they are stored.
  private var edgeTiles: [(level: Int64, hashes: [TreeHash]?)] = []
  /// Tiles that no event fills.
  private var extra: [TileID?] = []
  private let size: Int64

  /// Reads what changes as the log grows, in the transaction that tells its size; full tiles stay as they are.
  init(_ database: Database, size: Int64) throws {
    self.size = size
    let rows = try PreparedStatement(database, "SELECT level, hashes FROM merkle_edge_tiles ORDER BY level")
    while try rows.step() {
      edgeTiles.append((rows.integer(0), CompactRange.frontier(of: [UInt8](rows.blob(1)))))
    }
    // After the last tile that events fill in each level there must be none, nor outside of the levels.
    let sql = "SELECT tile_id FROM merkle_tiles WHERE tile_id BETWEEN ? AND ? ORDER BY tile_id LIMIT 1"
    let next = try PreparedStatement(database, sql)
    let ranges = (0...TileID.maximumLevel).map { level in
      let keys = BookTiles.keys(level: level)
      return keys.lowerBound + TileID.count(level: level, size: size) >> 8...keys.upperBound
    }
    for range in ranges + [.min ... -1, (BookTiles.keys(level: 0).upperBound + 1)...(.max)] {
      next.bind(1, range.lowerBound)
      next.bind(2, range.upperBound)
      if try next.step() { extra.append(BookTiles.tile(key: next.integer(0))) }
      next.reset()
    }
  }

  /// Compares all levels. `tiles` are those of level 0; `hasEdge` tells whether the right edge is of as many events as there
  /// are: where it is not, its tiles are not either, and that says nothing of an event that they cover.
  func check(
    _ tiles: [TileRoot], hasEdge: Bool, _ database: Database, _ problems: inout ProblemList
  ) throws {
    checkExtra(&problems)
    var expected = tiles
    var level = 1
    while TileID.count(level: level, size: size) > 0 {
      // A log that could not be read to its end is told of elsewhere.
      guard TileID.count(level: level, size: size) == Int64(expected.count) else { return }
      let full = try checkFull(expected, level: level, database, &problems)
      checkEdge(Array(expected.dropFirst(full.count << 8)), level: level, hasEdge: hasEdge, &problems)
      expected = full
      level += 1
    }
    for tile in edgeTiles where tile.level >= level {
      problems.add(0, "the right edge has a tile of level \(tile.level), which \(size) events do not reach")
    }
  }

  private func checkExtra(_ problems: inout ProblemList) {
    for tile in extra {
      guard let tile else {
        problems.add(0, "there is a tile that belongs to no level")
        continue
      }
      problems.add(size + 1, "is missing: there is \(tile), which takes more events than there are")
    }
  }

  /// The full tiles of a level; returns their roots, nil where one is missing.
  private func checkFull(
    _ expected: [TileRoot], level: Int, _ database: Database, _ problems: inout ProblemList
  ) throws -> [TileRoot] {
    var roots: [TileRoot] = []
    for index in 0..<(expected.count >> 8) {
      let tile = TileID(level: level, index: Int64(index))
      let below = Array(expected[(index << 8)..<((index + 1) << 8)])
      let computed = below.compactMap(\.computed)
      var root = TileRoot(
        computed: computed.count == below.count ? MerkleTree.root(ofFull: computed) : nil, stored: nil)
      defer { roots.append(root) }
      let stored = try problems.reading("\(tile), which covers it,", at: position(index << 8, level: level)) { _ in
        try BookTiles.fullTile(tile, database) ?? []
      }
      guard let hashes = stored else { continue }
      guard hashes.count == TileID.fullWidth else {
        problems.add(
          position(index << 8, level: level), "\(tile), which covers it, is missing or does not have 256 hashes")
        continue
      }
      compare(hashes, below, from: index << 8, tile, &problems)
      root.stored = MerkleTree.root(ofFull: hashes)
    }
    return roots
  }

  /// The last tile of a level, which is not full.
  private func checkEdge(_ expected: [TileRoot], level: Int, hasEdge: Bool, _ problems: inout ProblemList) {
    let start = Int(TileID.count(level: level, size: size)) - expected.count
    let first = position(start, level: level)
    guard let stored = edgeTiles.first(where: { $0.level == level })?.hashes, stored.count == expected.count else {
      let hashes = expected.count == 1 ? "hash" : "hashes"
      let what = "the right edge lacks its tile of level \(level) with \(expected.count) \(hashes)"
      return problems.add(expected.isEmpty || !hasEdge ? 0 : first, what)
    }
    guard !expected.isEmpty else { return }
    compare(
      stored, expected, from: start, TileID(level: level, index: Int64(start >> 8), width: stored.count), &problems)
  }

  /// Names the first hash of a tile that is not the root of the tile below it.
  private func compare(
    _ hashes: [TreeHash], _ expected: [TileRoot], from start: Int, _ tile: TileID, _ problems: inout ProblemList
  ) {
    for (place, root) in expected.enumerated() {
      guard !root.isChanged, let right = root.computed ?? root.stored, right != hashes[place] else { continue }
      let below = TileID(level: tile.level - 1, index: Int64(start + place))
      return problems.add(
        position(start + place, level: tile.level), "\(tile), which covers it, does not have the root of \(below)")
    }
  }

  /// The first event that a hash of a level covers.
  private func position(_ hash: Int, level: Int) -> Int64 { Int64(hash) << (8 * Int64(level)) + 1 }
}
