extension IntentDeclared {
  /// What is accepted and may not be what was meant, a sentence each: what a clause says that its claim does not ask, or does
  /// not say that it does.
  public var doubts: [String] { clauses.flatMap(\.doubts) }
}

extension Clause {
  /// What may not be what was meant.
  var doubts: [String] {
    var found: [String] = []
    func doubt(_ text: String) { found.append("Clause \(id): \(text).") }
    if threshold != nil, metric == nil {
      doubt("its threshold is of no metric, so it can be neither supported nor refuted")
    }
    if let metric, threshold == nil, !Clause.symptomMetrics.contains(metric) {
      doubt(
        claim == .tripsBefore || claim == .detectsWithin
          ? "\(metric) has no threshold, so it takes a probe of that name to support or refute it"
          : "\(metric) has no threshold, so it can be neither supported nor refuted")
    }
    if comparison != nil, threshold == nil { doubt("its op \(comparison?.rawValue ?? "") compares with no threshold") }
    switch claim {
    case .staysWithin, .isolates, .degradesGracefully:
      if withinSeconds != nil { doubt("withinSeconds says nothing in a claim \(claim.rawValue)") }
    case .recoversWithin, .detectsWithin:
      if withinSeconds == nil { doubt("without withinSeconds, ever is soon enough") }
    case .tripsBefore:
      if metric == nil {
        doubt(
          "no metric and threshold say when the guard has tripped, so it takes a probe whose name speaks of a breaker or guard, such as "
            + "\"breaker open\"")
      }
    }
    return found
  }

  /// The metrics that are judged by how their subject changed where no threshold says more.
  static let symptomMetrics: Set<String> = [
    "error_rate", "availability", "up", "latency_p50", "latency_p90", "latency_p99", "latency_avg", "cpu_utilisation",
    "queue_depth", "retry_count",
  ]
}
