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

  /// The metrics whose meaning is known.
  public static var names: [String] { rules.flatMap(\.metrics) }

  /// Units of metrics that no value is converted from or to: what is counted, and what is true or not.
  private static let plainUnits: Set<String> = ["count", "bool"]

  /// Words of names of what is counted or lasts: there is never less than nothing of it.
  private static let amounts: Set<String> = [
    "latency", "duration", "rate", "count", "total", "depth", "length", "errors", "requests", "retries", "failures",
    "timeouts", "availability", "utilisation", "utilization", "usage", "saturation", "throughput", "connections",
    "sessions", "messages", "bytes", "lag", "age", "uptime", "downtime", "recover",
  ]
  /// Words of names of differences, which may be either.
  private static let differences: Set<String> = [
    "delta", "change", "changes", "drift", "skew", "offset", "diff", "difference", "slope", "trend", "derivative",
    "gain",
  ]

  /// What is wrong with a sample that somebody tells by hand, and with which of its fields; nil where nothing is. Beyond what is asked
  /// of every sample, its unit is one that is known, and what is counted or lasts is not below 0. Files of other tools name metrics
  /// and units of their own, and are not asked.
  public static func problemByHand(metric: String, value: Double, unit: String) -> (field: String, problem: String)? {
    if !plainUnits.contains(unit), let problem = Unit.problemByHand(unit) { return ("unit", problem) }
    guard value < 0 else { return nil }
    let words = Set(metric.lowercased().split { !$0.isLetter }.map(String.init))
    let isAmount = unit == "count" || Unit(named: unit)?.isAmount ?? false || !words.isDisjoint(with: amounts)
    guard isAmount, words.isDisjoint(with: differences) else { return nil }
    return ("value", "of \(metric) must be at least 0, found \(JSON.number(value).text)")
  }

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
