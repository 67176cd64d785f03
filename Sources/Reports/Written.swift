import Foundation
import Vocabulary

/// Numbers and times as drawings, captions and pages write them. What is no number is a dash.
package enum Written {
  /// A coordinate, to a tenth.
  package static func place(_ value: Double) -> String {
    let tenths = (value * 10).rounded()
    let whole = Int(tenths)
    return whole % 10 == 0 ? String(whole / 10) : "\(whole < 0 ? "-" : "")\(abs(whole) / 10).\(abs(whole) % 10)"
  }

  /// A number with three digits that count.
  package static func number(_ value: Double) -> String {
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

  /// A number with so many decimals.
  package static func fixed(_ value: Double?, _ decimals: Int = 2) -> String {
    guard let value, value.isFinite else { return "\u{2013}" }
    return String(format: "%.*f", decimals, value)
  }

  /// A probability or a share of 1, with two digits; what is nearly 0 or 1 and is neither says so.
  package static func share(_ value: Double) -> String {
    if value > 0, value < 0.005 { return "<0.01" }
    if value < 1, value > 0.995 { return ">0.99" }
    return fixed(value)
  }

  /// A standard error, with three decimals; a smaller one says that it is not nothing.
  package static func error(_ value: Double?) -> String {
    guard let value, value > 0, value < 0.0005 else { return fixed(value, 3) }
    return "<0.001"
  }

  /// An instant to the second, as people read it, in UTC; nil for what is none.
  package static func time(_ text: String) -> String? {
    guard text.utf8.count >= 20, text.utf8.last == UInt8(ascii: "Z"),
      text.utf8.first.map({ (48...57).contains($0) }) == true,
      Timestamp(rfc3339: text) != nil
    else { return nil }
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8)) UTC"
  }
}
