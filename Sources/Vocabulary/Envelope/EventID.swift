/// The ids that Faultbook itself chooses: time-ordered UUIDs (RFC 9562), so that index pages stay warm.
public enum EventID {
  /// The longest id, in bytes.
  public static let maximumLength = 255

  /// A UUIDv7: the milliseconds of an instant and 74 random bits from the caller.
  public static func version7(at instant: Timestamp, random: (UInt64, UInt64)) -> String {
    uuid(milliseconds: instant.microseconds / 1000, version: 7, high: random.0, low: random.1)
  }

  /// A UUIDv8: the milliseconds of an instant and 74 bits of a hash of the content's place, so that importing twice gives
  /// the same ids: the low 12 bits of the first eight bytes and the low 62 of the next. `hash` has at least 16 bytes.
  public static func version8(at instant: Timestamp, hash: some Sequence<UInt8>) -> String {
    var halves: [UInt64] = [0, 0]
    for (index, byte) in hash.prefix(16).enumerated() { halves[index / 8] = halves[index / 8] << 8 | UInt64(byte) }
    return uuid(milliseconds: instant.microseconds / 1000, version: 8, high: halves[0], low: halves[1])
  }

  /// The 16 bytes of a UUID in canonical form (36 characters, lower case); nil for any other text.
  public static func uuidBytes(_ text: String) -> [UInt8]? {
    let characters = Array(text.utf8)
    guard characters.count == 36 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(16)
    var high: UInt8?
    for (index, character) in characters.enumerated() {
      if index == 8 || index == 13 || index == 18 || index == 23 {
        guard character == UInt8(ascii: "-") else { return nil }
        continue
      }
      let digit: UInt8
      switch character {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = character - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = character - UInt8(ascii: "a") + 10
      default: return nil
      }
      if let first = high {
        bytes.append(first << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
    return bytes
  }

  /// The canonical text of a UUID's 16 bytes.
  public static func uuidText(_ bytes: some Collection<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(36)
    for (index, byte) in bytes.enumerated() {
      if index == 4 || index == 6 || index == 8 || index == 10 { text.append(UInt8(ascii: "-")) }
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func uuid(milliseconds: Int64, version: UInt64, high: UInt64, low: UInt64) -> String {
    // The 48 bits of RFC 9562 know no instant before 1970: those share the first.
    let first = UInt64(max(0, milliseconds)) << 16 | version << 12 | high & 0xFFF
    let second = low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    var bytes: [UInt8] = []
    for word in [first, second] {
      for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
    }
    return uuidText(bytes)
  }
}
