/// An instant, in whole microseconds since 1970-01-01T00:00:00Z: how the log keeps both of an event's times.
///
/// Coding is RFC 3339 (§5.6). A text must carry an offset, is stored as UTC, and digits below the microsecond are cut.
public struct Timestamp: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// Microseconds since the epoch; negative before it.
  public var microseconds: Int64

  /// The instant so many microseconds after the epoch.
  public init(microseconds: Int64) { self.microseconds = microseconds }

  /// 0000-01-01T00:00:00Z, the first instant that RFC 3339 can write.
  public static let earliest = Timestamp(microseconds: -62_167_219_200_000_000)
  /// 9999-12-31T23:59:59.999999Z, the last instant that RFC 3339 can write.
  public static let latest = Timestamp(microseconds: 253_402_300_799_999_999)

  /// The instant so many seconds after the epoch, rounded to the microsecond. Beyond `earliest` and `latest` it is they;
  /// not a number is the epoch. So no figure from outside, however large, stops the program.
  public init(seconds: Double) {
    let micros = (seconds * 1_000_000).rounded()
    if micros.isNaN {
      microseconds = 0
    } else if micros <= Double(Timestamp.earliest.microseconds) {
      self = .earliest
    } else if micros >= Double(Timestamp.latest.microseconds) {
      self = .latest
    } else {
      microseconds = Int64(micros)
    }
  }

  /// Seconds since the epoch.
  public var seconds: Double { Double(microseconds) / 1_000_000 }

  /// The whole day since the epoch, in UTC.
  public var day: Int64 { microseconds.flooredQuotient(by: 86_400_000_000) }

  /// The instant `seconds` later (earlier where negative), exact to the microsecond. It stops at `earliest` and `latest`.
  public func advanced(bySeconds seconds: Double) -> Timestamp {
    let shift = (seconds * 1_000_000).rounded()
    guard let micros = Int64(exactly: shift) else { return shift > 0 ? .latest : shift < 0 ? .earliest : self }
    let (sum, overflow) = microseconds.addingReportingOverflow(micros)
    if overflow { return micros > 0 ? .latest : .earliest }
    return min(max(Timestamp(microseconds: sum), .earliest), .latest)
  }

  /// Seconds from `other` to this instant; negative where `other` is later.
  public func seconds(since other: Timestamp) -> Double {
    let (difference, overflow) = microseconds.subtractingReportingOverflow(other.microseconds)
    return overflow ? seconds - other.seconds : Double(difference) / 1_000_000
  }

  public static func < (one: Timestamp, other: Timestamp) -> Bool { one.microseconds < other.microseconds }

  /// The instant in RFC 3339, UTC, with as many of six decimals as it needs (none, three or six). A year beyond 0000 to
  /// 9999, which RFC 3339 cannot write, has a sign, as in ISO 8601.
  public var description: String {
    let second = microseconds.flooredQuotient(by: 1_000_000)
    let remainder = microseconds % 1_000_000
    let fraction = remainder < 0 ? remainder + 1_000_000 : remainder
    let day = second.flooredQuotient(by: 86_400)
    let (year, month, dayOfMonth) = civil(fromDay: day)
    let rest = second - day * 86_400
    let sign = year < 0 ? "-" : year > 9999 ? "+" : ""
    var text = sign + padded(abs(year), 4) + "-" + padded(month, 2) + "-" + padded(dayOfMonth, 2)
    text += "T" + padded(rest / 3600, 2) + ":" + padded(rest / 60 % 60, 2) + ":" + padded(rest % 60, 2)
    if fraction != 0 {
      text += fraction % 1000 == 0 ? "." + padded(fraction / 1000, 3) : "." + padded(fraction, 6)
    }
    return text + "Z"
  }
}

extension Timestamp {
  /// Whether it is the first instant of a month in UTC.
  var beginsMonth: Bool { microseconds % 86_400_000_000 == 0 && civil(fromDay: day).2 == 1 }
}

/// Days since the epoch to (year, month, day) in the proleptic Gregorian calendar; Howard Hinnant, "chrono-compatible
/// low-level date algorithms", `civil_from_days`.
private func civil(fromDay day: Int64) -> (Int64, Int64, Int64) {
  let z = day + 719_468
  let era = z.flooredQuotient(by: 146_097)
  let doe = z - era * 146_097
  let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365
  let doy = doe - (365 * yoe + yoe / 4 - yoe / 100)
  let mp = (5 * doy + 2) / 153
  let month = mp < 10 ? mp + 3 : mp - 9
  return (yoe + era * 400 + (month <= 2 ? 1 : 0), month, doy - (153 * mp + 2) / 5 + 1)
}

private func padded(_ value: Int64, _ width: Int) -> String {
  let digits = String(value)
  return digits.count >= width ? digits : String(repeating: "0", count: width - digits.count) + digits
}

extension Int64 {
  /// Division that rounds toward negative infinity.
  fileprivate func flooredQuotient(by divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}
