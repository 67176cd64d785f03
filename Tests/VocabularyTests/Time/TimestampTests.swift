import Foundation
import Testing

@testable import Vocabulary

@Suite("Instants")
struct TimestampTests {
  @Test(
    "RFC 3339 is read",
    arguments: [
      ("1970-01-01T00:00:00Z", 0),
      ("1970-01-01T00:00:00.000001Z", 1),
      ("1969-12-31T23:59:59.999999Z", -1),
      // The RFC's own examples, §5.8.
      ("1985-04-12T23:20:50.52Z", 482_196_050_520_000),
      ("1996-12-19T16:39:57-08:00", 851_042_397_000_000),
      ("1996-12-20T00:39:57Z", 851_042_397_000_000),
      ("1990-12-31T23:59:60Z", 662_688_000_000_000),
      ("1990-12-31T15:59:60-08:00", 662_688_000_000_000),
      ("1937-01-01T12:00:27.87+00:20", -1_041_337_172_130_000),
      // Offsets.
      ("2026-11-20T18:11:23+00:00", 1_795_198_283_000_000),
      ("2026-11-20T18:11:23-00:00", 1_795_198_283_000_000),
      ("2026-11-20T19:11:23+01:00", 1_795_198_283_000_000),
      ("2026-11-21T08:11:23+14:00", 1_795_198_283_000_000),
      ("2026-11-20T18:11:23+0000", 1_795_198_283_000_000),
      ("2026-11-20T23:56:23+0545", 1_795_198_283_000_000),
      ("2026-11-21T18:10:23+23:59", 1_795_198_283_000_000),
      // Letters in either case, a space for the T (§5.6).
      ("2026-11-20t18:11:23z", 1_795_198_283_000_000),
      ("2026-11-20 18:11:23Z", 1_795_198_283_000_000),
      // Fractions: cut below the microsecond, not rounded.
      ("1970-01-01T00:00:01.5Z", 1_500_000),
      ("1970-01-01T00:00:01.123456Z", 1_123_456),
      ("1970-01-01T00:00:01.1234569Z", 1_123_456),
      ("1970-01-01T00:00:01.999999999999999999999Z", 1_999_999),
      ("1969-12-31T23:59:58.0000009Z", -2_000_000),
      // Calendars: leap years, the ends.
      ("2000-02-29T00:00:00Z", 951_782_400_000_000),
      ("2024-02-29T00:00:00Z", 1_709_164_800_000_000),
      ("1972-06-30T23:59:60.25Z", 78_796_800_250_000),
      ("0000-01-01T00:00:00Z", -62_167_219_200_000_000),
      ("0000-02-29T00:00:00Z", -62_162_121_600_000_000),
      ("0001-01-01T00:00:00Z", -62_135_596_800_000_000),
      ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
    ] as [(String, Int64)])
  func read(text: String, microseconds: Int64) {
    #expect(Timestamp(rfc3339: text)?.microseconds == microseconds)
  }

  @Test(
    "What is no instant is refused",
    arguments: [
      "", "now", "2026", "2026-11-20", "18:11:23Z", "2026-11-20T18:11:23", "2026-11-20T18:11Z",
      "2026-11-20T18:11:23 Z", " 2026-11-20T18:11:23Z", "2026-11-20T18:11:23Z ", "2026-11-20T18:11:23ZZ",
      "2026-11-20T18:11:23.Z", "2026-11-20T18:11:23,5Z", "2026-11-20T18:11:23.5", "2026-11-20T18:11:23.-5Z",
      "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-32T00:00:00Z",
      "2026-04-31T00:00:00Z", "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2024-02-30T00:00:00Z",
      "2026-11-20T24:00:00Z", "2026-11-20T18:60:00Z", "2026-11-20T18:11:61Z", "2026-11-20T18:11:99Z",
      // A leap second stands at the end of a month, in UTC.
      "2026-11-20T18:11:60Z", "2026-11-20T23:59:60Z", "2026-12-31T23:58:60Z", "1990-12-31T23:59:60-08:00",
      "2026-11-20T18:11:23+24:00", "2026-11-20T18:11:23+01:60", "2026-11-20T18:11:23+1:00",
      "2026-11-20T18:11:23+01", "2026-11-20T18:11:23+", "2026-11-20T18:11:23GMT", "2026-11-20T18:11:23UTC+1",
      "-001-01-01T00:00:00Z", "-0001-01-01T00:00:00Z", "+2026-11-20T18:11:23Z", "10000-01-01T00:00:00Z",
      "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "9999-12-31T23:59:60Z",
      "2026-1-20T18:11:23Z", "26-11-20T18:11:23Z", "2026/11/20T18:11:23Z", "20261120T181123Z",
      "２026-11-20T18:11:23Z", "2026-11-20T18:11:23\u{0}Z",
    ])
  func refused(text: String) {
    #expect(Timestamp(rfc3339: text) == nil)
  }

