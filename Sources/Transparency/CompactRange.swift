/// The right edge of a Merkle tree: all that appending and the root need of the leaves so far.
///
/// ```swift
/// var edge = CompactRange()
/// edge.append(leaf)
/// edge.root            // what a checkpoint signs
/// ```
///
/// A tree of n leaves is a row of full subtrees, one for each 1 in the binary form of n, the largest first (RFC 6962
/// §2.1 splits at the largest power of two below n, which is the same). Their roots are the *frontier*. A new leaf is
/// a subtree of one; two of the same size merge, as digits carry. See "compact ranges" in the Trillian documentation.
///
/// Appending costs O(1) node hashes on average and O(log n) at worst, the root O(log n), memory O(log n).
public struct CompactRange: Sendable, Equatable {
  /// How many leaves.
  public private(set) var size: Int64

  /// Roots of the full subtrees, left to right: one for each 1 in the binary form of `size`.
  public private(set) var frontier: [TreeHash]

  /// The edge of the empty tree.
  public init() {
    size = 0
    frontier = []
  }

  /// An edge that was stored; nil where the count of hashes does not go with the size.
  public init?(size: Int64, frontier: [TreeHash]) {
    guard size >= 0, frontier.count == size.nonzeroBitCount else { return nil }
    self.size = size
    self.frontier = frontier
  }

  /// Adds the next leaf.
  public mutating func append(_ leaf: TreeHash) { append(leaf) { _, _ in } }

  /// Adds the next leaf, and tells of each full subtree of more than one leaf that it completes: height and root.
  mutating func append(_ leaf: TreeHash, completed: (Int, TreeHash) -> Void) {
    var node = leaf
    for height in 0..<(~size).trailingZeroBitCount {
      node = MerkleTree.node(frontier.removeLast(), node)
      completed(height + 1, node)
    }
    frontier.append(node)
    size += 1
  }

  /// Adds the root over the next leaves, 2^height of them, where the tree's size is a multiple of that.
  package mutating func append(subtree: TreeHash, height: Int) {
    precondition(size.trailingZeroBitCount >= height, "a subtree of height \(height) does not begin at \(size)")
    var node = subtree
    for _ in height..<(~(size >> Int64(height))).trailingZeroBitCount + height {
      node = MerkleTree.node(frontier.removeLast(), node)
    }
    frontier.append(node)
    size += 1 << Int64(height)
  }

  /// The root over all leaves.
  public var root: TreeHash {
    guard var root = frontier.last else { return MerkleTree.emptyRoot }
    for subtree in frontier.dropLast().reversed() { root = MerkleTree.node(subtree, root) }
    return root
  }

  /// The frontier as stored: its hashes one after another.
  public var frontierBytes: [UInt8] { frontier.flatMap(\.bytes) }

  /// A frontier as stored; nil where the bytes are no whole number of hashes.
  public static func frontier(of bytes: [UInt8]) -> [TreeHash]? {
    guard bytes.count.isMultiple(of: TreeHash.byteCount) else { return nil }
    return bytes.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: TreeHash.byteCount).map {
        TreeHash(bytes: UnsafeRawBufferPointer(rebasing: bytes[$0..<($0 + TreeHash.byteCount)]))
      }
    }
  }
}
