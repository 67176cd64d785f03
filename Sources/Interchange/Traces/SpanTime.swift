import Vocabulary

/// Times and ids of spans as formats write them.
enum SpanTime {
  /// Nanoseconds of a number or a string of digits; nil where it is neither or beyond a 64-bit count.
  static func whole(_ value: JSON) -> Int64? {
    if let whole = value.integerValue { return whole }
    if let number = value.doubleValue, number.magnitude < 9.2e18 { return Int64(number.rounded()) }
    return value.stringValue.flatMap { Int64($0) }
  }

  /// The last instant that the log can write: the year 9999, in microseconds.
  static let latestMicroseconds: Int64 = 253_402_300_799_000_000
}
