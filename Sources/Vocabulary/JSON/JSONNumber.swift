/// The grammar of JSON numbers (RFC 8259 §6), shared by the parser and the lean readers.
package enum JSONNumber {
  /// The index after the number that begins at `start`; nil where there is none.
  package static func end(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    var at = start
    func isDigit(_ index: Int) -> Bool { index < bytes.count && bytes[index] &- 0x30 < 10 }
    if at < bytes.count, bytes[at] == UInt8(ascii: "-") { at += 1 }
    guard isDigit(at) else { return nil }
    if bytes[at] == UInt8(ascii: "0") { at += 1 } else { while isDigit(at) { at += 1 } }
    if isDigit(at) { return nil }
    if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
      at += 1
      guard isDigit(at) else { return nil }
      while isDigit(at) { at += 1 }
    }
    if at < bytes.count, bytes[at] | 0x20 == UInt8(ascii: "e") {
      at += 1
      if at < bytes.count, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") { at += 1 }
      guard isDigit(at) else { return nil }
      while isDigit(at) { at += 1 }
    }
    return at
  }

  /// The value of a number without fraction or exponent that fits 64 bits; nil for any other, and for `-0`, which is
  /// no integer.
  package static func integer(in bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int64? {
    var at = range.lowerBound
    let negative = bytes[at] == UInt8(ascii: "-")
    if negative { at += 1 }
    // 19 digits fit an unsigned word, and instants in nanoseconds have as many.
    guard range.upperBound - at <= 19 else { return nil }
    var value: UInt64 = 0
    while at < range.upperBound {
      let digit = bytes[at] &- 0x30
      guard digit < 10 else { return nil }
      value = value * 10 + UInt64(digit)
      at += 1
    }
    if negative { return value == 0 || value > 1 << 63 ? nil : Int64(truncatingIfNeeded: 0 &- value) }
    return Int64(exactly: value)
  }

  /// The value of a number; nil where it is beyond a double. Exact: at most 15 digits and a small exponent go by one
  /// division of exact doubles (Clinger 1990), the rest through `strtod`.
  package static func double(in bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Double? {
    var at = range.lowerBound
    let negative = bytes[at] == UInt8(ascii: "-")
    if negative { at += 1 }
    var digits = 0
    var mantissa: UInt64 = 0
    var decimals = 0
    var seenPoint = false
    while at < range.upperBound {
      let byte = bytes[at]
      if byte == UInt8(ascii: ".") {
        seenPoint = true
      } else if byte &- 0x30 < 10 {
        mantissa = mantissa &* 10 &+ UInt64(byte &- 0x30)
        digits += mantissa == 0 ? 0 : 1
        if seenPoint { decimals += 1 }
      } else {
        return slowDouble(in: bytes, range)
      }
      at += 1
    }
    guard digits <= 15, decimals <= 22 else { return slowDouble(in: bytes, range) }
    let value = Double(mantissa) / powersOfTen[decimals]
    return negative ? -value : value
  }

  private static let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]

  private static func slowDouble(in bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Double? {
    let text = String(decoding: bytes[range], as: UTF8.self)
    guard let value = Double(text), value.isFinite else { return nil }
    return value
  }
}
