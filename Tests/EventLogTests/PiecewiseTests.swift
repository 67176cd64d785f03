import EventLog
import Foundation
import Synchronization
import Testing
import Vocabulary

/// Appends whose events come piece by piece: one transaction, as if all had come at once.
@Suite struct PiecewiseTests {
  /// The events in pieces of one to so many.
  private func pieces(_ events: [NewEvent], atMost size: Int, _ random: inout Xoshiro256) -> [[NewEvent]] {
    var pieces: [[NewEvent]] = []
    var rest = events[...]
    while !rest.isEmpty {
      let count = min(rest.count, 1 + Int(random.next() % UInt64(size)))
      pieces.append(Array(rest.prefix(count)))
      rest = rest.dropFirst(count)
    }
    return pieces
  }

  @discardableResult
  private func append(
    _ pieces: [[NewEvent]], to log: EventLog, expecting: ExpectedVersion = .any, stream: String? = nil
  ) throws -> AppendTally {
    try log.append(stream: stream, expecting: expecting, actor: "ada", now: noon) { append in
      for piece in pieces { try append.append(piece) }
      return append.tally
    }
  }

  @Test(arguments: [1 as UInt64, 2, 3])
  func `pieces of any size make the log that one append makes`(seed: UInt64) throws {
    print("seed \(seed)")
    var random = Xoshiro256(seed: seed)
    let (whole, inPieces) = (try TemporaryBook(), try TemporaryBook())
    var next = 0
    var last: [NewEvent] = []
    for size in [7, 300, 1000] {
      // Some are known already, in the log and in the same call.
      var events = Array(last.suffix(50)) + samples(next..<(next + 1200), run: "r\(size % 3)")
      last = events
      events.insert(contentsOf: events[100..<120], at: 700)
      next += 1200
      let outcome = try whole.log.append(events, actor: "ada", now: noon)
      let tally = try append(pieces(events, atMost: size, &random), to: inPieces.log)
      #expect(tally.appended == outcome.appended && tally.duplicates == outcome.duplicates)
      #expect(tally.first == outcome.positions.min() && tally.last == outcome.positions.max())
      #expect(try inPieces.log.root() == whole.log.root())
    }
    #expect(try inPieces.log.all() == whole.log.all())
    #expect(try inPieces.log.verify().problems == [])
    #expect(try append([], to: inPieces.log) == AppendTally())
  }

  struct Broken: Error {}

  @Test func `whatever ends it early, nothing of it is there, and appending goes on`() throws {
    let book = try TemporaryBook()
    try book.log.append(samples(0..<300), actor: "ada", now: noon)
    let root = try book.log.root()
    let many = stride(from: 1000, to: 4000, by: 500).map { samples($0..<($0 + 500), run: "r\($0)") }
    let reused = [sample(samples(5..<6)[0].id, value: 77)]
    #expect(throws: EventLogError.self) { try append(many + [reused], to: book.log) }
    #expect(throws: EventLogError.self) { try append(many + [[sample("")]], to: book.log) }
    #expect(throws: Broken.self) {
      try book.log.append(actor: "ada", now: noon) { append in
        try append.append(many[0])
        throw Broken()
      }
    }
    // Who passes over a refusal is refused in the end.
    #expect(throws: EventLogError.self) {
      try book.log.append(actor: "ada", now: noon) { append in
        try append.append(many[0])
        try? append.append(many[1] + reused)
        var isRefused = false
        do { try append.append(many[2]) } catch is EventLogError { isRefused = true }
        #expect(isRefused)
      }
    }
    #expect(try book.log.head == 300 && book.log.root() == root)
    try append(many, to: book.log)
    try book.log.append(samples(300..<310), actor: "ada", now: noon)
    #expect(try book.log.head == 3310 && book.log.verify().problems == [])
  }

  @Test func `what is expected is expected of the first new event, in whatever piece`() throws {
    let book = try TemporaryBook()
    let events = samples(0..<30)
    try append([Array(events[..<10]), Array(events[10...])], to: book.log, expecting: .noStream)
    // All known: nothing is expected of them.
    #expect(try append([events], to: book.log, expecting: .noStream).duplicates == 30)
    let error = #expect(throws: EventLogError.self) {
      try append([events, samples(30..<31)], to: book.log, expecting: .exactly(29))
    }
    #expect(error?.code == .conflict && error?.actualVersion == 30)
    let other = samples(100..<110, run: "other")
    try append([other, samples(30..<40)], to: book.log, expecting: .exactly(30), stream: "run/r1")
    #expect(try book.log.head == 50)
  }

  @Test func `it sees what it has appended, while readers see the log before`() throws {
    let book = try TemporaryBook()
    try book.log.append(samples(0..<3), actor: "ada", now: noon)
    let events = samples(3..<9)
    try book.log.append(actor: "ada", now: noon) { append in
      try append.append(events)
      let found = try append.event(source: "test", id: events[2].id)
      #expect(found?.position == 6 && found?.payload == events[2].payload)
      #expect(try append.event(source: "test", id: samples(0..<1)[0].id)?.position == 1)
      #expect(try append.event(source: "nobody", id: events[2].id) == nil)
      #expect(try append.event(source: "test", id: "") == nil)
      #expect(try book.log.head == 3 && book.log.event(source: "test", id: events[2].id) == nil)
    }
    #expect(try book.log.head == 9)
  }

  @Test func `others who append meanwhile come after it`() throws {
    let book = try TemporaryBook()
    let positions = Mutex<[Int64]>([])
    let done = DispatchSemaphore(value: 0)
    let began = DispatchSemaphore(value: 0)
    for caller in 0..<8 {
      Thread.detachNewThread {
        began.wait()
        let outcome = try? book.log.append([sample("c\(caller)", run: "c\(caller)")], actor: "bo", now: noon)
        positions.withLock { $0 += outcome?.positions ?? [] }
        done.signal()
      }
    }
    try book.log.append(actor: "ada", now: noon) { append in
      for _ in 0..<8 { began.signal() }
      for start in stride(from: 0, to: 2000, by: 100) { try append.append(samples(start..<(start + 100))) }
    }
    for _ in 0..<8 { done.wait() }
    // A caller that was there first may have come first.
    #expect(positions.withLock { $0.count } == 8)
    let own = try book.log.all(stream: "run/r1")
    #expect(own.count == 2000 && own.last!.position - own.first!.position == 1999)
    #expect(try book.log.verify().problems == [])
  }

  @Test func `a hook is given every piece, and undoes all where it throws`() throws {
    let book = try TemporaryBook()
    let seen = Mutex<(counts: [Int], settled: [Bool])>(([], []))
    try book.log.setAppendHook(
      AppendHook(
        fold: { _, events in
          seen.withLock { $0.counts.append(events.count) }
          if events.contains(where: { $0.stream == "run/bad" }) { throw Broken() }
        }, settle: { committed in seen.withLock { $0.settled.append(committed) } }))
    try append([samples(0..<5), samples(5..<12), samples(0..<3)], to: book.log)
    #expect(throws: Broken.self) { try append([samples(20..<25), samples(30..<31, run: "bad")], to: book.log) }
    #expect(seen.withLock { $0.counts } == [5, 7, 5, 1] && seen.withLock { $0.settled } == [true, false])
    try book.log.setAppendHook(nil)
    #expect(try book.log.head == 12)
    #expect(throws: EventLogError.self) {
      book.log.close()
      try append([samples(40..<41)], to: book.log)
    }
  }
}
