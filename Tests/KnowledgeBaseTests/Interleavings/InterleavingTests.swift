import EventLog
import Foundation
import Synchronization
import Testing
import Vocabulary

@testable import KnowledgeBase

/// Random sequences of everything that is done to a book, against a model in memory. `FAULTBOOK_LONG_TESTS` asks for
/// more and longer ones.
@Suite("Whatever happens in whatever order")
struct InterleavingTests {
  static let isLong = ProcessInfo.processInfo.environment["FAULTBOOK_LONG_TESTS"] != nil
  static let seeds: [UInt64] = (1...(isLong ? 60 : 6)).map { 20_261_120 + $0 }

  @Test("The log holds what was acknowledged and nothing else, and the tables say what it says", arguments: seeds)
  func interleaving(seed: UInt64) throws {
    var walk = try Walk(seed: seed)
    for _ in 0..<(Self.isLong ? 120 : 40) { try walk.step() }
    try walk.check()
    print(
      "seed \(seed): \(walk.done.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", "))")
  }
}

/// One book on its way.
private struct Walk {
  private let seed: UInt64
  private var random: Xoshiro256
  private let shop: Shop
  private var path: String
  private var book: KnowledgeBase
  private var model = LogModel()
  private let clock = Clock()
  /// What was done, for the report.
  private(set) var done: [String: Int] = [:]
  /// What scores were told at positions that were passed.
  private var told: [(position: Int64, components: [String]?)] = []

  /// The time, which goes on with every request and sometimes back.
  private final class Clock: Sendable {
    private let now = Mutex(Toy.time(86_400))
    var time: Timestamp { now.withLock { $0 } }
    func move(by seconds: Double) { now.withLock { $0 = $0.advanced(bySeconds: seconds) } }
  }

  init(seed: UInt64) throws {
    self.seed = seed
    random = Xoshiro256(seed: seed)
    shop = try Shop()
    path = shop.path
    book = try KnowledgeBase.create(at: path, clock: { [clock] in clock.time })
    _ = try AuditKeys.create(at: shop.folder.appending(path: "log.key").path, name: "example.org/walk", book: path)
  }

  private mutating func chance(_ bound: UInt64) -> Int { Int(random.next() % bound) }

  mutating func step() throws {
    clock.move(by: chance(8) == 0 ? -30 : Double(chance(60)))
    switch chance(20) {
    case 0..<11: try append()
    case 11: try drop()
    case 12...13: try crash()
    case 14: try reopen()
    case 15: try rebuild()
    case 16: try sign()
    case 17: try lookBack()
    case 18: try check()
    default: told.append((Int64(model.kept.count), try book.said()["components"]))
    }
    #expect(try book.log.head == Int64(model.kept.count), "seed \(seed), after \(done)")
  }

  // MARK: - Requests

  private mutating func event() throws -> NewEvent {
    let number = chance(90)
    // Mostly an id comes with the content of its own; now and then with another's.
    let content = chance(12) == 0 ? number + 1 : number
    let time: Timestamp? = chance(10) == 0 ? nil : Toy.time(content)
    let data: JSON
    let type: EventType
    let stream: String
    switch content % 5 {
    case 0:
      (type, stream) = (.componentDeclared, "system")
      data = ["component": .string("c\(content % 7)"), "kind": "service", "owner": .string("o\(content)")]
    case 1:
      (type, stream) = (.policySet, "policy")
      data = ["key": "belief.halfLifeDays", "value": .integer(Int64(content + 1)), "why": "w"]
    default:
      (type, stream) = (.metricSampled, "run/r\(content % 3)")
      data = [
        "component": .string("c\(content % 7)"), "metric": "error_rate", "value": .number(Double(content) / 100),
        "unit": "ratio",
      ]
    }
    return try NewEvent(
      id: number % 2 == 0 ? "e\(number)" : EventID.version7(at: Toy.time(number), random: (UInt64(number), 0)),
      source: "urn:walk:\(number % 3)", type: type, stream: stream, time: time, schemaVersion: 1, actor: nil,
      correlation: nil, causation: nil, payload: data.text, data: data)
  }

  private mutating func requests() throws -> [AppendRequest] {
    try (0...chance(3)).map { _ in
      let events = try (0...chance(5)).map { _ in try event() }
      let stream = chance(3) == 0 ? "system" : nil
      let version = model.version(of: stream ?? events[0].stream)
      let modes: [ExpectedVersion] = [
        .any, .any, .any, .noStream, .streamExists, .exactly(version), .exactly(version), .exactly(version + 1),
      ]
      return AppendRequest(
        stream: stream, expecting: modes[chance(8)], events: events, actor: "walk", now: clock.time)
    }
  }

  private static func answer(_ book: KnowledgeBase, _ requests: [AppendRequest]) throws -> LogModel.Answer {
    do {
      return .done(try book.log.append(requests))
    } catch let error as EventLogError where error.code == .idReused {
      return .idReused(error.position ?? 0)
    } catch let error as EventLogError where error.code == .conflict {
      return .conflict(error.actualVersion ?? -1)
    }
  }

