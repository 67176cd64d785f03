import EventLog
import Foundation
import GRDB
import Testing
import Transparency
import Vocabulary

/// The tree's tables, as one value.
struct StoredTree: Equatable {
  var edge: [Data] = []
  var tiles: [String: Data] = [:]
  var edgeTiles: [Int: Data] = [:]

  /// As a book holds it.
  init(_ path: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.read { database in
      for row in try Row.fetchAll(database, sql: "SELECT size, root, frontier FROM merkle_edge") {
        edge = [Data("\(row[0] as Int64)".utf8), row[1], row[2]]
      }
      for row in try Row.fetchAll(database, sql: "SELECT level, tile, hashes FROM merkle_tiles") {
        tiles["\(row[0] as Int)/\(row[1] as Int)"] = row[2]
      }
      for row in try Row.fetchAll(database, sql: "SELECT level, hashes FROM merkle_edge_tiles") {
        edgeTiles[row[0]] = row[1]
      }
    }
    try queue.close()
  }

  /// As the events' own leaves have it.
  init(leaves: [TreeHash]) {
    var builder = TileBuilder()
    for leaf in leaves { builder.append(leaf) }
    for tile in builder.takeFullTiles() {
      tiles["\(tile.id.level)/\(tile.id.index)"] = Data(tile.hashes.flatMap(\.bytes))
    }
    for level in 1..<max(1, builder.levelCount) {
      edgeTiles[level] = Data(builder.partialTile(level: level).flatMap(\.bytes))
    }
    edge = [
      Data("\(builder.edge.size)".utf8), Data(builder.edge.root.bytes), Data(builder.edge.frontier.flatMap(\.bytes)),
    ]
  }
}

extension EventLog {
  /// The leaves as they are stored with the events.
  func leaves() throws -> [TreeHash] {
    try readDatabase { database in
      try Data.fetchAll(database, sql: "SELECT leaf_hash FROM events ORDER BY position").map { TreeHash([UInt8]($0))! }
    }
  }
}

/// That the tree is stored in the transaction that appends, whatever becomes of that.
@Suite struct TreeTests {
  @Test func `in transactions of any size, reopened or not, the stored tree is that of the leaves`() throws {
    for seed: UInt64 in 1...3 {
      print("seed \(seed)")
      var random = Xoshiro256(seed: seed)
      let folder = try TemporaryFolder()
      let path = folder.path("book.sqlite")
      var log = try EventLog.create(at: path)
      var count = 0
      while count < 1400 {
        let next = count + 1 + Int(random.next() % 300)
        try log.append(samples(count..<next), actor: "ada", now: noon)
        count = next
        #expect(try StoredTree(path) == StoredTree(leaves: log.leaves()), "\(count) events")
        if random.next() % 2 == 0 {
          log.close()
          log = try EventLog.openForWriting(at: path)
        }
      }
      #expect(try log.verify().ok)
      log.close()
    }
  }

  @Test func `requests that fail among those of one transaction leave no trace in the tree`() async throws {
    let book = try TemporaryBook()
    let log = book.log
    try log.append([sample("known", value: 1)], actor: "ada", now: noon)
    let failed = await withTaskGroup(of: Bool.self) { group in
      for task in 0..<240 {
        group.addTask {
          var events = (0..<7).map { sample("\(task)-\($0)", run: "r\(task)") }
          // Found out when six events of the request are in already.
          if task.isMultiple(of: 3) { events[6] = sample("known", value: 2) }
          let request = AppendRequest(events: events, actor: "ada", now: noon)
          return (try? await log.submit(request)) == nil
        }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(failed == 80)
    #expect(try log.head == 1 + 160 * 7)
    #expect(try StoredTree(book.path) == StoredTree(leaves: log.leaves()))
    #expect(try log.verify().problems == [])
  }

  @Test func `a transaction that is undone leaves the tree as it was, and the next goes on from there`() throws {
    struct Refusal: Error {}
    let book = try TemporaryBook()
    try book.log.append(samples(0..<500), actor: "ada", now: noon)
    let before = try StoredTree(book.path)
    try book.log.setAppendHook(AppendHook { _, _ in throw Refusal() })
    #expect(throws: Refusal.self) { try book.log.append(samples(500..<900), actor: "ada", now: noon) }
    #expect(try StoredTree(book.path) == before)
    try book.log.setAppendHook(nil)
    try book.log.append(samples(500..<600), actor: "ada", now: noon)
    #expect(try StoredTree(book.path) == StoredTree(leaves: book.log.leaves()))
    #expect(try book.log.verify().problems == [])
  }

  @Test func `beyond 256² events there are tiles of level 1, proofs go through them, and a changed one is found`()
    throws
  {
    let book = try TemporaryBook()
    for start in stride(from: 0, to: 65_600, by: 8200) {
      try book.log.append(samples(start..<(start + 8200)), actor: "ada", now: noon)
    }
    let leaves = try book.log.leaves()
    let tree = try StoredTree(book.path)
    #expect(tree == StoredTree(leaves: leaves))
    #expect(tree.tiles.count == 257 && tree.tiles["1/0"] != nil && tree.edgeTiles[1] == Data())
    var edge = CompactRange()
    for leaf in leaves[..<65_537] { edge.append(leaf) }
    #expect(try book.log.root(at: 65_537) == edge.root)
    for position: Int64 in [1, 256, 257, 65_536, 65_537] {
      let proof = try book.log.inclusionProof(position: position, size: 65_537)
      #expect(proof.verify(leaf: leaves[Int(position) - 1], root: edge.root))
      let growth = try book.log.consistencyProof(from: position)
      #expect(growth.verify(oldRoot: try book.log.root(at: position), newRoot: try book.log.root()))
    }
    #expect(try book.log.verify().problems == [])

    let copy = try unguardedCopy(of: book)
    let changes = [
      ("DELETE FROM merkle_tiles WHERE level = 1", "tile/1/000, which covers it, is missing", Int64(1)),
      (
        "UPDATE merkle_tiles SET hashes = CAST(substr(hashes, 1, 3200) || zeroblob(32) || substr(hashes, 3233) AS BLOB) "
          + "WHERE level = 1",
        "tile/1/000, which covers it, does not have the root of tile/0/100", 25_601
      ),
    ]
    for (sql, says, position) in changes {
      try edit(copy) { try $0.execute(sql: sql) }
      let found = try findings(copy)
      #expect(found.count == 1 && found.first?.position == position, "\(found)")
      #expect(found.first?.what.hasPrefix(says) == true, "\(found)")
      try edit(copy) { database in
        try database.execute(
          sql: "INSERT OR REPLACE INTO merkle_tiles(tile_id, hashes) VALUES(6 << 48, ?)",
          arguments: [tree.tiles["1/0"]!])
      }
    }
    #expect(try findings(copy) == [])
  }
}
