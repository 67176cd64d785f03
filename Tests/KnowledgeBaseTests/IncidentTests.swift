import Foundation
import Interchange
import Testing
import Vocabulary

@testable import KnowledgeBase

/// What real outages teach, and which experiment would have warned of them.
@Suite struct IncidentTests {
  /// db slow: its callers, theirs, and the journeys above; the cache and the payments stayed as they were.
  private static func outage(
    at started: String = "2026-11-21T09:00:00Z", suspected: String = "db", fault: String? = "app.latency",
    attribution: Double = 0.9,
    degraded: [String] = ["inventory:latency@2", "catalog:latency@3", "gateway:latency@5", "journey browse:latency@6"],
    steady: [String] = ["cache", "user-profile"]
  ) throws -> IncidentRecorded {
    let observations =
      degraded.compactMap { Observation(words: $0, state: .degraded) }
      + steady.compactMap { Observation(words: $0, state: .steady) }
    let begin = try #require(Timestamp(rfc3339: started))
    return IncidentRecorded(
      started: begin, ended: begin.advanced(bySeconds: 1800), suspected: suspected,
      fault: Fault(kind: fault.flatMap { FaultKind(named: $0) } ?? .unknown), attribution: attribution,
      observations: observations)
  }

  private func record(_ incident: IncidentRecorded, as id: String = "o", in book: KnowledgeBase) throws {
    _ = try book.record(.incidentRecorded(incident), stream: "incident/\(id)", actor: "test")
  }

  private func book(_ shop: Shop, runs: [String] = ["r01", "r05", "r07"]) throws -> KnowledgeBase {
    // A year later, so that nothing lies in the future.
    let book = try KnowledgeBase.create(at: shop.path, clock: { Timestamp(rfc3339: "2027-11-21T00:00:00Z")! })
    _ = try book.importFiles(Shop.files(runs: runs), choices: ImportChoices(environment: "lab"), actor: "test")
    return book
  }

