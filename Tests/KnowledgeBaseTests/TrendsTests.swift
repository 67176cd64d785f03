import KnowledgeBase
import Testing
import Vocabulary

@Suite("What experiments were worth")
struct TrendsTests {
  private static let view = View(now: .at(Timestamp(rfc3339: "2026-11-21T00:00:00Z")!), environment: "lab")

  private func number(_ json: JSON?, _ name: String) -> Double { json?[name]?.doubleValue ?? .nan }

  @Test("every run that taught is told, with what was expected, promised and delivered")
  func runs() throws {
    let shop = try Shop()
    let book = try shop.book(runs: ["r01", "r02", "r09", "r10"])
    let trends = try book.trends(points: 3, view: Self.view)
    let runs = try #require(trends.json["runs"]?.arrayValue)
    #expect(runs.count == 4 && trends.table.rows.count == 4)
    let learned = try book.sql("select run, delivered_bits, brier from learning order by position").json["rows"]
    for (one, row) in zip(runs, learned?.arrayValue ?? []) {
      #expect(one["run"] == row["run"])
      #expect(abs(number(one, "deliveredBits") - number(row, "delivered_bits")) < 1e-9)
      #expect(abs(number(one, "brier") - number(row, "brier")) < 1e-9)
      #expect(number(one, "expectedBits") > 0)
      #expect((0...1).contains(number(one, "coverage")))
    }
    // Nobody had proposed them.
    #expect(runs.allSatisfy { $0["promisedBits"] == nil } && trends.json["promises"] == nil)
    let expected = runs.reduce(0) { $0 + number($1, "expectedBits") }
    #expect(abs(number(trends.json["balance"], "expectedBits") - expected) < 1e-9)
    let bands = try #require(trends.json["bands"]?.arrayValue)
    #expect(bands.reduce(0) { $0 + number($1, "runs") } == 4)
    let calibration = try #require(trends.json["forecasts"]?["calibration"]?.arrayValue)
    #expect(
      calibration.reduce(0) { $0 + number($1, "states") } == runs.reduce(0) { $0 + number($1, "states") })
    let scores = try #require(trends.json["scores"]?.arrayValue)
    #expect(scores.count == 3)
    #expect(scores.last.map { number($0, "runs") } == 4)
    #expect(zip(scores, scores.dropFirst()).allSatisfy { number($0, "coverage") <= number($1, "coverage") })
    #expect(trends.json == (try book.trends(points: 3, view: Self.view).json), "the same question, the same answer")
  }

  @Test("only the last runs are told where fewer are asked for; none where none taught")
  func fewer() throws {
    let shop = try Shop()
    let book = try shop.book(runs: ["r01", "r02", "r09"])
    let all = try book.trends(view: Self.view)
    let last = try book.trends(last: 1, points: 1, view: Self.view)
    #expect(last.json["runs"]?.arrayValue == all.json["runs"]?.arrayValue.map { Array($0.suffix(1)) })
    #expect(throws: FaultbookError.self) { try book.trends(last: 0) }
    #expect(throws: FaultbookError.self) { try book.trends(points: 0) }
    let empty = try Shop()
    let nothing = try empty.book(runs: []).trends()
    #expect(nothing.table.rows.isEmpty && nothing.notes.count == 1)
  }
}
