import Testing
import Vocabulary

@testable import Judgement

@Suite("What a run's record says against it")
struct EvidenceCheckTests {
  struct Row: CustomStringConvertible, Sendable {
    let description: String
    /// The checks that find it, by name; all others must not.
    let checks: Set<String>
    let spoil: @Sendable (inout AuditedRun) -> Void

    init(_ description: String, _ checks: Set<String>, _ spoil: @escaping @Sendable (inout AuditedRun) -> Void) {
      self.description = description
      self.checks = checks
      self.spoil = spoil
    }
  }

  static let rows: [Row] = [
    Row("a sound run", []) { _ in },
    Row("nothing asked and nothing seen", ["vacuous-pass"]) {
      $0.probes = [AuditScene.probe(.baseline, true)]
      $0.verdict = AuditScene.verdict(.e1, .inconclusive)
    },
    Row("asked and never answered", ["vacuous-pass", "no-data"]) {
      $0.probes = [AuditScene.probe(.fault, nil)]
      $0.verdict = AuditScene.verdict(.e1, .inconclusive)
    },
    Row("a failure is no vacuous pass", []) {
      $0.native = NativeClaim(tool: "tool", verdict: "Fail")
      $0.verdict = AuditScene.verdict(.e1, .inconclusive)
    },
    Row("a probe failed under the fault", ["masked-failure"]) {
      $0.probes.append(AuditScene.probe(.fault, false, "pays"))
      $0.verdict = AuditScene.verdict(.e4, .refuted)
    },
    Row("a probe failed after the fault", ["masked-failure"]) { $0.probes.append(AuditScene.probe(.recovery, false)) },
    Row("a probe failed before the fault", []) { $0.probes.append(AuditScene.probe(.baseline, false)) },
    Row("a probe failed and the tool says so", []) {
      $0.probes.append(AuditScene.probe(.fault, false))
      $0.native = NativeClaim(tool: "tool", status: "completed", verdict: "deviated")
    },
    Row("the samples refute a clause", ["contradicted-pass"]) { $0.verdict = AuditScene.verdict(.e4, .refuted) },
    Row("the gate failed", ["gate-failed"]) {
      AuditScene.uninject(&$0)
      $0.aborted = RunAborted(reason: .guardrail, criterion: "steady state before the fault")
    },
    Row("nothing was injected", ["not-injected"]) { AuditScene.uninject(&$0) },
    Row("nobody saw the fault, nobody suffered", ["not-injected"]) {
      $0.confirmed = false
      $0.injections = [FaultInjected(confirmed: false)]
    },
    Row("nobody saw the fault, somebody suffered", []) {
      $0.confirmed = false
      $0.injections = [FaultInjected(confirmed: false)]
      $0.verdict = AuditScene.verdict(.e4, .supported, degraded: [.component("db")])
    },
    Row("one of two actions failed", ["partly-injected"]) { $0.injections.append(FaultInjected(confirmed: false)) },
    Row("one question of two got no answer", ["no-data"]) { $0.probes.append(AuditScene.probe(.fault, nil, "load")) },
    Row("silence that nobody counted", []) {
      $0.probes.append(AuditScene.probe(.fault, nil, "load"))
      $0.native = NativeClaim(tool: "tool", verdict: "failed")
    },
    Row("nothing was expected", ["nothing-stated"]) {
      $0.intent = nil
      $0.probes = []
    },
    Row("an intent without a measure", ["nothing-stated"]) {
      $0.intent = IntentDeclared(title: "t", hypothesis: "h")
      $0.probes = []
    },
    Row("a rollback nobody executed", ["rollback-not-executed", "never-cleared"]) {
      $0.intent = AuditScene.withRollback
      $0.clearings = []
      $0.clearedAt = nil
    },
    Row("a rollback that the time limit spared", ["rollback-not-executed"]) {
      $0.intent = AuditScene.withRollback
      $0.clearings = [.expired]
    },
    Row("a rollback by hand", []) {
      $0.intent = AuditScene.withRollback
      $0.clearings = [.manual]
    },
    Row("a kill, which passes by itself", []) {
      $0.start = RunStarted(
        intent: "i", environment: "test", target: .component("db"), fault: Fault(kind: .init(named: "compute.kill")!),
        runner: Runner(tool: "tool"))
      $0.clearings = []
      $0.clearedAt = nil
    },
    Row("criteria revised after the result", ["moved-criteria"]) {
      $0.afterthoughts = [.init(.criteria, at: 120, "clause k changed")]
    },
    Row("evidence retracted after the result", ["changed-evidence"]) {
      $0.afterthoughts = [.init(.evidence, at: 120, "a sample was retracted")]
    },
    Row("a run that nobody ended", ["unfinished"]) {
      $0.endedAt = nil
      $0.native = nil
    },
    Row("a placebo that nothing disturbed", []) {
      $0.start = RunStarted(environment: "test", target: nil, fault: Fault(kind: .none), runner: Runner(tool: "tool"))
      $0.probes = []
      $0.intent = nil
      $0.verdict = AuditScene.verdict(.e1, .inconclusive)
    },
  ]

