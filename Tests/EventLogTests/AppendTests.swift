import EventLog
import Foundation
import GRDB
import Testing
import Vocabulary

@Suite struct AppendTests {
  @Test func `what was appended is read back, attribute by attribute`() throws {
    let book = try TemporaryBook()
    let events = samples(0..<3) + [sample("plain id", run: "r2")]
    let outcome = try book.log.append(events, actor: "ada", now: noon)
    #expect(outcome == AppendOutcome(positions: [1, 2, 3, 4], appended: 4, duplicates: 0))
    #expect(try book.log.head == 4)
    let read = try book.log.all()
    #expect(read.map(\.position) == [1, 2, 3, 4])
    #expect(read.map(\.version) == [1, 2, 3, 1])
    for (event, new) in zip(read, events) {
      #expect(event.id == new.id)
      #expect(event.source == new.source)
      #expect(event.stream == new.stream)
      #expect(event.type == new.type)
      #expect(event.payload == new.payload)
      #expect(event.occurredAt == new.time)
      #expect(event.recordedAt == noon)
      #expect(event.actor == "ada")
      #expect(try event.fact() == new.fact)
    }
  }

  static let expectations: [(ExpectedVersion, before: Int, holds: Bool)] = [
    (.any, 0, true), (.any, 2, true), (.noStream, 0, true), (.noStream, 2, false), (.streamExists, 0, false),
    (.streamExists, 2, true), (.exactly(0), 0, true), (.exactly(0), 2, false), (.exactly(2), 2, true),
    (.exactly(1), 2, false), (.exactly(3), 2, false),
  ]

  @Test(arguments: expectations)
  func `a stream that is not at the expected version refuses, and the error names the version it has`(
    expected: ExpectedVersion, before: Int, holds: Bool
  ) throws {
    let book = try TemporaryBook()
    try book.log.append(samples(0..<before), actor: "ada", now: noon)
    try book.log.append([sample("elsewhere", run: "other")], actor: "ada", now: noon)
    func append() throws -> AppendOutcome {
      try book.log.append(stream: "run/r1", expecting: expected, samples(10..<12), actor: "ada", now: noon)
    }
    if holds {
      #expect(try append().appended == 2)
    } else {
      let error = #expect(throws: EventLogError.self) { try append() }
      #expect(error?.code == .conflict)
      #expect(error?.actualVersion == Int64(before))
      #expect(error?.message.contains("it is at version \(before)") == true)
      #expect(try book.log.head == Int64(before) + 1)
    }
  }

