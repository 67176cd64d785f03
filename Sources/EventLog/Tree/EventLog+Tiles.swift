internal import GRDB
public import Transparency

/// The log in the form of C2SP tlog-tiles: what a folder or an HTTP server hands out, and anyone can check.
extension EventLog {
  /// Calls `write` with path and content of every file of the tree of the first `size` events, nil for all: tiles,
  /// lowest level first, and with `entries` the bundles of what their leaves are hashes of.
  ///
  /// With `from`, only files that the tree of the first `from` events did not have; partial ones of that are left as they
  /// are. A checkpoint is not among them: `checkpointNote` gives it, to be written last, so that whoever reads meanwhile
  /// finds all that it takes. Throws as `root`, and what `write` throws. Cost: linear in the files' bytes; memory of one
  /// file.
  public func exportTiles(
    size: Int64? = nil, from: Int64 = 0, entries: Bool, to write: (_ path: String, _ bytes: [UInt8]) throws -> Void
  ) throws {
    let head = try head
    let size = size ?? head
    guard (0...head).contains(size), (0...size).contains(from) else {
      throw EventLogError(
        .invalid, "\(path) has \(head) events, there are no tiles from \(from) to \(size); give sizes up to that")
    }
    for tile in TileID.added(from: from, to: size) {
      try write(tile.path, try self.tile(tile).flatMap(\.bytes))
      guard entries, tile.level == 0 else { continue }
      let bundle = try entryBundle(tile)
      guard let bytes = bundle.bytes else {
        throw EventLogError(
          .invalid,
          "an event of \(bundle.path) has more than \(EntryBundle.maximumEntry) bytes beside its data, which tiles do not "
            + "hold; export without entries")
      }
      try write(bundle.path, bytes)
    }
  }

  /// The entries of the events that a tile of level 0 holds: all of each but its payload, which stands there by its
  /// hash. Throws `.invalid` where the log does not have as many events, `.damaged` where an event cannot be read or its
  /// entry does not have the tile's hash. Cost: linear in the events' bytes.
  public func entryBundle(_ tile: TileID) throws -> EntryBundle {
    precondition(tile.level == 0, "\(tile) has no entries: its hashes are of tiles")
    let leaves = try self.tile(tile)
    return try readDatabase { database in
      let sql = "SELECT \(LeafRowReader.columns) FROM events WHERE position BETWEEN ? AND ? ORDER BY position"
      let row = try PreparedStatement(database, sql)
      row.bind(1, tile.index << 8 + 1)
      row.bind(2, tile.index << 8 + Int64(tile.width))
      var reader = LeafRowReader()
      var hasher = LeafHasher()
      var entries: [[UInt8]] = []
      while try row.step() { entries.append(try reader.fields(row, database) { fields, _ in hasher.entry(fields) }) }
      for (place, leaf) in leaves.enumerated()
      where place >= entries.count || MerkleTree.leaf(entries[place]) != leaf {
        throw EventLogError(
          .damaged,
          "the event at position \(tile.index << 8 + Int64(place) + 1) of \(path) does not have the hash in \(tile); see "
            + "`faultbook audit verify`", position: tile.index << 8 + Int64(place) + 1)
      }
      return EntryBundle(tile: tile, entries: entries)
    }
  }

  /// The checkpoint of that many events as it is handed out: the log's note, and below it what witnesses added. Nil where
  /// there is none. Cost: linear in the cosignatures.
  public func checkpointNote(at size: Int64) throws -> String? {
    guard let checkpoint = try checkpoint(at: size) else { return nil }
    return try cosignatures(ofCheckpoint: size).reduce(checkpoint.note) { $0 + $1.line + "\n" }
  }
}
