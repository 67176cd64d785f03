internal import Vocabulary

/// Ids as they are stored and hashed: 0x00 and the 16 bytes of a canonical UUID, or 0x01 and the UTF-8 of any other.
/// Half the size of the text, and time-ordered ids keep their order. Every text has exactly one form.
enum StoredID {
  static let uuidTag: UInt8 = 0x00
  static let textTag: UInt8 = 0x01
  /// The longest form.
  static let maximumCount = 1 + EventID.maximumLength

  /// Writes the form of `text` to `out`, which has room for `maximumCount` bytes; returns how many there are, or nil
  /// where the text is empty or too long.
  static func encode(_ text: String, into out: UnsafeMutableRawBufferPointer) -> Int? {
    var text = text
    return text.withUTF8 { text in
      if text.count == 36, uuid(text, into: UnsafeMutableRawBufferPointer(rebasing: out[1..<17])) {
        out[0] = uuidTag
        return 17
      }
      guard !text.isEmpty, text.count <= EventID.maximumLength else { return nil }
      out[0] = textTag
      UnsafeMutableRawBufferPointer(rebasing: out[1...]).copyBytes(from: text)
      return 1 + text.count
    }
  }

  /// The text of a stored form; nil where it is none.
  static func decode(_ bytes: UnsafeRawBufferPointer) -> String? {
    guard let tag = bytes.first, bytes.count > 1 else { return nil }
    let rest = UnsafeRawBufferPointer(rebasing: bytes[1...])
    if tag == textTag { return String(decoding: rest, as: UTF8.self) }
    guard tag == uuidTag, rest.count == 16 else { return nil }
    return String(unsafeUninitializedCapacity: 36) { out in
      var at = 0
      for (index, byte) in rest.enumerated() {
        if index == 4 || index == 6 || index == 8 || index == 10 {
          out[at] = UInt8(ascii: "-")
          at += 1
        }
        out[at] = digit(byte >> 4)
        out[at + 1] = digit(byte & 15)
        at += 2
      }
      return at
    }
  }

  /// Whether the bytes are the one form of some text.
  static func isCanonical(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard let tag = bytes.first, (2...maximumCount).contains(bytes.count) else { return false }
    if tag == uuidTag { return bytes.count == 17 }
    guard tag == textTag else { return false }
    guard bytes.count == 37 else { return true }
    return withUnsafeTemporaryAllocation(byteCount: 16, alignment: 1) { scratch in
      bytes.withMemoryRebound(to: UInt8.self) { !uuid(UnsafeBufferPointer(rebasing: $0[1...]), into: scratch) }
    }
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }

  /// Reads the 36 characters of a canonical UUID; false where they are anything else.
  private static func uuid(_ text: UnsafeBufferPointer<UInt8>, into out: UnsafeMutableRawBufferPointer) -> Bool {
    var at = 0
    for index in 0..<16 {
      if index == 4 || index == 6 || index == 8 || index == 10 {
        guard text[at] == UInt8(ascii: "-") else { return false }
        at += 1
      }
      guard let high = value(text[at]), let low = value(text[at + 1]) else { return false }
      out[index] = high << 4 | low
      at += 2
    }
    return true
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
