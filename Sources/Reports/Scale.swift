import Foundation

/// A stretch of numbers laid on a stretch of a drawing.
struct Scale {
  let low: Double
  let high: Double
  let from: Double
  let to: Double

  /// A scale that holds these values and ends at round numbers, `low` included.
  init(holding values: [Double], orLow low: Double?, from: Double, to: Double) {
    let least = min(low ?? .infinity, values.min() ?? 0)
    let most = max(values.max() ?? 1, least)
    let step = Scale.step(most - least)
    self.init(
      low: low.map { min($0, least) } ?? (least / step).rounded(.down) * step,
      high: max((most / step).rounded(.up) * step, least + step), from: from, to: to)
  }

  init(low: Double, high: Double, from: Double, to: Double) {
    self.low = low
    self.high = high
    self.from = from
    self.to = to
  }

  /// Where a number lies in the drawing.
  func place(_ value: Double) -> Double { high > low ? from + (value - low) / (high - low) * (to - from) : from }

  /// Round numbers within, some four of them.
  var ticks: [Double] {
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

/// Numbers as drawings and captions write them.
enum Written {
  /// A coordinate, to a tenth.
  static func place(_ value: Double) -> String {
    let tenths = (value * 10).rounded()
    let whole = Int(tenths)
    return whole % 10 == 0 ? String(whole / 10) : "\(whole < 0 ? "-" : "")\(abs(whole) / 10).\(abs(whole) % 10)"
  }

  /// A number with three digits that count.
  static func number(_ value: Double) -> String {
    guard value.isFinite else { return "\u{2013}" }
    if value == 0 { return "0" }
    let size = abs(value)
    let decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : min(2 - Int(log10(size).rounded(.down)), 9)
    var text = String(format: "%.*f", decimals, value)
    if text.contains(".") {
      while text.last == "0" { text.removeLast() }
      if text.last == "." { text.removeLast() }
    }
    return text
  }

  /// A probability.
  static func probability(_ value: Double) -> String { String(format: "%.2f", value) }
}
