import Testing

@testable import Vocabulary

@Suite("Validity of JSON without reading it")
struct JSONValidityTests {
  private static func isValid(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBytes { JSONText.isValid($0) } }

  private static let refusedForNames = "appears twice"

  /// Whether the parser reads the text, or refuses it only because a name appears twice.
  private static func isParsed(_ bytes: [UInt8]) -> Bool? {
    do {
      _ = try JSON.parse(bytes)
      return true
    } catch let error as JSONError {
      return error.problem.contains(refusedForNames) ? nil : false
    } catch {
      return false
    }
  }

  @Test("Exactly what the parser reads is valid, whatever bytes are changed", arguments: Array(1...4) as [UInt64])
  func agrees(seed: UInt64) {
    var generator = RandomJSON(seed: seed)
    for _ in 0..<1500 {
      let text = Array(generator.value().text.utf8)
      #expect(Self.isValid(text), "seed \(seed): \(String(decoding: text, as: UTF8.self))")
      let changed = generator.mutated(text)
      guard let isParsed = Self.isParsed(changed) else { continue }
      #expect(Self.isValid(changed) == isParsed, "seed \(seed): \(String(decoding: changed, as: UTF8.self))")
    }
  }

  @Test(
    "Edges of the grammar are judged as the parser judges them",
    arguments: [
      "", " ", "{", "{}", " { } ", "[]", "[1,]", "[1 2]", "{\"a\":}", "{\"a\":1,}", "{a:1}", "nul", "null", "truefalse",
      "01", "-", "-0", "1.", ".5", "1e", "1e+", "1e999", "1e-999", "\"", "\"\\\"", "\"\\u00e9\"", "\"\\u00g9\"",
      "\"\\ud800\"", "\"\\ud83d\\ude00\"", "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"\\x\"", "\"\t\"", "\"é\"", "1 1",
      String(repeating: "[", count: 128) + String(repeating: "]", count: 128),
      String(repeating: "[", count: 129) + String(repeating: "]", count: 129),
    ])
  func edges(text: String) {
    #expect(Self.isValid(Array(text.utf8)) == (Self.isParsed(Array(text.utf8)) ?? false), "\(text)")
  }

  @Test("Bytes that are no UTF-8 are not valid")
  func encoding() {
    for bad: [UInt8] in [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xC0, 0x80]] {
      #expect(!Self.isValid([0x22] + bad + [0x22]))
    }
  }
}
