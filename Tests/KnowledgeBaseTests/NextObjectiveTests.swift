import Interchange
import KnowledgeBase
import Testing
import Vocabulary

@Suite("Objectives and goals of a plan")
struct NextObjectiveTests {
  private static let view = View(now: .at(Timestamp(rfc3339: "2026-11-21T00:00:00Z")!), environment: "lab")

  private func number(_ json: JSON?, _ name: String) -> Double { json?[name]?.doubleValue ?? .nan }

  @Test("every objective is answered, recorded and computed again; an unknown one is refused by name")
  func objectives() throws {
    let shop = try Shop()
    let book = try shop.book(runs: ["r01", "r09"])
    _ = try book.append(
      files: [
        ImportSource(
          name: "intent", bytes: Array(Self.intent.utf8))
      ], actor: "test")
    for objective in ["information", "prediction", "resilience", "hypothesis:checkout-holds"] {
      let plan = try book.next(NextRequest(top: 3, objective: objective, record: true), view: Self.view, actor: "test")
      #expect(plan.json["objective"]?.stringValue == objective)
      let proposals = try #require(plan.json["proposals"]?.arrayValue)
      #expect(!proposals.isEmpty, "\(objective)")
      #expect(proposals.allSatisfy { number($0, "objectiveValue") > 0 && number($0, "bits") > 0 })
      let id = try #require(proposals.first?["id"]?.stringValue)
      #expect(try book.recompute(proposal: id).isYes, "\(objective)")
    }
    for wrong in ["glory", "hypothesis", "hypothesis:nobody"] {
      #expect { _ = try book.next(NextRequest(objective: wrong), view: Self.view, actor: "test") } throws: { error in
        (error as? FaultbookError).map { $0.exitCode == 2 } ?? false
      }
    }
    let own = try book.next(NextRequest(top: 3, objective: "hypothesis:checkout-holds"), view: Self.view, actor: "t")
    let classes = try #require(own.json["proposals"]?.arrayValue).map { $0["fault"]?["kind"]?.stringValue }
    #expect(classes.allSatisfy { $0.map { FaultKind(named: $0)?.faultClass == .unavailable } ?? false })
  }

  private static let intent =
    #"{"specversion":"1.0","id":"i-1","source":"urn:test","type":"faultbook.intent.declared","subject":"intent/checkout-holds","time":"2026-11-20T20:00:00Z","data":{"title":"checkout holds","hypothesis":"checkout stays steady while payments is down","target":{"component":"payments"},"fault":{"kind":"compute.kill"},"clauses":[{"id":"c","claim":"isolates","subject":{"component":"checkout"}}]}}"#

  @Test("a batch and a sequence forecast coverage that grows with every experiment")
  func sequences() throws {
    let shop = try Shop()
    let book = try shop.book(runs: ["r01", "r09"])
    let batch = try book.next(NextRequest(batch: 3), view: Self.view, actor: "test")
    let sequence = try book.sequence(of: 3, NextRequest(), view: Self.view)
    let now = try number(book.scores(view: Self.view).json, "coverage")
    for forecast in [batch.json["forecast"], sequence.json["forecast"]] {
      let steps = try #require(forecast?.arrayValue)
      #expect(steps.count == 4)
      #expect(abs(number(steps[0], "coverage") - now) < 1e-9)
      for (one, next) in zip(steps, steps.dropFirst()) {
        #expect(number(one, "coverage") < number(next, "coverage"))
        #expect(number(one, "expectedBits") < number(next, "expectedBits"))
        #expect(number(next, "coverageLow") <= number(next, "coverage") + 1e-12)
        #expect(number(next, "coverage") <= number(next, "coverageHigh") + 1e-12)
      }
    }
    let first = try book.next(NextRequest(top: 1), view: Self.view, actor: "test").json["proposals"]?.arrayValue?.first
    let told = sequence.json["forecast"]?.arrayValue?[1]["experiment"]?.stringValue ?? ""
    #expect(told.contains(first?["fault"]?["kind"]?.stringValue ?? "?"))
    #expect(sequence.json == (try book.sequence(of: 3, NextRequest(), view: Self.view).json))
    #expect(throws: FaultbookError.self) { try book.sequence(of: 0) }
  }

  @Test("the breaking point of a link is told class by class, with the runs that are still needed")
  func breakingPoint() throws {
    let shop = try Shop()
    let book = try shop.book()
    let link = Dependency(caller: "checkout", callee: "payments")
    let answer = try book.breakingPoint(BreakingPointGoal(link), view: Self.view)
    let classes = try #require(answer.json["classes"]?.arrayValue)
    #expect(classes.count > 1 && answer.table.rows.count == classes.count)
    for one in classes {
      let standing = try #require(one["standing"])
      let sum = ["low", "medium", "high", "never"].reduce(0) { $0 + (standing[$1]?.doubleValue ?? 0) }
      #expect(abs(sum - 1) < 1e-9)
      if one["next"] != nil {
        #expect(number(one, "bits") > 0 && one["proposal"] != nil)
        #expect(number(one["runs"]?["planned"], "mean") >= 1)
      } else {
        #expect(one["breakingDose"] != nil)
      }
    }
    #expect(answer.json == (try book.breakingPoint(BreakingPointGoal(link), view: Self.view).json))
    let one = try book.breakingPoint(BreakingPointGoal(link, faultClass: .latency), view: Self.view)
    #expect(one.json["classes"]?.arrayValue?.map { $0["class"]?.stringValue } == ["latency"])
    #expect { _ = try book.breakingPoint(BreakingPointGoal(Dependency(caller: "checkout", callee: "moon"))) } throws: {
      error in
      (error as? FaultbookError).map { $0.exitCode == 2 && $0.message.contains("moon") } ?? false
    }
  }

  @Test("what a goal and a sequence propose is recorded once, computed again to the last bit, and can be accepted")
  func recordedGoals() throws {
    let shop = try Shop()
    let book = try shop.book(runs: ["r01", "r09"])
    let goal = BreakingPointGoal(Dependency(caller: "checkout", callee: "payments"), level: 0.6, confidence: 0.8)
    func recorded() throws -> [String] {
      let answer = try book.breakingPoint(goal, view: Self.view, recordingAs: "test")
      return (answer.json["classes"]?.arrayValue ?? []).compactMap { $0["proposal"]?["id"]?.stringValue }.sorted()
    }
    let ids = try recorded()
    #expect(!ids.isEmpty)
    func head() throws -> Int64 { try book.beliefs().json["position"]?.integerValue ?? -1 }
    let position = try head()
    #expect(try recorded() == ids && head() == position)
    let first = try book.sequence(of: 2, NextRequest(), view: Self.view, recordingAs: "test").json["first"]?.stringValue
    let all = ids + [try #require(first)]
    for id in all { #expect(try book.recompute(proposal: id).isYes, "\(id)") }
    #expect(throws: FaultbookError.self) {
      try book.breakingPoint(goal, view: View(asOf: .position(10)), recordingAs: "test")
    }
  }
}
