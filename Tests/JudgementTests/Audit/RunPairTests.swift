import Testing
import Vocabulary

@testable import Judgement

@Suite("What two runs of an archive say of each other")
struct RunPairTests {
  struct Row: CustomStringConvertible, Sendable {
    let description: String
    let isContaminated: Bool
    let spoil: @Sendable (inout AuditedRun) -> Void

    init(_ description: String, _ isContaminated: Bool, _ spoil: @escaping @Sendable (inout AuditedRun) -> Void) {
      self.description = description
      self.isContaminated = isContaminated
      self.spoil = spoil
    }
  }

  // The second run begins 100 s after the first one's fault was cleared.
  @Test(
    arguments: [
      Row("on the same component", true) { _ in },
      Row("on another that reaches the same caller", true) {
        $0.start = AuditScene.sound(target: "cache").start
        $0.reach = [.component("cache"), .component("web")]
      },
      Row("on another that meets nothing of it", false) { $0.reach = [.component("mail")] },
      Row("in another environment", false) { $0.start = AuditScene.sound(environment: "stage").start },
      Row("where nothing was injected", false) { AuditScene.uninject(&$0) },
    ])
  func near(_ row: Row) {
    var second = AuditScene.sound("second", at: 220)
    row.spoil(&second)
    let why = AuditScene.found(second, among: [AuditScene.sound("first")])["contaminated-baseline"]
    #expect((why != nil) == row.isContaminated)
  }

