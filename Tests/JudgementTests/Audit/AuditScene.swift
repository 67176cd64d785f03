import Vocabulary

@testable import Judgement

/// Runs for the evidence audit, made by hand: sound ones, until a test spoils them.
enum AuditScene {
  static let zero = Timestamp(seconds: 1_700_000_000)

  static func time(_ second: Double) -> Timestamp { zero.advanced(bySeconds: second) }

  /// A minute of baseline, a minute of fault, a clause that held, a probe that was met, a tool that says pass.
  static func sound(_ id: String = "r", at second: Double = 0, target: String = "db", environment: String = "test")
    -> AuditedRun
  {
    let start = RunStarted(
      intent: "i", environment: environment, target: .component(target), fault: Fault(kind: .init(named: "app.error")!),
      runner: Runner(tool: "tool"))
    var run = AuditedRun(id: id, start: start, startedAt: time(second))
    run.injectedAt = time(second + 60)
    run.confirmed = true
    run.injections = [FaultInjected(confirmed: true)]
    run.clearedAt = time(second + 120)
    run.clearings = [.rolledBack]
    run.endedAt = time(second + 180)
    run.native = NativeClaim(tool: "tool", status: "completed", verdict: "pass")
    run.probes = [probe(.baseline, true), probe(.fault, true)]
    run.samples = 10
    run.verdict = verdict(.e4, .supported)
    run.firstVerdict = 100
    run.intent = IntentDeclared(
      title: "it holds", hypothesis: "it holds",
      clauses: [Clause(id: "k", claim: .isolates, subject: .component("web"))])
    run.reach = [.component(target), .component("web")]
    return run
  }

  static func probe(_ phase: Phase, _ met: Bool?, _ name: String = "answers", tolerance: JSON? = 200) -> ProbeObserved {
    ProbeObserved(name: name, phase: phase, met: met, tolerance: tolerance)
  }

  static func verdict(_ grade: Grade, _ outcome: Outcome, degraded: [NodeID] = []) -> VerdictReached {
    VerdictReached(
      outcome: outcome,
      clauses: [
        ClauseVerdict(id: "k", outcome: outcome, expected: "web stays", actual: "web fell", unit: nil, evidence: nil)
      ],
      observations: degraded.map { Observation(node: $0, symptom: .errors, state: .degraded) }, grade: grade,
      method: "faultbook-judge/1")
  }

  /// The checks that find a run among others, by name.
  static func found(_ run: AuditedRun, among others: [AuditedRun] = [], spacing: Double = 300) -> [String: String] {
    let audit = EvidenceAudit(AuditedArchive(others + [run], spacingSeconds: spacing))
    return audit.findings.reduce(into: [:]) { found, finding in
      for hit in finding.hits where hit.run == run.id { found[finding.check.name] = hit.why }
    }
  }
}
