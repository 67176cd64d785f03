import EventLog
import Foundation
import Synchronization
import Testing
import Vocabulary

/// The table of chapter "Appending": what a second append of the same ids does.
@Suite struct IdempotencyTests {
  @Test func `the same batch again gives the old positions and adds nothing`() throws {
    let book = try TemporaryBook()
    let batch = samples(0..<5)
    let first = try book.log.append(batch, actor: "ada", now: noon)
    let second = try book.log.append(batch, actor: "grace", now: noon.advanced(bySeconds: 60))
    #expect(second == AppendOutcome(positions: first.positions, appended: 0, duplicates: 5))
    #expect(try book.log.head == 5)
    #expect(try book.log.verify().ok)
  }

  @Test func `a subset is known, of a superset only the rest is new`() throws {
    let book = try TemporaryBook()
    try book.log.append(samples(2..<5), actor: "ada", now: noon)
    let subset = try book.log.append(samples(3..<4), actor: "ada", now: noon)
    #expect(subset == AppendOutcome(positions: [2], appended: 0, duplicates: 1))
    let superset = try book.log.append(samples(0..<7), actor: "ada", now: noon)
    #expect(superset == AppendOutcome(positions: [4, 5, 1, 2, 3, 6, 7], appended: 4, duplicates: 3))
  }

  @Test func `the same id of another source is another event`() throws {
    let book = try TemporaryBook()
    try book.log.append([sample("a")], actor: "ada", now: noon)
    let outcome = try book.log.append([sample("a", source: "other")], actor: "ada", now: noon)
    #expect(outcome == AppendOutcome(positions: [2], appended: 1, duplicates: 0))
  }

  @Test func `after closing and opening the batch is still known`() throws {
    let book = try TemporaryBook()
    try book.log.append(samples(0..<3), actor: "ada", now: noon)
    book.log.close()
    let again = try EventLog.openForWriting(at: book.path)
    defer { again.close() }
    let outcome = try again.append(samples(0..<4), actor: "ada", now: noon)
    #expect(outcome == AppendOutcome(positions: [1, 2, 3, 4], appended: 1, duplicates: 3))
  }

  @Test func `the same batch from many threads at once is appended once`() throws {
    let book = try TemporaryBook()
    let batch = samples(0..<20)
    DispatchQueue.concurrentPerform(iterations: 16) { _ in
      let outcome = try? book.log.append(batch, actor: "ada", now: noon)
      #expect(outcome?.positions == Array(1...20))
    }
    #expect(try book.log.head == 20)
  }

  static let modes: [ExpectedVersion] = [.any, .noStream, .streamExists, .exactly(0), .exactly(3), .exactly(99)]

  @Test(arguments: modes)
  func `a batch that is known whole is a no-op whatever version is expected`(expected: ExpectedVersion) throws {
    let book = try TemporaryBook()
    try book.log.append(samples(0..<3), actor: "ada", now: noon)
    let outcome = try book.log.append(expecting: expected, samples(0..<3), actor: "ada", now: noon)
    #expect(outcome == AppendOutcome(positions: [1, 2, 3], appended: 0, duplicates: 3))
  }

