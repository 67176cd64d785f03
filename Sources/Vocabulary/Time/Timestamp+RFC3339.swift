extension Timestamp {
  /// Reads `2026-11-20T18:11:23.5+01:00`; nil where the text is no RFC 3339 date-time with an offset.
  ///
  /// A leap second, `23:59:60` in UTC at the end of a month, counts as the first second of the next day. Years 0000 to
  /// 9999, in UTC too; digits below the microsecond are cut. Cost: one pass.
  public init?(rfc3339 text: some StringProtocol) {
    var reader = DigitReader(text.utf8)
    guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2), reader.skip("-"),
      let day = reader.number(2), reader.skip("T") || reader.skip("t") || reader.skip(" "),
      let hour = reader.number(2), reader.skip(":"), let minute = reader.number(2), reader.skip(":"),
      let second = reader.number(2)
    else { return nil }
    var micros: Int64 = 0
    if reader.skip(".") {
      guard let fraction = reader.fraction() else { return nil }
      micros = fraction
    }
    guard let offset = reader.offset(), reader.isAtEnd,
      (1...12).contains(month), (1...daysInMonth(month, year)).contains(day), hour < 24, minute < 60, second <= 60
    else { return nil }
    let seconds = daysFromCivil(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset
    self.init(microseconds: seconds * 1_000_000 + micros)
    guard self >= .earliest, self <= .latest else { return nil }
    if second == 60 && !Timestamp(microseconds: seconds * 1_000_000).beginsMonth { return nil }
  }
}

private func daysInMonth(_ month: Int64, _ year: Int64) -> Int64 {
  switch month {
  case 4, 6, 9, 11: 30
  case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
  default: 31
  }
}

/// Howard Hinnant, `days_from_civil`, for years from 0.
private func daysFromCivil(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
  let y = month <= 2 ? year - 1 : year
  let era = (y >= 0 ? y : y - 399) / 400
  let yoe = y - era * 400
  let doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
  return era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468
}

/// Walks over ASCII digits and separators.
private struct DigitReader<Bytes: Collection> where Bytes.Element == UInt8 {
  private var rest: Bytes.SubSequence

  init(_ bytes: Bytes) { rest = bytes[...] }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest = rest.dropFirst()
    return true
  }

  mutating func number(_ width: Int) -> Int64? {
    var value: Int64 = 0
    for _ in 0..<width {
      guard let byte = rest.first, (0x30...0x39).contains(byte) else { return nil }
      value = value * 10 + Int64(byte - 0x30)
      rest = rest.dropFirst()
    }
    return value
  }

  /// The digits after the point as microseconds; further ones are cut.
  mutating func fraction() -> Int64? {
    var value: Int64 = 0
    var digits = 0
    while let byte = rest.first, (0x30...0x39).contains(byte) {
      if digits < 6 { value = value * 10 + Int64(byte - 0x30) }
      digits += 1
      rest = rest.dropFirst()
    }
    guard digits > 0 else { return nil }
    for _ in min(digits, 6)..<6 { value *= 10 }
    return value
  }

  /// `Z` or `±hh:mm` (also `±hhmm`, which some tools write), in seconds.
  mutating func offset() -> Int64? {
    if skip("Z") || skip("z") { return 0 }
    let sign: Int64
    if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
    guard let hours = number(2) else { return nil }
    _ = skip(":")
    guard let minutes = number(2), hours < 24, minutes < 60 else { return nil }
    return sign * (hours * 3600 + minutes * 60)
  }
}
