import KnowledgeBase
import Reports
import Vocabulary

/// Coverage, and resilience in its interval, after so many runs. A dot leads to the history there.
struct CoveragePlot {
  private let points: [JSON]
  private let request: PageRequest
  private let across: Scale
  private let up = Scale(low: 0, high: 1, from: 256, to: 16)

  init(_ points: [JSON], request: PageRequest) {
    self.points = points
    self.request = request
    let runs = points.compactMap { $0["runs"]?.doubleValue }
    across = Scale(low: min(runs.min() ?? 0, 1), high: max(runs.max() ?? 1, 2), from: 46, to: 346)
  }

  var values: [String: Any] {
    let scored = points.filter { $0["resilience"]?.doubleValue != nil }
    let upper = scored.map { place($0, "high") }
    let lower = scored.reversed().map { place($0, "low") }
    let first = points.first?["coverage"]?.doubleValue ?? 0
    let last = points.last?["coverage"]?.doubleValue ?? 0
    let runs = points.last?["runs"]?.integerValue ?? 0
    var summary = "coverage from \(Written.share(first)) to \(Written.share(last)) after \(counted(Int(runs), "run"))"
    if let score = scored.last, let mean = score["resilience"]?.doubleValue, let low = score["low"]?.doubleValue,
      let high = score["high"]?.doubleValue
    {
      summary += "; resilience now \(Written.share(mean)), 90 % \(Written.share(low)) to \(Written.share(high))"
    }
    let names = Set(across.ticks.map { $0.rounded() })
    return [
      "isDrawn": !points.isEmpty, "summary": summary, "coverage": line(points.map { place($0, "coverage") }),
      "resilience": line(scored.map { place($0, "resilience") }), "isScored": !scored.isEmpty,
      "band": line(upper + lower) + (scored.isEmpty ? "" : "Z"),
      "dots": points.map { point -> [String: Any] in
        let spot = place(point, "coverage")
        return [
          "x": spot.x, "y": spot.y,
          "link": request.link(.history, at: point["position"]?.integerValue ?? 0),
          "words":
            "after \(counted(Int(point["runs"]?.integerValue ?? 0), "run")) coverage \(Written.share(point["coverage"]?.doubleValue ?? 0)); the history there",
        ]
      },
      "ticks": names.sorted().map { ["x": Written.place(across.place($0)), "name": Written.number($0)] },
      "rows": [0, 0.25, 0.5, 0.75, 1].map { value -> [String: Any] in
        [
          "y": Written.place(up.place(value)), "textY": Written.place(up.place(value) + 4),
          "name": Written.number(value),
        ]
      },
    ]
  }

  private func place(_ point: JSON, _ name: String) -> (x: String, y: String) {
    (
      Written.place(across.place(point["runs"]?.doubleValue ?? 0)),
      Written.place(up.place(min(max(point[name]?.doubleValue ?? 0, 0), 1)))
    )
  }

  private func line(_ places: [(x: String, y: String)]) -> String {
    places.enumerated().map { "\($0.offset == 0 ? "M" : "L")\($0.element.x) \($0.element.y)" }.joined()
  }
}
