import EventLog
import Foundation
import GRDB
import Testing
import Transparency
import Vocabulary

/// Another book, and a verified copy of it.
final class FollowedPair: Sendable {
  let folder: TemporaryFolder
  let source: String
  let copy: EventLog

  init(events: Int = 0) throws {
    folder = try TemporaryFolder()
    source = folder.path("source.sqlite")
    copy = try EventLog.create(at: folder.path("copy.sqlite"))
    try write { try $0.append(samples(0..<events), actor: "ada", now: noon) }
    try copy.beginFollowing(source, verifierKey: nil, now: noon)
  }

  deinit { copy.close() }

  /// Opens the source for writing, makes it where there is none, and closes it again.
  func write(_ body: (EventLog) throws -> Void) throws {
    let exists = FileManager.default.fileExists(atPath: source)
    let log = try exists ? EventLog.openForWriting(at: source) : EventLog.create(at: source)
    defer { log.close() }
    try body(log)
  }

  /// Puts another book in the place of the source.
  func replaceSource(_ body: (EventLog) throws -> Void) throws {
    for suffix in ["", "-wal", "-shm", ".lock"] { try? FileManager.default.removeItem(atPath: source + suffix) }
    try write(body)
  }

  @discardableResult
  func pull(trusting key: VerifierKey? = nil, batch: Int = 4096) throws -> FollowReport {
    let followed = try FollowedBook(path: source)
    defer { followed.close() }
    return try Follower(book: copy, source: followed, trusting: key, batch: batch).pull(now: noon)
  }

  /// All events of the source.
  func sourceEvents() throws -> [RecordedEvent] {
    let log = try EventLog.openForReading(at: source)
    defer { log.close() }
    return try log.all()
  }
}

@Suite struct FollowTests {
  @Test func `a copy holds the same events at the same positions with both times, ids and actors`() throws {
    let pair = try FollowedPair(events: 600)
    try pair.write { log in
      let later = noon.advanced(bySeconds: 60)
      try log.append([sample("own words", run: "r2", source: "other", time: nil)], actor: "grace", now: later)
    }
    let report = try pair.pull(batch: 7)
    #expect(report.position == 601 && report.appended == 601 && report.checkpoint == nil)
    #expect(try pair.copy.all() == pair.sourceEvents())
    let verified = try pair.copy.verify()
    #expect(verified.ok && verified.root == report.root)
  }

  @Test func `following again takes what is new, and nothing twice`() throws {
    let pair = try FollowedPair(events: 10)
    try pair.pull()
    #expect(try pair.pull().appended == 0)
    try pair.write { try $0.append(samples(10..<300), actor: "ada", now: noon) }
    #expect(try pair.pull().appended == 290)
    #expect(try pair.copy.all() == pair.sourceEvents())
    #expect(try pair.copy.verify().ok)
  }

  @Test(arguments: [
    ("UPDATE events SET payload = payload || ' ' WHERE position = 5", 5),
    ("UPDATE events SET actor = 'eve' WHERE position = 7", 7),
    ("UPDATE events SET leaf_hash = zeroblob(32) WHERE position = 8", 8),
    ("DELETE FROM events WHERE position = 9", 9), ("DELETE FROM events WHERE position > 20", 21),
  ])
  func `events of the source that were changed or lost after they were copied are found`(
    sql: String, position: Int64
  ) throws {
    let pair = try FollowedPair(events: 30)
    try pair.pull()
    func compare() throws -> Int64 {
      let followed = try FollowedBook(path: pair.source)
      defer { followed.close() }
      return try Follower(book: pair.copy, source: followed, batch: 7).compareHistory()
    }
    #expect(try compare() == 30)
    try dropGuards(pair.source)
    try edit(pair.source) { try $0.execute(sql: sql) }
    do {
      _ = try compare()
      Issue.record("\(sql) was not seen")
    } catch let error as EventLogError {
      #expect(error.position == position && [.forked, .damaged].contains(error.code), "\(error)")
    }
  }

  @Test func `a source that is written to is followed meanwhile`() throws {
    let pair = try FollowedPair()
    let followed = try EventLog.openForWriting(at: pair.folder.path("source.sqlite"))
    defer { followed.close() }
    let source = try FollowedBook(path: pair.source)
    defer { source.close() }
    let follower = Follower(book: pair.copy, source: source)
    for round in 0..<20 {
      try followed.append(samples((round * 7)..<(round * 7 + 7)), actor: "ada", now: noon)
      #expect(try follower.pull(now: noon).position == Int64(round * 7 + 7))
    }
    #expect(try pair.copy.verify().ok)
  }

