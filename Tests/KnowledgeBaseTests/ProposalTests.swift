import KnowledgeBase
import Testing
import Vocabulary

@Suite("The story of a proposal")
struct ProposalTests {
  private static let view = View(now: .at(Timestamp(rfc3339: "2026-11-21T00:00:00Z")!), environment: "lab")

  private func sum(_ list: JSON?, _ name: String) -> Double {
    (list?.arrayValue ?? []).reduce(0) { $0 + ($1[name]?.doubleValue ?? .nan) }
  }

  @Test("Its bits are the sum over its families, and its numbers those of `next`, recorded or not")
  func numbers() throws {
    let shop = try Shop()
    let book = try shop.book(runs: ["r01", "r09"])
    for record in [false, true] {
      let plan = try book.next(NextRequest(top: 3, record: record), view: Self.view, actor: "test").json
      for proposal in try #require(plan["proposals"]?.arrayValue) {
        let id = try #require(proposal["id"]?.stringValue)
        let told = try book.explain(proposal: id, request: NextRequest(top: 3), view: Self.view).json
        for name in ["bits", "objectiveValue", "cost", "predicted", "similarRuns", "runnerUp"] {
          #expect(told[name] == proposal[name], "\(name)")
        }
        #expect(told["safety"] == proposal["safety"])
        #expect(told["recorded"]?.isNull == !record)
        let rest = told["otherSources"]?["bits"]?.doubleValue ?? 0
        #expect(abs(sum(told["sources"], "bits") + rest - (told["bits"]?.doubleValue ?? .nan)) < 1e-9)
        #expect(abs(sum(told["sources"], "weighedBits") - (told["objectiveValue"]?.doubleValue ?? .nan)) < 1e-9)
        for belief in (told["sources"]?.arrayValue ?? []).flatMap({ $0["beliefs"]?.arrayValue ?? [] }) {
          // Nothing has happened since: what was believed then is believed now.
          #expect(abs((belief["mean"]?.doubleValue ?? 0) - (belief["meanNow"]?.doubleValue ?? 1)) < 1e-9)
        }
      }
    }
    #expect { _ = try book.explain(proposal: "p-none", view: Self.view) } throws: { error in
      (error as? FaultbookError).map { $0.exitCode == 2 && $0.message.contains("p-none") } ?? false
    }
  }

  @Test("Accepting and rejecting stand in the log once, the last word counts, and an unknown id is an error")
  func decisions() throws {
    let shop = try Shop()
    let book = try shop.book(runs: ["r01"])
    let plan = try book.next(NextRequest(top: 1, record: true), view: Self.view, actor: "test").json
    let id = try #require(plan["proposals"]?.arrayValue?.first?["id"]?.stringValue)
    func head() throws -> Int64 { try book.beliefs().json["position"]?.integerValue ?? -1 }
    let start = try head()
    #expect(try book.decide(.accepted, proposal: id, why: "game day", actor: "ann").json["appended"] == 1)
    #expect(try book.decide(.accepted, proposal: id, actor: "bob").json["appended"] == 0)
    #expect(try book.decide(.accepted, proposal: id, why: "game day", actor: "bob").json["appended"] == 0)
    #expect(try head() == start + 1)
    #expect(
      try book.explain(proposal: id).json["decision"] == [
        "decision": "accepted", "why": "game day", "position": .integer(start + 1),
      ])
    let rejected = try book.decide(.rejected, proposal: id, why: "a freeze", actor: "ann")
    #expect(rejected.json["position"]?.integerValue == start + 2)
    #expect(rejected.notes.contains { $0.contains("It was accepted before") })
    #expect(try book.explain(proposal: id).json["decision"]?["decision"] == "rejected")
    #expect(try book.decide(.accepted, proposal: id, eventID: "e1", actor: "ann").json["appended"] == 1)
    for decision in ProposalDecision.allCases {
      #expect { _ = try book.decide(decision, proposal: "p-none", actor: "ann") } throws: {
        ($0 as? FaultbookError)?.exitCode == 2
      }
    }
    #expect(try book.explain(proposal: id, view: View(asOf: .position(start))).json["decision"]?.isNull == true)
  }

  @Test("What a run delivered stands beside what its proposal promised, family by family")
  func delivered() throws {
    let shop = try Shop()
    let book = try shop.book(runs: ["r01"])
    let request = NextRequest(top: 40, record: true)
    let plan = try book.next(request, view: Self.view, actor: "test").json
    let proposals = try #require(plan["proposals"]?.arrayValue)
    let proposal = try #require(
      proposals.first { $0["target"]?["component"] == "payments" && $0["fault"]?["kind"] == "compute.kill" })
    let id = try #require(proposal["id"]?.stringValue)
    let time = Timestamp(rfc3339: "2026-11-21T00:00:00Z")
    func record(_ fact: Fact) throws { _ = try book.record(fact, stream: "run/kill", time: time, actor: "test") }
    try record(
      .runStarted(
        RunStarted(
          intent: nil, proposal: id, environment: "lab", target: .component("payments"),
          fault: Fault(kind: FaultKind(named: "compute.kill")!), runner: Runner(tool: "by-hand"))))
    #expect(try book.explain(proposal: id).notes.contains { $0.contains("has taught nothing yet") })
    try record(.faultInjected(FaultInjected(confirmed: true)))
    try record(.runFinished(RunFinished()))
    try record(
      .verdictReached(
        VerdictReached(
          outcome: .inconclusive,
          observations: [
            Observation(node: .component("payments"), symptom: .errors, state: .degraded),
            Observation(node: .component("checkout"), symptom: .errors, state: .degraded),
            Observation(node: .component("gateway"), symptom: .errors, state: .steady),
          ], grade: .e4, method: "by-hand")))
    let told = try book.explain(proposal: id).json
    let run = try #require(told["runs"]?.arrayValue?.first)
    #expect(run["run"] == "kill" && run["promisedBits"] == told["bits"])
    let total = try #require(run["deliveredBits"]?.doubleValue)
    let families = (told["sources"]?.arrayValue ?? []).flatMap { $0["delivered"]?.arrayValue ?? [] }
    #expect(total > 0 && abs(sum(.array(families), "bits") - total) < 1e-9)
    let belief = (told["sources"]?.arrayValue ?? []).first { $0["effect"] == "checkout" }?["beliefs"]?.arrayValue?
      .first {
        $0["cause"] == "payments"
      }
    // It degraded: the belief stands where the proposal said that it would.
    let (promised, now) = (belief?["ifDegraded"]?.doubleValue ?? 0, belief?["meanNow"]?.doubleValue ?? 1)
    #expect(abs(promised - now) < 0.02, "\(promised) against \(now)")
    #expect(try book.recompute(proposal: nil).isYes)
  }
}