  private mutating func append() throws {
    let requests = try requests()
    let expected = model.append(requests)
    // By the log's own door and by the book's, which brings its tables along.
    if chance(2) == 0, case .done(let outcomes) = expected {
      #expect(try book.write(requests) == outcomes, "seed \(seed), after \(done)")
    } else {
      #expect(try Walk.answer(book, requests) == expected, "seed \(seed), after \(done)")
      if case .done = expected { _ = try book.write([AppendRequest(events: [], actor: "walk", now: clock.time)]) }
    }
    switch expected {
    case .done: done["appends", default: 0] += 1
    case .idReused: done["ids reused", default: 0] += 1
    case .conflict: done["conflicts", default: 0] += 1
    }
  }

  // MARK: - Accidents

  private struct Dropped: Error {}

  /// A transaction that is undone at its end.
  private mutating func drop() throws {
    try book.log.setAppendHook(AppendHook(fold: { _, _ in throw Dropped() }))
    var copy = model
    let requests = try requests()
    let expected = copy.append(requests)
    if case .done(let outcomes) = expected, outcomes.contains(where: { $0.appended > 0 }) {
      #expect(throws: Dropped.self, "seed \(seed), after \(done)") { try book.log.append(requests) }
    }
    try book.log.setAppendHook(nil)
    done["dropped transactions", default: 0] += 1
  }

  /// The machine stops while a request is on its way: what is on disk at that moment is all that there is.
  private mutating func crash() throws {
    let requests = try requests()
    let (before, moments) = (model, chance(400))
    let acknowledged = DispatchSemaphore(value: 0)
    let answer = Mutex<LogModel.Answer?>(nil)
    let old = book
    DispatchQueue.global().async {
      let given = try? Walk.answer(old, requests)
      answer.withLock { $0 = given }
      acknowledged.signal()
    }
    for _ in 0..<moments { sched_yield() }
    let isAnswered = answer.withLock { $0 != nil }
    let folder = shop.folder.appending(path: "crash-\(done.values.reduce(0, +))-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let copy = folder.appending(path: "shop.sqlite").path
    // The database before its WAL: until a checkpoint the one does not change and the other only grows.
    for suffix in ["", "-wal", ".anchor"] where FileManager.default.fileExists(atPath: path + suffix) {
      try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
    }
    acknowledged.wait()
    old.close()
    var after = before
    #expect(after.append(requests) == answer.withLock { $0 }, "seed \(seed), after \(done)")
    path = copy
    book = try KnowledgeBase.openForWriting(at: path, clock: { [clock] in clock.time })
    let head = try book.log.head
    let isThere = head == Int64(after.kept.count)
    #expect(isThere || (head == Int64(before.kept.count) && !isAnswered), "seed \(seed), after \(done): \(head)")
    model = isThere ? after : before
    done[isThere ? "crashes after the commit" : "crashes before it", default: 0] += 1
    try compare()
  }

  private mutating func reopen() throws {
    book.close()
    book = try KnowledgeBase.openForWriting(at: path, clock: { [clock] in clock.time })
    done["reopenings", default: 0] += 1
  }

  // MARK: - The rest

  private mutating func rebuild() throws {
    #expect(try book.rebuild().json["changed"] == .array([]), "seed \(seed), after \(done)")
    done["rebuilds", default: 0] += 1
  }

  private mutating func sign() throws {
    guard !model.kept.isEmpty else { return }
    let answer = try book.checkpoint(CheckpointRequest(key: shop.folder.appending(path: "log.key").path))
    #expect(answer.json["size"]?.integerValue == Int64(model.kept.count), "seed \(seed), after \(done)")
    done["checkpoints", default: 0] += 1
  }

  /// What was known at a position that was passed is what was told when the log ended there.
  private mutating func lookBack() throws {
    told.removeAll { $0.position > Int64(model.kept.count) }
    guard !told.isEmpty else { return }
    let then = told[chance(UInt64(told.count))]
    #expect(
      try book.said(View(asOf: .position(then.position)))["components"] == then.components,
      "seed \(seed), as of \(then.position), after \(done)")
    done["looks back", default: 0] += 1
  }

  private func compare() throws {
    var position: Int64 = 0
    try book.log.read { event in
      position += 1
      let kept = model.kept[Int(position) - 1]
      #expect(
        event.position == position && event.version == kept.version && event.id == kept.event.id
          && event.source == kept.event.source && event.stream == kept.event.stream && event.type == kept.event.type
          && event.occurredAt == kept.occurredAt && event.recordedAt == kept.recordedAt
          && event.payload == kept.event.payload, "seed \(seed), position \(position), after \(done)")
    }
    #expect(position == Int64(model.kept.count), "seed \(seed), after \(done)")
  }

  mutating func check() throws {
    try compare()
    let answer = try book.verify()
    #expect(answer.isYes, "seed \(seed), after \(done): \(answer.json.text)")
    done["verifications", default: 0] += 1
  }
}
