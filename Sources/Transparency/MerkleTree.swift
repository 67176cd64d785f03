internal import Crypto

/// The hashes of RFC 6962 §2.1 (unchanged in RFC 9162 §2.1.1): leaves and inner nodes are hashed under different first
/// bytes, so that neither can be passed off as the other.
public enum MerkleTree {
  /// The first byte of a leaf's hash input.
  static let leafPrefix: UInt8 = 0x00
  /// The first byte of an inner node's hash input.
  static let nodePrefix: UInt8 = 0x01

  /// The root of the tree without leaves: SHA-256 of nothing.
  public static let emptyRoot = TreeHash(sha256: UnsafeRawBufferPointer(start: nil, count: 0))

  /// The hash of a leaf: SHA-256(0x00 ‖ entry).
  public static func leaf(_ entry: [UInt8]) -> TreeHash {
    ([leafPrefix] + entry).withUnsafeBytes { TreeHash(sha256: $0) }
  }

  /// The hash of an inner node: SHA-256(0x01 ‖ left ‖ right).
  public static func node(_ left: TreeHash, _ right: TreeHash) -> TreeHash {
    withUnsafeTemporaryAllocation(byteCount: 1 + 2 * TreeHash.byteCount, alignment: 8) { input in
      input[0] = nodePrefix
      left.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: input[1..<33]).copyMemory(from: $0) }
      right.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: input[33..<65]).copyMemory(from: $0) }
      return TreeHash(sha256: UnsafeRawBufferPointer(input))
    }
  }

  /// The root over a power of two of neighbouring hashes, of one level each.
  package static func root(ofFull hashes: some Collection<TreeHash>) -> TreeHash {
    var row = Array(hashes)
    precondition(row.count.nonzeroBitCount == 1, "\(row.count) hashes are no full subtree")
    while row.count > 1 {
      for index in 0..<(row.count / 2) { row[index] = node(row[2 * index], row[2 * index + 1]) }
      row.removeLast(row.count / 2)
    }
    return row[0]
  }

  /// Where a tree of more than one leaf is split: the largest power of two below its size (k in RFC 6962 §2.1).
  static func split(_ count: Int64) -> Int64 { 1 << Int64(Int64.bitWidth - 1 - (count - 1).leadingZeroBitCount) }
}
