import Testing
import Transparency
import Vocabulary

@Suite("Tiles")
struct TileTests {
  static let leaves = manyLeaves

  @Test("Around 256 and 256², and by chance, tiles are those of C2SP tlog-tiles, and root and proofs come out of them")
  func sizes() throws {
    let seed: UInt64 = 42
    print("seed \(seed)")
    var random = Xoshiro256(seed: seed)
    let around = [1, 255, 256, 257, 511, 512, 513, 4095, 65_535, 65_536, 65_537]
    let reference = Reference()
    for size in around + (0..<6).map({ _ in 1 + Int(random.next() % 66_000) }) {
      let tiles = MemoryTiles(Self.leaves[..<size])
      let expected = TileID.all(size: Int64(size))
      #expect(Set(tiles.tiles.keys) == Set(expected.map(\.path)))
      #expect(expected.allSatisfy { tiles.tiles[$0.path] == reference.tile($0) }, "size \(size)")
      var tree = tiles.tree(size: Int64(size))
      #expect(try tree.root() == reference.root(0..<size), "size \(size)")
      for index in [0, size / 3, size / 2, size - 1] {
        #expect(try tree.leaf(Int64(index)) == Self.leaves[index])
        let proof = try tree.inclusionProof(index: Int64(index))
        #expect(proof.hashes == reference.path(index, 0..<size), "\(index) of \(size)")
        let growth = try tree.consistencyProof(from: Int64(index + 1))
        #expect(growth.hashes == reference.consistency(index + 1, 0..<size), "\(index + 1) in \(size)")
      }
    }
  }

  @Test("The specification's examples: which tiles 70,000 and 256 leaves have")
  func examples() {
    let many = TileID.all(size: 70_000)
    #expect(many.filter { $0.level == 0 && $0.isFull }.count == 273)
    #expect(
      many.filter { !($0.level == 0 && $0.isFull) }.map(\.path) == [
        "tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1",
      ])
    #expect(TileID.all(size: 256).map(\.path) == ["tile/0/000", "tile/1/000.p/1"])
    #expect(TileID.all(size: 0) == [])
    #expect(TileID(level: 3, index: 1_234_067).path == "tile/3/x001/x234/067")
    #expect(TileID(level: 3, index: 1_234_067, width: 9).path == "tile/3/x001/x234/067.p/9")
  }

  @Test("What was added is what the larger tree has and the smaller had not")
  func added() {
    for (from, to) in [(0, 700), (1, 2), (255, 256), (256, 257), (300, 300), (600, 70_000), (65_535, 65_537)] {
      let before = Set(TileID.all(size: Int64(from)))
      let after = TileID.all(size: Int64(to))
      #expect(
        TileID.added(from: Int64(from), to: Int64(to)) == after.filter { !before.contains($0) }, "\(from) to \(to)")
    }
  }

  @Test("Every path of a tile reads back as that tile")
  func pathsReadBack() {
    let seed: UInt64 = 7
    print("seed \(seed)")
    var random = Xoshiro256(seed: seed)
    for _ in 0..<2000 {
      let tile = TileID(
        level: Int(random.next() % 8), index: Int64(random.next() >> (6 + random.next() % 58)),
        width: 1 + Int(random.next() % 256))
      #expect(TileID(path: tile.path) == tile)
      let entries = EntryBundle(
        tile: TileID(level: 0, index: tile.index, width: 1), entries: [[1]])
      #expect(EntryBundle.tile(path: entries.path) == entries.tile)
    }
  }

  @Test(
    "A path that is not in its one right form is none",
    arguments: [
      "", "tile", "tile/", "tile/0", "tile/0/", "tile/0/0", "tile/0/00", "tile/0/0000", "tile/00/000", "tile/8/000",
      "tile/64/000", "tile/-1/000", "tile/+1/000", "tile/0/x000/001", "tile/0/001/002", "tile/0/x001",
      "tile/0/x001/x002",
      "tile/0/000.p", "tile/0/000.p/", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/05", "tile/0/000.p/5/6",
      "tile/0/x001.p/5", "tile/0/0a0", "tile/0/ 00", "/tile/0/000", "tile/0/000/", "tile/0//000", "Tile/0/000",
      "tile/entries/000", "tile/0/٠٠٠", "tile/0/x999/x999/x999/x999/x999/x999/999",
    ])
  func badPaths(path: String) {
    #expect(TileID(path: path) == nil)
    #expect(
      EntryBundle.tile(path: path.replacing("tile/0/", with: "tile/entries/")) == nil || path == "tile/entries/000")
  }

  @Test("However leaves are appended, rolled back, taken and resumed, the tiles are those of the leaves that stay")
  func builderProperty() throws {
    for seed: UInt64 in 1...30 {
      print("seed \(seed)")
      var random = Xoshiro256(seed: seed)
      var builder = TileBuilder()
      var kept: [TreeHash] = []
      var tiles: [TileBuilder.Tile] = []
      while kept.count < 1500 {
        let mark = builder.edge
        let batch = (0..<Int(random.next() % 400)).map { _ in Self.leaves[Int(random.next() % 60_000)] }
        for leaf in batch { builder.append(leaf) }
        switch random.next() % 4 {
        case 0: builder.rollBack(to: mark)
        case 1:
          kept += batch
          tiles += builder.takeFullTiles()
          let open = TileBuilder.rightmost(builder.edge.size).indices.map { builder.partialTile(level: $0) }
          builder = try #require(TileBuilder(edge: builder.edge, open: open))
        case 2:
          kept += batch
          tiles += builder.takeFullTiles()
        default: kept += batch
        }
      }
      tiles += builder.takeFullTiles()
      #expect(!builder.hasFullTiles && builder.takeFullTiles().isEmpty)
      let expected = TileID.all(size: Int64(kept.count)).filter(\.isFull)
      #expect(Set(tiles.map(\.id)) == Set(expected) && tiles.count == expected.count)
      let reference = Reference(kept)
      #expect(tiles.allSatisfy { $0.hashes == reference.tile($0.id) })
      for tile in TileID.all(size: Int64(kept.count)) where !tile.isFull {
        #expect(builder.partialTile(level: tile.level) == reference.tile(tile))
      }
      #expect(builder.edge.root == reference.root(kept.indices))
    }
  }

  @Test("A builder does not go on from tiles that are not those of its edge")
  func foreignTiles() {
    var builder = TileBuilder()
    for leaf in Self.leaves[..<700] { builder.append(leaf) }
    _ = builder.takeFullTiles()
    let open = [builder.partialTile(level: 0), builder.partialTile(level: 1)]
    #expect(open.map(\.count) == [188, 2])
    #expect(TileBuilder(edge: builder.edge, open: open) != nil)
    #expect(TileBuilder(edge: builder.edge, open: [open[0]]) == nil)
    #expect(TileBuilder(edge: builder.edge, open: open + [[]]) == nil)
    #expect(TileBuilder(edge: builder.edge, open: [Array(open[0].dropLast()), open[1]]) == nil)
    for level in 0...1 {
      for place in open[level].indices {
        let changed = open.replacing(
          level, with: open[level].replacing(place, with: open[level][place].flipping(place)))
        #expect(TileBuilder(edge: builder.edge, open: changed) == nil)
      }
    }
  }
}
