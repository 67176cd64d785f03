import EventLog
import Interchange
import Testing
import Vocabulary

@testable import KnowledgeBase

@Suite("Corrections are events")
struct CorrectionTests {
  static let told = Toy.system + Toy.runs(2)

  /// The events with one changed or left out, as they should have been told.
  static func told(_ id: String, _ data: JSON?) -> [Toy.Event] {
    told.compactMap { event in
      guard event.id == id else { return event }
      guard let data else { return nil }
      var event = event
      event.data = data
      return event
    }
  }

  static let dead: JSON = ["component": "checkout", "metric": "error_rate", "value": 0.01, "unit": "ratio"]

  /// Corrections of one event: its id, and its payload as it should have been.
  static let single: [(id: String, data: JSON?)] = [
    ("c-gateway", ["component": "gateway", "kind": "loadbalancer", "owner": "ops"]), ("c-db", nil),
    ("d-checkout", nil), ("j", ["journey": "buy", "entry": ["gateway"], "criticality": 0.5]), ("j", nil),
    ("p1", ["key": "belief.halfLifeDays", "value": 30, "why": "weekly"]), ("p1", nil),
    ("i", ["title": "t", "hypothesis": "h"]), ("i", nil),
    (
      "r1-start",
      [
        "environment": "test", "target": ["component": "db"], "fault": ["kind": "net.loss"], "runner": ["tool": "toy"],
      ]
    ), ("r1-start", nil), ("r1-inject", ["confirmed": false]), ("r1-inject", nil), ("r1-clear", nil),
    ("r1-end", nil), ("r1-checkout-8", dead), ("r1-checkout-8", nil), ("r1-payments-18", nil), ("r2-end", nil),
    ("r2-checkout-9", ["component": "checkout", "metric": "error_rate", "value": 1, "unit": "ratio"]),
  ]

