import KnowledgeBase
import Reports
import Vocabulary

/// Runs on a line of time: one mark each where it began, its colour its outcome, its height the components that degraded.
struct Timeline {
  private let runs: [JSON]
  private let request: PageRequest
  private static let most = 500

  init(_ runs: [JSON], request: PageRequest) {
    self.runs = Array(runs.suffix(Timeline.most))
    self.request = request
  }

  var values: [String: Any] {
    let times = runs.compactMap { $0["startedAt"]?.stringValue.flatMap { Timestamp(rfc3339: $0) }?.microseconds }
    guard let first = times.min(), let last = times.max() else {
      return ["marks": [[String: Any]](), "isDrawn": false]
    }
    let most = runs.compactMap { $0["degraded"]?.integerValue }.max() ?? 1
    let length = Double(max(last - first, 1))
    return [
      "isDrawn": times.count > 1, "from": Timestamp(microseconds: first).description,
      "to": Timestamp(microseconds: last).description, "most": "\(most)",
      "marks": runs.compactMap { run -> [String: Any]? in
        guard let time = run["startedAt"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) }) else { return nil }
        let x = 30 + 740 * Double(time.microseconds - first) / length
        let height = 12 + 66 * Double(run["degraded"]?.integerValue ?? 0) / Double(max(most, 1))
        let outcome = run["outcome"]?.stringValue ?? "unjudged"
        let id = run["run"]?.stringValue ?? ""
        return [
          "x": Written.place(x), "y": Written.place(100 - height), "outcome": Timeline.tone(outcome),
          "link": request.link(.run, [("id", id)]),
          "words": plainLine("\(id): \(outcome), \(run["degraded"]?.integerValue ?? 0) degraded"),
        ]
      },
    ]
  }

  private static func tone(_ outcome: String) -> String {
    switch outcome {
    case "supported": "good"
    case "refuted": "bad"
    default: "doubt"
    }
  }
}
