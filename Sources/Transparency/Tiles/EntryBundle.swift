/// The entries that a tile's leaves are hashes of, as C2SP tlog-tiles hands them out ("Log entries"): each behind its
/// length in two bytes, big-endian. A leaf is SHA-256(0x00 ‖ entry).
///
/// Our entry is all of an event but its payload, which stands in it by its own hash: see `LeafHasher`.
public struct EntryBundle: Sendable, Hashable {
  /// The longest entry.
  public static let maximumEntry = 0xffff

  /// The tile of level 0 whose leaves these are.
  public let tile: TileID
  /// The entries, as many as the tile is wide.
  public let entries: [[UInt8]]

  /// The bundle of a tile of level 0. Traps where there are not as many entries, or the level is another.
  public init(tile: TileID, entries: [[UInt8]]) {
    precondition(tile.level == 0 && tile.width == entries.count, "\(entries.count) entries for \(tile)")
    self.tile = tile
    self.entries = entries
  }

  /// Where it stands below a log's prefix: `tile/entries/x001/234`, `tile/entries/000.p/7`.
  public var path: String { "tile/entries/" + TilePath.text(index: tile.index, width: tile.width) }

  /// The tile of level 0 whose entries stand at a path; nil where it is no such path, or not in its one right form.
  public static func tile(path: some StringProtocol) -> TileID? {
    guard path.hasPrefix("tile/entries/"), let place = TilePath.place(path.dropFirst("tile/entries/".count)) else {
      return nil
    }
    return TileID(level: 0, index: place.index, width: place.width)
  }

  /// The hashes of the tile.
  public var leaves: [TreeHash] { entries.map(MerkleTree.leaf) }

  /// The bytes of the bundle; nil where an entry is longer than `maximumEntry`.
  public var bytes: [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(entries.reduce(0) { $0 + 2 + $1.count })
    for entry in entries {
      guard let count = UInt16(exactly: entry.count) else { return nil }
      bytes.append(UInt8(count >> 8))
      bytes.append(UInt8(count & 0xff))
      bytes += entry
    }
    return bytes
  }

  /// Reads the bundle of a tile; nil where the bytes are not just as many entries as it is wide.
  public init?(tile: TileID, bytes: [UInt8]) {
    guard tile.level == 0 else { return nil }
    var entries: [[UInt8]] = []
    var rest = bytes[...]
    while rest.count >= 2, entries.count < tile.width {
      let count = Int(rest.removeFirst()) << 8 | Int(rest.removeFirst())
      guard rest.count >= count else { return nil }
      entries.append(Array(rest.prefix(count)))
      rest = rest.dropFirst(count)
    }
    guard rest.isEmpty, entries.count == tile.width else { return nil }
    self.init(tile: tile, entries: entries)
  }
}
