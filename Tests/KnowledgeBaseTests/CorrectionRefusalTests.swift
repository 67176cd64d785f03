import EventLog
import Interchange
import Testing
import Vocabulary

@testable import KnowledgeBase

@Suite("Corrections that would change nothing, or spoil something, are refused")
struct CorrectionRefusalTests {
  /// A correction as it comes from outside.
  static func word(
    _ id: String, of target: String, source: String = "urn:toy", type: EventType? = nil, _ data: JSON = [:]
  ) -> Toy.Event {
    Toy.Event(
      id: id, type: type == nil ? .eventRetracted : .eventCorrected, stream: "correction", second: 9,
      data: .compact(
        ("source", .string(source)), ("id", .string(target)), ("type", type.map { .string($0.name) }),
        ("data", type == nil ? nil : data), ("why", "w")))
  }

  private func refused(_ book: KnowledgeBase, _ body: () throws -> Void) throws -> String? {
    let head = try book.log.head
    let error = #expect(throws: FaultbookError.self) { try body() }
    #expect(try book.log.head == head)
    #expect(error?.exitCode == 2)
    return error?.message
  }

  @Test("By position: what is not there, what is no payload, what is a correction, what is an erasure")
  func byPosition() throws {
    let shop = try Shop()
    let book = try KnowledgeBase.toy(shop, Toy.system)
    _ = try book.retract(1, why: "w", actor: "test")
    _ = try book.append(files: [ErasureTests.declaration()], actor: "test", sealing: ErasureTests.request())
    _ = try book.erase(subject: "ada", why: "asked for", actor: "test")
    let head = try book.head()
    func correct(_ position: Int64, _ data: JSON = [:]) throws -> String? {
      try refused(book) { _ = try book.correct(position, data: data, why: "w", actor: "test") }
    }
    #expect(try correct(head + 1) == "there is no event at position \(head + 1); the log goes from 1 to \(head)")
    #expect(try correct(0)?.hasPrefix("there is no event at position 0") == true)
    #expect(
      try correct(2, ["component": 3])
        == "the payload cannot stand at position 2: component: expected a string, found a number")
    #expect(
      try correct(head - 2)
        == "position \(head - 2) is itself a correction: correct the event that it speaks of again, or retract \(head - 2)"
    )
    #expect(try correct(head) == "position \(head) is a subject.erased, which can be neither corrected nor retracted")
    let retraction = try refused(book) { _ = try book.retract(head, why: "w", actor: "test") }
    #expect(retraction == "position \(head) is a subject.erased, which can be neither corrected nor retracted")
  }

  @Test("From outside: unknown events, later ones, those of another type")
  func fromOutside() throws {
    let shop = try Shop()
    let book = try KnowledgeBase.toy(shop, Toy.system)
    func told(_ events: [Toy.Event]) throws -> String? { try refused(book) { try book.tell(events) } }
    #expect(
      try told([Self.word("w1", of: "nothing")])
        == "correction w1 changes nothing: event nothing of urn:toy is neither in the log nor ahead of it; nothing was appended"
    )
    let late = Toy.Event(id: "late", type: .componentRetired, stream: "system", second: 5, data: ["component": "db"])
    #expect(try told([Self.word("w1", of: "late"), late])?.contains("neither in the log nor ahead of it") == true)
    #expect(
      try told([Self.word("w1", of: "p1", type: .componentRetired, ["component": "db"])])
        == "correction w1 changes nothing: it brings the payload of component.retired, and the event is policy.set; nothing was appended"
    )
    #expect(
      try told([Self.word("w1", of: "c-db", type: .componentRetired, [:])])?.contains("data.data.component") == true)
    #expect(
      try told([Self.word("w1", of: "c-db", type: .eventRetracted, ["source": "s", "id": "i", "why": "w"])])?
        .contains("faultbook.event.retracted is not corrected; retract it where it should not stand") == true)
    // An event may be corrected in the call that brings it, and saying all of it twice adds nothing.
    let both = [late, Self.word("w1", of: "late")]
    try book.tell(both)
    try book.tell(both)
    #expect(try book.log.head == Int64(Toy.system.count) + 2)
    let twin = try Shop()
    #expect(try book.said() == KnowledgeBase.toy(twin, Toy.system).said())
  }

  @Test("A correction after which a later event could not be read is refused; what cannot be read can be retracted")
  func poison() throws {
    let shop = try Shop()
    let book = try KnowledgeBase.toy(shop, Toy.system)
    let revision = Toy.Event(
      id: "v", type: .intentRevised, stream: "intent/i", second: 3,
      data: ["why": "w", "target": ["component": "payments"]])
    let orphan = Toy.Event(
      id: "orphan", type: .intentRevised, stream: "intent/none", second: 4, data: ["why": "w", "owner": "me"])
    try book.tell([revision, orphan])
    let position = try book.position(of: "orphan")
    #expect(book.headState().poisoned[.intent]?.position == position)
    _ = try book.retract(position, why: "no such intent", actor: "test")
    #expect(book.headState().poisoned.isEmpty)
    let error = try refused(book) {
      _ = try book.retract(book.head(), why: "there is one", actor: "test")
    }
    #expect(error?.hasPrefix("with that correction the event at position \(position) could not be read") == true)
    #expect(try book.verify().isYes)
  }

  @Test("A word that is in the log and changes nothing is left aside, and said")
  func void() throws {
    let shop = try Shop()
    let book = try KnowledgeBase.toy(shop, Toy.system)
    let before = try book.said()
    // Past the book's commands, as a follower of a cut-off source would have it.
    let events = try [
      Self.word("w1", of: "nothing"), Self.word("w2", of: "w2"),
      Self.word("w3", of: "c-db", type: .componentRetired, ["component": "x"]),
    ]
    .map { try CloudEvents.read(Array($0.line.utf8)) }
    _ = try book.log.append(events, actor: "test", now: Toy.time(10))
    book.close()
    let again = try shop.reopened()
    #expect(try again.said() == before && again.verify().isYes)
    #expect(
      try again.events(limit: 1).notes.map { $0.split(separator: ":").last.map(String.init) } == [
        " it speaks of an event that the log does not hold.", " it speaks of an event that comes after it.",
        " it brings the payload of component.retired, and the event is component.declared.",
      ])
  }
}
