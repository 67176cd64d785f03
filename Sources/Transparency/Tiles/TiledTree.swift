/// A Merkle tree that is read from its tiles, a handful for each question.
///
/// ```swift
/// var tree = source.tree(size: 1_000_000)
/// let root = try tree.root()
/// let proof = try tree.inclusionProof(index: 73_893)   // who holds the root and the leaf checks it alone
/// ```
///
/// Trees grow to the right and nothing in them changes, so the tree of any smaller size can be asked for from the same
/// tiles. Answers are as good as the tiles: whoever does not trust their source checks them against a known root.
///
/// Cost of a question: at most two tiles of each level, which is 6 for 16 million leaves, and 255 node hashes a tile;
/// tiles that were read are kept as long as the value lives.
public struct TiledTree<Source: TileSource> {
  /// How many leaves.
  public let size: Int64
  private let tiles: Source
  private var read: [Int64: [TreeHash]] = [:]

  /// The tree of the first `size` leaves.
  public init(tiles: Source, size: Int64) {
    precondition(size >= 0, "a tree of \(size) leaves")
    self.tiles = tiles
    self.size = size
  }

  /// The root over all leaves, or over the first `size` of them. Traps where there are not as many.
  public mutating func root(size: Int64? = nil) throws -> TreeHash {
    let size = size ?? self.size
    precondition((0...self.size).contains(size), "a tree of \(size) leaves in one of \(self.size)")
    return size == 0 ? MerkleTree.emptyRoot : try subtree(from: 0, count: size)
  }

  /// One leaf. Traps where there is none such.
  public mutating func leaf(_ index: Int64) throws -> TreeHash {
    precondition((0..<size).contains(index), "leaf \(index) of \(size)")
    return try node(height: 0, index: index)
  }

  /// Proves that a leaf is in the tree of all leaves, or of the first `size` of them: PATH(m, D[n]) of RFC 6962
  /// §2.1.1. Traps unless 0 ≤ index < size and there are as many.
  public mutating func inclusionProof(index: Int64, size: Int64? = nil) throws -> InclusionProof {
    let size = size ?? self.size
    precondition((0...self.size).contains(size) && (0..<size).contains(index), "leaf \(index) of \(size)")
    return InclusionProof(index: index, size: size, hashes: try path(to: index, from: 0, count: size))
  }

  /// Proves that the tree of all leaves, or of the first `to` of them, begins with that of the first `from`:
  /// PROOF(m, D[n]) of RFC 6962 §2.1.2. Traps unless 0 ≤ from ≤ to and there are as many.
  public mutating func consistencyProof(from: Int64, to: Int64? = nil) throws -> ConsistencyProof {
    let to = to ?? self.size
    precondition((0...self.size).contains(to) && (0...to).contains(from), "trees of \(from) and \(to) leaves")
    // Every tree begins with the empty one; RFC 6962 has no proof for what needs none.
    let hashes = from == 0 ? [] : try subproof(of: from, from: 0, count: to, isWhole: true)
    return ConsistencyProof(from: from, to: to, hashes: hashes)
  }

  /// PATH(m, D[start:start + count]): the siblings on the way from a leaf up, the lowest first.
  private mutating func path(to leaf: Int64, from start: Int64, count: Int64) throws -> [TreeHash] {
    guard count > 1 else { return [] }
    let k = MerkleTree.split(count)
    if leaf < start + k {
      return try path(to: leaf, from: start, count: k) + [subtree(from: start + k, count: count - k)]
    }
    return try path(to: leaf, from: start + k, count: count - k) + [subtree(from: start, count: k)]
  }

  /// SUBPROOF(m, D[start:start + count], b): `isWhole` tells that the old tree's root is this very subtree's, which the
  /// verifier has already.
  private mutating func subproof(
    of old: Int64, from start: Int64, count: Int64, isWhole: Bool
  ) throws -> [TreeHash] {
    if old == count { return isWhole ? [] : [try subtree(from: start, count: count)] }
    let k = MerkleTree.split(count)
    if old <= k {
      return try subproof(of: old, from: start, count: k, isWhole: isWhole)
        + [subtree(from: start + k, count: count - k)]
    }
    return try subproof(of: old - k, from: start + k, count: count - k, isWhole: false)
      + [subtree(from: start, count: k)]
  }

  /// MTH(D[start:start + count]), where `start` is a multiple of the least power of two from `count` on.
  private mutating func subtree(from start: Int64, count: Int64) throws -> TreeHash {
    guard count.nonzeroBitCount > 1 else {
      let height = count.trailingZeroBitCount
      return try node(height: height, index: start >> Int64(height))
    }
    let k = MerkleTree.split(count)
    return MerkleTree.node(try subtree(from: start, count: k), try subtree(from: start + k, count: count - k))
  }

  /// The root of a full subtree of 2^height leaves: some hashes of one tile, hashed together.
  private mutating func node(height: Int, index: Int64) throws -> TreeHash {
    let (level, inside) = height.quotientAndRemainder(dividingBy: TileID.height)
    let first = index << Int64(inside)
    let hashes = try tile(level: level, index: first >> 8)
    let start = Int(first & 255)
    return MerkleTree.root(ofFull: hashes[start..<(start + 1 << inside)])
  }

  private mutating func tile(level: Int, index: Int64) throws -> [TreeHash] {
    let key = Int64(level) << 56 | index
    if let hashes = read[key] { return hashes }
    let width = Int(min(256, TileID.count(level: level, size: size) - index << 8))
    let tile = TileID(level: level, index: index, width: width)
    let hashes = try tiles.hashes(of: tile)
    precondition(hashes.count >= width, "\(tile) has \(hashes.count) hashes")
    read[key] = hashes
    return hashes
  }
}
