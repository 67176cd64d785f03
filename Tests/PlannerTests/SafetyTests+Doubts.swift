import SystemModel
import Vocabulary

@testable import Planner

extension SafetyTests {
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
