import Testing
import Vocabulary

@testable import KnowledgeBase

/// What answers a refuted intent, and what does not.
@Suite struct VetoTests {
  /// A book in which run r1 refuted clause k of intent i, which speaks of journey buy.
  private func book(_ shop: Shop) throws -> KnowledgeBase {
    let book = try KnowledgeBase.toy(shop, Toy.system + Toy.runs(1))
    var intent = try #require(Toy.system.first { $0.id == "i" }).data
    intent = .object((intent.members ?? []) + [JSON.Member("journey", "buy")])
    _ = try book.correct(book.position(of: "i"), data: intent, why: "it is about buying", actor: "test")
    #expect(book.headState().refutedJourneys == ["buy"])
    return book
  }

  private func revise(_ book: KnowledgeBase, _ changes: [JSON.Member]) throws {
    let revised = IntentRevised(changes: changes, why: "we think again")
    _ = try book.record(.intentRevised(revised), stream: "intent/i", actor: "test")
  }

  private func clause(_ threshold: Double) -> JSON {
    [
      "id": "k", "claim": "stays-within", "subject": ["component": "checkout"], "metric": "error_rate", "op": "<=",
      "threshold": .number(threshold), "unit": "ratio",
    ]
  }

  private func other(_ id: String) -> JSON {
    [
      "id": .string(id), "claim": "stays-within", "subject": ["component": "gateway"], "metric": "error_rate",
      "op": "<=", "threshold": 0.5, "unit": "ratio",
    ]
  }

  /// A run whose clause k came out so.
  private func record(_ run: String, _ start: RunStarted, _ outcome: Outcome, in book: KnowledgeBase) throws {
    _ = try book.record(.runStarted(start), stream: "run/\(run)", actor: "test")
    let reached = VerdictReached(
      outcome: outcome,
      clauses: [ClauseVerdict(id: "k", outcome: outcome, expected: "e", actual: "a", unit: nil, evidence: nil)],
      observations: [], grade: .e4, method: "tool")
    _ = try book.record(.verdictReached(reached), stream: "run/\(run)", actor: "test")
  }

  private func story(_ book: KnowledgeBase) throws -> Answer { try book.explain(score: "journey buy") }

