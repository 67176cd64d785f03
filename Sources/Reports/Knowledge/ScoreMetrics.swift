public import Vocabulary

/// Scores as OpenMetrics 1.0 text, for Prometheus.
///
/// | gauge | says |
/// |---|---|
/// | `faultbook_resilience_ratio` | the score, with `_low_` and `_high_` beside it: its 90 % interval |
/// | `faultbook_coverage_ratio` | the share of what matters to it that was tested |
/// | `faultbook_staleness_ratio` | how much of its evidence has aged away: 1 − freshness |
/// | `faultbook_refuted` | 1 where an intent that speaks of it stands refuted |
/// | `faultbook_events` | the log position that all of this is of |
///
/// Labels: `kind` (system, journey, component) and `name`. What is unknown has no sample: nothing is ever 0 for want of knowledge.
public enum ScoreMetrics {
  /// The text, from the answer of `scores`. Pure. Cost: linear in the scores.
  public static func text(_ scores: JSON) -> String {
    var subjects: [(labels: String, score: JSON)] = []
    if let system = scores["system"] { subjects.append((labels("system", "system"), system)) }
    for (list, kind) in [("journeys", "journey"), ("components", "component")] {
      for score in scores[list]?.arrayValue ?? [] {
        subjects.append((labels(kind, score[kind]?.stringValue ?? ""), score))
      }
    }
    let gauges: [(name: String, unit: String?, help: String, value: (JSON) -> Double?)] = [
      ("faultbook_resilience_ratio", "ratio", "Resilience as far as is known.", { $0["resilience"]?.doubleValue }),
      ("faultbook_resilience_low_ratio", "ratio", "Lower end of the 90 % interval.", { $0["low"]?.doubleValue }),
      ("faultbook_resilience_high_ratio", "ratio", "Upper end of the 90 % interval.", { $0["high"]?.doubleValue }),
      ("faultbook_coverage_ratio", "ratio", "Share of what matters that was tested.", { $0["coverage"]?.doubleValue }),
      (
        "faultbook_staleness_ratio", "ratio", "Share of the evidence that has aged away.",
        { $0["freshness"]?.doubleValue.map { 1 - $0 } }
      ),
      (
        "faultbook_refuted", nil, "Whether an intent that speaks of it stands refuted.",
        { $0["refuted"]?.boolValue.map { $0 ? 1 : 0 } }
      ),
    ]
    var lines: [String] = []
    for gauge in gauges {
      lines.append("# TYPE \(gauge.name) gauge")
      if let unit = gauge.unit { lines.append("# UNIT \(gauge.name) \(unit)") }
      lines.append("# HELP \(gauge.name) \(gauge.help)")
      for (labels, score) in subjects {
        guard let value = gauge.value(score) else { continue }
        lines.append("\(gauge.name)\(labels) \(JSON.number(value).text)")
      }
    }
    if let position = scores["position"]?.integerValue {
      lines += [
        "# TYPE faultbook_events gauge", "# HELP faultbook_events The log position that the figures are of.",
        "faultbook_events \(position)",
      ]
    }
    return (lines + ["# EOF"]).joined(separator: "\n") + "\n"
  }

  private static func labels(_ kind: String, _ name: String) -> String {
    let escaped = name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    return "{kind=\"\(kind)\",name=\"\(escaped)\"}"
  }
}
