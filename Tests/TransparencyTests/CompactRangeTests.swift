import Crypto
import Testing
import Transparency

/// RFC 6962 §2.1 as it is written: the reference.
func referenceRoot(_ leaves: ArraySlice<TreeHash>) -> TreeHash {
  guard let first = leaves.first else { return TreeHash(Array(SHA256.hash(data: [UInt8]())))! }
  if leaves.count == 1 { return first }
  var k = 1
  while k * 2 < leaves.count { k *= 2 }
  let middle = leaves.startIndex + k
  let left = referenceRoot(leaves[..<middle])
  let right = referenceRoot(leaves[middle...])
  return TreeHash(Array(SHA256.hash(data: [0x01] + left.bytes + right.bytes)))!
}

@Suite struct CompactRangeTests {
  static let leaves = (0..<65_537).map { index in
    withUnsafeBytes(of: index.bigEndian) { TreeHash(sha256: $0) }
  }

  @Test func `at every size up to 300 the root is that of the recursive definition`() {
    var edge = CompactRange()
    #expect(edge.root == referenceRoot([]))
    for size in 1...300 {
      edge.append(Self.leaves[size - 1])
      #expect(edge.size == Int64(size))
      #expect(edge.frontier.count == size.nonzeroBitCount)
      #expect(edge.root == referenceRoot(Self.leaves[..<size]), "size \(size)")
    }
  }

  @Test(arguments: [511, 512, 513, 1023, 1024, 1025, 4095, 4096, 4097, 65_535, 65_536, 65_537])
  func `around powers of two and of 256 the root is that of the recursive definition`(size: Int) {
    var edge = CompactRange()
    for leaf in Self.leaves[..<size] { edge.append(leaf) }
    #expect(edge.root == referenceRoot(Self.leaves[..<size]))
  }

  @Test func `an edge that was stored goes on as if it had not been`() throws {
    var whole = CompactRange()
    var resumed = CompactRange()
    for (index, leaf) in Self.leaves[..<600].enumerated() {
      whole.append(leaf)
      resumed.append(leaf)
      if index.isMultiple(of: 7) {
        let frontier = try #require(CompactRange.frontier(of: resumed.frontierBytes))
        resumed = try #require(CompactRange(size: resumed.size, frontier: frontier))
      }
    }
    #expect(whole == resumed)
  }

  @Test func `a frontier that does not go with its size is refused`() {
    let two = Array(Self.leaves[..<2])
    #expect(CompactRange(size: 2, frontier: two) == nil)
    #expect(CompactRange(size: 3, frontier: two) != nil)
    #expect(CompactRange(size: -1, frontier: two) == nil)
    #expect(CompactRange.frontier(of: [UInt8](repeating: 0, count: 33)) == nil)
  }

  @Test func `the roots of RFC 6962's test vectors come out`() {
    // Certificate Transparency's published vectors: leaves of 0, 1, 1, 2, 4, 4, 8 and 16 bytes.
    let inputs: [[UInt8]] = [
      [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43],
      [0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57], (0x60...0x6f).map { UInt8($0) },
    ]
    let roots = [
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]
    var edge = CompactRange()
    for (input, root) in zip(inputs, roots) {
      edge.append(TreeHash(Array(SHA256.hash(data: [0x00] + input)))!)
      #expect(edge.root.hex == root)
    }
  }
}