  @Test(arguments: modes)
  func `the same batch from many threads at once, expecting any version, is appended once or not at all`(
    expected: ExpectedVersion
  ) throws {
    let book = try TemporaryBook()
    let batch = samples(0..<5)
    let outcomes = Mutex<[AppendOutcome]>([])
    let conflicts = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 12) { _ in
      do {
        let outcome = try book.log.append(expecting: expected, batch, actor: "ada", now: noon)
        outcomes.withLock { $0.append(outcome) }
      } catch let error as EventLogError where error.code == .conflict {
        conflicts.withLock { $0 += 1 }
      } catch {
        Issue.record(error)
      }
    }
    // The stream is empty at first: whoever comes first decides, and who comes later finds it done.
    let mayBegin = [.any, .noStream, .exactly(0)].contains(expected)
    #expect(outcomes.withLock { $0.map(\.appended).reduce(0, +) } == (mayBegin ? 5 : 0))
    #expect(outcomes.withLock { $0.allSatisfy { $0.positions == [1, 2, 3, 4, 5] } })
    #expect(conflicts.withLock { $0 } == (mayBegin ? 0 : 12))
    #expect(try book.log.head == (mayBegin ? 5 : 0))
    #expect(try book.log.verify().ok)
  }

  @Test(arguments: modes)
  func `where one event is new the expected version counts`(expected: ExpectedVersion) throws {
    let book = try TemporaryBook()
    try book.log.append(samples(0..<3), actor: "ada", now: noon)
    let holds = [.any, .streamExists, .exactly(3)].contains(expected)
    if holds {
      #expect(try book.log.append(expecting: expected, samples(0..<4), actor: "ada", now: noon).appended == 1)
    } else {
      let error = #expect(throws: EventLogError.self) {
        try book.log.append(expecting: expected, samples(0..<4), actor: "ada", now: noon)
      }
      #expect(error?.code == .conflict)
      #expect(error?.actualVersion == 3)
      #expect(error?.isDamageOrLock == false)
      #expect(try book.log.head == 3)
    }
  }

  /// Pairs of events with the same id: what differs, and whether the log takes them for the same.
  static let pairs: [(what: String, other: NewEvent, same: Bool)] = [
    ("nothing", sample("a"), true),
    ("the time is absent", sample("a", time: nil), true),
    ("the time is another", sample("a", time: noon.advanced(bySeconds: 1)), false),
    ("the stream is another", sample("a", run: "r2"), false),
    ("the value is another", sample("a", value: 2), false),
    ("the order of members", read(#"{"unit":"ms","value":1,"metric":"latency_p99","component":"checkout"}"#), true),
    ("the form of a number", read(#"{"component":"checkout","metric":"latency_p99","value":1.0,"unit":"ms"}"#), true),
    (
      "an unknown member",
      read(#"{"component":"checkout","metric":"latency_p99","value":1,"unit":"ms","note":"x"}"#), false
    ),
    (
      "the type",
      NewEvent(
        id: "a", source: "test", stream: "run/r1", time: noon,
        fact: .runAborted(RunAborted(reason: .operator, criterion: nil))), false
    ),
  ]

  static func read(_ data: String) -> NewEvent {
    let text = """
      {"specversion":"1.0","id":"a","source":"test","type":"faultbook.metric.sampled","subject":"run/r1",\
      "time":"2026-03-01T13:00:00+01:00","data":\(data)}
      """
    return try! CloudEvents.read(Array(text.utf8))
  }

  @Test(arguments: 0..<pairs.count)
  func `the same id is the same event exactly where the content is`(index: Int) throws {
    let (what, other, same) = Self.pairs[index]
    for inOneBatch in [false, true] {
      let book = try TemporaryBook()
      func append() throws -> AppendOutcome {
        if inOneBatch { return try book.log.append([sample("a"), other], actor: "ada", now: noon) }
        try book.log.append([sample("a")], actor: "ada", now: noon)
        return try book.log.append([other], actor: "ada", now: noon)
      }
      if same {
        #expect(try append().positions.last == 1, "\(what)")
        #expect(try book.log.head == 1)
      } else {
        let error = #expect(throws: EventLogError.self, "\(what)") { try append() }
        #expect(error?.code == .idReused)
        #expect(error?.position == 1)
        #expect(error?.message.hasPrefix("event a of test is already at position 1") == true)
        #expect(try book.log.head == (inOneBatch ? 0 : 1), "a batch is appended whole or not at all")
      }
      #expect(try book.log.verify().ok)
    }
  }

  @Test func `an event without a time is the same however often it is sent`() throws {
    let book = try TemporaryBook()
    try book.log.append([sample("a", time: nil)], actor: "ada", now: noon)
    let later = noon.advanced(bySeconds: 60)
    #expect(try book.log.append([sample("a", time: nil)], actor: "ada", now: later).duplicates == 1)
    #expect(try book.log.append([sample("a", time: noon)], actor: "ada", now: later).duplicates == 1)
    #expect(throws: EventLogError.self) { try book.log.append([sample("a", time: later)], actor: "ada", now: later) }
  }

  @Test func `an id that is a UUID in capitals is another id than the same in small letters`() throws {
    let book = try TemporaryBook()
    let id = "0195500c-7b00-7000-8000-00000000000a"
    try book.log.append([sample(id), sample(id.uppercased())], actor: "ada", now: noon)
    #expect(try book.log.all().map(\.id) == [id, id.uppercased()])
  }
}
