import Testing
import Vocabulary

@testable import Judgement

@Suite("An intent that claims by probes alone")
struct HypothesisProbeTests {
  /// A run with a confirmed fault and these probes; its verdict under a stated intent without clauses.
  private func outcome(_ probes: [(Phase, Bool?)], isStated: Bool = true) throws -> Outcome {
    let fault = Fault(kind: try #require(FaultKind(named: "app.error")))
    let start = RunStarted(
      environment: "test", target: .component("a"), fault: fault, runner: Runner(tool: "chaostoolkit"))
    var run = RunRecord(id: "r", start: start, at: Timestamp(seconds: 0), position: 1)
    let times: [Phase: Double] = [.baseline: 5, .fault: 15, .recovery: 25]
    _ = try run.apply(.faultInjected(FaultInjected(confirmed: true)), at: Timestamp(seconds: 10), position: 2)
    for (index, probe) in probes.enumerated() {
      let payload = ProbeObserved(name: "p\(index)", phase: probe.0, met: probe.1)
      _ = try run.apply(
        .probeObserved(payload), at: Timestamp(seconds: times[probe.0] ?? 0), position: Int64(3 + index))
    }
    _ = try run.apply(
      .faultCleared(FaultCleared(how: .rolledBack, confirmed: true)), at: Timestamp(seconds: 20), position: 90)
    _ = try run.apply(.runFinished(RunFinished()), at: Timestamp(seconds: 30), position: 91)
    return Judge().verdict(of: run, expecting: Expectation(isStated: isStated)).outcome
  }

  @Test("unmet under the fault or after it refutes, all met under it supports, nothing seen under it leaves it open")
  func table() throws {
    #expect(try outcome([(.baseline, true), (.fault, false), (.recovery, true)]) == .refuted)
    #expect(try outcome([(.baseline, true), (.recovery, false)]) == .refuted)
    #expect(try outcome([(.baseline, true), (.fault, true), (.recovery, true)]) == .supported)
    #expect(try outcome([(.baseline, true), (.recovery, true)]) == .inconclusive)
    #expect(try outcome([(.baseline, true), (.fault, nil)]) == .inconclusive)
    #expect(try outcome([(.baseline, true), (.fault, false)], isStated: false) == .inconclusive)
  }
}