  @Test("each fault of a record is found by its check, and by no other", arguments: rows)
  func table(_ row: Row) {
    var run = AuditScene.sound()
    row.spoil(&run)
    #expect(Set(AuditScene.found(run).keys) == row.checks)
  }

  @Test("every check is found by some row, has words for people, and a name of its own")
  func complete() {
    let found = EvidenceCheckTests.rows.reduce(into: Set<String>()) { $0.formUnion($1.checks) }
    let names = EvidenceCheck.all.map(\.name)
    #expect(Set(names).subtracting(found) == ["contaminated-baseline"], "told by two runs, in its own suite")
    #expect(Set(names).count == names.count)
    for check in EvidenceCheck.all {
      #expect(check.meaning.hasSuffix(".") && check.advice.hasSuffix(".") && !check.title.isEmpty)
    }
  }

  @Test("passes are counted, the sound ones and those by check, and every run stands under one grade")
  func counts() {
    var masked = AuditScene.sound("b", at: 10_000)
    masked.probes.append(AuditScene.probe(.fault, false))
    var failed = AuditScene.sound("c", at: 20_000)
    failed.native = NativeClaim(tool: "tool", verdict: "fail")
    var open = AuditScene.sound("d", at: 30_000)
    open.verdict = nil
    open.native = nil
    let audit = EvidenceAudit(
      AuditedArchive([open, failed, masked, AuditScene.sound("a")], spacingSeconds: 300))
    #expect(audit.runs == ["a", "b", "c", "d"])
    #expect(audit.passes == ["a", "b"])
    for row in EvidenceCheckTests.rows where !row.checks.isDisjoint(with: ["nothing-stated", "moved-criteria"]) {
      var run = AuditScene.sound()
      row.spoil(&run)
      let audit = EvidenceAudit(AuditedArchive([run], spacingSeconds: 300))
      #expect(audit.passes == ["r"] && audit.soundPasses.isEmpty, "\(row)")
    }
    #expect(audit.soundPasses == ["a"])
    #expect(audit.findings.first { $0.check.name == "masked-failure" }?.passes == 1)
    #expect(audit.grades.flatMap(\.runs).sorted() == audit.runs)
    #expect(audit.grades.last?.runs == ["d"])
  }

  @Test(
    "what tools' own words claim",
    arguments: [
      ("completed", "not deviated", ToolClaim.passed), ("completed", "deviated", .failed),
      ("failed", "not deviated", .failed), ("interrupted", "not deviated", .failed), ("aborted", nil, .failed),
      ("Completed", "Pass", .passed), ("Completed", "Fail", .failed), ("Stopped", "Stopped", .failed),
      ("Completed", "Awaited", .passed), ("exit status 0", nil, .passed), ("exit status 2", nil, .failed),
      ("exit status 0", "resiliency score 100", .passed), ("exit status 0", "resiliency score 66.5", .none),
      (nil, "score 93", .none), ("completed", nil, .passed), ("AllInjected, AllRecovered", nil, .none),
      (nil, nil, .none),
    ] as [(String?, String?, ToolClaim)])
  func claims(_ status: String?, _ verdict: String?, _ claim: ToolClaim) {
    #expect(ToolClaim(NativeClaim(tool: "t", status: status, verdict: verdict)) == claim)
    #expect(ToolClaim(nil) == .none)
  }
}

extension AuditScene {
  static let withRollback = IntentDeclared(
    title: "t", hypothesis: "h", clauses: [Clause(id: "k", claim: .isolates, subject: .component("web"))],
    rollback: ["restart it"])

  static func uninject(_ run: inout AuditedRun) {
    run.injectedAt = nil
    run.confirmed = nil
    run.injections = []
    run.clearedAt = nil
    run.clearings = []
    run.verdict = verdict(.e0, .notRun)
  }
}