  @Test("A book with a correction says what a book says that was told so in the first place", arguments: single.indices)
  func equal(index: Int) throws {
    let (id, data) = Self.single[index]
    let (one, other) = (try Shop(), try Shop())
    let book = try KnowledgeBase.toy(one, Self.told)
    let before = try book.said()
    let head = try book.head()
    let position = try book.position(of: id)
    let event = try #require(try book.log.event(at: position))
    if let data {
      _ = try book.correct(position, data: data, why: "it was so", actor: "test")
    } else {
      _ = try book.retract(position, why: "it was not so", actor: "test")
    }
    let expected = try KnowledgeBase.toy(other, Self.told(id, data)).said()
    let said = try book.said()
    for (table, rows) in expected { #expect(said[table] == rows, "\(table)") }
    #expect(said != before, "the correction changes something")
    // The log holds the event as it was, as of before it is read as it was, and every way to the tables gives the same.
    #expect(try book.log.event(at: position) == event)
    #expect(try book.said(View(asOf: .position(head))) == before)
    #expect(try book.rebuild().json["changed"] == .array([]))
    #expect(try book.verify().isYes)
    // Said again it changes nothing.
    let again =
      try data.map { try book.correct(position, data: $0, why: "again", actor: "test") }
      ?? book.retract(position, why: "again", actor: "test")
    #expect(again.json["appended"] == 0)
    #expect(try book.judge(actor: "test").json["verdicts"] == .array([]), "nothing is left to judge")
    // Taken back, all is as it was.
    let word = try #require(again.json["position"]?.integerValue)
    _ = try book.retract(word, why: "it was so after all", actor: "test")
    let after = try book.said()
    for (table, rows) in before { #expect(after[table] == rows, "\(table)") }
    #expect(try book.rebuild().json["changed"] == .array([]))
    #expect(try book.verify().isYes)
  }

  @Test("The last word on an event stands; a word that is retracted leaves the one before it")
  func lastWord() throws {
    let shop = try Shop()
    let lone = Toy.Event(
      id: "c-lone", type: .componentDeclared, stream: "system", second: 0,
      data: ["component": "lone", "kind": "cache", "owner": "team"])
    let book = try KnowledgeBase.toy(shop, Toy.system + [lone])
    let position = try book.position(of: "c-lone")
    func owner() throws -> String? {
      try book.said()["components"]?.first { $0.hasPrefix("\"lone\"") }.map {
        String($0.split(separator: " | ")[2])
      }
    }
    func correct(_ owner: String) throws -> Int64 {
      let data: JSON = ["component": "lone", "kind": "cache", "owner": .string(owner)]
      return try #require(
        try book.correct(position, data: data, why: "w", actor: "test").json["position"]?.integerValue)
    }
    func retract(_ position: Int64) throws -> Int64 {
      try #require(try book.retract(position, why: "w", actor: "test").json["position"]?.integerValue)
    }
    #expect(try owner() == "\"team\"")
    let first = try correct("a")
    let second = try correct("b")
    #expect(try owner() == "\"b\"")
    let gone = try retract(position)
    #expect(try owner() == nil)
    let third = try correct("c")
    #expect(try owner() == "\"c\"", "a correction after a retraction brings the event back")
    _ = try retract(third)
    #expect(try owner() == nil)
    let back = try retract(gone)
    #expect(try owner() == "\"b\"")
    _ = try retract(second)
    #expect(try owner() == "\"a\"")
    _ = try retract(back)
    #expect(try owner() == nil, "a retraction's retraction is retracted")
    #expect(try book.retract(gone, why: "w", actor: "test").json["appended"] == 1)
    _ = try retract(first)
    #expect(try owner() == "\"team\"")
    #expect(try book.verify().isYes && book.rebuild().json["changed"] == .array([]))
  }

  @Test("A verdict that is retracted is judged anew; a run that is not over any more has none")
  func verdicts() throws {
    let shop = try Shop()
    let book = try KnowledgeBase.toy(shop, Self.told)
    let before = try book.said()
    let state = try #require(book.headState().runs["r1"])
    let answer = try book.retract(state.verdictPosition, why: "judged by mistake", actor: "test")
    #expect(answer.json["judged"] == ["r1"])
    #expect(try book.said() == before)
    #expect(try #require(book.headState().runs["r1"]).verdictPosition > state.verdictPosition)
    let end = try book.retract(book.position(of: "r1-end"), why: "it went on", actor: "test")
    #expect(try #require(book.headState().runs["r1"]).verdict == nil)
    #expect(try book.judge(actor: "test").json["unfinished"] == ["r1"])
    let word = try #require(end.json["position"]?.integerValue)
    _ = try book.retract(word, why: "it did not", actor: "test")
    #expect(try book.said() == before)
    #expect(try book.judge(run: "r1", actor: "test").json["position"]?.integerValue == book.log.head)
    #expect(try book.verify().isYes)
  }

  @Test("A verdict can be given other words by hand, and stands until something new is said of the run")
  func verdictByHand() throws {
    let shop = try Shop()
    let book = try KnowledgeBase.toy(shop, Self.told)
    let position = try #require(book.headState().runs["r1"]).verdictPosition
    let data: JSON = ["outcome": "inconclusive", "observations": [], "grade": "E1", "method": "by eye"]
    let answer = try book.correct(position, data: data, why: "the gauges were off", actor: "test")
    #expect(answer.json["judged"] == .array([]))
    #expect(try #require(book.headState().runs["r1"]).verdict?.method == "by eye")
    #expect(try book.judge(actor: "test").json["verdicts"] == .array([]))
    let twin = try Shop()
    let other = try KnowledgeBase.toy(twin, Self.told.filter { !$0.stream.hasSuffix("r1") })
    #expect(try book.said()["evidence"] == other.said()["evidence"])
  }

  @Test("Correcting an intent judges its runs again, as it would have been judged")
  func intent() throws {
    let shop = try Shop()
    let book = try KnowledgeBase.toy(shop, Self.told)
    #expect(try #require(book.headState().runs["r1"]).verdict?.outcome == .refuted)
    var data = try #require(Toy.system.first { $0.id == "i" }).data
    data = try JSON.parse(data.text.replacing("0.5", with: "0.99"))
    let answer = try book.correct(book.position(of: "i"), data: data, why: "a slip", actor: "test")
    #expect(answer.json["judged"] == ["r1", "r2"])
    #expect(try #require(book.headState().runs["r1"]).verdict?.outcome == .supported)
    let twin = try Shop()
    #expect(try book.said() == KnowledgeBase.toy(twin, Self.told("i", data)).said())
  }

  @Test("A retracted intent takes what was said of it along, and leaves the others")
  func retractedIntent() throws {
    let shop = try Shop()
    let book = try KnowledgeBase.toy(shop, Self.told)
    let other = IntentDeclared(title: "other", hypothesis: "h")
    _ = try book.record(.intentRetired(IntentRetired(why: "gone")), stream: "intent/i", actor: "test")
    _ = try book.record(.intentDeclared(other), stream: "intent/other", actor: "test")
    _ = try book.retract(book.position(of: "i"), why: "never meant", actor: "test")
    #expect(book.headState().intents.keys.sorted() == ["other"] && book.headState().poisoned.isEmpty)
  }

  @Test("A retracted import is not listed, and importing the file again does not bring it back")
  func imports() throws {
    let shop = try Shop()
    let book = try shop.book(runs: ["r01"])
    let (sha, state) = try #require(book.headState().imports.first)
    let events = try book.said()["evidence"]
    _ = try book.retract(state.position, why: "a test file", actor: "test")
    #expect(book.headState().imports[sha] == nil)
    let head = try book.head()
    _ = try book.importFiles(Shop.files(runs: ["r01"]), actor: "test")
    #expect(try book.head() == head && book.headState().imports[sha] == nil)
    #expect(try book.said()["evidence"] == events, "what the file brought stays")
  }

  @Test("What had happened by a time is told by all that is known now")
  func occurred() throws {
    let shop = try Shop()
    let book = try KnowledgeBase.toy(shop, Self.told)
    let view = View(asOf: .occurred(Toy.time(3600 + 300)))
    #expect(try book.state(view).runs["r1"]?.confirmed == true)
    _ = try book.correct(book.position(of: "r1-inject"), data: ["confirmed": false], why: "w", actor: "test")
    #expect(try book.state(view).runs["r1"]?.confirmed == false)
    _ = try book.retract(book.position(of: "r1-checkout-3"), why: "w", actor: "test")
    #expect(try book.state(view).runs["r1"]?.samples == 53 && book.state(view).runs["r2"] == nil)
  }

  @Test("Samples that come after some were retracted are counted, in one go and one by one, opened anew or not")
  func samplesAfterwards() throws {
    let shop = try Shop()
    var book = try KnowledgeBase.toy(shop, Self.told)
    _ = try book.retract(book.position(of: "r1-checkout-3"), why: "w", actor: "test")
    for round in 0..<3 {
      var late = try #require(Toy.runs(1).first { $0.id == "r1-checkout-4" })
      late = Toy.Event(
        id: "late-\(round)", type: late.type, stream: late.stream, second: late.second + 200, data: late.data)
      try book.tell([late])
      #expect(book.headState().runs["r1"]?.samples == 54 + round)
      if round == 1 {
        book.close()
        book = try shop.reopened()
        let word = try book.retract(book.position(of: "late-0"), why: "w", actor: "test").json["position"]
        #expect(book.headState().runs["r1"]?.samples == 54)
        _ = try book.retract(#require(word?.integerValue), why: "w", actor: "test")
      }
      #expect(try book.rebuild().json["changed"] == .array([]))
    }
    #expect(try book.verify().isYes)
  }
}
