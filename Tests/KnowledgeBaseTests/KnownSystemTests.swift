import Testing
import Vocabulary

@testable import KnowledgeBase

/// Scores are over the system that is known: of little of it they are no praise.
@Suite struct KnownSystemTests {
  private func occurred(_ time: String) throws -> View.AsOf { .occurred(try #require(Timestamp(rfc3339: time))) }

  @Test func `scores say over what they are, and whose calls nobody knows`() throws {
    let shop = try Shop()
    let book = try shop.book()
    let whole = try book.scores()
    #expect(whole.json["known"] == ["components": 12, "calls": 22, "withoutCalls": 0])
    #expect(whole.notes.allSatisfy { !$0.contains("no call is known") })
    // The components are declared, and the windows of the traces are not over.
    let early = try book.scores(view: View(asOf: occurred("2026-11-20T18:12:00Z")))
    let lonely = try #require(early.json["known"]?["withoutCalls"]?.integerValue)
    #expect(lonely > 5 && early.json["known"]?["components"] == 12)
    let told = try #require(early.notes.first { $0.contains("no call is known") })
    #expect(told.contains("their trouble counts as reaching no journey, which nobody has shown"), "\(told)")
    #expect(told.contains("12 components and "), "\(told)")
    #expect(try #require(early.json["system"]?["coverage"]?.doubleValue) < 0.2)
  }

  @Test func `scores of two systems are not set against each other`() throws {
    let shop = try Shop()
    let book = try shop.book()
    let places = (early: try occurred("2026-11-20T18:12:00Z"), late: try occurred("2026-11-20T19:00:00Z"))
    let report = try book.report(from: places.early, to: places.late)
    let mark = try #require(report.marks.first { $0.name == "resilience" })
    #expect(!mark.value.contains("→") && mark.value.contains(" over 12 components and 22 calls"), "\(mark.value)")
    let words = try #require(report.answer.notes.first { $0.contains("two systems as far as is known") })
    #expect(words.contains("so their difference says nothing of better or worse"), "\(words)")
    #expect(report.json["known"]?["before"] != report.json["known"]?["after"])
    // From a place at which all of it was known on, it is one system.
    let middle = try occurred("2026-11-20T18:16:20Z")
    let same = try book.report(from: middle, to: places.late)
    if same.json["known"]?["before"] == same.json["known"]?["after"] {
      #expect(same.marks.contains { $0.name == "resilience" && $0.value.contains("→") })
    }
    let positions = try book.replayBetween(from: .position(12_660), to: .head).notes
    #expect(positions.contains { $0.hasPrefix("The system: ") && $0.contains(" → ") }, "\(positions)")
  }
}
