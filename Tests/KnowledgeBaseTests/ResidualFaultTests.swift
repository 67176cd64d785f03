import Planner
import Testing
import Vocabulary

@testable import KnowledgeBase

/// A clearing is a word; that the fault is gone is seen, or in doubt.
@Suite("Whether a fault is seen to be gone")
struct ResidualFaultTests {
  /// One run: what it left in the log after its injection at 60 s, and what is then known of its fault.
  struct Story: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// What the planner is told: nil where the fault is seen to be gone, else how it is said to have ended.
    let unseenEnd: String?
    let isActive: Bool
    let events: [Toy.Event]

    init(_ name: String, _ unseenEnd: String?, isActive: Bool = false, _ events: [Toy.Event]) {
      (testDescription, self.unseenEnd, self.isActive, self.events) = (name, unseenEnd, isActive, events)
    }
  }

  private static func event(_ second: Int, _ type: EventType, _ data: JSON, _ id: String = "") -> Toy.Event {
    Toy.Event(id: "r-\(type.shortName)-\(second)\(id)", type: type, stream: "run/r", second: second, data: data)
  }
  private static func inject(_ second: Int) -> Toy.Event { event(second, .faultInjected, ["confirmed": true]) }
  private static func clear(_ second: Int, _ confirmed: Bool, how: String = "expired") -> Toy.Event {
    event(second, .faultCleared, ["how": .string(how), "confirmed": .bool(confirmed)])
  }
  private static func probe(
    _ second: Int, _ met: JSON, _ name: String = "shop answers", phase: String = "recovery", of component: String? = nil
  ) -> Toy.Event {
    event(
      second, .probeObserved,
      .compact(
        ("name", .string(name)), ("component", component.map { .string($0) }), ("phase", .string(phase)), ("met", met)),
      name)
  }
  /// Its own check notices the fault.
  private static let failing = probe(90, false, phase: "fault")
  private static let finish = event(185, .runFinished, [:])
  /// What gateway, checkout and payments answered, every ten seconds; payments fails while the fault acts, and as long after it.
  private static func samples(failingUntil end: Int, until last: Int = 180) -> [Toy.Event] {
    stride(from: 10, through: last, by: 10).map { second in
      event(
        second, .metricSampled,
        [
          "component": "payments", "metric": "error_rate",
          "value": .number(second > 60 && second <= end ? 0.9 : 0.01), "unit": "ratio", "windowSeconds": 10,
        ])
    }
  }

  static let stories: [Story] = [
    Story("never cleared", nil, isActive: true, [inject(60), finish]),
    Story("cleared, confirmed", nil, [inject(60), clear(120, true), finish]),
    Story("cleared, not confirmed", "expired", [inject(60), clear(120, false), finish]),
    Story("cleared, not confirmed, not finished", "rolled-back", [inject(60), clear(120, false, how: "rolled-back")]),
    Story("confirmed later, while it goes on", nil, [inject(60), clear(120, false), clear(150, true), finish]),
    Story("confirmed once it is over", nil, [inject(60), clear(120, false), finish, clear(4000, true)]),
    Story("said again once it is over", "expired", [inject(60), clear(120, false), finish, clear(4000, false)]),
    Story("confirmed, and said again without", nil, [inject(60), clear(120, true), clear(150, false), finish]),
    Story(
      "confirmed, and injected again", "expired",
      [inject(60), clear(80, true), inject(100), clear(120, false), finish]),
    Story(
      "confirmed for a time before it was injected again", "expired",
      [inject(60), clear(80, true), inject(100), clear(90, true), finish]),
    Story("recovery seen by samples", nil, samples(failingUntil: 130) + [inject(60), clear(120, false), finish]),
    Story("still failing", "expired", samples(failingUntil: 180) + [inject(60), clear(120, false), finish]),
    Story(
      "nothing seen after the clearing", "expired",
      samples(failingUntil: 120, until: 120) + [inject(60), clear(120, false), finish]),
    Story(
      "its checks hold again", nil, [inject(60), failing, clear(120, false), probe(150, true), finish]),
    Story(
      "a check that never noticed the fault", "expired", [inject(60), clear(120, false), probe(150, true), finish]),
    Story(
      "a check that held under the fault", "expired",
      [inject(60), probe(90, true, phase: "fault"), clear(120, false), probe(150, true), finish]),
    Story(
      "a check that failed before the fault", "expired",
      [probe(30, false, phase: "baseline"), inject(60), clear(120, false), probe(150, true), finish]),
    Story(
      "a check that failed under an earlier round", "expired",
      [
        inject(60), failing, clear(120, true), inject(130), clear(140, false), probe(150, true), finish,
      ]),
    Story(
      "another check than the one that failed", "expired",
      [inject(60), failing, clear(120, false), probe(150, true, "stock answers"), finish]),
    Story(
      "one that failed holds, one that held still does", nil,
      [
        inject(60), failing, probe(91, true, "stock answers", phase: "fault"), clear(120, false), probe(150, true),
        probe(151, true, "stock answers"), finish,
      ]),
    Story(
      "one of its checks does not", "expired",
      [inject(60), failing, clear(120, false), probe(150, true), probe(151, false, "stock answers"), finish]),
    Story(
      "a check that holds at last", nil, [inject(60), clear(120, false), probe(130, false), probe(150, true), finish]),
    Story(
      "a check that fails at last", "expired",
      [inject(60), failing, clear(120, false), probe(130, true), probe(150, false), finish]),
    Story("a check without an answer", "expired", [inject(60), failing, clear(120, false), probe(150, .null), finish]),
    Story(
      "a check before the clearing", "expired", [inject(60), failing, probe(110, true), clear(120, false), finish]),
    Story(
      "a check under the fault", "expired",
      [inject(60), failing, clear(120, false), probe(150, true, phase: "fault"), finish]),
    Story(
      "a check of somebody else", "expired",
      [
        inject(60), failing, clear(120, false),
        probe(150, true, of: "gateway"), finish,
      ]),
    Story(
      "a check of the target", nil,
      [
        inject(60), probe(90, false, phase: "fault", of: "payments"), clear(120, false),
        probe(150, true, of: "payments"), finish,
      ]),
    Story(
      "a breaker that opened is no health", "expired",
      [
        inject(60), probe(90, false, "breaker open", phase: "fault"), clear(120, false),
        probe(150, true, "breaker open"), finish,
      ]),
    Story(
      "a check that holds, and somebody still failing", "expired",
      samples(failingUntil: 180) + [inject(60), failing, clear(120, false), probe(150, true), finish]),
    Story("injected after its end", "manual", [finish, inject(60)]),
    Story("injected and cleared after its end", "expired", [finish, inject(60), clear(120, false)]),
    Story("injected, and confirmed, after its end", nil, [finish, inject(60), clear(120, true)]),
  ]

  private func book(_ shop: Shop, _ events: [Toy.Event], isPlacebo: Bool = false) throws -> KnowledgeBase {
    let start = ResidualFaultTests.event(
      0, .runStarted,
      .compact(
        ("environment", "test"), ("target", isPlacebo ? .null : ["component": "payments"]),
        ("fault", ["kind": isPlacebo ? "none" : "compute.kill"]), ("runner", ["tool": "toy"])))
    return try KnowledgeBase.toy(shop, Toy.system + [start] + events)
  }

  @Test(arguments: stories) func told(_ story: Story) throws {
    let shop = try Shop()
    let book = try book(shop, story.events)
    let past = try #require(book.source(View()).runHistory.runs.first)
    #expect(past.unseenEnd == story.unseenEnd && past.isFaultActive == story.isActive)
    // A snapshot keeps it, and it is folded from the first event as it was told.
    let state = try Snapshot.state(Snapshot(book.headState()).bytes)
    let run = try #require(state.runs["r"])
    #expect(run.isClearingInDoubt == (story.unseenEnd != nil) && run.isFaultActive == story.isActive)
    #expect(try book.verify().isYes)
  }

  @Test func `of a disqualified run the recovery does not count, and a confirmed clearing does`() throws {
    for (events, unseenEnd) in [
      ([Self.inject(60), Self.failing, Self.clear(120, false), Self.probe(150, true), Self.finish], "expired"),
      ([Self.inject(60), Self.clear(120, true), Self.finish], nil),
    ] {
      let shop = try Shop()
      let book = try book(shop, events)
      _ = try book.record(.runDisqualified(RunDisqualified(why: "a deploy")), stream: "run/r", actor: "test")
      #expect(try book.source(View()).runHistory.runs.first?.unseenEnd == unseenEnd)
    }
  }

  @Test func `a fault of a run that nobody started is told, until its start is`() throws {
    let shop = try Shop()
    let book = try KnowledgeBase.toy(shop, Toy.system + [Self.inject(60)])
    #expect(try book.source(View()).runHistory.unplacedFaults == ["r"])
    let start = RunStarted(
      environment: "test", target: .component("payments"), fault: Fault(kind: FaultKind(named: "compute.kill")!),
      runner: Runner(tool: "toy"))
    _ = try book.record(.runStarted(start), stream: "run/r", actor: "test")
    let history = try book.source(View()).runHistory
    #expect(history.unplacedFaults.isEmpty && history.runs.first?.isFaultActive == true)
  }

  @Test
  func
    `a fault of a run that names no target is in doubt for everybody in its environment, until it is seen to be gone`()
    throws
  {
    for (place, inDoubt) in [("test", ["test", "Test"]), ("unknown", ["test", "elsewhere"])] {
      let shop = try Shop()
      let start = Self.event(
        0, .runStarted,
        [
          "environment": .string(place), "target": .null, "targetUnnamed": "the file says nothing of it",
          "fault": ["kind": "compute.kill"], "runner": ["tool": "toy"],
        ])
      let book = try KnowledgeBase.toy(shop, Toy.system + [start, Self.inject(60)])
      func gates(_ environment: String, at second: Int) throws -> [String: Bool?] {
        let request = CheckRequest(target: .component("db"), fault: Fault(kind: FaultKind(named: "compute.kill")!))
        let view = View(now: .at(Toy.time(second)), environment: environment)
        let told = try book.check(request, view: view).json["gates"]?.arrayValue ?? []
        return Dictionary(
          uniqueKeysWithValues: told.map { ($0["gate"]?.stringValue ?? "", $0["passed"]?.boolValue) })
      }
      for environment in inDoubt {
        #expect(try gates(environment, at: 100)["residual-fault"] == .some(nil), "\(place) for \(environment)")
        #expect(try gates(environment, at: 900_000)["residual-fault"] == .some(nil), "\(place) for \(environment)")
      }
      if place == "test" { #expect(try gates("elsewhere", at: 100)["residual-fault"] == true) }
      try book.tell([Self.clear(120, true), Self.finish])
      for environment in inDoubt {
        let soon = try gates(environment, at: 200)
        #expect(soon["residual-fault"] == true && soon["spacing"] == .some(nil), "\(place) for \(environment)")
        #expect(try gates(environment, at: 800)["spacing"] == true, "\(place) for \(environment)")
      }
    }
  }

  @Test func `an incident that is to end later is open until then`() throws {
    let shop = try Shop()
    let book = try KnowledgeBase.toy(shop, Toy.system + [Toy.incident])
    for (second, isOpen) in [(399, true), (400, false), (401, false)] {
      let history = try book.source(View(now: .at(Toy.time(second)))).runHistory
      #expect(history.openIncidents.contains { $0.component == "db" } == isOpen, "at \(second) s")
    }
  }

  @Test func `a placebo leaves nothing behind`() throws {
    let shop = try Shop()
    let book = try book(shop, [Self.inject(60), Self.clear(120, false), Self.finish], isPlacebo: true)
    #expect(book.headState().runs["r"]?.isClearingInDoubt == false)
  }

  @Test func `that it is seen to be gone can be said at any time, once, and changes nothing of what the run showed`()
    throws
  {
    let shop = try Shop()
    let book = try book(shop, [Self.inject(60), Self.clear(120, false), Self.finish])
    let before = try #require(book.headState().runs["r"])
    func say(_ confirmed: Bool) throws -> Answer {
      try book.record(
        .faultCleared(FaultCleared(how: .expired, confirmed: confirmed)), stream: "run/r", actor: "test")
    }
    #expect(throws: FaultbookError.self) {
      _ = try book.record(
        .faultCleared(FaultCleared(how: .manual, confirmed: false)), stream: "run/r", actor: "test")
    }
    #expect(try say(false).json["appended"] == 0)
    let head = try book.head()
    _ = try say(true)
    let after = try #require(book.headState().runs["r"])
    #expect(try book.head() == head + 1 && !after.isClearingInDoubt)
    #expect(after.clearedAt == before.clearedAt && after.lastPosition == before.lastPosition)
    #expect(after.verdictPosition == before.verdictPosition && !after.awaitsJudgement)
    #expect(try say(true).json["appended"] == 0 && book.head() == head + 1)
    #expect(throws: FaultbookError.self) {
      _ = try book.record(.faultCleared(FaultCleared(how: .manual, confirmed: true)), stream: "run/r", actor: "test")
    }
    // The time at which it was seen is that from which on others keep their distance.
    #expect(try book.source(View()).runHistory.runs.first?.endedAt == after.quietSince)
  }
}
