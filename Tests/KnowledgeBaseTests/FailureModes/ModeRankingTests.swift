import Testing
import Vocabulary

@testable import KnowledgeBase

/// What comes first among the ways to fail.
@Suite("Failure modes by priority")
struct ModeRankingTests {
  private func modes(_ book: KnowledgeBase, all: Bool = false) throws -> [String: JSON] {
    let list = try book.failureModes(all: all).json["failureModes"]?.arrayValue ?? []
    return Dictionary(uniqueKeysWithValues: list.compactMap { one in one["id"]?.stringValue.map { ($0, one) } })
  }

  private func number(_ mode: JSON?, _ name: String) -> Double { mode?[name]?.doubleValue ?? .nan }

  private func recording(_ payload: any EventPayload, in book: KnowledgeBase) throws {
    let fact = try Fact(type(of: payload).type, payload.json)
    _ = try book.record(fact, stream: "system", time: Toy.time(86_400), actor: "test")
  }

  @Test("Every figure is within its bounds: nothing unknown reassures, and the order is that of the priorities")
  func bounds() throws {
    let folder = try Shop()
    let book = try folder.book(runs: ["r01", "r02", "r11", "r16"])
    let answer = try book.failureModes()
    let list = try #require(answer.json["failureModes"]?.arrayValue)
    #expect(list.count > 20)
    var last = Double.infinity
    for mode in list {
      let (risk, priority) = (number(mode, "risk"), number(mode, "priority"))
      #expect(0 <= priority && priority <= risk)
      #expect(number(mode, "priorityLow") <= priority && priority <= number(mode, "priorityHigh"))
      #expect((0...1).contains(number(mode, "coverage")) && (0...1).contains(number(mode, "harm")))
      if number(mode, "coverage") == 0 || mode["state"] == "open" { #expect(priority == risk, "\(mode)") }
      #expect(number(mode, "coverage") <= number(mode, "classCoverage") + 1e-9)
      if mode["state"] == "untested" {
        #expect(mode["lastTested"]?.isNull == true && mode["runs"] == 0)
        if mode["incidents"] == .array([]) { #expect(mode["coverage"] == 0 && priority == risk, "\(mode)") }
      }
      #expect(priority <= last)
      last = priority
    }
    #expect(try book.failureModes().json == answer.json, "the same question, the same answer")
    // The matrix holds each of them once.
    let cells = (answer.json["matrix"]?.arrayValue ?? []).flatMap { row in
      ["common", "occasional", "rare"].flatMap { row[$0]?.arrayValue ?? [] }
    }
    let ids = cells.compactMap { $0.stringValue.map { String($0.prefix(6)) } }
    #expect(ids.sorted() == list.compactMap { $0["id"]?.stringValue }.sorted())
  }

  @Test("Runs that are withstood bring a mode's priority down, and a refuted intent brings it back up")
  func evidenceMoves() throws {
    let folder = try Shop()
    let steady = (0..<8).flatMap { Toy.run("s\($0)", at: 3600 * ($0 + 1), suffering: ["payments"]) }
    let book = try KnowledgeBase.toy(folder, Toy.system)
    let before = try modes(book)["IF-001"]
    #expect(before?["state"] == "untested" && number(before, "priority") == number(before, "risk"))
    try book.tell(steady)
    _ = try book.judge(actor: "test")
    let after = try modes(book)["IF-001"]
    #expect(
      after?["state"] == "tested" && after?["runs"] == 8 && after?["grades"] == ["E4": 8],
      "\(String(describing: after))")
    #expect(number(after, "coverage") > 0.2 && number(after, "priority") < 0.9 * number(after, "risk"))
    try book.tell(Toy.run("bad", at: 3600 * 20, suffering: ["payments", "checkout"]))
    _ = try book.judge(actor: "test")
    let bad = try modes(book)["IF-001"]
    #expect(bad?["state"] == "open" && bad?["refuted"] == ["bad"] && number(bad, "priority") == number(bad, "risk"))
    // A finding of a run of it counts as well, until it is resolved.
    _ = try book.record(.runDisqualified(RunDisqualified(why: "wrong target")), stream: "run/bad", actor: "test")
    #expect(try modes(book)["IF-001"]?["state"] == "tested")
    let finding = FindingOpened(id: "F-1", title: "no retry", severity: .high, component: "checkout")
    _ = try book.record(.findingOpened(finding), stream: "run/s1", actor: "test")
    #expect(try modes(book)["IF-001"]?["openFindings"] == ["F-1"])
    _ = try book.record(.findingResolved(FindingResolved(id: "F-1", how: "retry")), stream: "run/s1", actor: "test")
    #expect(try modes(book)["IF-001"]?["state"] == "tested")
  }

  @Test("What another mode of its class has shown is told apart, and assures nobody of one that was never tried")
  func ownCoverage() throws {
    let folder = try Shop()
    let book = try KnowledgeBase.toy(folder, Toy.system)
    try recording(
      FailureModeCatalogued(
        id: "OWN-1", name: "ours", category: .external, fault: FaultKind(named: "net.partition")!,
        component: "payments", likelihood: .common, impact: .critical), in: book)
    let steady = (0..<8).flatMap { Toy.run("s\($0)", at: 3600 * ($0 + 1), suffering: ["payments"]) }
    try book.tell(steady)
    _ = try book.judge(actor: "test")
    let now = try modes(book)
    let (killed, other) = (now["IF-001"], now["OWN-1"])
    #expect(
      FaultKind(named: "net.partition")!.faultClass == FaultKind(named: "compute.kill")!.faultClass, "of one class")
    #expect(number(killed, "coverage") > 0.2 && number(killed, "coverage") <= number(killed, "classCoverage"))
    #expect(other?["state"] == "untested" && number(other, "coverage") == 0 && number(other, "classCoverage") > 0.2)
    #expect(number(other, "priority") == number(other, "risk"))
    let place = try book.failureMode("OWN-1").json["places"]?.arrayValue?.first
    #expect(number(place, "coverage") == 0 && number(place, "classCoverage") > 0.2)
    // With runs of its own it is covered by these alone.
    try book.tell(
      (0..<3).flatMap {
        Toy.run("p\($0)", at: 3600 * ($0 + 20), fault: "net.partition", suffering: ["payments"])
      })
    _ = try book.judge(actor: "test")
    let tried = try modes(book)["OWN-1"]
    #expect(number(tried, "coverage") > 0.05 && number(tried, "coverage") < number(tried, "classCoverage"))
  }

