import EventLog
import Foundation
import GRDB
import Migrations
import Testing
import Vocabulary

/// Books that were written before there were tiles.
@Suite struct BackfillTests {
  /// The first two migrations, and the events of a book that was closed.
  private func oldCopy(of path: String, at copy: String) throws {
    let queue = try DatabaseQueue(path: copy)
    try queue.writeWithoutTransaction { database in
      for migration in Migration.all.prefix(2) { try database.execute(sql: migration.sql) }
      try database.execute(sql: "PRAGMA application_id = 0x46424b4c; PRAGMA user_version = 2")
      try database.execute(sql: "ATTACH ? AS fresh", arguments: [path])
      for (table, key) in [("sources", "source_id"), ("streams", "stream_id"), ("events", "position")] {
        let columns = try database.columns(in: table, in: "main").map(\.name).joined(separator: ", ")
        try database.execute(sql: "INSERT INTO main.\(table) SELECT \(columns) FROM fresh.\(table) ORDER BY \(key)")
      }
      let edge = "(size, root, frontier) = (SELECT size, root, frontier FROM fresh.merkle_edge)"
      try database.execute(sql: "UPDATE main.merkle_edge SET \(edge)")
    }
    try queue.close()
  }

  @Test(arguments: [0, 1, 255, 256, 257, 700])
  func `a book from before the tiles gets the very tree that a new one has, and goes on`(count: Int) throws {
    let book = try TemporaryBook()
    if count > 0 { try book.log.append(samples(0..<count), actor: "ada", now: noon) }
    book.log.close()
    let old = book.folder.path("old.sqlite")
    try oldCopy(of: book.path, at: old)

    let before = try Data(contentsOf: URL(fileURLWithPath: old))
    let refusal = #expect(throws: EventLogError.self) { try EventLog.openForReading(at: old) }
    #expect(refusal?.code == .older)
    #expect(try Data(contentsOf: URL(fileURLWithPath: old)) == before, "opening for reading writes nothing")

    let log = try EventLog.openForWriting(at: old)
    #expect(try StoredTree(old) == StoredTree(book.path))
    #expect(try log.verify().problems == [])
    try log.append(samples(count..<(count + 300)), actor: "ada", now: noon)
    #expect(try StoredTree(old) == StoredTree(leaves: log.leaves()))
    #expect(try log.verify().problems == [])
    log.close()
  }

  @Test func `on leaf hashes that do not have the stored root no tiles are built`() throws {
    let book = try TemporaryBook()
    try book.log.append(samples(0..<300), actor: "ada", now: noon)
    book.log.close()
    let old = book.folder.path("old.sqlite")
    try oldCopy(of: book.path, at: old)
    try dropGuards(old)
    try edit(old) { try $0.execute(sql: "UPDATE events SET leaf_hash = zeroblob(32) WHERE position = 7") }
    let error = #expect(throws: EventLogError.self) { try EventLog.openForWriting(at: old) }
    #expect(error?.code == .damaged)
    #expect(error?.message.contains("its 300 events do not have the hashes that its Merkle edge says") == true)
    let queue = try DatabaseQueue(path: old)
    let version = try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
    #expect(version == 2, "it stays as it was")
    try queue.close()
  }
}
