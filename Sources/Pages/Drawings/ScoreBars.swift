import KnowledgeBase
import Reports
import Vocabulary

/// Scores as bars: one line for the system and each journey, the interval on the scale 0 … 1, the mean as a dot.
struct ScoreBars {
  private let scores: JSON
  private let request: PageRequest
  /// Of more components than so many the least resilient are shown.
  private static let most = 12

  init(_ scores: JSON, request: PageRequest) {
    self.scores = scores
    self.request = request
  }

  var values: [String: Any] {
    let journeys = scores["journeys"]?.arrayValue ?? []
    let components = (scores["components"]?.arrayValue ?? []).sorted {
      ($0["resilience"]?.doubleValue ?? 2, $0["component"]?.stringValue ?? "")
        < ($1["resilience"]?.doubleValue ?? 2, $1["component"]?.stringValue ?? "")
    }
    var lines: [[String: Any]] = []
    if let system = scores["system"], system["resilience"]?.doubleValue != nil {
      lines.append(line("the system", system, link: nil))
    }
    lines += journeys.map { one in
      let name = one["journey"]?.stringValue ?? ""
      return line("journey \(name)", one, link: request.link(.journey, [("name", name)]))
    }
    let shown = components.prefix(ScoreBars.most).map { one -> [String: Any] in
      let name = one["component"]?.stringValue ?? ""
      return line(name, one, link: request.link(.component, [("name", name)]))
    }
    return [
      "groups": [
        ["title": "The system and its journeys", "lines": lines, "hasLines": !lines.isEmpty],
        [
          "title": components.count > shown.count
            ? "Components, the \(shown.count) least resilient of \(components.count)" : "Components",
          "lines": Array(shown),
          "hasLines": !shown.isEmpty,
        ],
      ] as [[String: Any]]
    ]
  }

  private func line(_ name: String, _ score: JSON, link: String?) -> [String: Any] {
    let mean = score["resilience"]?.doubleValue
    let low = score["low"]?.doubleValue ?? 0
    let high = score["high"]?.doubleValue ?? 1
    let isRefuted = score["refuted"]?.boolValue ?? false
    func x(_ value: Double) -> String { Written.place(4 + 192 * min(max(value, 0), 1)) }
    return [
      "name": plainLine(name), "link": link ?? false as Any, "isKnown": mean != nil, "low": Written.share(low),
      "high": Written.share(high), "mean": mean.map(Written.share) ?? "–", "x": x(mean ?? 0), "from": x(low),
      "to": x(high), "coverage": score["coverage"]?.doubleValue.map(Written.share) ?? "–",
      "coverageWidth": Written.place(60 * min(max(score["coverage"]?.doubleValue ?? 0, 0), 1)),
      "freshness": score["freshness"]?.doubleValue.map(Written.share) ?? "–", "isRefuted": isRefuted,
    ]
  }
}
