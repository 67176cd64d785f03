internal import SystemModel
internal import Vocabulary

/// What of a call's trouble is its callee's own, and what the callee only passes on.
///
/// Who waits for somebody slow is slow, and who is failed fails: such a call would stand beside the one where the trouble is. So
/// the slowness of a → b counts as far as b does not spend its time waiting for calls that are slow themselves, and its errors as
/// far as they are not those that failed calls of b were seen to pass on.
struct Explanation {
  private let readings: [SignalReading]
  private let found: [[Signal]]
  private let calls: [String: [Int]]

  /// What is left of a signal must be worth a look.
  private static let least = 0.02

  init(_ readings: [SignalReading]) {
    self.readings = readings
    found = readings.map(\.signals)
    calls = Dictionary(grouping: readings.indices) { readings[$0].record.dependency.caller }
  }

  /// Each reading with its own signals, the strongest first. Cost: the calls, each with those of its callee.
  var own: [(SignalReading, [Signal])] {
    readings.indices.map { index in
      let signals = found[index].compactMap { signal -> Signal? in
        let explained =
          switch signal.kind {
          case .slowness: slowness(below: index)
          case .errors: errors(below: index)
          default: 0.0
          }
        let strength = signal.strength * (1 - explained)
        guard strength >= Explanation.least else { return nil }
        return Signal(kind: signal.kind, strength: strength, figures: signal.figures)
      }
      return (
        readings[index],
        signals.enumerated().sorted { ($1.element.strength, $0.offset) < ($0.element.strength, $1.offset) }
          .map(\.element)
      )
    }
  }

  private func below(_ index: Int, with kind: Signal.Kind) -> [SignalReading] {
    (calls[readings[index].record.dependency.callee] ?? []).filter { found[$0].contains { $0.kind == kind } }
      .map { readings[$0] }
  }

  private func slowness(below index: Int) -> Double {
    min(1, below(index, with: .slowness).reduce(0) { $0 + ($1.traffic.shape.waitShare ?? 0) })
  }

  private func errors(below index: Int) -> Double {
    let passed = below(index, with: .errors).reduce(0) { $0 + $1.traffic.propagatedErrors }
    return min(1, Double(passed) / Double(max(readings[index].traffic.errors, 1)))
  }
}
