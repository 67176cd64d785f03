import KnowledgeBase

/// Samples over a run's time, drawn: the line, the times before, under and after the fault as ground of three shades, and what the
/// values are held against.
struct ChartDrawing {
  private let chart: SampleChart
  private let across: Scale
  private let up: Scale
  /// The threshold, where it lies near enough to the values to be drawn with them.
  private let drawnLimit: (value: Double, name: String)?

  /// A threshold beyond so many times the greatest value would leave the values a flat line.
  private static let farthestLimit = 10.0
  /// With fewer points each is marked.
  private static let mostDots = 60

  init(_ chart: SampleChart) {
    self.chart = chart
    let values = chart.points.map(\.value)
    let most = values.max() ?? 0
    drawnLimit = chart.threshold.flatMap { limit in
      limit.value <= max(most, 1e-12) * ChartDrawing.farthestLimit || most == 0 ? limit : nil
    }
    let seconds = chart.points.map(\.second)
    across = Scale(low: seconds.min() ?? 0, high: seconds.max() ?? 1, from: 48, to: 350)
    up = Scale(holding: values + [drawnLimit?.value].compactMap { $0 }, orLow: 0, from: 155, to: 12)
  }

  var values: [String: Any] {
    let words = summary
    let dots = chart.points.count <= ChartDrawing.mostDots ? chart.points : []
    var values: [String: Any] = [
      "claim": plainLine(chart.title), "summary": plainLine(words),
      "label": plainLine("\(chart.title): \(words)"), "unit": plainLine(chart.unit), "path": path,
      "grounds": grounds,
      "ticks": across.ticks.map { ["x": Written.place(across.place($0)), "name": Written.number($0)] },
      "rows": up.ticks.map { value -> [String: Any] in
        let y = up.place(value)
        return ["y": Written.place(y), "textY": Written.place(y + 4), "name": Written.number(value)]
      },
      "dots": dots.map { ["x": Written.place(across.place($0.second)), "y": Written.place(up.place($0.value))] },
    ]
    if let limit = drawnLimit {
      let y = up.place(limit.value)
      values["limit"] = [
        "y": Written.place(y), "textY": Written.place(y < 30 ? y + 13 : y - 4),
        "name": plainLine("\(limit.name) \(Written.number(limit.value))"),
      ]
    } else {
      values["limit"] = false
    }
    return values
  }

  private var path: String {
    chart.points.enumerated().map { index, point in
      "\(index == 0 ? "M" : "L")\(Written.place(across.place(point.second))) \(Written.place(up.place(point.value)))"
    }.joined()
  }

  /// A shorter stretch has no room for its name.
  private static let shortestNamed = 48.0

  /// The baseline up to the first fault, each fault, and the recovery behind the last.
  private var grounds: [[String: Any]] {
    guard let first = chart.faults.map(\.from).min(), let last = chart.faults.map(\.to).max() else { return [] }
    return [shade((-.infinity, first), "baseline")].compactMap { $0 } + chart.faults.compactMap { shade($0, "fault") }
      + [shade((last, .infinity), "recovery")].compactMap { $0 }
  }

  private func shade(_ stretch: (from: Double, to: Double), _ name: String) -> [String: Any]? {
    let from = stretch.from.isFinite ? max(across.place(stretch.from), across.from) : across.from
    let to = stretch.to.isFinite ? min(across.place(stretch.to), across.to) : across.to
    guard to > from else { return nil }
    return [
      "x": Written.place(from), "width": Written.place(to - from), "middle": Written.place((from + to) / 2),
      "style": name == "fault" ? "shade" : "shade \(name)",
      "name": name == "fault" || to - from >= ChartDrawing.shortestNamed ? name : "",
    ]
  }

  private var summary: String {
    let values = chart.points.map(\.value)
    let unit = chart.unit == "ratio" ? "" : " \(chart.unit)"
    let (least, greatest) = (values.min() ?? 0, values.max() ?? 0)
    if least == greatest {
      let limit = chart.threshold.map { "; \($0.name) \(Written.number($0.value))\(unit)" } ?? ""
      return "\(Written.number(least))\(unit) throughout\(limit); \(chart.samples) samples"
    }
    var words =
      "\(Written.number(least)) to \(Written.number(values.max() ?? 0))\(unit)\(chart.unit == "ratio" ? " of 1" : "")"
    let during = chart.points.filter { point in
      chart.faults.contains { $0.from < point.second && point.second <= $0.to }
    }
    if let most = during.map(\.value).max() { words += ", at most \(Written.number(most))\(unit) under the fault" }
    if let limit = chart.threshold { words += "; \(limit.name) \(Written.number(limit.value))\(unit)" }
    return words + "; \(chart.samples) samples"
  }
}
