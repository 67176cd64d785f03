import EventLog
import Foundation
import GRDB
import Testing
import Vocabulary

/// The raw bytes of the file: the header, and every page of the tables and indexes of the log. Every byte where
/// `FAULTBOOK_LONG_TESTS` is set, else some.
///
/// What a flip changes is asked of SQLite itself: where all tables and indexes read as before, nothing was changed
/// (free space, caches of the header, times of no meaning); where they do not, `verify` must say so, or the book must
/// not open at all.
@Suite struct PageFlipTests {
  /// The pages that hold the log, first the one that holds header and schema.
  private static func pages(_ path: String) throws -> (size: Int, numbers: [Int]) {
    let queue = try DatabaseQueue(path: path)
    defer { try? queue.close() }
    return try queue.read { database in
      let names = FlipBook.tables.map { "'\($0.name)'" }.joined(separator: ", ")
      let trees = "SELECT name FROM sqlite_schema WHERE tbl_name IN (\(names)) AND rootpage > 0"
      let numbers = try Int.fetchAll(
        database, sql: "SELECT DISTINCT pageno FROM dbstat WHERE name = 'sqlite_schema' OR name IN (\(trees))")
      return (try Int.fetchOne(database, sql: "PRAGMA page_size") ?? 0, numbers.sorted())
    }
  }

  @Test func `a flip of any byte of the file is found, or changes nothing that can be read`() throws {
    let seed: UInt64 = 20261120
    var random = Xoshiro256(seed: seed)
    let book = try FlipBook(samples: 20)
    let original = try Data(contentsOf: URL(filePath: book.path))
    let content = FlipBook.content(book.path)
    let (size, pages) = try Self.pages(book.path)
    let all = pages.flatMap { (($0 - 1) * size)..<($0 * size) }
    let offsets = isLong ? all : (0..<400).map { _ in all[Int(random.next() % UInt64(all.count))] } + Array(0..<100)
    let copy = book.folder.path("flipped.sqlite")
    var tally = (found: 0, refused: 0, unchanged: 0)
    var unseen: [String] = []
    for offset in offsets {
      let bit = UInt8(1) << UInt8(random.next() % 8)
      var flipped = original
      flipped[offset] ^= bit
      for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: copy + suffix) }
      try flipped.write(to: URL(filePath: copy))
      guard let log = try? EventLog.openForVerifying(at: copy) else {
        tally.refused += 1
        continue
      }
      defer { log.close() }
      // Whatever is damaged is told, not thrown.
      let isSound = try log.verify().ok
      if !isSound {
        tally.found += 1
      } else if FlipBook.content(copy) == content {
        tally.unchanged += 1
      } else {
        unseen.append("byte \(offset), bit \(bit)")
      }
    }
    print(
      "page flips, seed \(seed): of \(offsets.count) on \(pages.count) pages of \(size) bytes \(tally.found) found, "
        + "\(tally.refused) books did not open, \(tally.unchanged) changed nothing, \(unseen.count) unseen")
    #expect(unseen == [], "seed \(seed)")
    #expect(tally.found > 0 && tally.refused > 0)
  }
}
