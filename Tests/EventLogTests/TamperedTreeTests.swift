import EventLog
import Foundation
import GRDB
import Testing
import Transparency
import Vocabulary

/// That nothing in the tree's tables can change unseen. The book has 600 events: two full tiles, 88 leaves behind them,
/// and two hashes on the right edge of level 1.
@Suite struct TamperedTreeTests {
  private func book() throws -> TemporaryBook {
    let book = try TemporaryBook()
    try book.log.append(samples(0..<600), actor: "ada", now: noon)
    return book
  }

  private static let swap =
    "UPDATE events SET position = 1000 WHERE position = 300; UPDATE events SET position = 300 WHERE position = 301; "
    + "UPDATE events SET position = 301 WHERE position = 1000"

  /// A copy of the event at 600 with another id, at another place.
  private static func copy(to position: Int64, version: Int64) -> String {
    "INSERT INTO events SELECT \(position), source_id, x'017878', stream_id, \(version), type, schema_version, "
      + "occurred_at, recorded_at, actor, correlation_id, causation_id, key_id, payload, leaf_hash FROM events "
      + "WHERE position = 600"
  }

  /// Room for one more event behind the one at 299.
  private static let shift =
    "UPDATE events SET position = -position - 1, version = -version - 1 WHERE position >= 300; "
    + "UPDATE events SET position = -position, version = -version WHERE position < 0; "

  /// Changes, and what is found at which position first.
  static let tampering: [(sql: String, position: Int64, says: String)] = [
    ("DELETE FROM merkle_tiles WHERE tile = 0", 1, "tile/0/000, which holds its leaf, is missing"),
    ("DELETE FROM merkle_tiles WHERE tile = 1", 257, "tile/0/001, which holds its leaf, is missing"),
    (
      "UPDATE merkle_tiles SET tile_id = (7 << 48) + 2 WHERE tile = 1", 257,
      "tile/0/001, which holds its leaf, is missing"
    ),
    (
      "INSERT INTO merkle_tiles(tile_id, hashes) VALUES((7 << 48) + 2, zeroblob(8192))", 601,
      "is missing: there is tile/0/002"
    ),
    (
      "INSERT INTO merkle_tiles(tile_id, hashes) VALUES((7 << 48) + 999, zeroblob(8192))", 601,
      "is missing: there is tile/0/999"
    ),
    (
      "INSERT INTO merkle_tiles(tile_id, hashes) VALUES(6 << 48, zeroblob(8192))", 601,
      "is missing: there is tile/1/000"
    ),
    (
      "INSERT INTO merkle_tiles(tile_id, hashes) VALUES(8 << 48, zeroblob(8192))", 0,
      "there is a tile that belongs to no"
    ),
    (
      "INSERT INTO merkle_tiles(tile_id, hashes) VALUES(-1, zeroblob(8192))", 0,
      "there is a tile that belongs to no level"
    ),
    (
      "UPDATE merkle_tiles SET hashes = zeroblob(8192) WHERE tile = 1", 257,
      "its leaf is not the one that tile/0/001 holds, nor are 255 after it"
    ),
    (
      "UPDATE merkle_tiles SET hashes = substr(hashes, 33) WHERE tile = 1", 257,
      "tile/0/001, which holds its leaf, does not"
    ),
    (
      "UPDATE merkle_tiles SET hashes = x'' WHERE tile = 0", 1, "tile/0/000, which holds its leaf, does not have 256"
    ),
    (
      "UPDATE merkle_tiles SET tile_id = 1 - tile; UPDATE merkle_tiles SET tile_id = (7 << 48) + tile_id", 1,
      "its leaf is"
    ),
    ("DELETE FROM merkle_edge_tiles", 1, "the right edge lacks its tile of level 1 with 2 hashes"),
    ("UPDATE merkle_edge_tiles SET hashes = x''", 1, "the right edge lacks its tile of level 1 with 2 hashes"),
    (
      "UPDATE merkle_edge_tiles SET hashes = substr(hashes, 1, 32)", 1,
      "the right edge lacks its tile of level 1 with 2"
    ),
    (
      "UPDATE merkle_edge_tiles SET hashes = CAST(hashes || hashes AS BLOB)", 1,
      "the right edge lacks its tile of level 1 with 2"
    ),
    ("UPDATE merkle_edge_tiles SET level = 2", 1, "the right edge lacks its tile of level 1 with 2 hashes"),
    (
      "INSERT INTO merkle_edge_tiles VALUES(2, x'')", 0, "the right edge has a tile of level 2, which 600 events do not"
    ),
    (
      "UPDATE merkle_edge_tiles SET hashes = CAST(substr(hashes, 1, 32) || zeroblob(32) AS BLOB)", 257,
      "tile/1/000.p/2, which covers it, does not have the root of tile/0/001"
    ),
    (
      "UPDATE merkle_edge_tiles SET hashes = CAST(substr(hashes, 33) || substr(hashes, 1, 32) AS BLOB)", 1,
      "tile/1/000.p/2, which covers it, does not have the root of tile/0/000"
    ),
    ("UPDATE events SET payload = '{}' WHERE position = 300", 300, "its leaf is not the one that tile/0/001 holds"),
    (
      "UPDATE events SET leaf_hash = zeroblob(32) WHERE position = 300", 300,
      "it does not have the hash that was stored"
    ),
    (copy(to: 601, version: 601), 601, "is not covered by the Merkle edge, which is of 600 events"),
    (
      shift + copy(to: 300, version: 300).replacing("= 600", with: "= 601"), 300,
      "it does not have the hash that was stored with it"
    ),
    (swap, 300, "its leaf is not the one that tile/0/001 holds, nor are 1 after it"),
    ("DELETE FROM events WHERE position = 300", 300, "is missing"),
    (
      "CREATE TRIGGER sly AFTER INSERT ON merkle_tiles BEGIN SELECT 1; END", 0, "the trigger sly on merkle_tiles is not"
    ),
    ("DROP TABLE checkpoint_cosignatures", 0, "the file cannot be read here"),
  ]

