import EventLog
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
}