  @Test(
    "An instant is written in UTC, with none, three or six decimals",
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (1, "1970-01-01T00:00:00.000001Z"), (-1, "1969-12-31T23:59:59.999999Z"),
      (500_000, "1970-01-01T00:00:00.500Z"), (1_795_198_283_000_000, "2026-11-20T18:11:23Z"),
      (-62_167_219_200_000_000, "0000-01-01T00:00:00Z"), (253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"),
      // What RFC 3339 cannot write has a sign.
      (-62_167_219_200_000_001, "-0001-12-31T23:59:59.999999Z"), (253_402_300_800_000_000, "+10000-01-01T00:00:00Z"),
      (.min, "-290308-12-21T19:59:05.224192Z"), (.max, "+294247-01-10T04:00:54.775807Z"),
    ] as [(Int64, String)])
  func written(microseconds: Int64, text: String) {
    #expect(Timestamp(microseconds: microseconds).description == text)
  }

  @Test("What is written is read back the same, at random", arguments: [1, 2, 3] as [UInt64])
  func roundTrip(seed: UInt64) {
    var random = Xoshiro256(seed: seed)
    let span = Double(Timestamp.latest.microseconds) - Double(Timestamp.earliest.microseconds)
    for _ in 0..<3000 {
      let micros = Timestamp.earliest.microseconds + Int64(random.unit() * span)
      let instant = Timestamp(microseconds: random.next() % 2 == 0 ? micros : micros / 1_000_000 * 1_000_000)
      #expect(Timestamp(rfc3339: instant.description) == instant, "seed \(seed): \(instant.microseconds)")
      // The same instant with another offset.
      let minutes = Int64(random.next() % 2879) - 1439
      let shifted = Timestamp(microseconds: instant.microseconds + minutes * 60_000_000)
      guard shifted >= .earliest, shifted <= .latest else { continue }
      let offset = [abs(minutes) / 60, abs(minutes) % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
      let text = shifted.description.dropLast() + (minutes < 0 ? "-" : "+") + offset
      #expect(Timestamp(rfc3339: text) == instant, "seed \(seed): \(text)")
    }
  }

  @Test("Foundation reads and writes the same calendar, 10,000 random instants", arguments: [20_261_120] as [UInt64])
  func agreesWithFoundation(seed: UInt64) throws {
    var random = Xoshiro256(seed: seed)
    let style = Date.ISO8601FormatStyle()
    let first = try #require(Timestamp(rfc3339: "1583-01-01T00:00:00Z"))
    let seconds = (Timestamp.latest.microseconds - first.microseconds) / 1_000_000
    for _ in 0..<10_000 {
      let second = first.microseconds / 1_000_000 + Int64(random.unit() * Double(seconds))
      let text = Timestamp(microseconds: second * 1_000_000).description
      let date = Date(timeIntervalSince1970: Double(second))
      #expect(style.format(date) == text, "seed \(seed): \(second)")
      #expect(try style.parse(text) == date, "seed \(seed): \(second)")
    }
  }

  @Test("Arithmetic is exact to the microsecond and stops at the ends")
  func arithmetic() {
    let instant = Timestamp(microseconds: 1_795_198_283_123_456)
    #expect(instant.advanced(bySeconds: 0.000_001).microseconds == 1_795_198_283_123_457)
    #expect(instant.advanced(bySeconds: -86_400.5).microseconds == 1_795_111_882_623_456)
    #expect(instant.advanced(bySeconds: 2.5).seconds(since: instant) == 2.5)
    #expect(instant.seconds(since: instant.advanced(bySeconds: 1)) == -1)
    for far in [1e300, .infinity, 1e15] {
      #expect(instant.advanced(bySeconds: far) == .latest && instant.advanced(bySeconds: -far) == .earliest)
      #expect(Timestamp(seconds: far) == .latest && Timestamp(seconds: -far) == .earliest)
    }
    #expect(instant.advanced(bySeconds: .nan) == instant && Timestamp(seconds: .nan).microseconds == 0)
    #expect(Timestamp(seconds: 1.5).microseconds == 1_500_000 && Timestamp(seconds: -0.000_000_6).microseconds == -1)
    #expect(Timestamp(microseconds: .max).seconds(since: Timestamp(microseconds: .min)) > 1.8e13)
    #expect(Timestamp(microseconds: -1).day == -1 && Timestamp(microseconds: 86_400_000_000).day == 1)
    #expect(Timestamp.earliest < .latest && instant.seconds == 1_795_198_283.123456)
  }
}
