import EventLog
import Foundation
import GRDB
import Testing
import Vocabulary

/// The bytes of a whole tile and of the right edge above it. Every byte where `FAULTBOOK_LONG_TESTS` is set, else some.
@Suite struct TileFlipTests {
  @Test func `a flip of any byte of a tile is found at the event that it is about`() throws {
    let seed: UInt64 = 20261120
    var random = Xoshiro256(seed: seed)
    let book = try FlipBook(samples: 256)
    try dropGuards(book.path)
    let log = try EventLog.openForReading(at: book.path)
    defer { log.close() }
    let sound = Set(try log.verify().problems.map(\.what))
    let queue = try DatabaseQueue(path: book.path)
    var found = 0
    var unseen: [String] = []
    try queue.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA synchronous = OFF")
      for (table, stride, span) in [("merkle_tiles", isLong ? 1 : 67, Int64(1)), ("merkle_edge_tiles", 1, 256)] {
        let whole = try Data.fetchOne(database, sql: "SELECT hashes FROM \(table)")!
        for place in Swift.stride(from: 0, to: whole.count, by: stride) {
          var flipped = whole
          flipped[place] ^= 1 << UInt8(random.next() % 8)
          try database.execute(sql: "UPDATE \(table) SET hashes = ?", arguments: [flipped])
          let position = Int64(place / 32) * span + 1
          if try log.verify().firstBadPosition == position {
            found += 1
          } else {
            unseen.append("byte \(place) of \(table)")
          }
        }
        try database.execute(sql: "UPDATE \(table) SET hashes = ?", arguments: [whole])
      }
    }
    try queue.close()
    print("tile flips, seed \(seed): \(found) found of \(found + unseen.count)")
    #expect(unseen == [], "seed \(seed)")
    #expect(Set(try log.verify().problems.map(\.what)) == sound, "everything was put back")
  }
}
