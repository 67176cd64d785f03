import Vocabulary

extension Experiment {
  /// What the experiment believes, as an intent: in its own words where it was written by us.
  var intent: IntentDeclared {
    if let declared = extensions.declared { return declared }
    let isPlacebo = fault.kind == .none
    return IntentDeclared(
      title: title, hypothesis: hypothesis, journey: extensions.journey, target: isPlacebo ? nil : target,
      fault: fault.kind == .none && injecting.isEmpty && extensions.fault == nil ? nil : fault, clauses: clauses(),
      environment: extensions.environment, rollback: rollbacks.map(\.name),
      proposal: extensions.proposal)
  }

  /// A clause for every probe of the hypothesis whose subject is known: with its bound where the tolerance is a number
  /// or a range and the probe's name says of what, else the plain claim that the subject stays steady.
  private func clauses() -> [Clause] {
    var used: Set<String> = []
    return probes.enumerated().compactMap { index, probe in
      guard probe.tolerance != nil, let journey = journey(of: probe, isHypothesis: true) else { return nil }
      var id = Experiment.slug(probe.name)
      if id.isEmpty || !used.insert(id).inserted { id = "\(id)-\(index + 1)" }
      used.insert(id)
      guard let bound = Experiment.bound(of: probe) else {
        return Clause(id: id, claim: .staysWithin, subject: .journey(journey))
      }
      return Clause(
        id: id, claim: .staysWithin, subject: .journey(journey), metric: bound.metric, comparison: bound.comparison,
        threshold: bound.threshold, unit: bound.unit)
    }
  }

  private static func slug(_ name: String) -> String {
    let marked = name.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "-" }
    return String(String(marked).split(separator: "-").joined(separator: "-").prefix(60))
  }

  private struct Bound {
    let metric: String
    let comparison: Comparison
    let threshold: Double
    let unit: String
  }

  /// The bound that a range on a metric means; nil for other tolerances. A status code bounds no metric.
  private static func bound(of probe: Activity) -> Bound? {
    guard let tolerance = probe.tolerance else { return nil }
    let limits = tolerance["range"]?.arrayValue ?? (tolerance["type"] == nil ? tolerance.arrayValue : nil)
    guard let limits, limits.count == 2, let low = limits[0].doubleValue, let high = limits[1].doubleValue else {
      return nil
    }
    let name = probe.name.lowercased()
    func has(_ words: String...) -> Bool { words.contains { name.contains($0) } }
    if has("error rate", "error_rate", "error-rate", "error ratio") {
      let isPercent = has("percent", "%") || high > 1
      return Bound(metric: "error_rate", comparison: .atMost, threshold: isPercent ? high / 100 : high, unit: "ratio")
    }
    if has("availability", "success rate", "success_rate") {
      let isPercent = has("percent", "%") || low > 1
      return Bound(metric: "availability", comparison: .atLeast, threshold: isPercent ? low / 100 : low, unit: "ratio")
    }
    let metrics = [("p99", "latency_p99"), ("p90", "latency_p90"), ("p50", "latency_p50"), ("median", "latency_p50")]
    let metric = metrics.first { has($0.0) }?.1 ?? (has("latency", "response time", "duration") ? "latency_avg" : nil)
    // Without its unit a number bounds nothing.
    let words = Set(name.split { !$0.isLetter }.map(String.init))
    let unit =
      !words.isDisjoint(with: ["ms", "milliseconds"]) ? "ms" : !words.isDisjoint(with: ["s", "seconds"]) ? "s" : nil
    guard let metric, let unit else { return nil }
    return Bound(metric: metric, comparison: .atMost, threshold: high, unit: unit)
  }
}
