import Vocabulary

/// Parts of an experiment in words, as documents and notes say them.
enum ExportWords {
  private static let metrics: [String: String] = [
    "error_rate": "error rate", "latency_p50": "median latency", "latency_p90": "p90 latency",
    "latency_p99": "p99 latency", "latency_avg": "mean latency",
  ]

  /// `error rate`, where the metric has such words.
  static func metric(_ name: String) -> String { metrics[name] ?? name }

  /// `journey checkout: p99 latency <= 500 ms`.
  static func condition(_ criterion: Criterion) -> String {
    "\(criterion.subject): \(metric(criterion.metric)) \(criterion.comparison.rawValue) "
      + size(criterion.threshold, criterion.unit)
  }

  /// `600 ms`, `80 %`, `1.5 times the baseline`.
  static func size(_ value: Double, _ unit: String) -> String {
    switch unit {
    case "ratio": "\(JSON.number((value * 1e6).rounded() / 1e4).text) %"
    case "multiple": "\(JSON.number(value).text) times the baseline"
    default: "\(JSON.number(value).text) \(unit)"
    }
  }

  /// `net.latency of 600 ms (high)`.
  static func fault(_ experiment: PlannedExperiment) -> String {
    let size = experiment.fault.magnitude.map { " of \(ExportWords.size($0.value, $0.unit))" } ?? ""
    return "\(experiment.fault.kind)\(size) (\(experiment.dose.rawValue))"
  }

  /// A length of time: `30 s`.
  static func seconds(_ value: Double) -> String { "\(JSON.number(value).text) s" }

  /// A share as whole percent, `80`; nil where it is none.
  static func percent(_ ratio: Double) -> Double? {
    let percent = (ratio * 1e6).rounded() / 1e4
    return (0...100).contains(percent) ? percent : nil
  }
}
