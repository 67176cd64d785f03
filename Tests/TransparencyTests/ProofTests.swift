import Testing
import Transparency
import Vocabulary

@Suite("Proofs from tiles")
struct ProofTests {
  static let leaves = manyLeaves

  @Test("Up to 40 leaves every inclusion proof is that of the RFC, and holds for its leaf and place alone")
  func everyInclusion() throws {
    let reference = Reference()
    for size in 1...40 {
      let root = reference.root(0..<size)
      var tree = MemoryTiles(Self.leaves[..<size]).tree(size: Int64(size))
      #expect(try tree.root() == root)
      for index in 0..<size {
        let proof = try tree.inclusionProof(index: Int64(index))
        #expect(proof.hashes == reference.path(index, 0..<size), "\(index) of \(size)")
        let proven = (0..<size).filter { proof.verify(leaf: Self.leaves[$0], root: root) }
        #expect(proven == [index], "by the proof of \(index) of \(size)")
        let places = (0..<size).filter {
          let moved = InclusionProof(index: Int64($0), size: proof.size, hashes: proof.hashes)
          return moved.verify(leaf: Self.leaves[index], root: root)
        }
        #expect(places == [index], "of the leaf \(index) of \(size)")
      }
    }
  }

  @Test("Up to 40 leaves every consistency proof is that of the RFC, and holds for its roots alone")
  func everyConsistency() throws {
    let reference = Reference()
    let roots = (0...40).map { reference.root(0..<$0) }
    for size in 0...40 {
      var tree = MemoryTiles(Self.leaves[..<size]).tree(size: Int64(size))
      for old in 0...size {
        let proof = try tree.consistencyProof(from: Int64(old))
        #expect(proof.hashes == (old == 0 ? [] : reference.consistency(old, 0..<size)), "\(old) in \(size)")
        #expect((0...40).filter { proof.verify(oldRoot: roots[$0], newRoot: roots[size]) } == [old])
        // From the empty tree every root is as good as another.
        guard old > 0 || size == 0 else { continue }
        #expect((0...40).filter { proof.verify(oldRoot: roots[old], newRoot: roots[$0]) } == [size])
      }
    }
  }

  @Test("A proof of a smaller tree comes from the tiles of a larger one")
  func smallerTrees() throws {
    let reference = Reference()
    var tree = MemoryTiles(Self.leaves[..<700]).tree(size: 700)
    for size in [0, 1, 2, 255, 256, 257, 300, 511, 512, 513, 699, 700] {
      #expect(try tree.root(size: Int64(size)) == reference.root(0..<size))
      guard size > 0 else { continue }
      let inclusion = try tree.inclusionProof(index: Int64(size / 3), size: Int64(size))
      #expect(inclusion.hashes == reference.path(size / 3, 0..<size))
      let growth = try tree.consistencyProof(from: Int64(size / 2 + 1), to: Int64(size))
      #expect(growth.hashes == reference.consistency(size / 2 + 1, 0..<size))
    }
  }

  @Test(
    "A proof with any one bit turned, a hash more or a hash less is refused",
    arguments: [(2, 1, 1), (7, 3, 5), (8, 0, 4), (21, 20, 13), (256, 200, 255), (257, 256, 256)])
  func flippedBits(size: Int, index: Int, old: Int) throws {
    let bits = 0..<256
    let reference = Reference()
    let root = reference.root(0..<size)
    let oldRoot = reference.root(0..<old)
    let leaf = Self.leaves[index]
    var tree = MemoryTiles(Self.leaves[..<size]).tree(size: Int64(size))
    let inclusion = try tree.inclusionProof(index: Int64(index)).hashes
    let growth = try tree.consistencyProof(from: Int64(old)).hashes

    func holds(_ hashes: [TreeHash], leaf: TreeHash = leaf, root: TreeHash = root) -> Bool {
      InclusionProof(index: Int64(index), size: Int64(size), hashes: hashes).verify(leaf: leaf, root: root)
    }
    #expect(holds(inclusion))
    for (place, hash) in inclusion.enumerated() {
      #expect(bits.allSatisfy { !holds(inclusion.replacing(place, with: hash.flipping($0))) })
    }
    #expect(
      bits.allSatisfy { !holds(inclusion, leaf: leaf.flipping($0)) && !holds(inclusion, root: root.flipping($0)) })
    #expect(!holds(Array(inclusion.dropLast())) && !holds(Array(inclusion.dropFirst())))

    func growthHolds(_ hashes: [TreeHash], old oldRoot: TreeHash = oldRoot, new: TreeHash = root) -> Bool {
      ConsistencyProof(from: Int64(old), to: Int64(size), hashes: hashes).verify(oldRoot: oldRoot, newRoot: new)
    }
    #expect(growthHolds(growth))
    for (place, hash) in growth.enumerated() {
      #expect(bits.allSatisfy { !growthHolds(growth.replacing(place, with: hash.flipping($0))) })
    }
    #expect(bits.allSatisfy { !growthHolds(growth, old: oldRoot.flipping($0)) })
    #expect(bits.allSatisfy { !growthHolds(growth, new: root.flipping($0)) })
    #expect(!growthHolds(Array(growth.dropLast())) && !growthHolds(Array(growth.dropFirst())))

    for extra in [leaf, root, oldRoot] {
      #expect(!holds(inclusion + [extra]) && !holds([extra] + inclusion))
      #expect(!growthHolds(growth + [extra]) && !growthHolds([extra] + growth))
    }
  }

  @Test("Sizes and indexes that make no sense are refused, not trapped")
  func nonsense() {
    let hash = Self.leaves[0]
    let pairs: [(Int64, Int64)] = [(0, 0), (-1, 1), (2, 2), (5, 4), (.max, .max), (0, .min), (.min, .max)]
    for (index, size) in pairs {
      for count in [0, 1, 63, 64, 70] {
        let hashes = Array(repeating: hash, count: count)
        #expect(!InclusionProof(index: index, size: size, hashes: hashes).verify(leaf: hash, root: hash))
        let isSame = index == size && size > 0 && count == 0
        let growth = ConsistencyProof(from: size, to: index, hashes: hashes)
        #expect(growth.verify(oldRoot: hash, newRoot: hash) == isSame)
      }
    }
  }

  @Test("A proof takes at most two tiles of each level")
  func fewTiles() throws {
    let size = 65_900
    let tiles = MemoryTiles(Self.leaves[..<size])
    for index in [0, 255, 256, 40_000, 65_535, 65_536, 65_899] {
      tiles.asked = []
      var tree = tiles.tree(size: Int64(size))
      _ = try tree.inclusionProof(index: Int64(index))
      #expect(tiles.asked.count <= 5, "\(index): \(tiles.asked)")
      tiles.asked = []
      tree = tiles.tree(size: Int64(size))
      _ = try tree.consistencyProof(from: Int64(index + 1))
      #expect(tiles.asked.count <= 5, "\(index): \(tiles.asked)")
    }
  }
}
