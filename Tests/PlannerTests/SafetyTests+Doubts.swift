import SystemModel
import Testing
import Vocabulary

@testable import Planner

private let frontToStore = Dependency(caller: "front", callee: "store")

private func unaimed(
  began: Double = 0, ended: Double? = nil, active: Bool = false, unseen: String? = nil, open: Bool = false,
  in environment: String = "staging"
) -> RunHistory.UnaimedRun {
  RunHistory.UnaimedRun(
    id: "r9", environment: environment, startedAt: Timestamp(seconds: began),
    endedAt: ended.map { Timestamp(seconds: $0) }, isFaultActive: active, unseenEnd: unseen, isOpen: open)
}

extension SafetyTests {
  @Test(
    "what reads like production is asked about, and is none by itself",
    arguments: [
      ("production", true), ("Prod", true), (" production ", true), ("prod-eu", nil), ("production2", nil),
      ("PRD", nil), ("produ", nil), ("staging", true), ("preprod", true), ("pre-production", true),
      ("non-prod", true), ("products", true), ("lab", true),
    ] as [(String, Bool?)])
  func production(_ environment: String, _ passed: Bool?) {
    var asked = question()
    asked.environment = environment
    #expect(EnvironmentGate().judge(asked).passed == passed)
    // Where policy calls another one so, the usual words ask which is meant.
    asked = question { $0.set("safety.production", ["live"]) }
    asked.environment = "prod"
    let said = EnvironmentGate().judge(asked)
    #expect(said.passed == nil && said.why.contains("did you mean live?"), "\(said)")
    asked.environment = "LIVE"
    #expect(asked.isProduction)
  }

