import Vocabulary

/// A run's probes as evidence: each asked a yes-or-no question before, during or after the fault.
///
/// A probe unmet before the fault says nothing of the fault. Else its answers during the fault decide, one unmet being
/// enough; where it was not asked then, its answers afterwards do. `met: null` is no answer, and unknown is never steady. Whether a
/// guard tripped or an alert fired says nothing of how a node is; see ``Indicator``.
struct ProbeBook {
  private let byNode: [NodeID: [[RunRecord.Probe]]]
  private let timeline: Timeline
  /// Whom the probes ask, in order.
  let nodes: [NodeID]
  /// Whether any probe answered before, during, after.
  let hasBefore, hasDuring, hasAfter: Bool

  /// `journey`: whom the probes without a node ask if they are of the hypothesis, that is asked before the fault too.
  init(_ run: RunRecord, journey: NodeID?, _ timeline: Timeline) {
    self.timeline = timeline
    let answered = run.probes.filter { $0.payload.met != nil }
    hasBefore = answered.contains { $0.payload.phase == .baseline }
    hasDuring = answered.contains { $0.payload.phase == .fault }
    hasAfter = answered.contains { $0.payload.phase == .recovery }
    let hypothesis = Set(run.probes.filter { $0.payload.phase == .baseline }.map(\.payload.name))
    var grouped: [NodeID: [String: [RunRecord.Probe]]] = [:]
    for probe in run.probes where !Indicator(probe.payload).isNoHealth {
      let asked = probe.payload
      let named = asked.component.map { NodeID.component($0) } ?? asked.journey.map { NodeID.journey($0) }
      guard let node = named ?? (hypothesis.contains(asked.name) ? journey : nil) else { continue }
      grouped[node, default: [:]][asked.name, default: []].append(probe)
    }
    byNode = grouped.mapValues { names in names.keys.sorted().map { names[$0] ?? [] } }
    nodes = grouped.keys.sorted()
  }

  /// What the probes of one symptom say about a node, and whether there are any.
  func evidence(_ node: NodeID, _ symptom: Symptom) -> (evidence: [Evidence], isSeen: Bool) {
    let asked = (byNode[node] ?? []).filter { ProbeBook.symptom(of: $0[0].payload.name) == symptom }
    return (asked.compactMap(evidence), !asked.isEmpty)
  }

  /// When a node's probes were answered under the fault and, where `after` says so, behind it, in seconds after the injection.
  func answers(_ node: NodeID, after: Bool) -> [Double] {
    (byNode[node] ?? []).joined().filter {
      $0.payload.met != nil && ($0.payload.phase == .fault || after && $0.payload.phase == .recovery)
    }.map { $0.at.seconds(since: timeline.origin) }
  }

  private func evidence(_ answers: [RunRecord.Probe]) -> Evidence? {
    func met(_ phase: Phase) -> [Bool] { answers.filter { $0.payload.phase == phase }.compactMap(\.payload.met) }
    guard !met(.baseline).contains(false) else { return nil }
    let during = met(.fault)
    let deciding = during.isEmpty ? met(.recovery) : during
    guard !deciding.isEmpty else { return nil }
    let isDegraded = deciding.contains(false)
    // Few questions and no noise scale: sure, but not as sure as a series; less so where nobody asked during the fault.
    let confidence = during.isEmpty ? 0.6 : 0.9
    var evidence = Evidence(source: "probe \(answers[0].payload.name)", isDegraded: isDegraded, confidence: confidence)
    guard isDegraded else { return evidence }
    let unmet = answers.filter { $0.payload.met == false && $0.payload.phase == .fault }.map {
      $0.at.seconds(since: timeline.origin)
    }
    evidence.onset = unmet.min().map { max($0, 0) }
    let after = answers.filter { $0.payload.phase == .recovery && $0.payload.met != nil }.map { probe in
      Window(
        end: probe.at.seconds(since: timeline.origin), width: 0, value: probe.payload.met == true ? 1 : 0,
        part: .recovery)
    }
    .sorted { ($0.end, $0.value) < ($1.end, $1.value) }
    evidence.recovery = Evidence.recovery(after, timeline) { $0.value == 1 }
    return evidence
  }

  /// What an unmet probe shows: latency where its name speaks of time, else errors.
  static func symptom(of name: String) -> Symptom {
    let words = name.lowercased()
    let ofTime = ["latency", "duration", "response time", "response-time", "slow", "p50", "p90", "p95", "p99"]
    return ofTime.contains { words.contains($0) } ? .latency : .errors
  }
}
