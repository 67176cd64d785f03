import Vocabulary

/// What the labels of a monitoring system's series say: of whom it is, and of what.
struct SeriesLabels {
  let labels: [String: String]

  /// Labels that name a component, the most telling first.
  private static let telling = ["service", "app", "job", "component", "service_name", "deployment"]
  private static let callers = ["caller", "source_app", "source_workload"]
  private static let callees = ["callee", "destination_app", "destination_workload", "destination_service_name"]

  /// Who it is about: a label's component, journey or call, else what the user says. Nil where nobody says.
  func subject(_ options: ImportOptions) -> SampleSubject? {
    if let label = options.label {
      return (labels[label].flatMap(ComponentNames.plain) ?? options.component).map { .node(.component($0)) }
    }
    let caller = Self.callers.lazy.compactMap { labels[$0] }.first { $0 != "unknown" }
    let callee = Self.callees.lazy.compactMap { labels[$0] }.first { $0 != "unknown" }
    if let caller, let callee, caller != callee {
      let isCallee = ["destination", "callee", "server"].contains(labels["reporter"] ?? "")
      return .dependency(Dependency(caller: caller, callee: callee), reporter: isCallee ? .callee : .caller)
    }
    if let journey = labels["journey"], !journey.isEmpty { return .node(.journey(journey)) }
    let component = Self.telling.lazy.compactMap { labels[$0] }.first.flatMap(ComponentNames.plain)
    return (component ?? options.component).map { .node(.component($0)) }
  }

  /// What a series measures.
  struct Measure: Hashable {
    let metric: String
    let unit: String
  }

  /// Why a series cannot be used.
  struct Unusable: Error { let reason: String }

  private static let units = [
    "up": "bool", "error_rate": "ratio", "availability": "ratio", "request_rate": "1/s", "cpu_utilisation": "ratio",
    "queue_depth": "1", "retry_count": "1",
  ]

  /// The metric and unit of a series by its name. Counters and buckets only grow, and measure nothing by themselves.
  func measure(_ options: ImportOptions, type: String? = nil, unit stated: String? = nil) throws(Unusable) -> Measure {
    let own = labels["__name__"].flatMap { $0.isEmpty ? nil : $0 }
    guard let name = options.metric ?? own else {
      throw Unusable(reason: "a series names no metric, as functions take the name away: say which with --metric NAME")
    }
    if options.metric == nil {
      if type == "counter" || name.hasSuffix("_total") || name.hasSuffix("_count") || name.hasSuffix("_sum") {
        throw Unusable(reason: "\"\(name)\" only counts up: query its rate, and import that with --metric NAME")
      }
      if name.hasSuffix("_bucket") || type == "histogram" || labels["le"] != nil {
        throw Unusable(
          reason: "\"\(name)\" is a histogram's bucket: query a quantile, and import that with --metric NAME")
      }
      if name.hasSuffix("_info") || name.hasSuffix("_created") || type == "info" || type == "stateset" {
        throw Unusable(reason: "\"\(name)\" measures nothing")
      }
      if let quantile = quantile(name) { return quantile }
    }
    let canonical = MetricName.canonical(name, unit: options.unit ?? stated, value: 0)
    guard let unit = canonical.unit ?? Self.units[canonical.metric] else {
      throw Unusable(reason: "\"\(name)\" has no unit: say which with --unit UNIT")
    }
    return Measure(metric: canonical.metric, unit: unit)
  }

  /// A summary's quantile of how long something took, as the latency that it is.
  private func quantile(_ name: String) -> Measure? {
    let words = ["latency", "duration", "response_time"]
    guard let text = labels["quantile"], name.hasSuffix("_seconds"), words.contains(where: { name.contains($0) }) else {
      return nil
    }
    let names = [
      "0.5": "latency_p50", "0.50": "latency_p50", "0.9": "latency_p90", "0.90": "latency_p90", "0.99": "latency_p99",
    ]
    return names[text].map { Measure(metric: $0, unit: "s") }
  }
}
