import KnowledgeBase
import Queries
import Testing
import Vocabulary

@Suite("Named queries")
struct QueryTests {
  @Test("Every named query answers on a real book", arguments: Query.all.filter { !$0.isInternal }.map(\.name))
  func answers(_ name: String) throws {
    let shop = try Shop()
    let book = try shop.book(runs: ["r01", "r04"])
    let query = try #require(Query.named(name))
    var parameters: [String: String] = [:]
    for parameter in query.parameters where parameter.defaultValue == nil { parameters[parameter.name] = "checkout" }
    let answer = try book.ask(name, parameters: parameters)
    #expect(!answer.table.columns.isEmpty)
    // The same question of an earlier state is answered from tables made in memory.
    let earlier = try book.ask(name, parameters: parameters, view: View(asOf: .position(10)))
    #expect(earlier.table.columns.map(\.name) == answer.table.columns.map(\.name))
  }

  @Test(
    "People's own SQL reads and never writes",
    arguments: [
      "DELETE FROM events", "UPDATE beliefs SET mean = 1", "ATTACH 'x' AS y", "PRAGMA journal_mode = DELETE",
      "WITH x AS (SELECT 1) DELETE FROM beliefs", "SELECT 1; DELETE FROM beliefs", "VACUUM", "-- only a comment", "",
    ])
  func readOnly(_ sql: String) throws {
    let shop = try Shop()
    let book = try shop.book(runs: ["r01"])
    #expect(throws: FaultbookError.self) { try book.sql(sql) }
    #expect(try book.verify().isYes)
  }

  @Test("A question that takes too long is stopped")
  func timeLimit() throws {
    let shop = try Shop()
    let book = try shop.book(runs: ["r01"])
    #expect(throws: FaultbookError.self) {
      try book.sql(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n", timeLimit: 0.2)
    }
  }

  @Test("A wrong name, parameter or value is said in a sentence")
  func wrongParameters() throws {
    let shop = try Shop()
    let book = try shop.book(runs: ["r01"])
    #expect(throws: FaultbookError.self) { try book.ask("no-such-query") }
    #expect(throws: FaultbookError.self) { try book.ask("runs-of-journey") }
    #expect(throws: FaultbookError.self) { try book.ask("weakest-dependencies", parameters: ["limit": "many"]) }
    #expect(throws: FaultbookError.self) { try book.ask("weakest-dependencies", parameters: ["colour": "red"]) }
  }
}
