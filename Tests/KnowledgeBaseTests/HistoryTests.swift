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
}
