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

@Suite("Corrections in explanations")
struct CorrectionExplanationTests {
  @Test("What is told of a belief is what was corrected: its windows of traffic and its verdicts")
  func belief() throws {
    let shop = try Shop()
    let window = Toy.Event(
      id: "w", type: .dependencyObserved, stream: "system", second: 10,
      data: [
        "caller": "checkout", "callee": "payments", "mode": "sync", "from": .string(Toy.time(0).description),
        "to": .string(Toy.time(10).description), "calls": 100, "errors": 10, "propagatedErrors": 5, "maskedErrors": 5,
      ])
    let book = try KnowledgeBase.toy(
      shop, Toy.system + [window] + Toy.run("r1", at: 3600, fault: "app.error", suffering: ["payments", "checkout"]))
    let id = try #require(
      book.beliefs().means.keys.filter { $0.hasPrefix("propagation:payments>checkout@errors") }.min())
    func traces() throws -> [JSON?] {
      let answer = try book.explain(belief: id)
      let told = answer.json["prior"]?["traces"]
      let calls = told?["windows"]?.arrayValue?.first?["calls"]
      return [told?["propagated"], told?["masked"], calls]
    }
    #expect(try traces() == [5, 5, 100])
    var data = window.data
    data = try JSON.parse(data.text.replacing("\"propagatedErrors\":5", with: "\"propagatedErrors\":7"))
    data = try JSON.parse(data.text.replacing("\"calls\":100", with: "\"calls\":120"))
    _ = try book.correct(book.position(of: "w"), data: data, why: "counted anew", actor: "test")
    #expect(try traces() == [7, 5, 120])
    _ = try book.retract(book.position(of: "w"), why: "of another day", actor: "test")
    #expect(try traces() == [nil, nil, nil])
  }
}
