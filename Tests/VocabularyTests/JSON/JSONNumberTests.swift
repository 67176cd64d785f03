import Testing

@testable import Vocabulary

@Suite("JSON numbers")
struct JSONNumberTests {
  /// A random lexeme of RFC 8259 §6.
  private static func lexeme(_ generator: inout RandomJSON) -> String {
    func digits(_ count: Int, _ generator: inout RandomJSON) -> String {
      var text = ""
      for _ in 0..<count { text += String(generator.below(10)) }
      return text
    }
    var text = generator.below(3) == 0 ? "-" : ""
    let whole = generator.below(21)
    text += whole == 0 ? "0" : String(1 + generator.below(9)) + digits(whole - 1, &generator)
    if generator.below(2) == 0 {
      let zeros = generator.below(4) == 0 ? String(repeating: "0", count: generator.below(30)) : ""
      text += "." + zeros + digits(1 + generator.below(18), &generator)
    }
    if generator.below(3) == 0 {
      text += ["e", "E", "e-", "e+"][generator.below(4)] + String(generator.below(generator.below(2) == 0 ? 12 : 330))
    }
    return text
  }

  @Test("100,000 random lexemes have the double that the library gives them", arguments: Array(1...4) as [UInt64])
  func exactness(seed: UInt64) {
    var generator = RandomJSON(seed: seed)
    var wrong: [String] = []
    for _ in 0..<25_000 {
      let text = Self.lexeme(&generator)
      let expected = Double(text).flatMap { $0.isFinite ? $0 : nil }
      let value = try? JSON.parse(text)
      var isRight = value?.doubleValue?.bitPattern == expected?.bitPattern
      if case .integer(let whole) = value { isRight = isRight && Int64(text) == whole }
      if !isRight { wrong.append(text) }
    }
    #expect(wrong == [], "seed \(seed)")
  }

  @Test("Doubles are written in digits that read back as themselves", arguments: Array(1...4) as [UInt64])
  func writing(seed: UInt64) throws {
    var random = Xoshiro256(seed: seed)
    for _ in 0..<5_000 {
      let value = Double(bitPattern: random.next())
      guard value.isFinite else { continue }
      let text = JSON.number(value).text
      #expect(try JSON.parse(text).doubleValue == value, "seed \(seed): \(value) as \(text)")
    }
  }

  @Test(
    "Numbers are written plainly",
    arguments: [
      (0, "0"), (-0.0, "0"), (1, "1"), (-17, "-17"), (0.1, "0.1"), (1e15, "1000000000000000"),
      (9_007_199_254_740_991, "9007199254740991"), (1e16, "1e+16"), (1.5e-7, "1.5e-07"),
      (.leastNonzeroMagnitude, "5e-324"),
      (.infinity, "null"), (.nan, "null"),
    ] as [(Double, String)])
  func plainly(value: Double, text: String) {
    #expect(JSON.number(value).text == text)
  }

  @Test("Whole numbers stay whole as far as 64 bits go")
  func integers() throws {
    for value: Int64 in [.min, .min + 1, -1 << 53 - 1, -1, 0, 1, 1 << 53 + 1, 999_999_999_999_999_999, .max - 1, .max] {
      guard case .integer(let read) = try JSON.parse(String(value)) else {
        Issue.record("\(value) was read as no integer")
        continue
      }
      #expect(read == value && JSON.integer(value).text == String(value))
    }
    for text in ["1.0", "1e0", "9223372036854775808", "-9223372036854775809", "-0"] {
      guard case .number = try JSON.parse(text) else {
        Issue.record("\(text) was read as an integer")
        continue
      }
    }
    #expect(JSON.number(3).integerValue == 3 && JSON.number(3.5).integerValue == nil)
    #expect(JSON.number(0x1p63).integerValue == nil && JSON.number(-0x1p63).integerValue == .min)
  }
}
