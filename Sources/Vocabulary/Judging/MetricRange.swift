/// The range that a metric's values must keep.
public enum MetricRange {
  /// What is asked of a group of metrics.
  struct Rule: Sendable {
    /// The metrics' names.
    let metrics: [String]
    /// The names of the units that their values may stand in; nil for any.
    let units: [String]?
    /// The unit as people are told of it.
    let unitWords: String
    /// Whether a value is at most 1.
    let isFraction: Bool
  }

  /// The rules: fractions are 0 to 1, never percent; rates, times and counts are at least 0. A metric of another name may
  /// take any finite value, in any unit.
  static let rules: [Rule] = [
    Rule(
      metrics: ["error_rate", "availability"], units: Unit.names(worth: .ratio), unitWords: "unit ratio (0 to 1)",
      isFraction: true),
    Rule(metrics: ["up"], units: nil, unitWords: "", isFraction: true),
    Rule(
      metrics: ["latency_p50", "latency_p90", "latency_p99", "latency_avg", "time_to_recover"],
      units: Unit.names(convertingTo: .milliseconds), unitWords: "a unit of time such as ms", isFraction: false),
    Rule(
      metrics: ["request_rate", "retry_count", "queue_depth", "cpu_utilisation"], units: nil, unitWords: "",
      isFraction: false),
  ]

  private static let byMetric = Dictionary(
    uniqueKeysWithValues: rules.flatMap { rule in rule.metrics.map { ($0, rule) } })

  /// What is wrong with a value; nil where nothing is.
  public static func problem(metric: String, value: Double, unit: String) -> String? {
    guard let rule = byMetric[metric] else { return nil }
    if let units = rule.units, !units.contains(unit) {
      return "of \(metric) must stand in \(rule.unitWords), found unit \"\(unit.prefix(40))\""
    }
    guard rule.isFraction ? !(0...1).contains(value) : value < 0 else { return nil }
    let range = !rule.isFraction ? "at least 0" : metric == "up" ? "from 0 to 1" : "a fraction from 0 to 1"
    return "of \(metric) must be \(range), found \(JSON.number(value).text)"
  }
}
