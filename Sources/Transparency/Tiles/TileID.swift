/// The name of a tile: 256 neighbouring hashes of a tree, or the first of them while there are no more.
///
/// Hash i of tile n at level l is the root of the full subtree over the leaves from (n · 256 + i) · 256^l on, 256^l of
/// them: level 0 holds leaves, each hash of level 1 is the root over a whole tile of level 0, and so on (C2SP
/// tlog-tiles, "Merkle Tree"; https://c2sp.org/tlog-tiles).
public struct TileID: Sendable, Hashable, CustomStringConvertible {
  /// How many hashes a full tile has.
  public static let fullWidth = 256
  /// How many levels of the tree a tile spans: a full one is a subtree of that height.
  static let height = 8
  /// The highest level that a log of 2^62 leaves can have.
  public static let maximumLevel = 7

  /// Level in the tree of tiles, from 0 for leaves.
  public let level: Int
  /// Place in its level, from 0.
  public let index: Int64
  /// How many hashes, 1 to 256; below 256 the tile is *partial*.
  public let width: Int

  /// A tile. Traps where there can be none such: levels are 0 to 7, indexes not negative, widths 1 to 256.
  public init(level: Int, index: Int64, width: Int = TileID.fullWidth) {
    precondition((0...TileID.maximumLevel).contains(level), "there is no level \(level)")
    precondition(index >= 0 && (1...TileID.fullWidth).contains(width), "there is no tile \(index) of width \(width)")
    self.level = level
    self.index = index
    self.width = width
  }

  /// Whether all 256 hashes are there.
  public var isFull: Bool { width == TileID.fullWidth }

  /// How many hashes level `level` holds in a tree of `size` leaves: its full subtrees of 256^level leaves.
  public static func count(level: Int, size: Int64) -> Int64 { size >> (Int64(level) * 8) }

  /// The tiles that a tree of that size consists of, lowest level first, each in order; none of them empty. Cost: one
  /// for every 255 leaves.
  public static func all(size: Int64) -> [TileID] { added(from: 0, to: size) }

  /// The tiles that a tree of size `to` has and one of size `from` did not have, or not as wide. Traps unless
  /// 0 ≤ from ≤ to. Cost: linear in the tiles returned.
  public static func added(from: Int64, to: Int64) -> [TileID] {
    precondition(from >= 0 && from <= to, "a tree does not shrink from \(from) to \(to)")
    var tiles: [TileID] = []
    for level in 0...maximumLevel {
      let before = count(level: level, size: from)
      let after = count(level: level, size: to)
      guard after > 0 else { break }
      guard after > before else { continue }
      for index in (before >> 8)...((after - 1) >> 8) {
        tiles.append(TileID(level: level, index: index, width: Int(min(256, after - index << 8))))
      }
    }
    return tiles
  }

  /// Where the tile stands below a log's prefix: `tile/0/x001/x234/067`, and `tile/1/273.p/17` where it is partial
  /// (C2SP tlog-tiles, "Merkle Tree").
  public var path: String { "tile/\(level)/" + TilePath.text(index: index, width: width) }

  /// The tile of a path; nil where it is none, or not in its one right form.
  public init?(path: some StringProtocol) {
    guard path.hasPrefix("tile/") else { return nil }
    let rest = path.dropFirst("tile/".count)
    guard let slash = rest.firstIndex(of: "/"), let level = TilePath.number(rest[..<slash], below: 64),
      level <= TileID.maximumLevel, let place = TilePath.place(rest[rest.index(after: slash)...])
    else { return nil }
    self.init(level: Int(level), index: place.index, width: place.width)
  }

  public var description: String { path }
}

/// How C2SP tlog-tiles writes an index and a width: the index in groups of three digits, all but the last behind an
/// `x`, so that no file has the name of a folder; then `.p/` and the width, if it is partial.
enum TilePath {
  static func text(index: Int64, width: Int) -> String {
    var rest = index
    var groups: [String] = []
    repeat {
      let digits = String(rest % 1000)
      let group = String(repeating: "0", count: 3 - digits.count) + digits
      groups.append(groups.isEmpty ? group : "x" + group)
      rest /= 1000
    } while rest > 0
    return groups.reversed().joined(separator: "/") + (width == TileID.fullWidth ? "" : ".p/\(width)")
  }

  /// Index and width of such a text; nil where it is no such text, in its one right form.
  static func place(_ text: some StringProtocol) -> (index: Int64, width: Int)? {
    var index: Int64 = 0
    var width = TileID.fullWidth
    var groups = text.split(separator: "/", omittingEmptySubsequences: false)
    if groups.count >= 2, groups[groups.count - 2].hasSuffix(".p") {
      guard let partial = number(groups.removeLast(), below: 256), partial > 0 else { return nil }
      width = Int(partial)
      groups[groups.count - 1] = groups[groups.count - 1].dropLast(2)
    }
    // Six groups hold every index up to 10^18, beyond every log.
    guard (1...6).contains(groups.count) else { return nil }
    for (place, group) in groups.enumerated() {
      let isLast = place == groups.count - 1
      guard isLast || group.hasPrefix("x") else { return nil }
      let digits = isLast ? group : group.dropFirst()
      guard digits.utf8.count == 3, digits.utf8.allSatisfy({ (48...57).contains($0) }), let value = Int64(digits),
        place > 0 || isLast || value > 0
      else { return nil }
      index = index * 1000 + value
    }
    return (index, width)
  }

  /// A decimal number without leading zeroes.
  static func number(_ text: some StringProtocol, below limit: Int64) -> Int64? {
    guard !text.isEmpty, text.utf8.count <= 18, text.utf8.allSatisfy({ (48...57).contains($0) }),
      text == "0" || !text.hasPrefix("0"), let value = Int64(text), value < limit
    else { return nil }
    return value
  }
}
