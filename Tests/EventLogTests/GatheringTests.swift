import EventLog
import Foundation
import GRDB
import Testing
import Vocabulary

/// The writer's way to the WAL, by few long writes: what is acknowledged is in the files, whatever the sizes.
@Suite struct GatheringTests {
  private func bytes(_ path: String) throws -> Int {
    try #require(FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
  }

  /// What one would have who took the files just now, without the index of the WAL, by SQLite's own way of reading them.
  private func copied(_ book: TemporaryBook) throws -> (head: Int64, problems: Int) {
    let copy = try TemporaryFolder()
    for suffix in ["", "-wal"] {
      try FileManager.default.copyItem(atPath: book.path + suffix, toPath: copy.path("copy.sqlite") + suffix)
    }
    let log = try EventLog.openForReading(at: copy.path("copy.sqlite"))
    defer { log.close() }
    let report = try log.verify()
    return (report.events, report.problems.count)
  }

  @Test(arguments: [1 as UInt64, 2])
  func `every acknowledged append is in the files, while the WAL grows, is written over and grows again`(
    seed: UInt64
  ) throws {
    print("seed \(seed)")
    var random = Xoshiro256(seed: seed)
    let book = try TemporaryBook()
    try book.log.writeDatabase { try $0.execute(sql: "PRAGMA wal_autocheckpoint = 400") }
    // A page cache so small that long transactions come to the WAL in parts, and their pages again.
    try book.log.writeDatabase { try $0.execute(sql: "PRAGMA cache_size = 50") }
    var next = 0
    for round in 0..<150 {
      let count = [1, 1, 1, 5, 40, 600][Int(random.next() % 6)]
      try book.log.append(samples(next..<(next + count)), actor: "ada", now: noon)
      next += count
      #expect(try book.log.head == Int64(next), "by a connection of its own")
      guard round % 10 == 9 else { continue }
      let found = try copied(book)
      #expect(found.head == Int64(next) && found.problems == 0, "round \(round), \(count) events")
    }
  }

  @Test func `short appends find a WAL that is long enough already, and long ones need none`() throws {
    let book = try TemporaryBook()
    let wal = book.path + "-wal"
    var next = 0
    func append(_ count: Int) throws {
      try book.log.append(samples(next..<(next + count)), actor: "ada", now: noon)
      next += count
    }
    try append(2000)
    let long = try bytes(wal)
    try append(2000)
    #expect(try bytes(wal) > long && (bytes(wal) - 32) % 4120 == 0, "whole pages alone")
    try append(1)
    let lengthened = try bytes(wal)
    #expect(lengthened % 4120 != 32, "zeros follow the last page")
    for _ in 0..<10 { try append(1) }
    #expect(try bytes(wal) == lengthened)
    let found = try copied(book)
    #expect(found.head == Int64(next) && found.problems == 0)
    book.log.close()
    #expect(!FileManager.default.fileExists(atPath: wal), "nothing is left of it")
  }
}
