import Foundation

/// A stretch of numbers laid on a stretch of a drawing.
package struct Scale {
  package let low: Double
  package let high: Double
  package let from: Double
  package let to: Double

  /// A scale that holds these values and ends at round numbers, `low` included.
  package init(holding values: [Double], orLow low: Double?, from: Double, to: Double) {
    let least = min(low ?? .infinity, values.min() ?? 0)
    let most = max(values.max() ?? 1, least)
    let step = Scale.step(most - least)
    self.init(
      low: low.map { min($0, least) } ?? (least / step).rounded(.down) * step,
      high: max((most / step).rounded(.up) * step, least + step), from: from, to: to)
  }

  package init(low: Double, high: Double, from: Double, to: Double) {
    self.low = low
    self.high = high
    self.from = from
    self.to = to
  }

  /// Where a number lies in the drawing.
  package func place(_ value: Double) -> Double {
    high > low ? from + (value - low) / (high - low) * (to - from) : from
  }

  /// Round numbers within, some four of them.
  package var ticks: [Double] {
    let step = Scale.step(high - low)
    let first = Int((low / step).rounded(.up))
    let last = Int((high / step + 1e-9).rounded(.down))
    return first <= last ? (first...last).map { Double($0) * step } : []
  }

  /// The round step, 1, 2 or 5 times a power of ten, that parts a stretch into some four.
  private static func step(_ length: Double) -> Double {
    guard length > 0, length.isFinite else { return 1 }
    let rough = length / 4
    let power = pow(10, log10(rough).rounded(.down))
    let factor = rough / power
    return power * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10)
  }
}
