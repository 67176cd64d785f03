/// A time in which nothing may run: once, or every week; everywhere and of everything, or only of some components or in some
/// environments.
///
/// ```
/// {"from": "2026-12-20T00:00:00+01:00", "to": "2027-01-07T00:00:00+01:00", "why": "holidays"}
/// {"days": ["fri", "sat", "sun"], "from": "16:00", "to": "08:00", "zone": "+01:00", "components": ["payments"]}
/// ```
///
/// A weekly one begins on its days, and ends on the next day where `to` is not later than `from`. Its zone is an offset from UTC: an
/// instant has one meaning everywhere, and what summer time a place will have nobody knows in advance.
public struct Freeze: Sendable, Equatable {
  /// When it is.
  public enum Times: Sendable, Equatable {
    /// Once.
    case once(TimeWindow)
    /// Every week on days from 0 (Monday) to 6, from one minute of the day to another, in a zone so many minutes east of UTC.
    case weekly(days: Set<Int>, from: Int, to: Int, zone: Int)
  }

  /// When it is.
  public let times: Times
  /// The components that it is of; empty for all.
  public let components: [String]
  /// The environments that it holds in; empty for all.
  public let environments: [String]
  /// Why.
  public let why: String?

  /// A freeze.
  public init(_ times: Times, components: [String] = [], environments: [String] = [], why: String? = nil) {
    self.times = times
    self.components = components
    self.environments = environments
    self.why = why
  }

  private static let dayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

  /// Reads one. Throws for times that are none, days of another name, and a zone that is no offset.
  public static func read(_ fields: FieldReader) throws -> Freeze {
    let times: Times
    if fields.value("days") != nil {
      let days = try fields.strings("days").map { name in
        guard let day = dayNames.firstIndex(of: name.lowercased()) else {
          throw fields.error(
            "days", "expected days such as \(dayNames.joined(separator: ", ")), found \"\(name.prefix(20))\"")
        }
        return day
      }
      guard !days.isEmpty else { throw fields.error("days", "names no day") }
      times = .weekly(
        days: Set(days), from: try minutes(fields, "from"), to: try minutes(fields, "to"), zone: try zone(fields))
    } else {
      times = .once(try TimeWindow.read(fields))
    }
    return Freeze(
      times, components: try fields.strings("components"), environments: try fields.strings("environments"),
      why: try fields.optionalString("why"))
  }

  /// `16:00` in minutes of the day; `24:00` is its end.
  private static func minutes(_ fields: FieldReader, _ name: String) throws -> Int {
    let text = try fields.string(name)
    let halves = text.split(separator: ":", omittingEmptySubsequences: false)
    guard halves.count == 2, halves.allSatisfy({ $0.count == 2 }), let hours = Int(halves[0]),
      let minutes = Int(halves[1]),
      (0..<60).contains(minutes), (0...24 * 60).contains(hours * 60 + minutes)
    else { throw fields.error(name, "expected a time of the day such as 16:00, found \"\(text.prefix(20))\"") }
    return hours * 60 + minutes
  }

  /// `+01:00` in minutes; `Z` and nothing are UTC.
  private static func zone(_ fields: FieldReader) throws -> Int {
    guard let text = try fields.optionalString("zone"), text != "Z", text != "UTC" else { return 0 }
    let digits = text.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
    guard let sign = text.first, sign == "+" || sign == "-", digits.count == 2, digits.allSatisfy({ $0.count == 2 }),
      let hours = Int(digits[0]), let minutes = Int(digits[1]), hours < 24, minutes < 60
    else {
      throw fields.error("zone", "expected an offset from UTC such as +01:00, found \"\(text.prefix(40))\"")
    }
    return (sign == "-" ? -1 : 1) * (hours * 60 + minutes)
  }

  /// The first stretch of it that overlaps a time, its begin and its end as they are; nil where none does.
  public func overlap(from: Timestamp, to: Timestamp) -> TimeWindow? {
    switch times {
    case .once(let window):
      return window.from < max(to, from.advanced(bySeconds: 1e-6)) && from < window.to ? window : nil
    case .weekly(let days, let begin, let end, let zone):
      let day = 86_400.0
      let origin = Timestamp(microseconds: 0)
      let shift = Double(zone) * 60
      func number(_ instant: Timestamp) -> Int { Int(((instant.seconds(since: origin) + shift) / day).rounded(.down)) }
      // A stretch that began the day before may last into this one.
      for date in (number(from) - 1)...max(number(from), number(to)) {
        // The first of January 1970 was a Thursday.
        guard days.contains(((date + 3) % 7 + 7) % 7) else { continue }
        let start = Double(date) * day - shift
        let length = Double(end > begin ? end - begin : end + 24 * 60 - begin) * 60
        let window = TimeWindow(
          from: origin.advanced(bySeconds: start + Double(begin) * 60),
          to: origin.advanced(bySeconds: start + Double(begin) * 60 + length))
        if window.from < max(to, from.advanced(bySeconds: 1e-6)), from < window.to { return window }
      }
      return nil
    }
  }

  /// Whether it holds in an environment, however that is capitalised; where none is named, it does.
  public func holds(in environment: String?) -> Bool {
    guard !environments.isEmpty, let environment else { return true }
    return environments.contains { EnvironmentName.same($0, environment) }
  }
}
