import Vocabulary

/// What one series, or one probe, says about one symptom of one node.
struct Evidence {
  /// Where it comes from: `latency_p90`, `latency_p50 from checkout`, `probe answers`.
  let source: String
  /// What it says; never unknown: a series that cannot say is no evidence.
  let isDegraded: Bool
  /// The probability, under the noise model, that the change lies on this side of the floor: 0…1.
  let confidence: Double
  /// When a degradation began, in seconds after the injection: the end of the first window that shows it.
  var onset: Double?
  /// How it ended.
  var recovery = Recovery.unseen

  /// How a degradation ended.
  enum Recovery: Equatable {
    /// Nothing was observed after the clearing.
    case unseen
    /// Back for good so many seconds after the clearing.
    case recovered(Double)
    /// Still there at the end of the record, so many seconds after the clearing.
    case lasting(Double)

    /// The worst of several; unseen only where all are.
    static func worst(of all: [Recovery]) -> Recovery {
      all.reduce(.unseen) { worst, one in
        switch (worst, one) {
        case (.unseen, _): one
        case (.recovered(let a), .recovered(let b)): .recovered(max(a, b))
        case (.recovered, .lasting): one
        case (.lasting(let a), .lasting(let b)): .lasting(max(a, b))
        default: worst
        }
      }
    }
  }

  /// Walks over the windows after the clearing: recovered at the end of the first one from which on all are good.
  static func recovery(_ windows: [Window], _ timeline: Timeline, isGood: (Window) -> Bool) -> Recovery {
    let after = windows.filter { $0.end > timeline.cleared }
    guard let last = after.last else { return .unseen }
    guard isGood(last) else { return .lasting(last.end - timeline.cleared) }
    let lastBad = after.lastIndex { !isGood($0) }
    let first = after[lastBad.map { after.index(after: $0) } ?? after.startIndex]
    return .recovered(first.end - timeline.cleared)
  }

  /// The end of the first window after the injection that shows the change.
  static func onset(_ windows: [Window], isBad: (Window) -> Bool) -> Double? {
    windows.first { $0.part != .baseline && $0.end > 0 && isBad($0) }?.end
  }
}
