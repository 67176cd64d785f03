import Foundation
import Vocabulary

/// Numbers as pages write them.
enum Written {
  /// A coordinate, to a tenth.
  static func place(_ value: Double) -> String {
    let tenths = (value * 10).rounded() / 10
    return tenths == tenths.rounded() ? String(Int(tenths)) : String(format: "%.1f", tenths)
  }

  /// A probability or a share of 1, with two digits; what is nearly 0 or 1 and is neither says so.
  static func share(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    if value > 0, value < 0.005 { return "<0.01" }
    if value < 1, value > 0.995 { return ">0.99" }
    return String(format: "%.2f", value)
  }

  /// An instant to the second, as people read it, in UTC; nil for what is none.
  static func time(_ text: String) -> String? {
    guard text.utf8.count >= 20, text.utf8.last == UInt8(ascii: "Z"),
      text.utf8.first.map({ (48...57).contains($0) }) == true,
      Timestamp(rfc3339: text) != nil
    else { return nil }
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8)) UTC"
  }

  /// A standard error, with three decimals; a smaller one says that it is not nothing.
  static func error(_ value: Double?) -> String {
    guard let value, value > 0, value < 0.0005 else { return number(value, 3) }
    return "<0.001"
  }

  /// A number with so many decimals.
  static func number(_ value: Double?, _ decimals: Int = 2) -> String {
    guard let value, value.isFinite else { return "–" }
    return String(format: "%.*f", decimals, value)
  }
}