  @Test("Incidents raise a likelihood as far as they carry, and never lower it")
  func incidents() throws {
    let folder = try Shop()
    let book = try KnowledgeBase.toy(folder, Toy.system)
    func outage(_ index: Int, _ component: String, _ kind: String) -> Toy.Event {
      Toy.Event(
        id: "o\(index)", type: .incidentRecorded, stream: "incident/o\(index)", second: 86_400 * index,
        data: [
          "started": .string(Toy.time(86_400 * index).description), "suspected": .string(component),
          "fault": ["kind": .string(kind)], "attribution": 1,
          "observations": [["component": .string(component), "symptom": "errors", "state": "degraded"]],
        ])
    }
    // IF-009, a database's failover, is rare; one in four weeks is no word on how often, eight are.
    try book.tell([outage(0, "db", "data.failover")])
    #expect(try modes(book)["IF-009"]?["likelihood"] == "occasional", "at least 2.3 a year with 95 %")
    try book.tell((1..<8).map { outage($0, "db", "data.failover") })
    let raised = try modes(book)
    #expect(raised["IF-009"]?["likelihood"] == "common" && raised["IF-009"]?["likelihoodSaid"] == "rare")
    #expect(number(raised["IF-009"], "risk") == 9 * 4)
    #expect(raised["IF-009"]?["incidents"]?.arrayValue?.count == 8)
    // A common one that no incident was of stays common; and a fault elsewhere is none of a mode of databases.
    #expect(raised["IF-012"]?["likelihood"] == "common" && raised["IF-012"]?["incidentRate"] == nil)
    try book.tell([outage(9, "checkout", "data.failover")])
    #expect(try modes(book)["IF-009"]?["incidents"]?.arrayValue?.count == 8)
  }

  @Test("A rate's interval holds its mean and shrinks with time, and the raised word is never less than what was said")
  func rates() throws {
    let folder = try Shop()
    let book = try KnowledgeBase.toy(folder, Toy.system + [Toy.incident])
    let state = book.headState()
    let incidents = Array(state.incidents.values)
    #expect(IncidentRate([], in: state, now: Toy.start) == nil)
    var last = Double.infinity
    for days in [1, 28, 100, 1000, 10_000] {
      let rate = try #require(IncidentRate(incidents, in: state, now: Toy.time(86_400 * days)))
      #expect(rate.low < rate.mean && rate.mean < rate.high && rate.high <= last)
      last = rate.high
      for said in FailureModeCatalogued.Likelihood.allCases {
        let order: [FailureModeCatalogued.Likelihood] = [.rare, .occasional, .common]
        #expect(order.firstIndex(of: rate.raising(said))! >= order.firstIndex(of: said)!)
      }
    }
  }

  @Test(
    "The book's own entry takes the place of a shipped one from its position on, and keeps the words that it leaves out"
  )
  func overrides() throws {
    let folder = try Shop()
    let book = try KnowledgeBase.toy(folder, Toy.system)
    let before = try book.head()
    try recording(
      FailureModeCatalogued(
        id: "IF-001", name: "crash", category: .infrastructure, fault: FaultKind(named: "compute.kill")!,
        component: "payments", likelihood: .rare, impact: .low), in: book)
    try recording(
      FailureModeCatalogued(
        id: "OWN-1", name: "ours", category: .external, fault: FaultKind(named: "net.dns")!, component: "db",
        likelihood: .common, impact: .critical), in: book)
    let now = try modes(book)
    #expect(now["IF-001"]?["origin"] == "override" && now["IF-001"]?["components"] == ["payments"])
    #expect(number(now["IF-001"], "risk") == 1)
    #expect(now["OWN-1"]?["origin"] == "book" && now["OWN-1"]?["components"] == ["db"])
    let shown = try book.failureMode("IF-001")
    #expect(shown.json["catalogued"]?["name"] == "crash")
    #expect(shown.json["catalogued"]?["detection"]?.stringValue?.isEmpty == false, "the shipped words")
    let then = try book.failureMode("IF-001", view: View(asOf: .position(before)))
    #expect(then.json["origin"] == "shipped" && then.json["catalogued"]?["name"] == "Process Crash")
    #expect {
      _ = try book.failureMode("IF-01")
    } throws: { error in
      (error as? FaultbookError).map { $0.exitCode == 2 && $0.message.contains("IF-001") } ?? false
    }
  }
}
