import EventLog
import Foundation
import GRDB
import Testing
import Vocabulary

@testable import KnowledgeBase

@Suite("Snapshots")
struct SnapshotTests {
  @Test(
    "A state comes out of its snapshot as it went in, and a tail folded onto it gives what a fold from the start gives",
    arguments: [1, 2, 3, 4] as [UInt64])
  func snapshotAndTail(_ seed: UInt64) throws {
    print("random book of seed \(seed)")
    let book = try ToldBook(RandomBook.events(400, seed: seed, corrected: seed.isMultiple(of: 2)))
    let reader = BookReader(log: book.log)
    let head = try book.log.head
    let whole = try reader.stateFromTheFirstEvent()
    var random = Xoshiro256(seed: seed)
    // Folded in random strides, each state through its bytes.
    var grown = BookState()
    var pace = SnapshotPace()
    while grown.position < head {
      let stop = min(head, grown.position + 1 + Int64(random.next() % 60))
      let straight = try reader.stateFromTheFirstEvent(through: stop)
      let taken = try Snapshot.state(Snapshot(straight).bytes)
      #expect(Canonical.text(taken) == Canonical.text(straight), "at \(stop)")
      #expect(Snapshot(taken).bytes == Snapshot(straight).bytes)
      let tail = try reader.state(from: taken, pace: &pace, trusting: false) { _ in }
      #expect(Snapshot(tail).digest == Snapshot(whole).digest, "from \(stop) on")
      grown = taken
    }
    #expect(Canonical.text(grown) == Canonical.text(whole))
  }

  @Test("Inline, opened again, and rebuilt: the same state", arguments: [7, 8] as [UInt64])
  func incremental(_ seed: UInt64) throws {
    let events = RandomBook.events(250, seed: seed, corrected: seed.isMultiple(of: 2))
    let told = try ToldBook([])
    told.log.close()
    let book = try KnowledgeBase.openForWriting(at: told.path)
    for start in stride(from: 0, to: events.count, by: 37) {
      let some = Array(events[start..<min(start + 37, events.count)])
      _ = try book.write([book.request(some, actor: "test")])
    }
    let inline = Snapshot(book.headState()).digest
    #expect(try Snapshot(BookReader(log: book.log).stateFromTheFirstEvent()).digest == inline)
    #expect(try book.rebuild().json["changed"] == .array([]))
    #expect(Snapshot(book.headState()).digest == inline)
    #expect(try book.verify().isYes)
    book.close()
    let again = try KnowledgeBase.openForReading(at: told.path)
    #expect(Snapshot(again.headState()).digest == inline)
  }

