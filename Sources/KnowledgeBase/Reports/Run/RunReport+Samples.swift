import Judgement
import SystemModel
import Vocabulary

/// The samples that tell most of a run: those that a clause or an objective bounds, the target's, and those of who degraded.
extension RunReport {
  private static let mostCharts = 8
  /// The most points that a chart is drawn from; longer series are told by the least and the greatest of each stretch.
  private static let mostPoints = 400

  var samples: Report.Section? {
    guard let record = account.record, !record.samples.isEmpty else { return nil }
    var charts: [SampleChart] = []
    var known: Set<ChartKey> = []
    for wanted in wantedCharts where charts.count < RunReport.mostCharts {
      let own = record.samples.filter {
        $0.payload.subject == .node(wanted.node) && wanted.metrics.contains($0.payload.metric)
      }
      guard let metric = wanted.metrics.first(where: { name in own.contains { $0.payload.metric == name } }),
        known.insert(ChartKey(node: wanted.node, metric: metric)).inserted
      else { continue }
      if let chart = chart(own.filter { $0.payload.metric == metric }, wanted) { charts.append(chart) }
    }
    guard !charts.isEmpty else { return nil }
    return Report.Section(
      "samples", "What was measured",
      [
        .text("The time runs in seconds after the injection; the fault acts where the ground is shaded."),
        .charts(charts),
      ])
  }

  private struct ChartKey: Hashable {
    let node: NodeID
    let metric: String
  }

  /// One chart that would tell something: of whom, by which of these metrics, against what.
  private struct Wanted {
    let node: NodeID
    let metrics: [String]
    var threshold: (value: Double, unit: String, name: String)?
  }

  private static let latencies = ["latency_p99", "latency_p90", "latency_avg", "latency_p50"]

  private var wantedCharts: [Wanted] {
    var wanted: [Wanted] = []
    for clause in account.intent?.clauses ?? [] {
      guard let metric = clause.metric else { continue }
      var threshold: (value: Double, unit: String, name: String)?
      if clause.relativeTo == .absolute, let value = clause.threshold, let unit = clause.unit {
        threshold = (value, unit, "clause \(clause.id)")
      }
      wanted.append(Wanted(node: clause.subject, metrics: [metric], threshold: threshold))
    }
    let clauseJourneys = (account.intent?.clauses ?? []).map(\.subject).filter { $0.kind == .journey }.map(\.name)
    let named = account.start.journeys + [account.intent?.journey].compactMap { $0 } + clauseJourneys
    let degraded = account.states.filter { $0.state == .degraded }.map(\.node)
    let journeys = named + degraded.filter { $0.kind == .journey }.map(\.name)
    var told: Set<String> = []
    for journey in journeys where told.insert(journey).inserted {
      let objective = account.state.system.journey(journey)?.objective
      let node = NodeID.journey(journey)
      if let limit = objective?.latencyP99Ms {
        wanted.append(Wanted(node: node, metrics: ["latency_p99"], threshold: (limit, "ms", "objective")))
      }
      if let limit = objective?.errorRate {
        wanted.append(Wanted(node: node, metrics: ["error_rate"], threshold: (limit, "ratio", "objective")))
      }
    }
    if case .component(let target) = account.start.target { wanted += usual(.component(target)) }
    for node in degraded where node.kind == .component { wanted += usual(node) }
    return wanted
  }

  /// The metric of each symptom that a node shows, or latency and errors where it shows none.
  private func usual(_ node: NodeID) -> [Wanted] {
    let shown = (verdict?.observations ?? []).filter { $0.node == node && $0.state == .degraded }.map(\.symptom)
    let symptoms = shown.isEmpty ? [.latency, .errors] : shown.sorted()
    return symptoms.compactMap { symptom in
      switch symptom {
      case .errors: Wanted(node: node, metrics: ["error_rate", "availability", "up"])
      case .latency: Wanted(node: node, metrics: RunReport.latencies)
      case .saturation: Wanted(node: node, metrics: ["queue_depth", "cpu_utilisation", "retry_count"])
      case .correctness: nil
      }
    }
  }

  private func chart(_ samples: [RunRecord.Sample], _ wanted: Wanted) -> SampleChart? {
    guard let first = samples.first else { return nil }
    let unit = first.payload.unit
    let origin = run.injectedAt ?? account.startedAt
    let points = samples.filter { $0.payload.unit == unit && $0.payload.value.isFinite }
      .map { (second: $0.at.seconds(since: origin), value: $0.payload.value) }
      .sorted { ($0.second, $0.value) < ($1.second, $1.value) }
    guard points.count > 1 else { return nil }
    let limit: (value: Double, name: String)?
    if let threshold = wanted.threshold {
      limit =
        Unit(named: threshold.unit).flatMap { from in
          Unit(named: unit).flatMap { from.convert(threshold.value, to: $0) }
        }
        .map { ($0, threshold.name) } ?? (threshold.unit == unit ? (threshold.value, threshold.name) : nil)
    } else {
      let before = points.filter { $0.second <= 0 }.map(\.value).sorted()
      limit = before.isEmpty ? nil : (before[before.count / 2], "median before")
    }
    return SampleChart(
      title: "\(wanted.node): \(first.payload.metric)", unit: unit, points: RunReport.thinned(points),
      faults: faults(origin, until: points.last?.second ?? 0), threshold: limit, samples: points.count)
  }

  private func faults(_ origin: Timestamp, until end: Double) -> [(from: Double, to: Double)] {
    guard let record = account.record, !record.injections.isEmpty else { return [] }
    var found: [(from: Double, to: Double)] = []
    for injection in record.injections {
      let from = injection.at.seconds(since: origin)
      guard from >= found.last?.to ?? -.infinity else { continue }
      let cleared = record.clears.first { $0 > injection.at }.map { $0.seconds(since: origin) }
      found.append((from, max(from, cleared ?? end)))
    }
    return found
  }

  private static func thinned(_ points: [(second: Double, value: Double)]) -> [(second: Double, value: Double)] {
    guard points.count > mostPoints else { return points }
    let stretches = mostPoints / 2
    return (0..<stretches).flatMap { stretch -> [(second: Double, value: Double)] in
      let part = points[(points.count * stretch / stretches)..<(points.count * (stretch + 1) / stretches)]
      guard let least = part.min(by: { $0.value < $1.value }), let most = part.max(by: { $0.value < $1.value }) else {
        return []
      }
      return [least, most].sorted { $0.second < $1.second }
    }
  }
}
