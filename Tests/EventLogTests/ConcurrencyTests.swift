import Dispatch
import EventLog
import Foundation
import GRDB
import Synchronization
import Testing
import Transparency
import Vocabulary

/// Many who write, many who read.
@Suite struct ConcurrencyTests {
  @Test func `many threads get positions without a gap, each its own, in its own order`() throws {
    let book = try TemporaryBook()
    let positions = Mutex<[Int64]>([])
    DispatchQueue.concurrentPerform(iterations: 12) { thread in
      var last: Int64 = 0
      for index in 0..<20 {
        let batch = samples((index * 2)..<(index * 2 + 2), run: "r\(thread % 3)", source: "thread \(thread)")
        guard let outcome = try? book.log.append(batch, actor: "ada", now: noon) else { return }
        #expect(outcome.positions[0] > last && outcome.positions[1] == outcome.positions[0] + 1)
        last = outcome.positions[1]
        positions.withLock { $0 += outcome.positions }
      }
    }
    #expect(positions.withLock { $0.sorted() } == Array(1...480))
    #expect(try book.log.verify().ok)
  }

  @Test func `many tasks share commits, and the failure of one is its own`() async throws {
    let book = try TemporaryBook()
    let outcomes = await withTaskGroup(of: (Int, Int64?).self) { group in
      for task in 0..<200 {
        group.addTask {
          // Every tenth expects a stream that nobody writes to.
          let request = AppendRequest(
            stream: task.isMultiple(of: 10) ? "run/none" : "run/r1",
            expecting: task.isMultiple(of: 10) ? .streamExists : .any, events: [sample("event \(task)")],
            actor: "ada", now: noon)
          return (task, try? await book.log.submit(request).positions.first)
        }
      }
      var outcomes: [Int: Int64] = [:]
      for await (task, position) in group { outcomes[task] = position }
      return outcomes
    }
    #expect(outcomes.count == 180)
    #expect(outcomes.keys.allSatisfy { !$0.isMultiple(of: 10) })
    #expect(outcomes.values.sorted() == Array(1...180))
    #expect(try book.log.verify().ok)
    for (task, position) in outcomes { #expect(try book.log.event(at: position)?.id == "event \(task)") }
  }

  @Test func `a request that fails after its first events takes no other of its commit with it`() async throws {
    let book = try TemporaryBook()
    try book.log.append([sample("taken", run: "r0")], actor: "ada", now: noon)
    try book.log.writeDatabase { try $0.execute(sql: "CREATE TABLE seen(position INTEGER)") }
    try book.log.setAppendHook(
      AppendHook { database, events in
        for event in events {
          try database.execute(sql: "INSERT INTO seen VALUES(?)", arguments: [event.position])
        }
      })
    await withTaskGroup { group in
      for task in 0..<200 {
        group.addTask {
          // Every tenth brings a new stream and a new event, and then one whose id is another's.
          let isBad = task.isMultiple(of: 10)
          var events = [sample("event \(task)", run: isBad ? "new \(task)" : "r1", source: "source \(task % 20)")]
          if isBad { events.append(sample("taken", run: "r0", value: 2)) }
          let request = AppendRequest(events: events, actor: "ada", now: noon)
          let outcome = try? await book.log.submit(request)
          #expect((outcome == nil) == isBad)
        }
      }
    }
    #expect(try book.log.head == 181)
    let found = try book.log.verify().problems.map(\.what)
    #expect(
      found == ["the table seen is not of this program"], "no stream and no source without an event is left behind")
    let seen = try book.log.readDatabase { try Int64.fetchAll($0, sql: "SELECT position FROM seen ORDER BY position") }
    #expect(seen == Array(2...181))
  }