  @Test("Bytes that were cut or changed hold no state, and are never a trap")
  func unsound() throws {
    let book = try ToldBook(RandomBook.events(60, seed: 9))
    let bytes = Snapshot(try BookReader(log: book.log).stateFromTheFirstEvent()).bytes
    var random = Xoshiro256(seed: 9)
    for _ in 0..<200 {
      let end = Int(random.next() % UInt64(bytes.count))
      #expect(throws: PackingError.self) { try Snapshot.state(Array(bytes.prefix(end))) }
      var changed = bytes
      changed[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
      _ = try? Snapshot.state(changed)
    }
  }

  @Test("The form of a snapshot and what a fold leaves are those of its version")
  func format() throws {
    let book = try ToldBook(RandomBook.events(300, seed: 11, corrected: true))
    let digest = Snapshot(try BookReader(log: book.log).stateFromTheFirstEvent()).digest
    let text = digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    // Where this fails, states are packed or folded in another way than before: raise Snapshot.format, then take this over.
    #expect("\(Snapshot.format) \(text)" == "5 13490e7daab4413e0647c3663ac791b26cf871ee6e230d19c869ad0a48ed5116")
  }

  @Test("A snapshot of the version before is passed over, and none of its bytes are read")
  func otherVersion() throws {
    let book = try ToldBook(RandomBook.events(60, seed: 12))
    let snapshot = Snapshot(try BookReader(log: book.log).stateFromTheFirstEvent())
    try book.log.writeDatabase { db in
      try SnapshotTable.store(db, snapshot)
      #expect(try SnapshotTable.state(db, through: snapshot.position) { _ in true } != nil)
      let earlier = Snapshot.format - 1
      try db.execute(
        sql: "UPDATE snapshots SET format = ?, digest = ?",
        arguments: [earlier, Snapshot.digest(snapshot.bytes, format: earlier)])
      guard case .otherVersion = try SnapshotTable.look(db, at: snapshot.position) else {
        Issue.record("not told for another version")
        return
      }
      #expect(try SnapshotTable.state(db, through: snapshot.position) { _ in true } == nil)
    }
  }

  @Test("Snapshots cost so many bytes an event at most, and stand at most so far apart, however the state grows")
  func pace() {
    for growth in [0.0, 0.5, 1, 2, 10] {
      var pace = SnapshotPace(position: 0, size: 0)
      var total: Int64 = 0
      var widest: Int64 = 0
      var position: Int64 = 0
      while position < 3_000_000 {
        // As a fold goes: from one possible place to the next.
        position = max(position + 1, pace.next)
        let size = Int64(2000 + growth * Double(position))
        let gap = position - pace.position
        guard let taken = pace.due(at: position, size: size) else { continue }
        #expect(taken == size)
        total += size
        widest = max(widest, gap)
        #expect(total <= SnapshotPace.bytesPerEvent * position)
      }
      print(
        "state of \(growth) bytes an event: snapshots take \(Double(total) / Double(position)) bytes an event, at most \(widest) events apart"
      )
      if growth == 0 { #expect(widest <= SnapshotPace.leastGap) }
    }
  }

  @Test("Snapshots change nothing but time: with them, without them, with damaged ones, every answer is the same")
  func harmless() throws {
    let shop = try Shop()
    let book = try shop.book()
    func count() throws -> Int64? {
      try book.sql("select count(*) as n from snapshots").json["rows"]?.arrayValue?.first?["n"]?.integerValue
    }
    #expect(try count() ?? 0 > 0)
    #expect(try book.verify().isYes)
    let places: [Int64] = [1, 5000, 8192, 8193, 12_000, try book.head()]
    func answers() throws -> [JSON] {
      book.close()
      let opened = try KnowledgeBase.openForReading(at: shop.path)
      defer { opened.close() }
      return try places.flatMap { place in
        let view = View(asOf: .position(place))
        return [
          try opened.beliefs(view: view).json, try opened.runs(view: view).json, try opened.system(view: view).json,
        ]
      } + [try opened.scores().json]
    }
    let before = try answers()
    try book.meddle("UPDATE snapshots SET state = zeroblob(length(state))")
    #expect(try answers() == before)
    let damaged = try KnowledgeBase.openForReading(at: shop.path)
    #expect(try damaged.doctor().json.text.contains("damaged"))
    let verdict = try damaged.verify()
    #expect(!verdict.isYes && verdict.json.text.contains("is damaged and passed over"))
    damaged.close()
    try book.meddle("UPDATE snapshots SET format = 99")
    #expect(try answers() == before)
    let flipped = try KnowledgeBase.openForReading(at: shop.path)
    #expect(try flipped.verify().json.text.contains("is damaged and passed over"))
    flipped.close()
    // One that another version did make says so in its digest too.
    let reopened = try KnowledgeBase.openForReading(at: shop.path)
    let state = Snapshot(try BookReader(log: reopened.log).stateFromTheFirstEvent(through: 8192)).bytes
    reopened.close()
    let digest = Snapshot.digest(state, format: 99).hexadecimal
    try book.meddle("UPDATE snapshots SET state = x'\(Data(state).hexadecimal)', digest = x'\(digest)'")
    #expect(try answers() == before)
    let other = try KnowledgeBase.openForReading(at: shop.path)
    #expect(try other.verify().isYes)
    #expect(try other.verify().notes.contains("Snapshots of another version of the program are passed over: 1."))
    #expect(try other.doctor().json.text.contains("of another version are passed over"))
    other.close()
    try book.meddle("DELETE FROM snapshots")
    #expect(try answers() == before)
    let writer = try shop.reopened()
    _ = try writer.rebuild()
    #expect(try writer.verify().isYes)
    writer.close()
    #expect(try answers() == before)
  }

  @Test(
    "From any snapshot on, what the tables count of samples is what a pass over the samples counts",
    arguments: [12, 13, 14] as [UInt64])
  func samplesFromTables(_ seed: UInt64) throws {
    let events = RandomBook.events(300, seed: seed, corrected: seed.isMultiple(of: 2))
    let told = try ToldBook([])
    told.log.close()
    let book = try KnowledgeBase.openForWriting(at: told.path)
    _ = try book.write([book.request(Array(events.prefix(240)), actor: "test")])
    book.close()
    // The tables stay where they are: the rest is told to the log alone, as if a command had been killed.
    let log = try EventLog.openForWriting(at: told.path)
    defer { log.close() }
    _ = try log.append(Array(events.dropFirst(240)), actor: "test", now: Timestamp(rfc3339: "2028-01-01T00:00:00Z")!)
    let reader = BookReader(log: log)
    #expect(try log.readDatabase { try Projector.position($0) } == 240)
    var random = Xoshiro256(seed: seed)
    for _ in 0..<6 {
      let taken = 1 + Int64(random.next() % 250)
      let snapshot = Snapshot(try reader.stateFromTheFirstEvent(through: taken))
      try log.writeDatabase {
        try SnapshotTable.clear($0)
        try SnapshotTable.store($0, snapshot)
      }
      for end in Set([taken, taken + 1, 239, 240, 241, 300]) where end >= taken {
        let found = Snapshot(try reader.state(through: end)).digest
        #expect(
          try found == Snapshot(reader.stateFromTheFirstEvent(through: end)).digest,
          "seed \(seed), snapshot at \(taken), asked at \(end)")
      }
    }
  }

  @Test("A snapshot that holds another state, digest and all, is found by verify")
  func forged() throws {
    let shop = try Shop()
    let book = try shop.book()
    let position = try #require(try book.log.readDatabase { try SnapshotTable.entries($0).first?.position })
    var state = try BookReader(log: book.log).stateFromTheFirstEvent(through: position)
    state.suppose(Supposition(omitted: [StreamFamily.run.stream(state.runs.keys.sorted()[0])]))
    let forged = Snapshot(state)
    try book.log.writeDatabase { try SnapshotTable.store($0, forged) }
    let verdict = try book.verify()
    #expect(!verdict.isYes)
    #expect(verdict.json["problems"]?.arrayValue?.first?["position"]?.integerValue == position)
    #expect(verdict.json.text.contains("does not say what the events up to there say"))
    _ = try book.rebuild()
    #expect(try book.verify().isYes)
  }
}

/// A value as text that tells every stored part of it, dictionaries in the order of their keys: what equality is, for types
/// that have none.
enum Canonical {
  static func text(_ value: Any) -> String {
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .dictionary:
      let entries = mirror.children.map { entry -> String in
        let pair = Array(Mirror(reflecting: entry.value).children)
        return "\(text(pair[0].value)): \(text(pair[1].value))"
      }
      return "[" + entries.sorted().joined(separator: ", ") + "]"
    case .set: return "{" + mirror.children.map { text($0.value) }.sorted().joined(separator: ", ") + "}"
    case nil: return "\(value)"
    default:
      let isState = value is BookState
      // What is remembered of the tables is no part of what the events say; and a state that was unpacked takes its own position
      // for the last that beliefs may have changed by.
      let parts = mirror.children.filter { part in
        !(isState
          && ["changes", "tablesPosition", "tablesDay", "supposition", "beliefsPosition"].contains(part.label ?? ""))
      }
      if parts.isEmpty { return "\(value)" }
      return "\(mirror.subjectType)(" + parts.map { "\($0.label ?? "") \(text($0.value))" }.joined(separator: ", ")
        + ")"
    }
  }
}
