import Vocabulary

/// Times of spans as formats write them, and the bounds within which they can be reckoned with.
enum SpanTime {
  /// The last time that a span may have: 2100-01-01, in microseconds. Sums with a duration stay within 64 bits of
  /// nanoseconds.
  static let latestMicroseconds: Int64 = 4_102_444_800_000_000
  /// The same in nanoseconds.
  static let latestNanoseconds = latestMicroseconds * 1000
  /// The longest that a span may take: about 31 years, in microseconds.
  static let longestMicroseconds: Int64 = 1_000_000_000_000_000

  /// A whole number that stands as a number or as a string of digits; nil where it is neither or beyond 64 bits.
  static func whole(_ value: JSON) -> Int64? {
    if let whole = value.integerValue { return whole }
    if let number = value.doubleValue, number.magnitude < 9.2e18 { return Int64(number.rounded()) }
    return value.stringValue.flatMap { Int64($0) }
  }
}
