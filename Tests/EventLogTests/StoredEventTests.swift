import EventLog
import Foundation
import GRDB
import Testing
import Transparency
import Vocabulary

/// That what is handed on gives the leaf that the log has.
@Suite struct StoredEventTests {
  @Test func `every kind of field comes out so that the leaf is the stored one`() throws {
    let book = try TemporaryBook()
    let whole = NewEvent(
      id: "plain id", source: "urn:tool", stream: "run/r2", time: noon, actor: "grace \u{1F9EA}",
      correlation: "0195500c-7b00-7000-8000-00000000000a", causation: "0195500C-7B00-7000-8000-00000000000A",
      fact: .runAborted(RunAborted(reason: .guardrail, criterion: "\"quoted\"\n\t\u{7F}é")))
    try book.log.append(samples(0..<300) + [whole], actor: "ada", now: noon)
    var count: Int64 = 0
    try book.log.readStored(through: 301) { event in
      count += 1
      #expect(event.position == count)
      let leaf = try book.log.leaf(at: count)
      #expect(event.leaf == leaf)
      var redacted = event
      redacted.payload = nil
      #expect(redacted.leaf == event.leaf)
    }
    #expect(count == 301)
    try book.log.readStored(from: 301, through: 301) { event in
      #expect(event.id == "plain id" && event.causation == "0195500C-7B00-7000-8000-00000000000A")
    }
  }

  @Test func `a change of any field changes the leaf`() throws {
    let book = try TemporaryBook()
    try book.log.append(samples(0..<1), actor: "ada", now: noon)
    var leaves: Set<String> = []
    try book.log.readStored(through: 1) { event in
      func add(_ change: (inout StoredEvent) -> Void) {
        var event = event
        change(&event)
        leaves.insert(event.leaf?.hex ?? "none")
      }
      add { _ in }
      add { $0.position = 2 }
      add { $0.source += "x" }
      add { $0.id = "x" }
      add { $0.stream += "x" }
      add { $0.version = 2 }
      add { $0.type += "x" }
      add { $0.schemaVersion = 2 }
      add { $0.occurredAt += 1 }
      add { $0.recordedAt += 1 }
      add { $0.actor += "x" }
      add { $0.correlation = "x" }
      add { $0.causation = "x" }
      add { $0.keyID = 0 }
      add { $0.payloadHash = event.leaf ?? $0.payloadHash }
    }
    #expect(leaves.count == 15 && !leaves.contains("none"))
  }

  @Test func `an event whose bytes are no text is refused with its position`() throws {
    let book = try TemporaryBook()
    try book.log.append(samples(0..<3), actor: "ada", now: noon)
    try book.log.writeDatabase { database in
      try database.execute(sql: "DROP TRIGGER events_no_update")
      try database.execute(sql: "UPDATE events SET actor = CAST(x'ff' AS TEXT) WHERE position = 2")
    }
    var seen: [Int64] = []
    #expect {
      try book.log.readStored(through: 3) { seen.append($0.position) }
    } throws: {
      ($0 as? EventLogError)?.code == .damaged && ($0 as? EventLogError)?.position == 2
    }
  }
}
