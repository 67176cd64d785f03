/// Shows that a leaf is in a tree, to whoever knows the tree's size and root: the siblings on the way from the leaf to
/// the root (RFC 6962 §2.1.1; RFC 9162 §2.1.3). 20 hashes for a million leaves.
public struct InclusionProof: Sendable, Hashable {
  /// The leaf's place, from 0: an event's position less one.
  public let index: Int64
  /// How many leaves the tree has.
  public let size: Int64
  /// The siblings, from the leaf's up to the root's child.
  public let hashes: [TreeHash]

  /// A proof as it was made or received; it need not hold.
  public init(index: Int64, size: Int64, hashes: [TreeHash]) {
    self.index = index
    self.size = size
    self.hashes = hashes
  }

  /// The root of the tree that has `leaf` there, as far as this proof goes; nil where it has not as many hashes as its
  /// index and size take. RFC 9162 §2.1.3.2. Cost: one hash a level.
  public func root(leaf: TreeHash) -> TreeHash? {
    guard index >= 0, index < size else { return nil }
    var fn = index
    var sn = size - 1
    var r = leaf
    for p in hashes {
      if sn == 0 { return nil }
      if fn & 1 == 1 || fn == sn {
        r = MerkleTree.node(p, r)
        while fn & 1 == 0, fn != 0 {
          fn >>= 1
          sn >>= 1
        }
      } else {
        r = MerkleTree.node(r, p)
      }
      fn >>= 1
      sn >>= 1
    }
    return sn == 0 ? r : nil
  }

  /// Whether the tree of `root` has `leaf` at the proof's index. Who asks has the root from elsewhere: a checkpoint.
  public func verify(leaf: TreeHash, root: TreeHash) -> Bool { self.root(leaf: leaf) == root }
}
