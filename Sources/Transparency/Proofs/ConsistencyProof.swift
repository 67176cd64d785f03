/// Shows that a tree begins with an earlier one, to whoever knows both sizes and roots: that nothing was changed, taken
/// away or put in between (RFC 6962 §2.1.2; RFC 9162 §2.1.4). About 20 hashes for a million leaves.
public struct ConsistencyProof: Sendable, Hashable {
  /// How many leaves the earlier tree has.
  public let from: Int64
  /// How many leaves the later tree has.
  public let to: Int64
  /// The nodes from which both roots follow; none where both trees are the same, or the earlier is empty.
  public let hashes: [TreeHash]

  /// A proof as it was made or received; it need not hold.
  public init(from: Int64, to: Int64, hashes: [TreeHash]) {
    self.from = from
    self.to = to
    self.hashes = hashes
  }

  /// Whether a tree of root `newRoot` begins with one of root `oldRoot`. RFC 9162 §2.1.4.2, and beyond it: every tree
  /// begins with the empty one, which takes no proof and says nothing of `newRoot`. Cost: two hashes a level.
  public func verify(oldRoot: TreeHash, newRoot: TreeHash) -> Bool {
    guard from >= 0, from <= to else { return false }
    if from == to { return hashes.isEmpty && oldRoot == newRoot && (from > 0 || oldRoot == MerkleTree.emptyRoot) }
    if from == 0 { return hashes.isEmpty && oldRoot == MerkleTree.emptyRoot }
    guard !hashes.isEmpty else { return false }
    // A full subtree is its own first node: the verifier has it.
    var path = (from.nonzeroBitCount == 1 ? [oldRoot] : []) + hashes
    var fn = from - 1
    var sn = to - 1
    while fn & 1 == 1 {
      fn >>= 1
      sn >>= 1
    }
    var fr = path.removeFirst()
    var sr = fr
    for c in path {
      if sn == 0 { return false }
      if fn & 1 == 1 || fn == sn {
        fr = MerkleTree.node(c, fr)
        sr = MerkleTree.node(c, sr)
        while fn & 1 == 0, fn != 0 {
          fn >>= 1
          sn >>= 1
        }
      } else {
        sr = MerkleTree.node(sr, c)
      }
      fn >>= 1
      sn >>= 1
    }
    return sn == 0 && fr == oldRoot && sr == newRoot
  }
}