  /// More rows of the table: faults that are left behind, what nobody knows of, clocks, and the ladder of doses.
  static let doubts: [Row] = [
    Row("residual fault on what it meets", ResidualFaultGate(), false) { _ in
    } _: {
      $0.recentRadii = [(pastRun(ended: nil, active: true), [.component("front")])]
    },
    Row("residual fault elsewhere", ResidualFaultGate(), true) { _ in
    } _: {
      $0.recentRadii = [(pastRun(ended: nil, active: true), [.component("batch")])]
    },
    Row("a fault on what it meets that nobody saw to be gone", ResidualFaultGate(), nil) { _ in
    } _: {
      $0.recentRadii = [(pastRun(unseen: "expired"), [.component("front")])]
    },
    Row("a fault elsewhere that nobody saw to be gone", ResidualFaultGate(), true) { _ in
    } _: {
      $0.recentRadii = [(pastRun(unseen: "expired"), [.component("batch")])]
    },
    Row("one not seen to be gone, and one still at work", ResidualFaultGate(), false) { _ in
    } _: {
      $0.recentRadii = [
        (pastRun(unseen: "expired"), [.component("front")]), (pastRun(ended: nil, active: true), [.component("front")]),
      ]
    },
    Row("a fault at work, nobody said where", ResidualFaultGate(), nil) { _ in
    } _: {
      $0.recentRadii = [(pastRun(ended: nil, active: true, in: "unknown"), [.component("front")])]
    },
    Row("a fault at work, nobody said where, and none is asked about", ResidualFaultGate(), false) { _ in
    } _: {
      $0.recentRadii = [(pastRun(ended: nil, active: true, in: "unknown"), [.component("front")])]
      $0.environment = nil
    },
    Row("a fault at work on a link that ends in the target", ResidualFaultGate(), false) { _ in
    } _: {
      $0.recentRadii = [(pastRun(ended: nil, active: true), Target.dependency(frontToStore).ends)]
    },
    Row("a fault on a link whose callee has one at work", ResidualFaultGate(), false) { _ in
    } _: {
      $0.target = .dependency(Dependency(caller: "batch", callee: "store"))
      $0.predicted = []
      $0.recentRadii = [(pastRun(ended: nil, active: true), [.component("store")])]
    },
    Row("a fault at work, nobody said on whom", ResidualFaultGate(), nil) {
      $0.history.unaimed = [unaimed(active: true)]
    },
    Row("a fault not seen to be gone, nobody said on whom", ResidualFaultGate(), nil) {
      $0.history.unaimed = [unaimed(ended: 10, unseen: "expired")]
    },
    Row("a fault at work elsewhere, nobody said on whom", ResidualFaultGate(), true) {
      $0.history.unaimed = [unaimed(active: true, in: "lab")]
    },
    Row("a fault at work, nobody said on whom, nor where", ResidualFaultGate(), nil) {
      $0.history.unaimed = [unaimed(active: true, in: "unknown")]
    },
    Row("a run a minute ago, nobody said on whom", SpacingGate(), nil) {
      $0.history.unaimed = [unaimed(ended: 999_940)]
    },
    Row("a run six minutes ago, nobody said on whom", SpacingGate(), true) {
      $0.history.unaimed = [unaimed(ended: 999_640)]
    },
    Row("a run under way, nobody said on whom", SpacingGate(), nil) {
      $0.history.unaimed = [unaimed(began: 990_000, open: true)]
    },
    Row("an intent for staging, in another spelling", EnvironmentGate(), true) { _ in
    } _: {
      $0.intendedEnvironment = " Staging"
    },
    Row("medium in production after low there in another spelling", StartSmallGate(), true) {
      $0.history.runs = [pastRun(in: "PRODUCTION")]
    } _: {
      slow(.medium, in: "production")(&$0)
    },
    Row("medium after a low that nobody confirmed and nobody suffered from", StartSmallGate(), false) {
      $0.history.runs = [pastRun(confirmed: false, grade: .e3)]
    } _: {
      slow(.medium)(&$0)
    },
    Row("medium after a low that nobody confirmed, and somebody suffered", StartSmallGate(), true) {
      $0.history.runs = [pastRun(confirmed: false, grade: .e3, degraded: ["front"])]
    } _: {
      slow(.medium)(&$0)
    },
    Row("medium after a low that nobody confirmed, and one that acted", StartSmallGate(), true) {
      $0.history.runs = [pastRun(), pastRun(confirmed: false, grade: .e3)]
    } _: {
      slow(.medium)(&$0)
    },
    Row("high after medium was stopped, and one of it since that nobody confirmed", StartSmallGate(), false) {
      $0.history.runs = [pastRun(.medium, stopped: "too slow"), pastRun(.medium, confirmed: false, grade: .e3)]
    } _: {
      slow(.high)(&$0)
    },
    Row("a fault of a run that nobody started", ResidualFaultGate(), nil) { $0.history.unplacedFaults = ["r7"] },
    Row("a run a minute ago, nobody said where", SpacingGate(), nil) { _ in
    } _: {
      $0.recentRadii = [(pastRun(ended: 999_940, in: "unknown"), [.journey("buy")])]
    },
    Row("a run that begins in a minute", SpacingGate(), false) { _ in
    } _: {
      $0.recentRadii = [(pastRun(began: 1_000_060, ended: nil, open: true), [.journey("buy")])]
    },
    Row("a run that ends in an hour", SpacingGate(), false) { _ in
    } _: {
      $0.recentRadii = [(pastRun(began: 999_000, ended: 1_003_600), [.journey("buy")])]
    },
    Row("production by another spelling, of a tier that nobody told", EnvironmentGate(), nil) {
      $0.component("store", "database", tier: "")
    } _: {
      $0.environment = "Production"
    },
    Row("production, of a tier that is said to be unknown", EnvironmentGate(), nil) {
      $0.component("store", "database", tier: "unknown")
    } _: {
      $0.environment = "production"
    },
    Row("a freeze of an environment in another spelling", FreezeGate(), false) {
      $0.set(
        "safety.freeze",
        [["from": "1970-01-12T00:00:00Z", "to": "1970-01-13T00:00:00Z", "environments": ["Staging"]]])
    },
    Row("excluded under a name that the book does not have", ExclusionGate(), nil) {
      $0.set("safety.exclude", ["nosuchcomp", "batch"])
    },
    Row("one of another name, and one that it meets", ExclusionGate(), false) {
      $0.set("safety.exclude", ["nosuchcomp", "front"])
    },
    Row("in a freeze of a component that the book does not have", FreezeGate(), nil) {
      $0.set(
        "safety.freeze",
        [["from": "1970-01-12T00:00:00Z", "to": "1970-01-13T00:00:00Z", "components": ["nosuchcomp", "batch"]]])
    },
    Row("after a freeze of a component that the book does not have", FreezeGate(), true) {
      $0.set(
        "safety.freeze",
        [["from": "1970-01-01T00:00:00Z", "to": "1970-01-02T00:00:00Z", "components": ["nosuchcomp"]]])
    },
    Row("high after low was stopped", StartSmallGate(), false) {
      $0.history.runs = [pastRun(stopped: "error_rate > 0.5")]
    } _: {
      slow(.high)(&$0)
    },
    Row("high after medium was stopped and low went through", StartSmallGate(), false) {
      $0.history.runs = [pastRun(), pastRun(.medium, stopped: "too slow")]
    } _: {
      slow(.high)(&$0)
    },
    Row("medium again after it was stopped", StartSmallGate(), true) {
      $0.history.runs = [pastRun(), pastRun(.medium, stopped: "too slow")]
    } _: {
      slow(.medium)(&$0)
    },
    Row("high after medium was stopped and then went through", StartSmallGate(), true) {
      $0.history.runs = [pastRun(.medium, stopped: "too slow"), pastRun(.medium)]
    } _: {
      slow(.high)(&$0)
    },
    Row("medium after a low that nobody observed", StartSmallGate(), nil) {
      $0.history.runs = [pastRun(grade: .e1)]
    } _: {
      slow(.medium)(&$0)
    },
    Row("high after medium was stopped, and low went through since", StartSmallGate(), false) {
      $0.history.runs = [pastRun(.medium, stopped: "too slow"), pastRun()]
    } _: {
      slow(.high)(&$0)
    },
    Row("medium after a low that refuted its intent", StartSmallGate(), false) {
      $0.history.runs = [pastRun(outcome: .refuted)]
    } _: {
      slow(.medium)(&$0)
    },
    Row("medium after a low that refuted a clause of it", StartSmallGate(), false) {
      $0.history.runs = [pastRun(outcome: .partlySupported, refuted: ["errors"])]
    } _: {
      slow(.medium)(&$0)
    },
    Row("high after a low that refuted its intent and a medium that did not", StartSmallGate(), true) {
      $0.history.runs = [pastRun(outcome: .refuted), pastRun(.medium, outcome: .supported)]
    } _: {
      slow(.high)(&$0)
    },
    Row("medium after a low that refuted its intent and one that did not", StartSmallGate(), true) {
      $0.history.runs = [pastRun(outcome: .refuted), pastRun(outcome: .supported)]
    } _: {
      slow(.medium)(&$0)
    },
    Row("medium after a low that refuted its intent and one that nobody observed", StartSmallGate(), false) {
      $0.history.runs = [pastRun(outcome: .refuted), pastRun(grade: .e1, outcome: .supported)]
    } _: {
      slow(.medium)(&$0)
    },
    Row("medium again after it refuted its intent", StartSmallGate(), true) {
      $0.history.runs = [pastRun(), pastRun(.medium, outcome: .refuted)]
    } _: {
      slow(.medium)(&$0)
    },
    Row("medium after a low that is not judged yet", StartSmallGate(), nil) {
      $0.history.runs = [pastRun(grade: nil)]
    } _: {
      slow(.medium)(&$0)
    },
    Row("medium after a low that ended before its fault, not judged yet", StartSmallGate(), false) {
      $0.history.runs = [pastRun(injected: false, grade: nil)]
    } _: {
      slow(.medium)(&$0)
    },
  ]
}
