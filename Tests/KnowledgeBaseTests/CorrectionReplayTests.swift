import Testing
import Vocabulary

@testable import KnowledgeBase

@Suite("Corrections in replays")
struct CorrectionReplayTests {
  @Test("A correction is a step: what it moved, from what was thought before it to what is thought after it")
  func steps() throws {
    let shop = try Shop()
    let book = try KnowledgeBase.toy(shop, Toy.system + Toy.runs(3))
    let before = try book.beliefs().means
    let head = try book.head()
    _ = try book.retract(book.position(of: "r1-inject"), why: "there was no fault", actor: "test")
    let after = try book.beliefs().means
    for start in [head, 0] {
      let answer = try book.replaySteps(until: .head, after: .position(start)).json
      let steps = answer["steps"]?.arrayValue ?? []
      // The retraction itself moves nothing yet: the verdict that rested on it is judged again, and that moves beliefs.
      let step = try #require(steps.last)
      #expect(step["type"]?.stringValue?.hasPrefix("event.") == true && step["bits"]?.doubleValue ?? 0 > 0)
      var compared = 0
      for belief in step["beliefs"]?.arrayValue ?? [] {
        for (side, means) in [("before", before), ("after", after)] {
          for summary in belief[side]?.arrayValue ?? [] {
            guard let id = summary["id"]?.stringValue, let mean = means[id] else { continue }
            #expect(abs(mean - (summary["mean"]?.doubleValue ?? -1)) < 1e-9, "\(side) \(id)")
            compared += 1
          }
        }
      }
      #expect(compared > 0)
      #expect(answer["next"] == .null)
    }
  }

  @Test("What was learned between two places counts a verdict that was judged again")
  func between() throws {
    let shop = try Shop()
    let book = try KnowledgeBase.toy(shop, Toy.system + Toy.runs(2))
    let head = try book.head()
    _ = try book.retract(book.position(of: "r1-inject"), why: "there was no fault", actor: "test")
    let news = try book.replayBetween(from: .position(head), to: .head).json
    #expect(news["runs"]?.arrayValue?.map { $0["run"] } == ["r1"])
    #expect(news["runs"]?.arrayValue?.first?["change"] == "judged again")
    #expect(news["events"] == ["event.corrected": 1, "event.retracted": 1])
  }
}