  @Test func `what contradicts itself, and a journey told as a component, is refused and changes nothing`() throws {
    let shop = try Shop()
    let book = try book(shop, runs: ["r01"])
    let table: [(degraded: [String], steady: [String], problem: String?)] = [
      (["gateway"], ["gateway"], "gateway is said to have degraded and to have stayed steady (errors)"),
      (["journey browse"], ["journey browse"], "journey browse is said to have degraded and to have"),
      (["gateway:latency"], ["gateway"], nil), (["gateway"], ["catalog"], nil),
      (["browse"], [], "\"browse\" is no component of this book but a journey; write 'journey browse'"),
      (["gateway"], ["browse"], "write 'journey browse'"), (["journey browse"], [], nil), (["nosuch"], [], nil),
    ]
    for (index, row) in table.enumerated() {
      let before = try book.head()
      do {
        try record(Self.outage(degraded: row.degraded, steady: row.steady), as: "o\(index)", in: book)
        #expect(row.problem == nil, "\(row)")
      } catch let error as FaultbookError {
        #expect(
          row.problem.map { error.message.contains($0) } == true && error.exitCode == 2, "\(row): \(error.message)")
        #expect(try book.head() == before)
      }
    }
  }

  @Test func `a journey whose entry nobody knows is said, dry or not`() throws {
    let shop = try Shop()
    let book = try book(shop, runs: ["r01"])
    for (entry, isKnown) in [("gateway", true), ("gatewai", false)] {
      let journey = JourneyDeclared(journey: "j-\(entry)", entry: [entry], criticality: 1)
      for isDryRun in [true, false] {
        let answer = try book.record(
          .journeyDeclared(journey), stream: "system", actor: "test", dryRun: isDryRun)
        #expect(answer.notes.contains { $0.contains("no component \"gatewai\"") } == !isKnown, "\(answer.notes)")
      }
    }
  }

  @Test func `what had not begun by then is counted by kind`() throws {
    let shop = try Shop()
    let book = try book(shop)
    try record(Self.outage(), as: "later", in: book)
    try record(Self.outage(at: "2026-11-20T18:12:00Z"), as: "early", in: book)
    let told = try book.incident("early").notes.first { $0.hasPrefix("Asked as of") }
    #expect(told?.contains(", less 2 runs and 1 incident recorded by then that began later, ") == true, "\(told ?? "")")
    try record(Self.outage(at: "2026-11-20T18:13:00Z"), as: "second", in: book)
    let other = try book.incident("second").notes.first { $0.hasPrefix("Asked as of") }
    #expect(other?.contains(", less 1 run and 1 incident recorded") == true, "\(other ?? "")")
  }

  // MARK: - Weight

  struct Weighed: CustomTestStringConvertible, Sendable {
    let attribution: Double
    let environment: String?
    let days: Int
    let factor: Double
    var testDescription: String { "attribution \(attribution) in \(environment ?? "any") after \(days) days" }
  }

  @Test(arguments: [
    Weighed(attribution: 1, environment: nil, days: 0, factor: 1),
    Weighed(attribution: 0.8, environment: nil, days: 0, factor: 0.8),
    Weighed(attribution: 0.8, environment: "production", days: 0, factor: 0.8),
    Weighed(attribution: 0.8, environment: "test", days: 0, factor: 0.4),
    Weighed(attribution: 0.5, environment: "test", days: 90, factor: 0.125),
    Weighed(attribution: 0, environment: nil, days: 0, factor: 0),
  ])
  func `an incident weighs grade × environment × freshness × attribution, as a power of its likelihood`(_ one: Weighed)
    throws
  {
    // One cause of payments, steady or degraded: the posterior is the prior's Beta with the weight added to one side.
    for state in ["degraded", "steady"] {
      let shop = try Shop()
      var incident = Toy.incident
      incident.data = [
        "started": .string(Toy.time(100).description), "ended": .string(Toy.time(400).description), "suspected": "db",
        "fault": ["kind": "compute.kill"], "attribution": .number(one.attribution),
        "observations": [["component": "payments", "symptom": "errors", "state": .string(state)]],
      ]
      let book = try KnowledgeBase.toy(shop, Toy.system + [incident])
      // The toy's evidence halves in ninety days.
      let view = View(
        now: .at(Toy.time(100).advanced(bySeconds: Double(one.days) * 86_400)), environment: one.environment)
      let told = try book.explain(belief: "propagation:db>payments@unavailable/high", view: view).json
      let (alpha, beta) = try (
        #require(told["prior"]?["alpha"]?.doubleValue), #require(told["prior"]?["beta"]?.doubleValue)
      )
      let mean = try #require(told["belief"]?["mean"]?.doubleValue)
      let prior = alpha / (alpha + beta)
      if state == "steady" {
        #expect(abs(mean - alpha / (alpha + beta + one.factor)) < 1e-9, "\(mean)")
      } else {
        // Of itself payments degrades with the leak l: of one whole observation the mean is E θ(l + (1 − l)θ) / E (l + (1 − l)θ).
        let leak = try #require(told["leak"]?.doubleValue)
        let second = prior * (alpha + 1) / (alpha + beta + 1)
        let whole = (leak * prior + (1 - leak) * second) / (leak + (1 - leak) * prior)
        if one.factor == 1 { #expect(abs(mean - whole) < 1e-9, "\(mean), not \(whole)") }
        if one.factor == 0 { #expect(abs(mean - prior) < 1e-9) }
        #expect(mean >= prior - 1e-12 && mean <= whole + 1e-12)
        // As a power of the likelihood it comes near to that share of an observation.
        let share = (alpha + one.factor) / (alpha + beta + one.factor)
        #expect(abs(mean - share) < 0.02, "\(mean), near \(share)")
      }
      #expect(abs((told["belief"]?["evidence"]?.doubleValue ?? -1) - one.factor) < 1e-12)
    }
  }

  @Test func `of an effect with several causes the belief lies between that without the incident and that of a run`()
    throws
  {
    func mean(_ attribution: Double?) throws -> Double {
      let shop = try Shop()
      let book = try self.book(shop)
      if let attribution { try record(try Self.outage(attribution: attribution), in: book) }
      let view = View(now: .at(try #require(Timestamp(rfc3339: "2026-11-21T12:00:00Z"))))
      return try #require(book.beliefs(view: view).means["propagation:catalog>gateway@latency/high"])
    }
    let means = try [nil, 0.3, 0.7, 1].map(mean)
    #expect(means == means.sorted() && Set(means).count == 4, "\(means)")
  }

  // MARK: - Telling

  @Test func `an incident is listed and shown with what the book would have said right before`() throws {
    let shop = try Shop()
    let book = try self.book(shop)
    let before = book.headState().position
    let outage = try Self.outage()
    try record(outage, in: book)
    #expect(try book.incidents().json["incidents"]?.arrayValue?.first?["degraded"] == 4)
    let told = try book.incident("o").json
    #expect(told["asOf"] == .integer(before) && told["now"] == .string(outage.started.description))
    // The same as predicting it then.
    let said =
      try book.predict(
        target: .component("db"), fault: outage.fault,
        view: View(now: .at(outage.started), asOf: .position(before))
      ).json["predicted"]?.arrayValue ?? []
    for state in told["states"]?.arrayValue ?? [] {
      let same = said.first { $0["component"] == state["component"] && $0["journey"] == state["journey"] }
      #expect(state["probability"] == same?["probability"] && state["low"] == same?["low"])
    }
    #expect((told["bits"]?.doubleValue ?? 0) > 0 && (told["beliefs"]?.arrayValue?.count ?? 0) > 3)
    // Recorded again it replaces what was said, and is asked about as of before it was first told of.
    try record(try Self.outage(attribution: 0.1), in: book)
    let again = try book.incident("o").json
    #expect(again["asOf"] == .integer(before) && again["recorded"]?["attribution"] == 0.1)
    #expect((again["bits"]?.doubleValue ?? 9) < (told["bits"]?.doubleValue ?? 0))
    #expect(throws: FaultbookError.self) { try book.incident("p") }
  }

  @Test func `runs that were recorded before it and began after it are no part of what was known`() throws {
    let shop = try Shop()
    let book = try self.book(shop, runs: ["r01", "r05", "r09"])
    // r09 began at 18:14.
    try record(try Self.outage(at: "2026-11-20T18:13:30Z"), in: book)
    let told = try book.warning(of: "o").json
    #expect(told["leftOut"] == ["run/r09-db-latency"])
    let same = try Shop()
    let other = try self.book(same, runs: ["r01", "r05"])
    try record(try Self.outage(at: "2026-11-20T18:13:30Z"), in: other)
    #expect(try other.warning(of: "o").json["shown"] == told["shown"])
  }

  @Test func `an incident in which nobody was seen is refused, and what came with it as well`() throws {
    let shop = try Shop()
    let book = try KnowledgeBase.toy(shop, Toy.system)
    let before = try #require(book.scores().json["position"])
    let members = Toy.incident.data.members ?? []
    let empty = Toy.Event(
      id: "e", type: .incidentRecorded, stream: "incident/e", second: 100,
      data: .object(members.map { $0.name == "observations" ? JSON.Member($0.name, []) : $0 }))
    let error = try #require(throws: FaultbookError.self) { try book.tell([Toy.incident, empty]) }
    #expect(
      error.description.contains("line 2") && error.description.contains("data.observations: is empty; say which"))
    #expect(try book.scores().json["position"] == before)
    #expect(try book.incidents().json["incidents"] == [])
  }

  @Test func `an incident or an intent that is said again, as it stands, adds nothing`() throws {
    let shop = try Shop()
    let book = try self.book(shop, runs: ["r01"])
    let outage = try Self.outage()
    func tell(_ fact: Fact, _ stream: String) throws -> Int64? {
      try book.record(fact, stream: stream, actor: "test").json["appended"]?.integerValue
    }
    #expect(try tell(.incidentRecorded(outage), "incident/o") == 1)
    #expect(try tell(.incidentRecorded(outage), "incident/o") == 0)
    #expect(try tell(.incidentRecorded(outage), "incident/other") == 1)
    let intent = IntentDeclared(title: "t", hypothesis: "h", journey: "browse")
    let revision = IntentRevised(changes: [JSON.Member("title", "u")], why: "w")
    #expect(try tell(.intentDeclared(intent), "intent/i") == 1)
    #expect(try tell(.intentDeclared(intent), "intent/i") == 0)
    #expect(try tell(.intentRevised(revision), "intent/i") == 1)
    #expect(try tell(.intentRevised(revision), "intent/i") == 0)
    // By now it says something else, so that is no word said again.
    #expect(throws: FaultbookError.self) { try tell(.intentDeclared(intent), "intent/i") }
  }

  // MARK: - Warning

  private func experiments(_ answer: Answer) -> [JSON] { answer.json["experiments"]?.arrayValue ?? [] }

  @Test func `the fault itself would have warned best, by chance, with its bits, its place and its gates`() throws {
    let shop = try Shop()
    let book = try self.book(shop)
    try record(try Self.outage(), in: book)
    let answer = try book.warning(of: "o", view: View(environment: "lab"))
    #expect(answer.isYes)
    let shown = answer.json["shown"]?.arrayValue ?? []
    #expect(
      shown.compactMap { $0["component"]?.stringValue ?? $0["journey"]?.stringValue } == [
        "catalog", "gateway", "inventory", "browse",
      ])
    for one in shown { #expect((one["low"]?.doubleValue ?? 1) <= (one["probability"]?.doubleValue ?? 0)) }
    let found = experiments(answer)
    let best = try #require(found.first)
    #expect(best["target"] == ["component": "db"] && best["fault"]?["kind"] == "app.latency")
    let shows = found.compactMap { $0["shows"]?.doubleValue }
    #expect(shows == shows.sorted(by: >) && shows.allSatisfy { $0 > 0 && $0 <= 4 })
    for one in found {
      let chances = (one["chances"]?.arrayValue ?? []).compactMap(\.doubleValue)
      #expect(chances.count == 4 && chances.allSatisfy { (0...1).contains($0) })
      #expect(abs(chances.reduce(0, +) - (one["shows"]?.doubleValue ?? 0)) < 1e-9)
      #expect((one["bitsAboutShown"]?.doubleValue ?? 0) <= (one["bits"]?.doubleValue ?? -1) + 1e-9)
    }
    // The example's policy keeps db out: the sentence says by which gate.
    #expect(best["allowed"] == false)
    #expect(best["gates"]?.arrayValue?.contains { $0["gate"] == "exclusion" && $0["passed"] == false } == true)
    #expect(best["fate"]?.stringValue?.hasPrefix("never proposed; would have been blocked by exclusion") == true)
    #expect(
      answer.notes.contains { $0.hasPrefix("The best chance had app.latency (") && $0.contains("excluded by policy") })
  }

  @Test func `fewer or more of them are told when asked for, the same ones in the same order, and how many there are`()
    throws
  {
    let shop = try Shop()
    let book = try self.book(shop)
    try record(try Self.outage(), in: book)
    let view = View(environment: "lab")
    let all = try book.warning(of: "o", top: 200, view: view)
    let count = try #require(all.json["experimentCount"]?.integerValue)
    #expect(experiments(all).count == count && count > 10)
    #expect(!all.notes.contains { $0.contains("--top") })
    for top in [1, 3, 10] {
      let some = try book.warning(of: "o", top: top, view: view)
      #expect(
        experiments(some) == Array(experiments(all).prefix(top))
          && some.json["experimentCount"] == all.json["experimentCount"])
      #expect(some.notes.contains { $0.hasPrefix("\(count - Int64(top)) more would have shown something") })
    }
    #expect(throws: FaultbookError.self) { try book.warning(of: "o", top: 0) }
  }

  @Test func `the place of an experiment is that which the plan of then gave it`() throws {
    let shop = try Shop()
    let book = try self.book(shop)
    try record(
      try Self.outage(suspected: "catalog", degraded: ["gateway:latency", "journey browse:latency"]), in: book)
    let answer = try book.warning(of: "o", view: View(environment: "lab"))
    let found = experiments(answer)
    // The bits are those that the planner gave then.
    let then = View(
      now: .at(try #require(Timestamp(rfc3339: "2026-11-21T09:00:00Z"))), environment: "lab",
      asOf: .position(try #require(answer.json["asOf"]?.integerValue)))
    let planned = try book.next(NextRequest(top: 50), view: then, actor: "test").json["proposals"]?.arrayValue ?? []
    for one in found {
      guard let rank = one["rank"]?.integerValue else { continue }
      let same = planned[Int(rank) - 1]
      #expect(same["target"] == one["target"] && same["dose"] == one["fault"]?["dose"])
    }
    #expect(found.contains { $0["rank"] != nil })
  }

  @Test func `what had been proposed and rejected, or run, is told`() throws {
    let shop = try Shop()
    let book = try self.book(shop)
    let asked = NextRequest(top: 60, record: true)
    let proposals =
      try book.next(asked, view: View(environment: "lab"), actor: "test").json["proposals"]?.arrayValue ?? []
    let low = try #require(
      proposals.first { proposal in
        proposal["target"] == ["component": "catalog"] && proposal["dose"] == "low"
          && (proposal["fault"]?["kind"]?.stringValue.flatMap { FaultKind(named: $0) }?.faultClass) == .latency
      })
    _ = try book.decide(.rejected, proposal: low["id"]?.stringValue ?? "", why: "catalog is fine", actor: "test")
    try record(try Self.outage(suspected: "catalog", degraded: ["gateway:latency"]), as: "c", in: book)
    let found = experiments(try book.warning(of: "c", view: View(environment: "lab")))
    let one = try #require(found.first { $0["target"] == ["component": "catalog"] && $0["fault"]?["dose"] == "low" })
    #expect(one["fate"] == "proposed, rejected: catalog is fine")
    #expect(one["proposals"]?.arrayValue?.first?["decision"] == "rejected")
    // inventory had been disturbed by r05.
    try record(try Self.outage(suspected: "inventory", degraded: ["checkout:latency"]), as: "i", in: book)
    let later = experiments(try book.warning(of: "i", view: View(environment: "lab")))
    let run = try #require(later.first { $0["target"] == ["component": "inventory"] && $0["fault"]?["dose"] == "high" })
    #expect(run["fate"]?.stringValue?.hasPrefix("run as r05-inventory-latency, which came out") == true)
  }

  @Test func `where nothing would have warned the answer is no, and says why`() throws {
    let shop = try Shop()
    let book = try self.book(shop, runs: ["r01"])
    try record(try Self.outage(fault: nil), as: "unknown", in: book)
    try record(try Self.outage(degraded: ["db:latency"], steady: ["catalog"]), as: "alone", in: book)
    try record(
      try Self.outage(suspected: "mainframe", degraded: ["catalog:latency"], steady: []), as: "stranger", in: book)
    for (id, words) in [
      ("unknown", "its fault is unknown".capitalizedFirst), ("alone", "It showed no propagation"),
      ("stranger", "was not known to the book"),
    ] {
      let answer = try book.warning(of: id)
      #expect(!answer.isYes && experiments(answer).isEmpty)
      #expect(answer.notes.contains { $0.contains(words) }, "\(answer.notes)")
      #expect(try book.incident(id).isYes)
    }
  }

  @Test func `a propagation that no call explains is one that the suspect itself would have shown`() throws {
    let shop = try Shop()
    let book = try self.book(shop, runs: ["r01"])
    try record(
      try Self.outage(suspected: "recommendations", degraded: ["payments:latency"], steady: ["gateway"]), in: book)
    let answer = try book.warning(of: "o")
    let shown = try #require(answer.json["shown"]?.arrayValue?.first)
    #expect(shown["causes"] == [["component": "recommendations", "known": false]])
    #expect(answer.notes.contains { $0.hasPrefix("payments is not known to call recommendations") })
    for one in experiments(answer) { #expect(one["target"] == ["component": "recommendations"]) }
  }

  @Test func `asking twice, or of a rebuilt book, gives the same answer`() throws {
    let shop = try Shop()
    let book = try self.book(shop)
    try record(try Self.outage(), in: book)
    let first = try book.warning(of: "o").json
    #expect(try book.warning(of: "o").json == first)
    _ = try book.rebuild()
    #expect(try book.warning(of: "o").json == first)
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
