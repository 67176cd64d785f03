import EventLog
import Foundation
import Testing
import Vocabulary

@testable import KnowledgeBase

@Suite("A book that is asked while it is written to")
struct ServingTests {
  private func served(_ shop: Shop) throws -> KnowledgeBase {
    try KnowledgeBase.create(at: shop.path).close()
    return try KnowledgeBase.openForServing(at: shop.path)
  }

  /// What a book answers that beliefs, states and tables are behind.
  private func answers(_ book: KnowledgeBase, _ view: View) throws -> [String] {
    try [
      book.beliefs(view: view), book.scores(view: view), book.runs(view: view), book.intents(view: view),
      book.system(view: view), book.findings(view: view), book.ask("taught-nothing", view: view),
    ].map(\.json.text)
  }

  @Test(
    "At every position it answers as one who has just opened the book, though it keeps what did not change",
    arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
  func sharing(seed: UInt64) async throws {
    let shop = try Shop()
    let book = try served(shop)
    defer { book.close() }
    let views = [View(), View(environment: "production"), View(now: .at(Timestamp(rfc3339: "2026-06-01T00:00:00Z")!))]
    var random = Xoshiro256(seed: seed)
    var events = RandomBook.events(140, seed: seed, corrected: true)[...]
    while !events.isEmpty {
      let batch = events.prefix(1 + Int(random.next() % 9))
      events = events.dropFirst(batch.count)
      // What a correction may not do is refused here as anywhere.
      _ = try? await book.submit(Array(batch), actor: "test")
      let fresh = try KnowledgeBase.openForReading(at: shop.path)
      defer { fresh.close() }
      let view = views[Int(random.next() % UInt64(views.count))]
      #expect(try answers(book, view) == answers(fresh, view), "seed \(seed) at position \(book.position)")
    }
    #expect(book.position > 60)
  }

  @Test("Whoever was answered is seen by whoever asks then, and all is as if they had come one by one")
  func concurrency() async throws {
    let shop = try Shop()
    let book = try served(shop)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<8 {
        group.addTask {
          let run = "run/w\(writer)"
          let start = RunStarted(
            environment: "test", target: .component("db"),
            fault: Fault(kind: FaultKind(named: "compute.kill") ?? .none), runner: Runner(tool: "t"))
          _ = try await book.submit(.runStarted(start), stream: run, actor: "w\(writer)")
          for index in 1...60 {
            let sample = MetricSampled(
              subject: .node(.component("db")), metric: "error_rate", value: Double(index) / 60, unit: "ratio")
            _ = try await book.submit(.metricSampled(sample), stream: run, actor: "w\(writer)")
            let seen = try book.run("w\(writer)").json["samples"]?.integerValue
            #expect(seen ?? 0 >= Int64(index))
            if index.isMultiple(of: 20) { try book.bringTablesUpToDate() }
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(book.position == 8 * 61)
    try book.bringTablesUpToDate()
    let written = try book.digests()
    #expect(try book.rebuild().json["changed"]?.arrayValue?.isEmpty == true)
    #expect(try book.digests() == written)
    book.close()
  }

  @Test("What a run's life does not allow stays out, however many say it at once")
  func races() async throws {
    let shop = try Shop()
    let book = try served(shop)
    defer { book.close() }
    let recorded = try await withThrowingTaskGroup(of: Int.self) { group in
      for caller in 0..<12 {
        group.addTask {
          let start = RunStarted(
            environment: "env-\(caller)", target: .component("db"),
            fault: Fault(kind: FaultKind(named: "compute.kill") ?? .none), runner: Runner(tool: "t"))
          do {
            _ = try await book.submit(.runStarted(start), stream: "run/one", actor: "c\(caller)")
            return 1
          } catch let error as FaultbookError {
            #expect(error.message.contains("was started already"))
            return 0
          }
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(recorded == 1)
    #expect(book.position == 1)
  }

  @Test("An expected version that does not hold is told with the actual one, and nothing is recorded")
  func conflicts() async throws {
    let shop = try Shop()
    let book = try served(shop)
    defer { book.close() }
    let events = RandomBook.events(0, seed: 1)
    _ = try await book.submit(events, expecting: "no-stream", actor: "test")
    let version = Int64(events.count)
    let declared = Fact.componentDeclared(ComponentDeclared(component: "new", kind: "service"))
    for (expecting, isFine) in [("no-stream", false), ("3", false), ("\(version)", true), ("stream-exists", true)] {
      let before = book.position
      do {
        _ = try await book.submit(declared, stream: "system", expecting: expecting, actor: "test")
        #expect(isFine && book.position == before + 1, "\(expecting)")
      } catch let error as FaultbookError {
        #expect(!isFine && error.code == .conflict && error.actualVersion == version, "\(expecting): \(error)")
        #expect(book.position == before)
      }
    }
    await #expect(throws: FaultbookError.self) {
      try await book.submit(declared, stream: "system", expecting: "soon", actor: "test")
    }
  }

  @Test("Closing it leaves the tables at the head, and the lock file without an address")
  func closing() async throws {
    let shop = try Shop()
    let book = try served(shop)
    try book.announce(address: "http://127.0.0.1:8321")
    #expect(KnowledgeBase.server(of: shop.path)?.address == "http://127.0.0.1:8321")
    let error = #expect(throws: FaultbookError.self) {
      try KnowledgeBase.openForWriting(at: shop.path, wait: 0)
    }
    #expect(error?.code == .locked && error?.exitCode == 3)
    #expect(error?.message.contains("http://127.0.0.1:8321") == true)
    _ = try await book.submit(RandomBook.events(30, seed: 7), actor: "test")
    book.close()
    #expect(KnowledgeBase.server(of: shop.path) == nil)
    let reading = try KnowledgeBase.openForReading(at: shop.path)
    defer { reading.close() }
    let checks = try reading.doctor().json["checks"]?.arrayValue ?? []
    #expect(checks.contains { $0["what"] == "tables" && $0["state"] == "ok" })
  }
}