  @Test(arguments: 0..<tampering.count)
  func `whatever is changed in the tree, verify says what and where`(index: Int) throws {
    let (sql, position, says) = Self.tampering[index]
    let book = try book()
    let copy = try unguardedCopy(of: book)
    #expect(try findings(copy) == [])
    try edit(copy) { try $0.execute(sql: sql) }
    let log = try EventLog.openForReading(at: copy)
    defer { log.close() }
    let report = try log.verify()
    let isFirst = position == 0 || report.firstBadPosition == position
    let isSaid = report.problems.contains { $0.what.hasPrefix(says) && $0.position == position }
    let found = report.problems.filter { !$0.what.hasPrefix("the trigger merkle") }
    #expect(isFirst && (isSaid || says.hasPrefix("the file")), "\(sql): \(found)")
  }

  @Test func `however much is wrong, the first bad position is told`() throws {
    let book = try book()
    let copy = try unguardedCopy(of: book)
    try edit(copy) { database in
      try database.execute(sql: "UPDATE events SET payload = '{}' WHERE position > 100")
      try database.execute(
        sql: "UPDATE merkle_tiles SET hashes = CAST(substr(hashes, 1, 128) || zeroblob(8064) AS BLOB) WHERE tile = 0")
    }
    let log = try EventLog.openForReading(at: copy)
    defer { log.close() }
    let report = try log.verify()
    #expect(report.firstBadPosition == 5)
    #expect(report.problems.count == VerificationReport.maximumProblems)
    #expect(report.problemCount > 500)
  }