  @Test func `a revision of anything but the refuted criteria leaves the veto, and explain says so`() throws {
    let shop = try Shop()
    let book = try book(shop)
    for changes: [JSON.Member] in [
      [JSON.Member("title", "buying goes on")], [JSON.Member("owner", "somebody else")],
      [JSON.Member("clauses", .array([clause(0.5), other("new")]))],
    ] {
      try revise(book, changes)
      #expect(book.headState().refutedJourneys == ["buy"])
      let told = try story(book)
      #expect(told.json["refutedBy"]?.arrayValue?.first?["revised"]?.integerValue == book.headState().position)
      #expect(told.json["refutedBy"]?.arrayValue?.first?["clauses"] == ["k"] && told.json["lifted"] == .array([]))
      #expect(
        told.notes.contains {
          $0.hasPrefix("Intent i was revised at position \(book.headState().position), which left clause k")
        })
    }
  }

  @Test func `a revision of the refuted criterion lifts it, is told, and taking it back puts the veto back`() throws {
    let shop = try Shop()
    let book = try book(shop)
    try revise(book, [JSON.Member("clauses", .array([clause(0.95)]))])
    let lifting = book.headState().position
    try revise(book, [JSON.Member("title", "buying goes on")])
    #expect(book.headState().refutedJourneys.isEmpty)
    let told = try story(book)
    #expect(
      told.json["lifted"]?.arrayValue?.first?["revised"]?.integerValue == lifting
        && told.json["refutedBy"] == .array([]))
    #expect(
      told.notes.contains {
        $0
          == "Run r1 refuted intent i, and its veto was lifted by a revision at position \(lifting) that changed clause k, "
          + "by no later run."
      })
    try revise(book, [JSON.Member("clauses", .array([clause(0.5)]))])
    #expect(book.headState().refutedJourneys == ["buy"])
    try revise(book, [JSON.Member("clauses", .array([other("new")]))])
    #expect(book.headState().refutedJourneys.isEmpty, "a dropped criterion claims nothing any more")
  }

  @Test func `a clause that is refuted beside others that held vetoes as well, and is a finding until it holds`() throws
  {
    let shop = try Shop()
    let book = try KnowledgeBase.toy(shop, Toy.system)
    func verdict(_ run: String, _ outcome: Outcome, _ clauses: [(String, Outcome)], _ grade: Grade = .e4) throws {
      let start = RunStarted(
        intent: "i", environment: "test", target: .component("payments"),
        fault: Fault(kind: .init(named: "compute.kill")!),
        runner: Runner(tool: "toy"))
      let stream = "run/\(run)"
      _ = try book.record(.runStarted(start), stream: stream, actor: "test")
      let reached = VerdictReached(
        outcome: outcome,
        clauses: clauses.map {
          ClauseVerdict(id: $0.0, outcome: $0.1, expected: "e", actual: "a", unit: nil, evidence: nil)
        }, observations: [], grade: grade, method: "tool")
      _ = try book.record(.verdictReached(reached), stream: stream, actor: "test")
    }
    func standing() -> [String] { book.headState().refutations.first?.clauses ?? [] }
    try revise(book, [JSON.Member("journey", "buy")])
    try verdict("r1", .partlySupported, [("k", .refuted), ("l", .supported)])
    #expect(book.headState().refutedJourneys == ["buy"] && standing() == ["k"])
    let told = try book.findings()
    #expect(told.json["refuted"]?.arrayValue?.first?["clauses"] == ["k"])
    #expect(told.json["refuted"]?.arrayValue?.first?["journeys"] == ["buy"] && told.further.count == 1)
    // After: what it said, the outcome of the whole, clauses, the grade; and the clauses that stand refuted then.
    let later: [(Outcome, [(String, Outcome)], Grade, [String])] = [
      (.partlySupported, [("k", .inconclusive), ("l", .supported)], .e4, ["k"]),
      (.partlySupported, [("k", .inconclusive), ("l", .refuted)], .e4, ["k", "l"]),
      (.supported, [], .e1, ["k", "l"]),
      (.notRun, [("k", .supported)], .e0, ["k", "l"]),
      (.partlySupported, [("k", .supported), ("l", .refuted)], .e4, ["l"]),
      (.refuted, [("l", .refuted), ("m", .refuted)], .e4, ["l", "m"]),
      (.supported, [("k", .supported), ("l", .supported)], .e4, []),
    ]
    for (index, (outcome, clauses, grade, stands)) in later.enumerated() {
      try verdict("s\(index)", outcome, clauses, grade)
      #expect(standing() == stands, "after \(outcome) \(clauses)")
    }
    #expect(book.headState().refutedJourneys.isEmpty)
    #expect(try book.findings().json["refuted"] == .array([]))
  }

  @Test func `a later run that supports lifts it, one that shows nothing or is judged anew does not`() throws {
    let shop = try Shop()
    let book = try book(shop)
    func append(_ events: [Toy.Event]) throws {
      try book.tell(events)
      _ = try book.judge(actor: "test")
    }
    // Nobody is watched: no clause can be judged.
    try append(Toy.run("blind", at: 7200, suffering: []).filter { $0.type != .metricSampled })
    #expect(book.headState().runs["blind"]?.verdict?.outcome == .inconclusive)
    #expect(book.headState().refutedJourneys == ["buy"])
    // A run that took place before the one that refuted answers nothing, whenever it is told.
    try append(Toy.run("before", at: 600, suffering: ["payments"]))
    #expect(book.headState().runs["before"]?.verdict?.outcome == .supported)
    #expect(book.headState().refutedJourneys == ["buy"])
    try append(Toy.run("after", at: 9000, suffering: ["payments"]))
    #expect(book.headState().runs["after"]?.verdict?.outcome == .supported)
    #expect(book.headState().refutedJourneys.isEmpty && book.headState().liftedRefutations.isEmpty)
  }

  /// A later run that supports, what of its start is otherwise, and why it does not answer; nil where it does.
  static let answers: [(name: String, start: RunStarted, why: String?)] = {
    func start(
      _ environment: String = "test", _ target: String? = "payments", _ kind: String = "net.latency",
      _ dose: Dose = .high
    ) -> RunStarted {
      RunStarted(
        intent: "i", environment: environment, target: target.map { .component($0) },
        targetUnnamed: target == nil && kind != "none" ? "lost" : nil,
        fault: Fault(kind: .init(named: kind)!, dose: kind == "none" ? nil : dose), runner: Runner(tool: "toy"))
    }
    return [
      ("the same", start(), nil), ("production", start("production"), nil),
      ("a placebo", start("test", nil, "none"), "it is a placebo"),
      ("a lower dose", start("test", "payments", "net.latency", .low), "its dose was low, not high"),
      ("another target", start("test", "db"), "it disturbed db, not payments"),
      ("nobody named", start("test", nil), "nobody says whom it disturbed"),
      ("another class", start("test", "payments", "compute.kill"), "its fault was compute.kill, not net.latency"),
      ("another environment", start("laptop"), "it ran in laptop, not in test"),
    ]
  }()

  @Test(arguments: answers.indices) func `only a run that asks the same again answers`(_ index: Int) throws {
    let (name, later, why) = Self.answers[index]
    let shop = try Shop()
    let book = try KnowledgeBase.toy(shop, Toy.system)
    try revise(book, [JSON.Member("journey", "buy")])
    func tell(_ run: String, _ start: RunStarted, _ outcome: Outcome) throws {
      try record(run, start, outcome, in: book)
    }
    try tell("r1", Self.answers[0].start, .refuted)
    try tell("r2", later, .supported)
    #expect(book.headState().refutedJourneys == (why == nil ? [] : ["buy"]), "\(name)")
    guard let why else { return }
    let words = "run r2 supports it since and does not answer it, for \(why)"
    #expect(
      try book.findings().notes.contains { $0.contains(words) } && story(book).notes.contains { $0.contains(words) })
    try tell("r3", Self.answers[0].start, .supported)
    #expect(book.headState().refutedJourneys.isEmpty)
  }

  @Test func `what a proposal expected is refuted, vetoes and is answered as an intent is, if the run was of it`()
    throws
  {
    let shop = try Shop()
    let book = try KnowledgeBase.toy(shop, Toy.system)
    func propose(_ id: String) throws {
      let proposal: JSON = [
        "id": .string(id), "target": ["component": "payments"], "fault": ["kind": "compute.kill"], "bits": 1,
        "position": 1,
        "seed": 1,
        "intent": [
          "title": "kill of payments", "hypothesis": "buying goes on", "journey": "buy",
          "clauses": .array([clause(0.5)]),
        ],
      ]
      _ = try book.record(try Fact(.experimentProposed, proposal), stream: "plan", actor: "test")
    }
    func tell(_ run: String, of proposal: String, on target: String = "payments", _ outcome: Outcome) throws {
      let start = RunStarted(
        proposal: proposal, environment: "test", target: .component(target),
        fault: Fault(kind: .init(named: "compute.kill")!), runner: Runner(tool: "toy"))
      try record(run, start, outcome, in: book)
    }
    for id in ["p-1", "p-2"] { try propose(id) }
    // Of another target than was proposed: it tests nothing that the proposal expected, and says so.
    try tell("r0", of: "p-1", on: "db", .refuted)
    #expect(book.headState().refutations.isEmpty)
    #expect(
      try book.run("r0").json["doubts"] == ["The proposal is about payments, and this run disturbs db."])
    try tell("r1", of: "p-1", .refuted)
    #expect(book.headState().refutedJourneys == ["buy"])
    let found = try book.findings()
    #expect(
      found.json["refuted"]?.arrayValue?.first?["proposal"] == "p-1"
        && found.json["refuted"]?.arrayValue?.first?["intent"] == nil)
    let scores = try book.scores().json
    #expect(scores["system"]?["refuted"] == true && scores["refutedBy"]?.arrayValue?.first?["proposal"] == "p-1")
    // The next plan asks the same under an id of its own.
    try tell("r2", of: "p-2", .supported)
    #expect(book.headState().refutedJourneys.isEmpty)
    #expect(try book.findings().json["refuted"] == .array([]))
  }

  @Test func `a run by looser criteria answers nothing`() throws {
    let shop = try Shop()
    let book = try book(shop)
    try revise(book, [JSON.Member("clauses", .array([clause(0.95)]))])
    // After the revision, which is made at the book's own time.
    try book.tell(Toy.run("loose", at: 86_400 * 30 + 60, suffering: ["payments"]))
    _ = try book.judge(actor: "test")
    try revise(book, [JSON.Member("clauses", .array([clause(0.5)]))])
    #expect(book.headState().refutedJourneys == ["buy"], "asked by the old criterion again, it stands refuted")
  }
}
