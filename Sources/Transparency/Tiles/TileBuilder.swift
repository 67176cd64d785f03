/// A tree as its writer keeps it: the right edge, and the tiles that its new leaves fill.
///
/// ```swift
/// var builder = TileBuilder()
/// let mark = builder.edge
/// builder.append(leaf)
/// builder.rollBack(to: mark)            // what was appended since never was
/// for tile in builder.takeFullTiles() { … }   // store each once
/// ```
///
/// For each level it holds the hashes since the last full tile that was taken. The root of a full tile is a node that
/// appending its last leaf makes anyway, so tiles cost no hash beyond those of the edge.
///
/// Appending costs O(1) on average and O(log n) at worst. Memory: up to 255 hashes a level, and the tiles not yet taken.
public struct TileBuilder: Sendable {
  /// A full tile, to be stored.
  public struct Tile: Sendable, Equatable {
    /// Which one.
    public let id: TileID
    /// Its 256 hashes.
    public let hashes: [TreeHash]
  }

  /// The right edge after the last leaf.
  public private(set) var edge = CompactRange()
  /// By level: the hashes from the first tile on that was not taken.
  private var open: [[TreeHash]] = [[]]
  /// By level: how many full tiles were taken.
  private var taken: [Int64] = [0]

  /// The builder of an empty tree.
  public init() {}

  /// A builder that goes on where one had stopped whose full tiles were all taken. `open` is by level what its last,
  /// partial tile holds. Returns nil where edge and tiles do not go together. Cost: a node hash for each hash of `open`.
  public init?(edge: CompactRange, open: [[TreeHash]]) {
    guard TileBuilder.rightmost(edge.size).map(\.count) == open.map(\.count) else { return nil }
    var frontier: [TreeHash] = []
    for hashes in open.reversed() {
      // The full subtrees of a partial tile, the largest first, are the frontier's.
      var rest = hashes[...]
      while !rest.isEmpty {
        let width = 1 << (Int.bitWidth - 1 - rest.count.leadingZeroBitCount)
        frontier.append(MerkleTree.root(ofFull: rest.prefix(width)))
        rest = rest.dropFirst(width)
      }
    }
    guard frontier == edge.frontier else { return nil }
    self.edge = edge
    self.open = open
    taken = open.indices.map { TileID.count(level: $0, size: edge.size) >> 8 }
  }

  /// By level, how many hashes the last, partial tile of a tree has, and the index of that tile; zero of them where all
  /// tiles of the level are full. Level 0 is always there, a level above from its first hash on.
  public static func rightmost(_ size: Int64) -> [(index: Int64, count: Int)] {
    var levels: [(index: Int64, count: Int)] = []
    for level in 0...TileID.maximumLevel {
      let count = TileID.count(level: level, size: size)
      guard level == 0 || count > 0 else { break }
      levels.append((count >> 8, Int(count & 255)))
    }
    return levels
  }

  /// Adds the next leaf.
  public mutating func append(_ leaf: TreeHash) {
    open[0].append(leaf)
    edge.append(leaf) { height, node in
      guard height & 7 == 0 else { return }
      let level = height >> 3
      if level == open.count {
        open.append([])
        taken.append(0)
      }
      open[level].append(node)
    }
  }

  /// Forgets the leaves after a state of the edge that this builder was in, since when no tiles were taken.
  public mutating func rollBack(to edge: CompactRange) {
    precondition(edge.size <= self.edge.size, "a tree of \(self.edge.size) leaves was never of \(edge.size)")
    self.edge = edge
    for level in open.indices {
      let count = TileID.count(level: level, size: edge.size) - taken[level] << 8
      precondition(count >= 0, "tiles were taken that are to be forgotten")
      open[level].removeLast(open[level].count - Int(count))
    }
    while open.count > 1, TileID.count(level: open.count - 1, size: edge.size) == 0 {
      open.removeLast()
      taken.removeLast()
    }
  }

  /// Whether a tile is full that was not taken.
  public var hasFullTiles: Bool { open[0].count >= TileID.fullWidth }

  /// The tiles that are full and were not taken yet, lowest level first, each in order. They are not given again.
  public mutating func takeFullTiles() -> [Tile] {
    var tiles: [Tile] = []
    for level in open.indices {
      let full = open[level].count >> 8
      guard full > 0 else { continue }
      for index in 0..<full {
        let hashes = Array(open[level][(index << 8)..<((index + 1) << 8)])
        tiles.append(Tile(id: TileID(level: level, index: taken[level] + Int64(index)), hashes: hashes))
      }
      open[level].removeFirst(full << 8)
      taken[level] += Int64(full)
    }
    return tiles
  }

  /// How many levels there are: one for leaves, and one for each power of 256 that the size has reached.
  public var levelCount: Int { open.count }

  /// The hashes of the last, partial tile of a level, once the full ones were taken; empty where all are full.
  public func partialTile(level: Int) -> [TreeHash] { open[level] }
}
