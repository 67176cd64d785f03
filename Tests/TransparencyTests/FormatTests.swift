import Testing
import Transparency
import Vocabulary

@Suite("Proofs and entries as texts and bytes")
struct FormatTests {
  static let note =
    "example.org/log\n2\nX8p7i7ZuRUfmrVVX4Kk6rE5XdMtD5UKuvXmRKcPuGNA=\n\n— example.org/log Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"

  static let sibling = InclusionProof(index: 1, size: 2, hashes: [MerkleTree.leaf([])])

  @Test("A proof's text is that of C2SP tlog-proof, and reads back")
  func golden() throws {
    let hash = "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0="
    let plain = ProofText(Self.sibling, checkpoint: Self.note)
    #expect(plain.text == "c2sp.org/tlog-proof@v1\nindex 1\n\(hash)\n\n\(Self.note)")
    let more = ProofText(Self.sibling, checkpoint: Self.note, extra: Array("hello".utf8))
    #expect(more.text == "c2sp.org/tlog-proof@v1\nextra aGVsbG8=\nindex 1\n\(hash)\n\n\(Self.note)")
    let only = ProofText(InclusionProof(index: 0, size: 1, hashes: []), checkpoint: Self.note, extra: [])
    #expect(only.text == "c2sp.org/tlog-proof@v1\nextra \nindex 0\n\n\(Self.note)")
    for proof in [plain, more, only] { #expect(try ProofText(text: proof.text) == proof) }
    #expect(plain.inclusionProof(size: 2) == Self.sibling)
  }

  @Test("Proofs by chance read back, and hold")
  func roundTrip() throws {
    let seed: UInt64 = 11
    print("seed \(seed)")
    var random = Xoshiro256(seed: seed)
    for _ in 0..<50 {
      let size = 1 + Int(random.next() % 600)
      let index = Int(random.next() % UInt64(size))
      var tree = MemoryTiles(manyLeaves[..<size]).tree(size: Int64(size))
      let proof = try tree.inclusionProof(index: Int64(index))
      let extra = (0..<Int(random.next() % 40)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      let read = try ProofText(text: ProofText(proof, checkpoint: Self.note, extra: extra).text)
      #expect(read.extra == extra && read.checkpoint == Self.note)
      let holds = read.inclusionProof(size: Int64(size)).verify(leaf: manyLeaves[index], root: try tree.root())
      #expect(holds)
    }
  }

  static let unsound: [(text: String, line: Int, problem: String)] = [
    ("", 1, "there is no empty line with a checkpoint below it"),
    ("c2sp.org/tlog-proof@v1\nindex 0\n", 1, "there is no empty line with a checkpoint below it"),
    ("c2sp.org/tlog-proof@v2\nindex 0\n\nnote", 1, "it is not c2sp.org/tlog-proof@v1"),
    ("c2sp.org/tlog-proof@v1\n\nnote", 2, "there is no line that begins with index"),
    ("c2sp.org/tlog-proof@v1\nextra aGk=\n\nnote", 3, "there is no line that begins with index"),
    ("c2sp.org/tlog-proof@v1\nextra aGk\nindex 0\n\nnote", 2, "it is not base64"),
    ("c2sp.org/tlog-proof@v1\nextra aGl=\nindex 0\n\nnote", 2, "it is not base64"),
    ("c2sp.org/tlog-proof@v1\nindex 01\n\nnote", 2, "it is not index and a number without leading zeroes"),
    ("c2sp.org/tlog-proof@v1\nindex -1\n\nnote", 2, "it is not index and a number without leading zeroes"),
    ("c2sp.org/tlog-proof@v1\nindex\n\nnote", 2, "it is not index and a number without leading zeroes"),
    ("c2sp.org/tlog-proof@v1\nextra aGk=\nindex x\n\nnote", 3, "it is not index and a number without leading zeroes"),
    ("c2sp.org/tlog-proof@v1\nindex 0\naGk=\n\nnote", 3, "it is not the base64 of 32 bytes"),
    (
      "c2sp.org/tlog-proof@v1\nindex 0\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB1=\n\nnote", 3, "it is not base64"
    ),
    ("c2sp.org/tlog-proof@v1\r\nindex 0\n\nnote", 1, "it is not c2sp.org/tlog-proof@v1"),
    ("c2sp.org/tlog-proof@v1\nindex 0\n\n", 4, "the checkpoint is missing"),
    (
      "c2sp.org/tlog-proof@v1\nindex 0\n"
        + String(repeating: "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n", count: 64) + "\nnote", 66,
      "there are more hashes than a tree has levels"
    ),
  ]

  @Test("A text that is no proof is refused by its line", arguments: 0..<unsound.count)
  func refused(index: Int) {
    let (text, line, problem) = Self.unsound[index]
    let error = #expect(throws: ProofTextError.self) { try ProofText(text: text) }
    #expect(error?.line == line && error?.problem == problem, "\(String(describing: error))")
  }

  @Test("A bundle of entries is lengths and bytes, and its leaves are the tile's")
  func bundle() throws {
    let tile = TileID(level: 0, index: 1234, width: 3)
    let bundle = EntryBundle(tile: tile, entries: [[], [1, 2, 3], Array(repeating: 7, count: 300)])
    #expect(bundle.path == "tile/entries/x001/234.p/3")
    let bytes = try #require(bundle.bytes)
    #expect(bytes == [0, 0, 0, 3, 1, 2, 3, 1, 44] + Array(repeating: 7, count: 300))
    #expect(EntryBundle(tile: tile, bytes: bytes) == bundle)
    #expect(bundle.leaves[0].hex == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")
    for wrong in [Array(bytes.dropLast()), bytes + [0], bytes + [0, 0], Array(bytes.dropFirst(2)), []] {
      #expect(EntryBundle(tile: tile, bytes: wrong) == nil)
    }
    let long = EntryBundle(
      tile: TileID(level: 0, index: 0, width: 1), entries: [Array(repeating: 0, count: EntryBundle.maximumEntry + 1)])
    #expect(long.bytes == nil)
  }
}