  @Test func `a copy takes no events of its own, now and when it is opened again`() throws {
    let pair = try FollowedPair(events: 3)
    try pair.pull()
    for log in [pair.copy, try EventLog.openForReading(at: pair.copy.path)] {
      #expect(log.followed?.address == pair.source)
    }
    let first = #expect(throws: EventLogError.self) { try pair.copy.append([sample("x")], actor: "eve", now: noon) }
    #expect(first?.code == .readOnly && first?.message.contains(pair.source) == true)
    pair.copy.close()
    let again = try EventLog.openForWriting(at: pair.copy.path)
    defer { again.close() }
    #expect(throws: EventLogError.self) { try again.append([sample("x")], actor: "eve", now: noon) }
    #expect(try again.head == 3)
  }

  @Test func `a follower takes no events of its own from tasks either`() async throws {
    let pair = try FollowedPair(events: 3)
    try pair.pull()
    let error = await #expect(throws: EventLogError.self) {
      try await pair.copy.submit(AppendRequest(events: [sample("x")], actor: "eve", now: noon))
    }
    #expect(error?.code == .readOnly)
    #expect(try pair.copy.head == 3)
  }

  @Test func `a book with events of its own follows nobody, and takes in nothing`() throws {
    let book = try TemporaryBook()
    try book.log.append(samples(0..<3), actor: "ada", now: noon)
    let begun = #expect(throws: EventLogError.self) {
      try book.log.beginFollowing("elsewhere", verifierKey: nil, now: noon)
    }
    #expect(begun?.code == .invalid)
    let entries = try book.log.entries(after: 0, limit: 3)
    #expect(throws: EventLogError.self) { try book.log.replicate(entries, root: book.log.root()) }
  }

  // MARK: - Sources that are not what was followed

  @Test(arguments: [2, 30, 49, 50], [50, 51, 400])
  func `a source whose history was changed is refused with the first position that differs`(at: Int, size: Int) throws {
    let pair = try FollowedPair(events: 50)
    try pair.pull()
    try pair.replaceSource { log in
      try log.append(samples(0..<(at - 1)), actor: "ada", now: noon)
      try log.append(samples((at - 1)..<size), actor: "eve", now: noon)
    }
    let error = #expect(throws: EventLogError.self) { try pair.pull() }
    #expect(error?.code == .forked)
    #expect(error?.position == Int64(at))
    #expect(error?.message.contains("from position \(at) on") == true)
    #expect(try pair.copy.head == 50)
  }

  @Test func `another book is refused as another book`() throws {
    let pair = try FollowedPair(events: 50)
    try pair.pull()
    try pair.replaceSource { try $0.append(samples(100..<200), actor: "ada", now: noon) }
    let error = #expect(throws: EventLogError.self) { try pair.pull() }
    #expect(error?.code == .forked && error?.position == 1)
    #expect(error?.message.contains("another book") == true)
  }

  @Test(arguments: [0, 1, 49])
  func `a source that lost its last events is refused, and what it lost is kept`(left: Int) throws {
    let pair = try FollowedPair(events: 50)
    try pair.pull()
    try pair.replaceSource { try $0.append(samples(0..<left), actor: "ada", now: noon) }
    let error = #expect(throws: EventLogError.self) { try pair.pull() }
    #expect(error?.code == .rolledBack)
    #expect(error?.position == Int64(left + 1))
    #expect(try pair.copy.head == 50)
    #expect(try pair.copy.verify().ok)
  }

  @Test func `a source that was shortened and changed is said to be changed`() throws {
    let pair = try FollowedPair(events: 50)
    try pair.pull()
    try pair.replaceSource { try $0.append(samples(0..<20), actor: "eve", now: noon) }
    #expect(#expect(throws: EventLogError.self) { try pair.pull() }?.code == .forked)
  }

  @Test func `a source that is put back whole is followed on`() throws {
    let pair = try FollowedPair(events: 50)
    try pair.pull()
    let followed = try FollowedBook(path: pair.source)
    defer { followed.close() }
    #expect(try followed.currentHead().size == 50)
    try pair.replaceSource { try $0.append(samples(0..<60), actor: "ada", now: noon) }
    // The file behind the path is another now; the one that was open is let go.
    #expect(try Follower(book: pair.copy, source: followed).pull(now: noon).appended == 10)
  }

  @Test func `an event that was changed in the source is named, and nothing of its batch is taken`() throws {
    let pair = try FollowedPair(events: 50)
    try pair.write { log in
      try log.writeDatabase { database in
        try database.execute(sql: "DROP TRIGGER events_no_update")
        try database.execute(sql: "UPDATE events SET actor = 'eve' WHERE position = 17")
      }
    }
    let error = #expect(throws: EventLogError.self) { try pair.pull() }
    #expect(error?.code == .damaged && error?.position == 17)
    #expect(try pair.copy.head == 0)
  }
}