  @Test("the spacing decides, a stated baseline counts, and slow recovery lengthens the disturbance")
  func spacing() {
    func why(_ change: (inout AuditedRun, inout AuditedRun) -> Void = { _, _ in }, spacing: Double = 300) -> String? {
      var (first, second) = (AuditScene.sound("first"), AuditScene.sound("second", at: 220))
      change(&first, &second)
      return AuditScene.found(second, among: [first], spacing: spacing)["contaminated-baseline"]
    }
    #expect(why() == "the fault of first was over 100 s before its baseline; 300 s should lie between")
    #expect(why(spacing: 100) == nil)
    #expect(why({ first, _ in first.verdict = AuditScene.recovering(50) }, spacing: 100) != nil)
    #expect(
      why { first, _ in
        first.clearedAt = nil; first.endedAt = AuditScene.time(250)
      }
        == "nothing says that the fault of first was cleared before its baseline")
    #expect(
      why { first, second in
        first.clearedAt = nil
        second = AuditScene.sound("second", at: 900_000)
      } == "nothing says that the fault of first was cleared before its baseline")
    #expect(
      why { first, second in
        first.clearedAt = nil
        second = AuditScene.sound("second", at: 900_000, environment: "stage")
      } == nil)
    #expect(
      why { _, second in
        second.start = AuditScene.sound().start.with(baseline: AuditScene.time(-100), AuditScene.time(0))
      } == nil)
  }

  @Test("the look back ends where no earlier fault can reach, and not before: a long one is found behind short ones")
  func lookBack() {
    var long = AuditScene.sound("long")
    long.clearedAt = AuditScene.time(50_000)
    let short = (1...40).map { index -> AuditedRun in
      var run = AuditScene.sound("s\(index)", at: Double(index) * 1000)
      run.reach = [.component("mail")]
      return run
    }
    let last = AuditScene.sound("last", at: 50_100)
    let why = AuditScene.found(last, among: short + [long])["contaminated-baseline"]
    #expect(why == "the fault of long was over 100 s before its baseline; 300 s should lie between")
    #expect(AuditScene.found(AuditScene.sound("later", at: 50_400), among: short + [long]).isEmpty)
  }

  @Test("another measure for the next run of an experiment that went badly is a moved criterion")
  func replaced() throws {
    func pair(_ change: (inout AuditedRun, inout AuditedRun) -> Void) -> String? {
      var (first, second) = (AuditScene.sound("first"), AuditScene.sound("second", at: 10_000))
      first.native = NativeClaim(tool: "tool", verdict: "fail")
      change(&first, &second)
      return AuditScene.found(second, among: [first])["moved-criteria"]
    }
    let lenient: JSON = [200, 503]
    #expect(pair { _, _ in } == nil)
    let why = try #require(pair { $1.probes = [AuditScene.probe(.fault, true, tolerance: lenient)] })
    #expect(why == "first went badly by probe answers 200, which is now [200,503]")
    #expect(pair { $1.probes = [] } == "first went badly, and probe answers is asked no more")
    #expect(
      pair { first, second in
        first.native = NativeClaim(tool: "tool", verdict: "pass")
        second.probes = [AuditScene.probe(.fault, true, tolerance: lenient)]
      } == nil, "the first went well")
    #expect(
      pair { first, second in
        second.start = AuditScene.sound(target: "cache").start
        second.probes = [AuditScene.probe(.fault, true, tolerance: lenient)]
      } == nil, "another experiment")
  }

  /// What the first run said of its clauses a and b, and what b is in the second; a is always another.
  struct Pair: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let outcomes: (a: Outcome, b: Outcome)
    let later: Clause?
    let isMoved: Bool

    init(_ name: String, _ a: Outcome, _ b: Outcome, _ later: Clause?, _ isMoved: Bool) {
      (testDescription, outcomes, self.later, self.isMoved) = (name, (a, b), later, isMoved)
    }
  }

  static func bound(
    _ threshold: Double?, _ op: Comparison = .atMost, metric: String = "latency_p99", within: Double? = 60
  ) -> Clause {
    Clause(
      id: "b", claim: .recoversWithin, subject: .component("web"), metric: metric, comparison: op, threshold: threshold,
      unit: "ms", withinSeconds: within)
  }

  static let pairs: [Pair] = [
    Pair("refuted and loosened", .supported, .refuted, bound(900), true),
    Pair("refuted and given more time", .supported, .refuted, bound(500, within: 90), true),
    Pair("refuted, harder to meet, with more time for it", .supported, .refuted, bound(400, within: 90), true),
    Pair("refuted and without a limit of time", .supported, .refuted, bound(500, within: nil), true),
    Pair("refuted and asked of another metric", .supported, .refuted, bound(500, metric: "latency_p50"), true),
    Pair("refuted and turned round", .supported, .refuted, bound(500, .atLeast), true),
    Pair("refuted and dropped", .supported, .refuted, nil, true),
    Pair("refuted and made harder", .supported, .refuted, bound(400), false),
    Pair("refuted, harder and sooner", .supported, .refuted, bound(400, within: 30), false),
    Pair("refuted and as it was", .supported, .refuted, bound(500), false),
    Pair("loosened, and held before", .supported, .supported, bound(900), false),
    Pair("loosened, and nobody could tell before", .supported, .inconclusive, bound(900), false),
    Pair("loosened, and another was refuted", .refuted, .supported, bound(900), true),
  ]

  @Test("only what was refuted and is easier to meet now is a moved criterion", arguments: pairs)
  func loosened(_ pair: Pair) {
    func clause(_ threshold: Double) -> Clause {
      Clause(
        id: "a", claim: .staysWithin, subject: .component("web"), metric: "error_rate", comparison: .atMost,
        threshold: threshold, unit: "ratio")
    }
    var (first, second) = (AuditScene.sound("first"), AuditScene.sound("second", at: 10_000))
    first.intent = IntentDeclared(title: "t", hypothesis: "h", clauses: [clause(0.1), RunPairTests.bound(500)])
    second.intent = IntentDeclared(
      title: "t", hypothesis: "h", clauses: [clause(0.2)] + [pair.later].compactMap(\.self))
    let outcomes = [("a", pair.outcomes.a), ("b", pair.outcomes.b)]
    first.verdict = VerdictReached(
      outcome: .partlySupported,
      clauses: outcomes.map {
        ClauseVerdict(id: $0.0, outcome: $0.1, expected: "e", actual: "a", unit: nil, evidence: nil)
      }, observations: [], grade: .e4, method: "m")
    let why = AuditScene.found(second, among: [first])["moved-criteria"]
    #expect((why != nil) == pair.isMoved, "\(why ?? "nothing")")
    // It is told by the name of the clause that was refuted.
    #expect(why?.contains("clause \(pair.outcomes.a == .refuted ? "a" : "b")") ?? true)
  }
}

extension AuditScene {
  static func recovering(_ seconds: Double) -> VerdictReached {
    VerdictReached(outcome: .supported, observations: [], grade: .e4, method: "m", recoverySeconds: seconds)
  }
}

extension RunStarted {
  fileprivate func with(baseline from: Timestamp, _ to: Timestamp) -> RunStarted {
    RunStarted(
      intent: intent, proposal: proposal, environment: environment, target: target, fault: fault, runner: runner,
      baseline: TimeWindow(from: from, to: to), journeys: journeys)
  }
}
