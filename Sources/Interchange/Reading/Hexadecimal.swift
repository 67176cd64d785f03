/// Bytes and ids in hexadecimal.
enum Hexadecimal {
  private static let digits = Array("0123456789abcdef".utf8)

  /// Lower-case digits, two a byte.
  static func text(_ bytes: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    for byte in bytes { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }

  /// The value of at most 32 digits in either case, its high and low half; nil for other text. Shorter ids are padded
  /// with zeros on the left: several tracers strip them.
  static func value(_ text: some StringProtocol) -> (high: UInt64, low: UInt64)? {
    var high: UInt64 = 0
    var low: UInt64 = 0
    var count = 0
    for byte in text.utf8 {
      let digit: UInt8
      switch byte {
      case 0x30...0x39: digit = byte - 0x30
      case 0x61...0x66: digit = byte - 0x61 + 10
      case 0x41...0x46: digit = byte - 0x41 + 10
      default: return nil
      }
      count += 1
      high = high << 4 | low >> 60
      low = low << 4 | UInt64(digit)
    }
    return (1...32).contains(count) ? (high, low) : nil
  }
}

/// Base64 (RFC 4648), as protobuf's own JSON writes ids.
enum Base64 {
  /// The bytes; nil for other text. Padding is optional.
  static func bytes(_ text: some StringProtocol) -> [UInt8]? {
    var bytes: [UInt8] = []
    var buffer: UInt32 = 0
    var bits = 0
    var padding = 0
    for byte in text.utf8 {
      let value: UInt32
      switch byte {
      case 0x41...0x5A: value = UInt32(byte - 0x41)
      case 0x61...0x7A: value = UInt32(byte - 0x61 + 26)
      case 0x30...0x39: value = UInt32(byte - 0x30 + 52)
      case UInt8(ascii: "+"), UInt8(ascii: "-"): value = 62
      case UInt8(ascii: "/"), UInt8(ascii: "_"): value = 63
      case UInt8(ascii: "="):
        padding += 1
        continue
      default: return nil
      }
      guard padding == 0 else { return nil }
      buffer = buffer << 6 | value
      bits += 6
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
      }
    }
    return bits < 6 && padding <= 2 ? bytes : nil
  }
}