  @Test func `a conflict reads as one sentence that says what to do`() throws {
    let book = try TemporaryBook()
    try book.log.append(samples(0..<2), actor: "ada", now: noon)
    let error = #expect(throws: EventLogError.self) {
      try book.log.append(expecting: .exactly(1), samples(5..<6), actor: "ada", now: noon)
    }
    #expect(
      error?.description
        == "stream run/r1 was expected to have version 1, it is at version 2; read it again and decide anew")
  }

  @Test func `several requests stand or fall together, and each sees those before`() throws {
    let book = try TemporaryBook()
    func request(_ range: Range<Int>, _ expected: ExpectedVersion) -> AppendRequest {
      AppendRequest(stream: "run/r1", expecting: expected, events: samples(range), actor: "ada", now: noon)
    }
    #expect(throws: EventLogError.self) { try book.log.append([request(0..<2, .noStream), request(2..<3, .noStream)]) }
    #expect(try book.log.head == 0)
    let outcomes = try book.log.append([request(0..<2, .noStream), request(2..<3, .exactly(2))])
    #expect(outcomes.map(\.positions) == [[1, 2], [3]])
    #expect(try book.log.verify().ok)
  }

  @Test func `the recorded time never goes back, and an absent time is the recorded one`() throws {
    let book = try TemporaryBook()
    let earlier = noon.advanced(bySeconds: -3600)
    try book.log.append([sample("a", time: nil)], actor: "ada", now: noon)
    try book.log.append([sample("b", time: nil), sample("c", time: earlier)], actor: "ada", now: earlier)
    let events = try book.log.all()
    #expect(events.map(\.recordedAt) == [noon, noon, noon])
    #expect(events.map(\.occurredAt) == [noon, noon, earlier])
    book.log.close()
    let again = try EventLog.openForWriting(at: book.path)
    defer { again.close() }
    try again.append([sample("d")], actor: "ada", now: earlier)
    #expect(try again.event(at: 4)?.recordedAt == noon)
  }

  @Test func `an event's own actor goes before the request's`() throws {
    let book = try TemporaryBook()
    let own = NewEvent(
      id: "a", source: "test", stream: "run/r1", time: nil, actor: "grace", correlation: "import 1", causation: "x",
      fact: .runAborted(RunAborted(reason: .operator, criterion: nil)))
    try book.log.append([own, sample("b")], actor: "ada", now: noon)
    let events = try book.log.all()
    #expect(events.map(\.actor) == ["grace", "ada"])
    #expect(events.map(\.correlation) == ["import 1", nil])
    #expect(events.map(\.causation) == ["x", nil])
  }

  @Test(arguments: ["", String(repeating: "x", count: 256)])
  func `an id out of bounds is refused and nothing is written`(id: String) throws {
    let book = try TemporaryBook()
    let error = #expect(throws: EventLogError.self) {
      try book.log.append([sample("fine"), sample(id)], actor: "ada", now: noon)
    }
    #expect(error?.code == .invalid)
    #expect(try book.log.head == 0)
    #expect(try book.log.append([sample("fine")], actor: "ada", now: noon).positions == [1])
    #expect(try book.log.verify().ok)
  }

  @Test func `the hook sees the new events in the transaction, and what it throws undoes them`() throws {
    struct Refused: Error {}
    let book = try TemporaryBook()
    try book.log.writeDatabase { try $0.execute(sql: "CREATE TABLE seen(position INTEGER)") }
    try book.log.setAppendHook(
      AppendHook { database, events in
        for event in events {
          try database.execute(sql: "INSERT INTO seen VALUES(?)", arguments: [event.position])
          if event.id == "poison" { throw Refused() }
        }
      })
    try book.log.append([sample("a"), sample("b")], actor: "ada", now: noon)
    #expect(throws: Refused.self) { try book.log.append([sample("c"), sample("poison")], actor: "ada", now: noon) }
    try book.log.append([sample("b"), sample("c")], actor: "ada", now: noon)
    let seen = try book.log.readDatabase { try Int64.fetchAll($0, sql: "SELECT position FROM seen ORDER BY rowid") }
    #expect(seen == [1, 2, 3])
    #expect(try book.log.all().map(\.id) == ["a", "b", "c"])
  }

  @Test func `on a full disk nothing is written and the book goes on when there is room`() throws {
    let book = try TemporaryBook()
    try book.log.append(samples(0..<10), actor: "ada", now: noon)
    let pages = try book.log.readDatabase { try Int.fetchOne($0, sql: "PRAGMA page_count") ?? 0 }
    try book.log.writeDatabase { try $0.execute(sql: "PRAGMA max_page_count = \(pages + 2)") }
    let error = #expect(throws: EventLogError.self) {
      try book.log.append(samples(10..<500), actor: "ada", now: noon)
    }
    #expect(error?.code == .diskFull)
    #expect(error?.isDamageOrLock == true)
    #expect(try book.log.head == 10)
    #expect(try book.log.verify().ok)
    try book.log.writeDatabase { try $0.execute(sql: "PRAGMA max_page_count = 1000000") }
    #expect(try book.log.append(samples(10..<500), actor: "ada", now: noon).positions.last == 500)
    #expect(try book.log.verify().ok)
  }
}
