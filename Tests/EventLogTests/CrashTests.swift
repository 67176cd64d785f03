import EventLog
import Foundation
import Testing
import Vocabulary

/// `FAULTBOOK_CRASH_ROUNDS` says how many rounds of killing there are, 20 where it is not set; from 200 on, faults of the
/// disk are tried at every operation and not at some:
///
///     FAULTBOOK_CRASH_ROUNDS=200 swift test --filter 'CrashTests|SweepTests|KillTests'
enum CrashRounds {
  static let count = ProcessInfo.processInfo.environment["FAULTBOOK_CRASH_ROUNDS"].flatMap { Int($0) } ?? 20
}

@Suite(.serialized) struct CrashTests {
  @Test(.timeLimit(.minutes(10)))
  func `after every kill all that was acknowledged is there, and the book is whole`() throws {
    let seed: UInt64 = 4
    print("seed \(seed)")
    var random = Xoshiro256(seed: seed)
    let folder = try TemporaryFolder()
    let path = folder.path("book.sqlite")
    try EventLog.create(at: path).close()
    var acknowledged: [Int64: String] = [:]
    for round in 0..<CrashRounds.count {
      let helper = try Helper(["write", path, "\(round)"])
      // Dies after a number of bytes said, and some work of the processor: anywhere in a commit.
      let wanted = Int(random.next() % 4000)
      var said = Data()
      while said.count <= wanted, case let data = helper.some(), !data.isEmpty { said += data }
      var waste: UInt64 = 0
      for _ in 0..<(random.next() % 200_000) { waste &+= random.next() }
      helper.kill()
      said += helper.rest()
      // A line cut off at the end was not said.
      let lines = String(decoding: said, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        .dropLast()
      for line in lines {
        let words = line.split(separator: " ")
        let position = try #require(Int64(words[0]), "\(line)")
        acknowledged[position] = String(words[1])
      }
      #expect(!lines.isEmpty, "round \(round) \(waste & 1)")
      let log = try EventLog.openForWriting(at: path, wait: 10)
      defer { log.close() }
      let report = try log.verify()
      #expect(report.problems == [], "round \(round)")
      var found: [Int64: String] = [:]
      try log.read { found[$0.position] = $0.id }
      #expect(found.count == Int(report.events))
      let lost = acknowledged.filter { found[$0.key] != $0.value }
      #expect(lost.isEmpty, "round \(round)")
    }
    #expect(acknowledged.count > 1000)
  }

  @Test func `a book in a folder that cannot be written is read`() throws {
    let book = try TemporaryBook()
    try book.log.append(samples(0..<20), actor: "ada", now: noon)
    book.log.close()
    let manager = FileManager.default
    try manager.setAttributes([.posixPermissions: 0o444], ofItemAtPath: book.path)
    try manager.setAttributes([.posixPermissions: 0o555], ofItemAtPath: book.folder.url.path)
    defer { try? manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: book.folder.url.path) }
    let helper = try Helper(["read", book.path])
    #expect(String(decoding: helper.rest(), as: UTF8.self) == "20 true\n")
    #expect(
      try manager.contentsOfDirectory(atPath: book.folder.url.path).sorted() == ["book.sqlite", "book.sqlite.lock"])
  }

  @Test func `a book with a WAL in a folder that cannot be written is refused with the reason`() throws {
    let book = try TemporaryBook()
    try book.log.append(samples(0..<20), actor: "ada", now: noon)
    // As after a power cut: the WAL was not taken over, its index is gone.
    let copy = try TemporaryFolder()
    let manager = FileManager.default
    for suffix in ["", "-wal"] {
      try manager.copyItem(atPath: book.path + suffix, toPath: copy.path("book.sqlite" + suffix))
      try manager.setAttributes([.posixPermissions: 0o444], ofItemAtPath: copy.path("book.sqlite" + suffix))
    }
    try manager.setAttributes([.posixPermissions: 0o555], ofItemAtPath: copy.url.path)
    defer { try? manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: copy.url.path) }
    let helper = try Helper(["read", copy.path("book.sqlite")])
    let said = String(decoding: helper.rest(), as: UTF8.self)
    #expect(said.contains("book.sqlite-wal, which cannot be read in a folder that cannot be written"), "\(said)")
  }
}
