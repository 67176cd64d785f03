import Vocabulary

/// What a run showed of one node in one symptom, with the evidence it rests on.
struct SymptomJudgement {
  let node: NodeID
  let symptom: Symptom
  let evidence: [Evidence]

  /// Degraded where any evidence says so, steady where some says steady and none degraded; without evidence unknown.
  var state: ObservedState {
    evidence.isEmpty ? .unknown : evidence.contains(where: \.isDegraded) ? .degraded : .steady
  }

  /// The surest of the degraded, the least sure of the steady.
  var confidence: Double? {
    switch state {
    case .degraded: evidence.filter(\.isDegraded).map(\.confidence).max()
    case .steady: evidence.map(\.confidence).min()
    case .unknown: nil
    }
  }

  /// When the degradation began, in seconds after the injection.
  var onset: Double? { evidence.filter(\.isDegraded).compactMap(\.onset).min() }

  /// How it ended: the worst of what the evidence says.
  var recovery: Evidence.Recovery { .worst(of: evidence.filter(\.isDegraded).map(\.recovery)) }

  /// The observation as the verdict keeps it, its numbers rounded to what they are worth.
  var observation: Observation {
    func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
    return Observation(
      node: node, symptom: symptom, state: state, onsetSeconds: onset.map(rounded), confidence: confidence.map(rounded))
  }
}

/// Judges the nodes of one run, symptom by symptom.
struct NodeJudge {
  let series: RunSeries
  let probes: ProbeBook
  let objectiveMs: Double?
  let constants: JudgeConstants

  /// Everything seen of every node, in the order of nodes and symptoms. Cost: O(n log n) of the run's samples.
  func all() -> [SymptomJudgement] {
    Set(series.nodes).union(probes.nodes).sorted().flatMap { node in
      [errors(node), latency(node), saturation(node)].compactMap(\.self)
    }
  }

  /// Latency, from what the node and its callers measure. Nil where nothing of the kind was sampled or asked.
  func latency(_ node: NodeID) -> SymptomJudgement? {
    let callers = series.fromCallers(node).filter { Metric.isLatency($0.metric) }
    let own = series.own(node).filter { Metric.isLatency($0.metric) }
    let callee = series.atCallee(node).filter { Metric.isLatency($0.metric) }
    let asked = probes.evidence(node, .latency)
    guard !callers.isEmpty || !own.isEmpty || !callee.isEmpty || asked.isSeen else { return nil }
    var tests = firstTier(own)
    if tests.isEmpty { tests = firstTier(callee) }
    tests += NodeJudge.byCaller(callers).flatMap(firstTier)
    let evidence = tests.compactMap { $0.evidence(among: tests.count) } + asked.evidence
    return SymptomJudgement(node: node, symptom: .latency, evidence: evidence)
  }

  /// Of one observer's latencies the mean where there is one, for it feels both the body and the tail; else the median
  /// and the 90th percentile; the 99th only where it is alone, for of few requests it is the slowest.
  private func firstTier(_ series: [Series]) -> [LatencyTest] {
    for tier in [[Metric.mean], [Metric.p50, Metric.p90], [Metric.p99]] {
      let tests = series.filter { tier.contains($0.metric) }.compactMap { one in
        LatencyTest(
          one, requestsPerSecond: self.series.requestsPerSecond(of: one), objectiveMs: objectiveMs,
          self.series.timeline, constants)
      }
      if !tests.isEmpty { return tests }
    }
    return []
  }

  private static func byCaller(_ series: [Series]) -> [[Series]] {
    Dictionary(grouping: series, by: \.subject).sorted { $0.key.order < $1.key.order }.map(\.value)
  }

  /// Errors: failed requests, absence, and for the target its missing requests.
  func errors(_ node: NodeID) -> SymptomJudgement? {
    let rates = (series.own(node) + series.fromCallers(node)).filter {
      $0.metric == Metric.errorRate || $0.metric == Metric.availability
    }
    let asked = probes.evidence(node, .errors)
    var evidence = rates.compactMap { errorTest($0)?.evidence } + asked.evidence
    evidence += series.own(node, Metric.up).compactMap { PresenceTest.up($0, series.timeline, constants) }
    if case .component(let name) = series.target, node == .component(name) {
      evidence += series.own(node, Metric.requestRate).compactMap {
        PresenceTest.missingRequests($0, series.timeline, constants)
      }
    }
    guard !rates.isEmpty || !evidence.isEmpty || asked.isSeen else { return nil }
    return SymptomJudgement(node: node, symptom: .errors, evidence: evidence)
  }

  private func errorTest(_ one: Series) -> ErrorTest? {
    var rates: Series?
    if case .node(let node) = one.subject { rates = series.own(node, Metric.requestRate).first }
    return ErrorTest(
      one, rates: rates, usualRate: series.requestsPerSecond(of: one), series.timeline, constants)
  }

  /// Saturation. Nil unless something of the kind was measured on both sides: few systems observe it, and where none
  /// does a node's other symptoms must not become unknown for it.
  func saturation(_ node: NodeID) -> SymptomJudgement? {
    let timeline = series.timeline
    let rate = series.own(node, Metric.requestRate).first.flatMap { series.requestsPerSecond(of: $0) }
    let evidence =
      series.own(node, Metric.cpu).compactMap { SaturationTest.cpu($0, timeline, constants) }
      + series.own(node, Metric.queueDepth).compactMap { SaturationTest.queue($0, timeline, constants) }
      + series.own(node, Metric.retryCount).compactMap {
        SaturationTest.retries($0, requestsPerSecond: rate, timeline, constants)
      }
    return evidence.isEmpty ? nil : SymptomJudgement(node: node, symptom: .saturation, evidence: evidence)
  }
}