  @Test func `a flip in a tile or on the right edge is found at the event that it is about`() throws {
    let book = try book()
    let copy = try unguardedCopy(of: book)
    let log = try EventLog.openForReading(at: copy)
    defer { log.close() }
    let seed: UInt64 = 5
    print("seed \(seed)")
    var random = Xoshiro256(seed: seed)
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    let queue = try DatabaseQueue(path: copy, configuration: configuration)
    try queue.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA synchronous = OFF")
      for (table, bytes, span) in [("merkle_tiles WHERE tile = 1", 8192, Int64(1)), ("merkle_edge_tiles", 64, 256)] {
        let target = table.split(separator: " ", maxSplits: 1)
        let condition = target.count == 2 ? " \(target[1])" : ""
        let whole = try Data.fetchOne(database, sql: "SELECT hashes FROM \(table)")!
        for _ in 0..<32 {
          let place = Int(random.next() % UInt64(bytes))
          var flipped = whole
          flipped[place] ^= 1 << UInt8(random.next() % 8)
          let update = "UPDATE \(target[0]) SET hashes = ?\(condition)"
          try database.execute(sql: update, arguments: [flipped])
          let expected = (span == 1 ? 256 : 0) + Int64(place / 32) * span + 1
          #expect(try log.verify().firstBadPosition == expected, "byte \(place) of \(table)")
          try database.execute(sql: update, arguments: [whole])
        }
      }
    }
    try queue.close()
    #expect(try findings(copy) == [])
  }

  @Test func `proofs from a damaged tree are refused, not handed out`() throws {
    let book = try book()
    let copy = try unguardedCopy(of: book)
    try edit(copy) { try $0.execute(sql: "UPDATE merkle_tiles SET hashes = zeroblob(8192) WHERE tile = 0") }
    let log = try EventLog.openForReading(at: copy)
    defer { log.close() }
    // Its siblings are in another tile, and the root over the damaged one is on the right edge.
    #expect(try log.inclusionProof(position: 300).hashes.count == 10)
    for position: Int64 in [1, 77] {
      let error = #expect(throws: EventLogError.self) { try log.inclusionProof(position: position) }
      #expect(error?.code == .damaged)
    }
    #expect(throws: EventLogError.self) { try log.consistencyProof(from: 100) }
  }

  @Test func `a book whose right edge was changed is not written to`() throws {
    let book = try book()
    for sql in [
      "UPDATE merkle_edge_tiles SET hashes = zeroblob(64)", "DELETE FROM merkle_edge_tiles",
      "DELETE FROM merkle_tiles WHERE tile = 1", "UPDATE events SET leaf_hash = zeroblob(32) WHERE position = 600",
      "INSERT INTO merkle_tiles(tile_id, hashes) VALUES((7 << 48) + 2, zeroblob(8192))",
    ] {
      let copy = try unguardedCopy(of: book)
      try edit(copy) { try $0.execute(sql: sql) }
      let error = #expect(throws: EventLogError.self, "\(sql)") { try EventLog.openForWriting(at: copy).close() }
      #expect(error?.code == .damaged)
      #expect(error?.message.contains("do not go with its edge") == true, "\(error?.message ?? "")")
    }
  }

  @Test func `questions about events that are not there are refused`() throws {
    let book = try book()
    let calls: [(String, () throws -> Void)] = [
      ("there is no event 601", { _ = try book.log.inclusionProof(position: 601) }),
      ("there is no event 0 ", { _ = try book.log.inclusionProof(position: 0) }),
      ("there is no event 300 among the first 299", { _ = try book.log.inclusionProof(position: 300, size: 299) }),
      ("has 600 events, there is no tree of 601", { _ = try book.log.inclusionProof(position: 1, size: 601) }),
      ("has 600 events, there is no tree of -1", { _ = try book.log.root(at: -1) }),
      (
        "there is no tree of 500 events within the first 400", { _ = try book.log.consistencyProof(from: 500, to: 400) }
      ),
      ("there is no event 601", { _ = try book.log.leaf(at: 601) }),
      ("there is no tile/0/002 ", { _ = try book.log.tile(TileID(level: 0, index: 2)) }),
      ("there is no tile/1/000.p/3", { _ = try book.log.tile(TileID(level: 1, index: 0, width: 3)) }),
      ("there are no tiles from 0 to 601", { try book.log.exportTiles(size: 601, entries: false) { _, _ in } }),
    ]
    for (says, call) in calls {
      let error = #expect(throws: EventLogError.self, "\(says)") { try call() }
      #expect(error?.code == .invalid && error?.message.contains(says) == true, "\(error?.message ?? "")")
    }
    #expect(try book.log.root(at: 0) == MerkleTree.emptyRoot)
    #expect(try book.log.consistencyProof(from: 0).hashes == [])
  }
}
