internal import GRDB
internal import Transparency

/// The tiles of a book, read within one snapshot of it.
struct BookTiles: TileSource {
  /// Bits of `tile_id` that hold the tile's place in its level.
  private static let indexBits: Int64 = 48

  private let database: Database
  private let path: String
  /// How many events the tree covers.
  private let size: Int64

  init(_ database: Database, path: String, size: Int64) {
    self.database = database
    self.path = path
    self.size = size
  }

  /// The key of a full tile.
  static func key(_ tile: TileID) -> Int64 { keys(level: tile.level).lowerBound | tile.index }

  /// The keys of a level.
  static func keys(level: Int) -> ClosedRange<Int64> {
    let first = Int64(TileID.maximumLevel - level) << indexBits
    return first...(first | (1 << indexBits - 1))
  }

  /// The full tile of a key; nil where no tile can have it.
  static func tile(key: Int64) -> TileID? {
    let level = Int64(TileID.maximumLevel) - key >> indexBits
    guard (0...Int64(TileID.maximumLevel)).contains(level) else { return nil }
    return TileID(level: Int(level), index: key & (1 << indexBits - 1))
  }

  /// A full tile is one row; the last one of a level is the end of `events`, or a row of the right edge. Cost: one
  /// lookup, or up to 255 rows.
  func hashes(of tile: TileID) throws -> [TreeHash] {
    let hashes: [TreeHash]?
    if tile.index < TileID.count(level: tile.level, size: size) >> 8 {
      hashes = try BookTiles.fullTile(tile, database)
    } else if tile.level == 0 {
      hashes = try BookTiles.leaves(after: tile.index << 8, through: size, database)
    } else {
      hashes = try BookTiles.edgeTile(level: tile.level, database)
    }
    guard let hashes, hashes.count >= tile.width else {
      throw EventLogError(
        .damaged, "\(tile) of \(path) is missing or too short; see `faultbook audit verify`, and restore a backup")
    }
    return hashes
  }

  /// The hashes of a full tile's row; nil where it is missing or no hashes.
  static func fullTile(_ tile: TileID, _ database: Database) throws -> [TreeHash]? {
    let statement = try PreparedStatement(database, "SELECT hashes FROM merkle_tiles WHERE tile_id = ?")
    statement.bind(1, BookTiles.key(tile))
    return try statement.step() ? CompactRange.frontier(of: [UInt8](statement.blob(0))) : nil
  }

  /// The stored leaf hashes of some events; nil where one is no hash.
  static func leaves(after position: Int64, through last: Int64, _ database: Database) throws -> [TreeHash]? {
    let sql = "SELECT leaf_hash FROM events WHERE position > ? AND position <= ? ORDER BY position"
    let statement = try PreparedStatement(database, sql)
    statement.bind(1, position)
    statement.bind(2, last)
    var leaves: [TreeHash] = []
    while try statement.step() {
      guard statement.blob(0).count == TreeHash.byteCount else { return nil }
      leaves.append(TreeHash(bytes: statement.blob(0)))
    }
    return leaves
  }

  /// The last, partial tile of a level above 0; nil where its row is missing or no hashes.
  static func edgeTile(level: Int, _ database: Database) throws -> [TreeHash]? {
    let statement = try PreparedStatement(database, "SELECT hashes FROM merkle_edge_tiles WHERE level = ?")
    statement.bind(1, Int64(level))
    return try statement.step() ? CompactRange.frontier(of: [UInt8](statement.blob(0))) : nil
  }

  /// How many full tiles of a level there are, by the last of them. Cost: one lookup.
  static func fullTiles(level: Int, _ database: Database) throws -> Int64 {
    let keys = keys(level: level)
    let sql = "SELECT max(tile_id) FROM merkle_tiles WHERE tile_id BETWEEN ? AND ?"
    let last = try Int64.fetchOne(database, sql: sql, arguments: [keys.lowerBound, keys.upperBound])
    return last.map { $0 - keys.lowerBound + 1 } ?? 0
  }
}
