import Vocabulary

/// The metrics that judging knows by name (chapter 1), and how one is read as another.
enum Metric {
  static let errorRate = "error_rate"
  static let availability = "availability"
  static let up = "up"
  static let requestRate = "request_rate"
  static let retryCount = "retry_count"
  static let queueDepth = "queue_depth"
  static let cpu = "cpu_utilisation"
  static let timeToRecover = "time_to_recover"
  static let mean = "latency_avg"
  static let p50 = "latency_p50"
  static let p90 = "latency_p90"
  static let p99 = "latency_p99"

  /// Whether the metric is one that latency is judged by.
  static func isLatency(_ metric: String) -> Bool { [mean, p50, p90, p99].contains(metric) }

  /// The factor over √n of a quantile's standard error, in units of the spread of the logarithm of one request's
  /// latency: √(q(1−q)) / φ(Φ⁻¹(q)) for a log-normal; for the mean √(e^σ²−1)/σ at σ = 1.
  static func quantileFactor(_ metric: String) -> Double {
    switch metric {
    case p50: 1.25
    case p90: 1.71
    case p99: 3.73
    case mean: 1.31
    default: 1.25
    }
  }

  /// The fraction of failed requests that a sample states, as error rate or as what availability lacks; nil for another
  /// metric or a unit that is no ratio.
  static func errorRate(_ metric: String, _ value: Double, _ unit: String) -> Double? {
    guard metric == errorRate || metric == availability, let share = Unit(named: unit)?.convert(value, to: .ratio)
    else { return nil }
    return metric == errorRate ? share : 1 - share
  }

  /// The value of `wanted` that a sample of `found` states, in the unit asked for: the same metric converted, or error
  /// rate from availability and the reverse. Nil where the one says nothing about the other.
  static func value(of wanted: String, from found: String, _ value: Double, unit: String, in asked: String) -> Double? {
    let swaps = wanted != found
    guard !swaps || [wanted, found].sorted() == [availability, errorRate] else { return nil }
    guard let from = Unit(named: unit), let to = Unit(named: asked) else {
      return !swaps && unit == asked ? value : nil
    }
    guard swaps else { return from.convert(value, to: to) }
    return from.convert(value, to: .ratio).flatMap { Unit.ratio.convert(1 - $0, to: to) }
  }

  /// The direction in which a metric is good, where a clause does not say.
  static func goodComparison(_ metric: String) -> Comparison {
    [availability, up, requestRate].contains(metric) ? .atLeast : .atMost
  }
}

/// How numbers stand in verdicts: at most four decimals, no trailing zeros, a point whatever the locale.
enum Format {
  static func number(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return value.description }
    let scaled = (value * 10_000).rounded() / 10_000
    if scaled == scaled.rounded(), abs(scaled) < 1e15 { return String(Int64(scaled)) }
    return scaled.description
  }
}
