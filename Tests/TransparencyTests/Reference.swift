import Crypto
import Foundation
import Transparency
import Vocabulary

/// Leaves that are as good as any: SHA-256 of the index.
let manyLeaves = (0..<66_000).map { index in
  withUnsafeBytes(of: index.bigEndian) { TreeHash(sha256: $0) }
}

/// RFC 6962 §2.1 as it is written, over the first of some leaves; what was hashed once is remembered.
final class Reference {
  let leaves: [TreeHash]
  private var known: [Range<Int>: TreeHash] = [:]

  init(_ leaves: [TreeHash] = manyLeaves) { self.leaves = leaves }

  /// MTH(D[range]).
  func root(_ range: Range<Int>) -> TreeHash {
    if range.isEmpty { return TreeHash(Array(SHA256.hash(data: [UInt8]())))! }
    if range.count == 1 { return leaves[range.lowerBound] }
    if let hash = known[range] { return hash }
    let (left, right) = halves(range)
    let hash = TreeHash(Array(SHA256.hash(data: [0x01] + root(left).bytes + root(right).bytes)))!
    known[range] = hash
    return hash
  }

  /// PATH(m, D[range]).
  func path(_ m: Int, _ range: Range<Int>) -> [TreeHash] {
    guard range.count > 1 else { return [] }
    let (left, right) = halves(range)
    return m < left.count ? path(m, left) + [root(right)] : path(m - left.count, right) + [root(left)]
  }

  /// PROOF(m, D[range]) = SUBPROOF(m, D[range], true).
  func consistency(_ m: Int, _ range: Range<Int>, isWhole: Bool = true) -> [TreeHash] {
    if m == range.count { return isWhole ? [] : [root(range)] }
    let (left, right) = halves(range)
    return m <= left.count
      ? consistency(m, left, isWhole: isWhole) + [root(right)]
      : consistency(m - left.count, right, isWhole: false) + [root(left)]
  }

  /// The split at the largest power of two below the count.
  private func halves(_ range: Range<Int>) -> (Range<Int>, Range<Int>) {
    var k = 1
    while k * 2 < range.count { k *= 2 }
    let middle = range.lowerBound + k
    return (range.lowerBound..<middle, middle..<range.upperBound)
  }

  /// C2SP tlog-tiles as it is written: hash i of tile n at level l is MTH(D[(n·256 + i)·256^l : (n·256 + i + 1)·256^l]).
  func tile(_ tile: TileID) -> [TreeHash] {
    let span = (0..<tile.level).reduce(1) { power, _ in power * 256 }
    return (0..<tile.width).map { i in
      let start = (Int(tile.index) * 256 + i) * span
      return root(start..<(start + span))
    }
  }
}

/// Tiles in memory, and a note of which were asked for.
final class MemoryTiles: TileSource {
  private(set) var tiles: [String: [TreeHash]] = [:]
  var asked: [TileID] = []

  /// What a builder makes of leaves: full tiles, and those of the right edge.
  init(_ leaves: ArraySlice<TreeHash>) {
    var builder = TileBuilder()
    for leaf in leaves { builder.append(leaf) }
    for tile in builder.takeFullTiles() { tiles[tile.id.path] = tile.hashes }
    for (level, place) in TileBuilder.rightmost(builder.edge.size).enumerated() where place.count > 0 {
      tiles[TileID(level: level, index: place.index, width: place.count).path] = builder.partialTile(level: level)
    }
  }

  struct Missing: Error { let tile: TileID }

  func hashes(of tile: TileID) throws -> [TreeHash] {
    asked.append(tile)
    guard let hashes = tiles[tile.path] else { throw Missing(tile: tile) }
    return hashes
  }
}

extension Array {
  /// The array with one element replaced.
  func replacing(_ index: Int, with element: Element) -> [Element] {
    var copy = self
    copy[index] = element
    return copy
  }
}

extension TreeHash {
  /// The hash with one bit turned.
  func flipping(_ bit: Int) -> TreeHash {
    var bytes = self.bytes
    bytes[bit / 8] ^= 1 << UInt8(bit % 8)
    return TreeHash(bytes)!
  }
}
