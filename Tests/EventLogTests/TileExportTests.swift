import EventLog
import Foundation
import Testing
import Transparency
import Vocabulary

/// The tree as files, as anyone gets them who never saw the book.
@Suite struct TileExportTests {
  /// Files in memory, read as C2SP tlog-tiles says: a partial tile that is not there is looked for in the full one.
  final class Files: TileSource {
    var files: [String: [UInt8]] = [:]

    func hashes(of tile: TileID) throws -> [TreeHash] {
      let full = TileID(level: tile.level, index: tile.index)
      let bytes = files[tile.path] ?? files[full.path] ?? []
      return Array((CompactRange.frontier(of: bytes) ?? []).prefix(tile.width))
    }
  }

  @Test func `tiles and entries stand where C2SP says, and hold the log`() throws {
    let book = try TemporaryBook()
    try book.log.append(samples(0..<600), actor: "ada", now: noon)
    let files = Files()
    var order: [String] = []
    try book.log.exportTiles(entries: true) { path, bytes in
      order.append(path)
      files.files[path] = bytes
    }
    #expect(
      order == [
        "tile/0/000", "tile/entries/000", "tile/0/001", "tile/entries/001", "tile/0/002.p/88", "tile/entries/002.p/88",
        "tile/1/000.p/2",
      ])
    #expect(files.files["tile/0/000"]?.count == 8192 && files.files["tile/1/000.p/2"]?.count == 64)

    var tree = files.tree(size: 600)
    let root = try tree.root()
    #expect(try root == book.log.root())
    for tile in TileID.all(size: 600) where tile.level == 0 {
      let path = EntryBundle(tile: tile, entries: Array(repeating: [], count: tile.width)).path
      let bundle = try #require(EntryBundle(tile: tile, bytes: files.files[path] ?? []))
      #expect(try bundle.leaves == files.hashes(of: tile))
    }
    for position: Int64 in [1, 256, 257, 513, 600] {
      let proof = try tree.inclusionProof(index: position - 1)
      #expect(try proof == book.log.inclusionProof(position: position))
      #expect(proof.verify(leaf: try tree.leaf(position - 1), root: root))
    }
  }

  @Test func `an entry is the event but for its payload, which stands in it by its hash`() throws {
    let book = try TemporaryBook()
    try book.log.append([sample("a", value: 1)], actor: "ada", now: noon)
    let entry = try book.log.entryBundle(TileID(level: 0, index: 0, width: 1)).entries[0]
    let event = try #require(try book.log.event(at: 1))
    func integer(_ value: Int64) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }
    func blob(_ bytes: [UInt8]) -> [UInt8] { Array(integer(Int64(bytes.count)).suffix(4)) + bytes }
    func text(_ text: String) -> [UInt8] { blob(Array(text.utf8)) }
    let nothing = [UInt8](repeating: 0xff, count: 4)
    let payload = Array(event.payload.utf8).withUnsafeBytes { TreeHash(sha256: $0) }
    var expected = integer(1) + text("test") + blob([0x01, UInt8(ascii: "a")]) + text("run/r1") + integer(1)
    expected += text("faultbook.metric.sampled") + integer(1) + integer(noon.microseconds) + integer(noon.microseconds)
    expected += text("ada") + nothing + nothing + nothing + blob(payload.bytes)
    #expect(entry == expected)
    #expect(try MerkleTree.leaf(entry) == book.log.leaf(at: 1))
  }

  @Test func `only what is new is handed out again, and old and new files go together`() throws {
    let book = try TemporaryBook()
    try book.log.append(samples(0..<300), actor: "ada", now: noon)
    let files = Files()
    try book.log.exportTiles(entries: false) { files.files[$0] = $1 }
    try book.log.append(samples(300..<600), actor: "ada", now: noon)
    var later: [String] = []
    try book.log.exportTiles(from: 300, entries: false) { path, bytes in
      later.append(path)
      files.files[path] = bytes
    }
    #expect(later == ["tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2"])
    var tree = files.tree(size: 600)
    #expect(try tree.root() == book.log.root())
    // The earlier tree is there as well, from partial tiles that stayed or full ones in their place.
    files.files["tile/0/001.p/44"] = nil
    var earlier = files.tree(size: 300)
    #expect(try earlier.root() == book.log.root(at: 300))
  }
}
