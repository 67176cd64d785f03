import Interchange
import KnowledgeBase
import Testing
import Vocabulary

@Suite("Saying it twice")
struct IdempotenceTests {
  @Test("Importing the same files again, and judging again, adds nothing")
  func importingTwice() throws {
    let shop = try Shop()
    let book = try shop.book(runs: ["r01", "r09"])
    let before = try book.verify().json
    _ = try book.importFiles(Shop.files(runs: ["r01", "r09"]), actor: "somebody else")
    _ = try book.judge(actor: "test")
    _ = try book.judge(run: "r01-payments-latency", actor: "test")
    #expect(try book.verify().json == before)
  }

  @Test("A bad file among good ones leaves the book as it was")
  func allOrNothing() throws {
    let shop = try Shop()
    let book = try shop.book(runs: ["r01"])
    let before = try book.verify().json
    let bad = Shop.files(runs: ["r02"]) + [.init(name: "broken.json", bytes: Array(#"{"resourceSpans": [{"#.utf8))]
    #expect(throws: FaultbookError.self) { try book.importFiles(bad, actor: "test") }
    #expect(try book.verify().json == before)
  }
}
