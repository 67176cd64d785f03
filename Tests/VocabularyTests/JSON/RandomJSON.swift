@testable import Vocabulary

/// Random documents from a seed, for the properties of JSON.
struct RandomJSON {
  var random: Xoshiro256

  init(seed: UInt64) { random = Xoshiro256(seed: seed) }

  mutating func below(_ bound: Int) -> Int { Int(random.next() >> 1) % bound }

  mutating func value(depth: Int = 5) -> JSON {
    switch below(depth > 0 ? 9 : 6) {
    case 0: return .null
    case 1: return .bool(below(2) == 0)
    case 2: return .integer(Int64(bitPattern: random.next()) >> below(64))
    case 3, 4: return .number(double())
    case 5: return .string(string())
    case 6: return .array((0..<below(6)).map { _ in value(depth: depth - 1) })
    default:
      var names: Set<String> = []
      let members = (0..<below(6)).map { _ in string() }.filter { names.insert($0).inserted }
      return .object(members.map { JSON.Member($0, value(depth: depth - 1)) })
    }
  }

  mutating func double() -> Double {
    switch below(4) {
    case 0: return Double(below(2_000_001) - 1_000_000) / 1000
    case 1: return random.unit()
    case 2: return Double(below(1000)) * 1e20
    default:
      let any = Double(bitPattern: random.next())
      return any.isFinite ? any : 0.5
    }
  }

  private static let alphabet: [Unicode.Scalar] = [
    "a", "b", "z", "0", " ", "\"", "\\", "/", "\n", "\t", "\r", "\u{8}", "\u{C}", "\u{1}", "\u{1F}", "\u{7F}", "ß", "日",
    "😀", "\u{2028}", "\u{FFFD}",
  ]

  mutating func string() -> String {
    var text = ""
    for _ in 0..<below(9) { text.unicodeScalars.append(Self.alphabet[below(Self.alphabet.count)]) }
    return text
  }

  /// The value as text with white space between tokens, and characters escaped that need not be.
  mutating func text(of value: JSON) -> String {
    switch value {
    case .array(let values):
      return "[" + space() + values.map { text(of: $0) }.joined(separator: space() + "," + space()) + space() + "]"
    case .object(let members):
      let inner = members.map { text(of: .string($0.name)) + space() + ":" + space() + text(of: $0.value) }
      return space() + "{" + space() + inner.joined(separator: "," + space()) + "}" + space()
    case .string(let string):
      var out = "\""
      for scalar in string.unicodeScalars {
        if scalar.value < 0x20 || scalar == "\"" || scalar == "\\" || below(3) == 0 {
          for unit in String(scalar).utf16 {
            let hex = String(unit, radix: 16, uppercase: below(2) == 0)
            out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
          }
        } else {
          out.unicodeScalars.append(scalar)
        }
      }
      return out + "\""
    default: return value.text
    }
  }

  private mutating func space() -> String { ["", "", "", " ", "\n", "\t ", "\r\n"][below(7)] }

  /// The bytes with a few of them changed, left out, put in, doubled, or with the end cut off.
  mutating func mutated(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0...below(3) where !bytes.isEmpty {
      let at = below(bytes.count)
      switch below(6) {
      case 0: bytes[at] = UInt8(truncatingIfNeeded: random.next())
      case 1: bytes[at] ^= 1 << UInt8(below(8))
      case 2: bytes.remove(at: at)
      case 3: bytes.insert(Array("{}[]\",:\\0-eu9 ".utf8)[below(14)], at: at)
      case 4: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + below(12))], at: at)
      default: bytes.removeSubrange(at...)
      }
    }
    return bytes
  }
}
