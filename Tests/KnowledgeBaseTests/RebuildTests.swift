import KnowledgeBase
import Testing
import Vocabulary

@Suite("The tables are a fold of the log")
struct RebuildTests {
  @Test("A rebuild gives every table byte for byte as the commands had left it")
  func rebuildChangesNothing() throws {
    let shop = try Shop()
    let book = try shop.book(runs: ["r01", "r02"])
    // Run by run, command by command, as a programme grows.
    for run in ["r03", "r04", "r05", "r06", "r09"] {
      _ = try book.importFiles(Shop.files(runs: [run]), actor: "test")
    }
    _ = try book.record(
      .policySet(PolicySet(key: "belief.halfLifeDays", value: 30, why: "we deploy weekly")), stream: "policy",
      actor: "test")
    _ = try book.record(
      .runDisqualified(RunDisqualified(why: "a deploy fell into it")), stream: "run/r03-payments-error", actor: "test")
    let answer = try book.rebuild()
    #expect(answer.json["changed"] == .array([]))
    #expect(try book.verify().isYes)
  }

  @Test("A rebuild leaves the text of the schema as the migrations wrote it")
  func rebuildKeepsSchema() throws {
    let shop = try Shop()
    let book = try shop.book(runs: ["r01"])
    func schema() throws -> JSON? {
      try book.sql("select type, name, sql from sqlite_master order by name").json["rows"]
    }
    let before = try schema()
    _ = try book.rebuild()
    #expect(try schema() == before)
  }

  @Test("A book that is closed and opened again between commands has the same tables")
  func reopening() throws {
    let shop = try Shop()
    try shop.book(runs: ["r01"]).close()
    for run in ["r02", "r04", "r10"] {
      let book = try shop.reopened()
      _ = try book.importFiles(Shop.files(runs: [run]), actor: "test")
      book.close()
    }
    let book = try shop.reopened()
    #expect(try book.rebuild().json["changed"] == .array([]))
  }

  @Test("A changed table is found by verify, and made again by rebuild")
  func changedTable() throws {
    let shop = try Shop()
    let book = try shop.book(runs: ["r01"])
    try book.meddle("UPDATE beliefs SET mean = 0.5")
    let verdict = try book.verify()
    #expect(!verdict.isYes)
    #expect(verdict.json.text.contains("the table beliefs does not say what the events say"))
    #expect(try book.sql("select 1").isYes)
    for question in [
      { try book.sql("select 1", verified: true) }, { try book.ask("weakest-dependencies", verified: true) },
    ] as [() throws -> Answer] {
      let error = #expect(throws: FaultbookError.self) { try question() }
      #expect(error?.exitCode == 3 && error?.message.contains("the table beliefs") == true)
    }
    _ = try book.rebuild()
    #expect(try book.verify().isYes)
    #expect(try book.sql("select 1", verified: true).isYes)
  }
}
