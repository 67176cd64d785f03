import Foundation
import Testing
import Transparency

/// The proofs, sound and unsound, that other implementations test themselves with.
@Suite("Published proof vectors")
struct ProofVectorTests {
  struct Inclusion: Decodable, Sendable {
    let file: String
    let leafIdx: UInt64
    let treeSize: UInt64
    let root: Data?
    let leafHash: Data?
    let proof: [Data?]?
    let wantErr: Bool
  }

  struct Consistency: Decodable, Sendable {
    let file: String
    let size1: UInt64
    let size2: UInt64
    let root1: Data?
    let root2: Data?
    let proof: [Data?]?
    let wantErr: Bool
  }

  struct Vectors: Decodable, Sendable {
    let inclusion: [Inclusion]
    let consistency: [Consistency]
  }

  static let vectors: Vectors = {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let data = try! Data(contentsOf: folder.appending(path: "Fixtures/proof-vectors.json"))
    return try! JSONDecoder().decode(Vectors.self, from: data)
  }()

  /// What is no hash is no part of a proof: the type refuses it, and so does this.
  private func hash(_ data: Data?) -> TreeHash? { data.flatMap { TreeHash([UInt8]($0)) } }

  /// What is beyond a log's numbers becomes negative.
  private func number(_ value: UInt64) -> Int64 { Int64(bitPattern: value) }

  private func hashes(_ list: [Data?]?) -> [TreeHash]? {
    let hashes = (list ?? []).map(hash)
    return hashes.contains(nil) ? nil : hashes.compactMap(\.self)
  }

  @Test("98 inclusion proofs, sound and unsound, are told apart")
  func inclusion() {
    var sound = 0
    for vector in Self.vectors.inclusion {
      var holds = false
      if let root = hash(vector.root), let leaf = hash(vector.leafHash), let path = hashes(vector.proof) {
        holds = InclusionProof(index: number(vector.leafIdx), size: number(vector.treeSize), hashes: path)
          .verify(leaf: leaf, root: root)
      }
      #expect(holds == !vector.wantErr, "\(vector.file)")
      sound += holds ? 1 : 0
    }
    #expect(Self.vectors.inclusion.count == 98 && sound >= 6)
  }

  @Test("98 consistency proofs, sound and unsound, are told apart")
  func consistency() {
    // Its roots are no hashes.
    let ours = "additional/sizes-are-equal-one-and-proof-is-empty.json"
    var sound = 0
    for vector in Self.vectors.consistency {
      var holds = false
      if let old = hash(vector.root1), let new = hash(vector.root2), let nodes = hashes(vector.proof) {
        holds = ConsistencyProof(from: number(vector.size1), to: number(vector.size2), hashes: nodes)
          .verify(oldRoot: old, newRoot: new)
      }
      #expect(holds == (!vector.wantErr && vector.file != ours), "\(vector.file)")
      sound += holds ? 1 : 0
    }
    #expect(Self.vectors.consistency.count == 98 && sound >= 5)
  }
}
