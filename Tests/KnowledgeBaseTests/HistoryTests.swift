import KnowledgeBase
import Testing
import Vocabulary

@Suite("What the book said then")
struct HistoryTests {
  @Test(
    "Beliefs as of a position are those of a book that had been told no more",
    arguments: [["r01"], ["r01", "r04", "r09"]])
  func asOf(_ runs: [String]) throws {
    let shorter = try Shop()
    let then = try shorter.book(runs: runs)
    let answer = try then.beliefs()
    let position = try #require(answer.json["position"]?.integerValue)

    let longer = try Shop()
    let book = try longer.book(runs: runs)
    _ = try book.importFiles(Shop.files(runs: ["r02", "r12"]), actor: "test")
    let now = try book.beliefs()
    #expect(now.json["beliefs"] != answer.json["beliefs"])
    let looked = try book.beliefs(view: View(asOf: .position(position)))
    #expect(looked.json == answer.json)
    let replayed = try book.replay(until: .position(position))
    #expect(replayed.json["beliefs"] == answer.json["beliefs"])
  }

  @Test("A disqualified run's evidence is gone from the beliefs and still in the log")
  func disqualified() throws {
    let with = try Shop()
    let without = try Shop()
    let book = try with.book(runs: ["r01", "r04"])
    let events = try #require(book.beliefs().json["position"]?.integerValue)
    _ = try book.record(
      .runDisqualified(RunDisqualified(why: "the load generator had stopped")), stream: "run/r04-payments-crash",
      actor: "test")
    let expected = try without.book(runs: ["r01"]).beliefs().means
    #expect(try book.beliefs().means == expected)
    #expect(try book.beliefs().json["position"]?.integerValue == events + 1)
    #expect(try book.run("r04-payments-crash").json["verdict"] != nil)
  }

  @Test("Disqualifying a run long afterwards leaves book time, and so the weight of all other evidence, alone")
  func bookTimeOfDisqualification() throws {
    let shop = try Shop()
    try shop.book(runs: ["r01", "r04"]).close()
    let later = try #require(Timestamp(rfc3339: "2031-01-01T00:00:00Z"))
    let book = try KnowledgeBase.openForWriting(at: shop.path, clock: { later })
    let before = try book.beliefs().json["now"]
    _ = try book.record(
      .runDisqualified(RunDisqualified(why: "the load generator had stopped")), stream: "run/r04-payments-crash",
      actor: "test")
    #expect(try book.beliefs().json["now"] == before)
  }

  @Test("A link that nobody declared or observed is no target of a prediction")
  func unknownLink() throws {
    let shop = try Shop()
    let book = try shop.book(runs: [])
    let fault = Fault(kind: try #require(FaultKind.all.first { $0.name == "net.latency" }))
    func predicted(_ caller: String, _ callee: String) throws -> Answer {
      try book.predict(target: .dependency(Dependency(caller: caller, callee: callee)), fault: fault)
    }
    #expect(try !predicted("checkout", "payments").json["predicted"]!.arrayValue!.isEmpty)
    #expect { _ = try predicted("payments", "checkout") } throws: { error in
      (error as? FaultbookError)?.exitCode == 2
    }
  }

  @Test("The order in which runs are judged does not matter to the beliefs")
  func order() throws {
    let one = try Shop()
    let other = try Shop()
    let first = try one.book(runs: ["r01"])
    for run in ["r04", "r09"] { _ = try first.importFiles(Shop.files(runs: [run]), actor: "test") }
    let second = try other.book(runs: ["r09"])
    for run in ["r01", "r04"] { _ = try second.importFiles(Shop.files(runs: [run]), actor: "test") }
    let a = try first.beliefs().means
    let b = try second.beliefs().means
    #expect(a.keys.sorted() == b.keys.sorted())
    for (id, mean) in a { #expect(abs(mean - (b[id] ?? -1)) < 1e-9, "\(id)") }
  }

  @Test(
    "Recorded proposals can be computed again from their position, seed and time; recording them twice adds nothing")
  func recordedProposals() throws {
    let shop = try Shop()
    let book = try shop.book(runs: ["r01", "r09"])
    let position = try #require(book.beliefs().json["position"]?.integerValue)
    let now = try #require(Timestamp(rfc3339: "2026-11-21T00:00:00Z"))
    var view = View(now: .at(now), environment: "lab")
    let recorded = try book.next(NextRequest(top: 3, seed: 7, record: true), view: view, actor: "test")
    let ids = (recorded.json["proposals"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue }
    #expect(ids.count == 3)
    _ = try book.importFiles(Shop.files(runs: ["r02"]), actor: "test")
    view.asOf = .position(position)
    let again = try book.next(NextRequest(top: 3, seed: 7), view: view, actor: "test")
    #expect(again.json == recorded.json)
    for id in ids { #expect(try book.explain(proposal: id).json["id"]?.stringValue == id) }
  }
}