  @Test func `one stream expected at an exact version by many lets one through at a time`() throws {
    let book = try TemporaryBook()
    let wins = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 8) { thread in
      for index in 0..<10 {
        guard let version = try? book.log.version(ofStream: "run/r1") else { return }
        let event = sample("\(thread) \(index)")
        let request = AppendRequest(
          stream: "run/r1", expecting: .exactly(version), events: [event], actor: "ada", now: noon)
        if (try? book.log.append([request])) != nil { wins.withLock { $0 += 1 } }
      }
    }
    let won = wins.withLock { $0 }
    #expect(won >= 10)
    #expect(try book.log.version(ofStream: "run/r1") == Int64(won))
  }

  @Test func `readers see prefixes without a gap while appends run, and are never told to wait`() throws {
    let book = try TemporaryBook()
    let isDone = Mutex(false)
    let path = book.path
    DispatchQueue.concurrentPerform(iterations: 5) { worker in
      if worker == 0 {
        for index in 0..<60 {
          #expect(throws: Never.self) {
            try book.log.append(samples((index * 25)..<(index * 25 + 25)), actor: "ada", now: noon)
          }
        }
        isDone.withLock { $0 = true }
        return
      }
      // Half of the readers share the writer's log, half come from outside, as another process would.
      let outside = worker.isMultiple(of: 2) ? try? EventLog.openForReading(at: path) : nil
      defer { outside?.close() }
      let log = outside ?? book.log
      var before = 0
      repeat {
        #expect(throws: Never.self) {
          let events = try log.all()
          #expect(events.map(\.position) == Array(1..<Int64(events.count + 1)))
          #expect(events.map(\.version) == events.map(\.position))
          #expect(events.count >= before && events.count.isMultiple(of: 25), "whole appends, never fewer than before")
          before = events.count
        }
      } while !isDone.withLock { $0 }
    }
    #expect(try book.log.head == 1500)
  }

  @Test func `a reader held open in the middle of the log does not keep the WAL from being taken over`() throws {
    let book = try TemporaryBook()
    try book.log.append(samples(0..<2500), actor: "ada", now: noon)
    let pages = 200
    try book.log.writeDatabase { try $0.execute(sql: "PRAGMA wal_autocheckpoint = \(pages)") }
    let outside = try EventLog.openForReading(at: book.path)
    defer { outside.close() }
    var longest = 0
    var next = 2500
    var seen: Int64 = 0
    // In the middle of a chunk the reader stops, and some hundred commits happen.
    try outside.read { event in
      seen += 1
      #expect(event.position == seen)
      guard seen == 5 else { return }
      for _ in 0..<150 {
        try book.log.append(samples(next..<(next + 20)), actor: "ada", now: noon)
        next += 20
        let wal = try FileManager.default.attributesOfItem(atPath: book.path + "-wal")[.size] as? Int ?? 0
        longest = max(longest, wal)
      }
    }
    #expect(seen == 2500, "what was appended after the reading began is not read")
    #expect(longest < 3 * pages * 4120, "the WAL grew to \(longest) bytes")
    #expect(try outside.verify().events == 5500)
  }

  @Test func `verification and proofs during appends find nothing wrong`() throws {
    let book = try TemporaryBook()
    try book.log.append(samples(0..<10), actor: "ada", now: noon)
    let root = try book.log.root(at: 10)
    DispatchQueue.concurrentPerform(iterations: 2) { worker in
      for index in 1...30 {
        #expect(throws: Never.self) {
          if worker == 0 {
            try book.log.append(samples((index * 40)..<(index * 40 + 40)), actor: "ada", now: noon)
          } else {
            let report = try book.log.verify()
            #expect(report.problems == [])
            let proof = try book.log.consistencyProof(from: 10)
            #expect(proof.verify(oldRoot: root, newRoot: try book.log.root(at: proof.to)))
            _ = try book.log.inclusionProof(position: 7)
          }
        }
      }
    }
  }

  @Test(.timeLimit(.minutes(10)))
  func `a follower gets what is there and what comes, from its own process or another`() async throws {
    let book = try TemporaryBook()
    try book.log.append(samples(0..<3), actor: "ada", now: noon)
    let outside = try EventLog.openForReading(at: book.path)
    defer { outside.close() }
    var inner = book.log.follow(from: 2).makeAsyncIterator()
    var outer = outside.follow(from: 2, interval: .milliseconds(1)).makeAsyncIterator()
    for position: Int64 in 2...3 {
      #expect(try await inner.next()?.position == position)
      #expect(try await outer.next()?.position == position)
    }
    for index in 3..<6 {
      try await book.log.submit(AppendRequest(events: samples(index..<(index + 1)), actor: "ada", now: noon))
      #expect(try await inner.next()?.position == Int64(index + 1))
      #expect(try await outer.next()?.position == Int64(index + 1))
    }
  }

  @Test(.timeLimit(.minutes(10)))
  func `a follower ends when its task is cancelled`() async throws {
    let book = try TemporaryBook()
    let follower = Task {
      for try await _ in book.log.follow() {}
    }
    follower.cancel()
    try await follower.value
  }
}
