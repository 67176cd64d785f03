import EventLog
import Interchange
import SystemModel
import Testing
import Vocabulary

@testable import KnowledgeBase

@Suite("Corrections of what is sealed, and eyes that may see it")
struct SealedCorrectionTests {
  private func book(_ shop: Shop) throws -> KnowledgeBase {
    let book = try KnowledgeBase.toy(shop, Toy.system + Toy.runs(1))
    _ = try book.append(files: [ErasureTests.declaration()], actor: "test", sealing: ErasureTests.request())
    return book
  }

  private func payload(_ owner: String) -> JSON {
    ["component": "ledger", "kind": "database", "owner": .string(owner), "requestedBy": ["name": .string(owner)]]
  }

  @Test("What was sealed is sealed in the correction with the same key, and opens where it is asked for")
  func same() throws {
    let shop = try Shop()
    let book = try book(shop)
    let position = try book.head()
    _ = try book.correct(position, data: payload("Grace Hopper"), why: "another owner", actor: "test")
    #expect(try !ErasureTests.found("Grace Hopper", beside: shop.path))
    let component = try #require(book.headState().system.component("ledger"))
    #expect(component.owner == "redacted" && component.kind.name == "database")
    let members = try book.subject("ada").json["members"]?.arrayValue ?? []
    #expect(
      members.compactMap { $0["member"]?.stringValue } == ["owner", "requestedBy", "data.owner", "data.requestedBy"])
    #expect(members.compactMap { $0["value"]?.stringValue?.contains("Grace") } == [false, false, true, true])
    let closed = try book.event(at: position).json["events"]?.arrayValue?.first
    #expect(
      closed?["reads"]?["owner"] == "redacted"
        && closed?["data"]?["owner"]?.stringValue?.hasPrefix("sealed:v1:") == true)
    let opened = try book.event(at: position, reveal: true).json["events"]?.arrayValue?.first
    #expect(opened?["reads"]?["owner"] == "Grace Hopper" && opened?["data"]?["owner"] == "Ada Lovelace")
    #expect(
      try book.correct(position, data: payload("Grace Hopper"), why: "again", actor: "test").json["appended"] == 0)

    let said = try book.said()
    _ = try book.erase(subject: "ada", why: "asked for", actor: "test")
    #expect(try book.said() == said)
    let erased = try book.event(at: position, reveal: true).json["events"]?.arrayValue?.first
    #expect(erased?["reads"]?["owner"] == "redacted" && erased?["data"]?["owner"] == "redacted")
    #expect(try book.verify().isYes && book.rebuild().json["changed"] == .array([]))
  }

  @Test("After the erasure the rest can be corrected, and somebody else's data is sealed with their key")
  func afterwards() throws {
    let shop = try Shop()
    let book = try book(shop)
    let position = try book.head()
    let stored = try #require(try book.log.event(at: position))
    _ = try book.erase(subject: "ada", why: "asked for", actor: "test")
    let error = #expect(throws: FaultbookError.self) {
      try book.correct(position, data: payload("Grace Hopper"), why: "w", actor: "test")
    }
    #expect(
      error?.message
        == "owner, requestedBy of position \(position) was sealed with a key that is gone; leave it out, or say with --subject whose it is"
    )
    // What the log shows of it is taken for what it is.
    var copied = try JSON.parse(stored.payload)
    copied = try JSON.parse(copied.text.replacing("\"service\"", with: "\"cache\""))
    let request = try SealRequest(subject: "grace", members: ["owner", "requestedBy"])
    _ = try book.correct(position, data: copied, why: "a cache", actor: "test", sealing: request)
    #expect(book.headState().system.component("ledger")?.kind.name == "cache")
    #expect(book.headState().system.component("ledger")?.owner == "redacted")
    _ = try book.correct(position, data: ["component": "ledger", "kind": "queue"], why: "w", actor: "test")
    #expect(book.headState().system.component("ledger")?.owner == nil)
  }

  @Test("An intent and a run show what is sealed in them to those who hold the key, with what was corrected")
  func reveal() throws {
    let shop = try Shop()
    let book = try book(shop)
    let intent = IntentDeclared(
      title: "asked by Ada", hypothesis: "Ada says it holds", rollback: ["call Ada"], owner: "Ada")
    let request = try SealRequest(subject: "ada")
    _ = try book.record(.intentDeclared(intent), stream: "intent/x", actor: "test", sealing: request)
    _ = try book.record(
      .runDisqualified(RunDisqualified(why: "Ada pulled the plug")), stream: "run/r1", actor: "test", sealing: request)
    #expect(
      try book.intent("x").json["declared"]
        == IntentDeclared(
          title: "redacted", hypothesis: "redacted", rollback: ["redacted"], owner: "redacted"
        ).json)
    #expect(try book.intent("x", reveal: true).json["declared"] == intent.json)
    #expect(try book.run("r1").json["disqualified"] == "redacted")
    let shown = try book.run("r1", reveal: true).json
    #expect(shown["disqualified"] == "Ada pulled the plug" && shown["samples"] == 54)
    #expect(try shown["verdict"] == book.run("r1").json["verdict"])
    _ = try book.erase(subject: "ada", why: "asked for", actor: "test")
    #expect(try book.intent("x", reveal: true).json == book.intent("x").json)
    #expect(try book.run("r1", reveal: true).json == book.run("r1").json)
  }
}
