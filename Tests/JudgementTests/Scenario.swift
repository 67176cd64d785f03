import Vocabulary

@testable import Judgement

/// A run made by hand: one-minute windows that end at whole minutes after the injection, the fault from 0 to 180 s,
/// five windows before it, three under it, three after it.
struct Scenario {
  static let zero = Timestamp(seconds: 1_700_000_000)
  static let before = [-240.0, -180, -120, -60, 0]
  static let during = [60.0, 120, 180]
  static let after = [240.0, 300, 360]

  var target: Target? = .component("db")
  var kind = "app.latency"
  var confirmed = true
  var isInjected = true
  var isCleared = true
  var journeys: [String] = []
  var baseline: TimeWindow?
  var samples: [RunRecord.Sample] = []
  var probes: [RunRecord.Probe] = []

  /// A series of a node: values before, during and after; fewer values leave the later windows of a part out.
  mutating func add(
    _ node: NodeID, _ metric: String, _ unit: String, _ before: [Double], _ during: [Double], _ after: [Double] = []
  ) {
    add(.node(node), metric, unit, before, during, after)
  }

  /// What one end of a call measures of it.
  mutating func add(
    from caller: String, to callee: String, by reporter: SampleSubject.Reporter = .caller, _ metric: String,
    _ unit: String, _ before: [Double], _ during: [Double], _ after: [Double] = []
  ) {
    add(
      .dependency(Dependency(caller: caller, callee: callee), reporter: reporter), metric, unit, before, during, after)
  }

  mutating func add(
    _ subject: SampleSubject, _ metric: String, _ unit: String, _ before: [Double], _ during: [Double],
    _ after: [Double]
  ) {
    for (ends, values) in [(Scenario.before, before), (Scenario.during, during), (Scenario.after, after)] {
      for (end, value) in zip(ends, values) { add(subject, metric, unit, at: end, value) }
    }
  }

  mutating func add(
    _ subject: SampleSubject, _ metric: String, _ unit: String, at end: Double, _ value: Double, width: Double? = 60,
    phase: Phase? = nil
  ) {
    let sampled = MetricSampled(
      subject: subject, metric: metric, value: value, unit: unit, phase: phase, windowSeconds: width)
    samples.append(RunRecord.Sample(sampled, at: Scenario.zero.advanced(bySeconds: end)))
  }

  mutating func probe(
    _ name: String, _ phase: Phase, _ met: Bool?, component: String? = nil, at end: Double? = nil
  ) {
    let at = end ?? (phase == .baseline ? -30 : phase == .fault ? 90 : 240)
    probes.append(
      RunRecord.Probe(
        ProbeObserved(name: name, component: component, phase: phase, met: met),
        at: Scenario.zero.advanced(bySeconds: at)))
  }

  /// The run, its events folded in the order of their times.
  var run: RunRecord {
    get throws {
      let start = RunStarted(
        environment: "test", target: target, fault: Fault(kind: FaultKind(named: kind) ?? .unknown),
        runner: Runner(tool: "test"), baseline: baseline, journeys: journeys)
      var run = RunRecord(id: "r", start: start, at: Scenario.zero.advanced(bySeconds: -300), position: 1)
      let end = Scenario.zero.advanced(bySeconds: 180)
      if isInjected {
        try run.apply(.faultInjected(FaultInjected(confirmed: confirmed)), at: Scenario.zero, position: 2)
      }
      for sample in samples { try run.apply(.metricSampled(sample.payload), at: sample.at, position: 3) }
      for probe in probes { try run.apply(.probeObserved(probe.payload), at: probe.at, position: 3) }
      if isInjected && isCleared {
        try run.apply(.faultCleared(FaultCleared(how: .expired, confirmed: true)), at: end, position: 4)
      }
      try run.apply(.runFinished(RunFinished()), at: end.advanced(bySeconds: 240), position: 5)
      return run
    }
  }

  /// The verdict of the standard judge.
  func verdict(_ clauses: [Clause] = [], steadyState: SteadyState? = nil, in system: SystemFacts = SystemFacts()) throws
    -> VerdictReached
  {
    Judge().verdict(of: try run, expecting: Expectation(clauses: clauses, steadyState: steadyState), in: system)
  }
}

let web = NodeID.component("web")
let db = NodeID.component("db")
let steadyLatency = [100.0, 104, 97, 101, 99]
