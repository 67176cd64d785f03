internal import GRDB
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
    let hyphen = UInt8(ascii: "-")
    guard text[8] == hyphen, text[13] == hyphen, text[18] == hyphen, text[23] == hyphen else { return false }
    let text = UnsafeRawBufferPointer(text)
    guard let first = bytes(text, 0, 4), let second = bytes(text, 9, 14), let third = bytes(text, 19, 24),
      let fourth = bytes(text, 28, 32)
    else { return false }
    out.storeBytes(of: first.littleEndian, toByteOffset: 0, as: UInt32.self)
    out.storeBytes(of: second.littleEndian, toByteOffset: 4, as: UInt32.self)
    out.storeBytes(of: third.littleEndian, toByteOffset: 8, as: UInt32.self)
    out.storeBytes(of: fourth.littleEndian, toByteOffset: 12, as: UInt32.self)
    return true
  }

  /// The four bytes of eight lower-case hexadecimal digits, four from each of two places; nil where one is none. Eight at
  /// a time in one word, the first digit in its lowest byte, as every event that is appended has an id to be read.
  private static func bytes(_ text: UnsafeRawBufferPointer, _ one: Int, _ other: Int) -> UInt32? {
    let each: UInt64 = 0x0101_0101_0101_0101
    let low = UInt64(text.loadUnaligned(fromByteOffset: one, as: UInt32.self).littleEndian)
    let high = UInt64(text.loadUnaligned(fromByteOffset: other, as: UInt32.self).littleEndian)
    let digits = low | high << 32
    // 0x30 is "0" and 0x61 is "a": a letter has bit 6, and its low four bits are nine less than its value.
    let values = (digits & (each &* 0x0F)) &+ (digits >> 6 & each) &* 9
    // The one digit of each value must be the one that was read.
    let isLetter = (values &+ each &* 6) >> 4 & each
    guard values & (each &* 0xF0) == 0, values &+ each &* 0x30 &+ isLetter &* 0x27 == digits else { return nil }
    var pairs = (values << 4 | values >> 8) & 0x00FF_00FF_00FF_00FF
    pairs = (pairs | pairs >> 8) & 0x0000_FFFF_0000_FFFF
    return UInt32(truncatingIfNeeded: pairs | pairs >> 16)
  }
}

extension StoredID {
  /// The position of the event of that source and id; nil where there is none. Cost: two lookups.
  static func position(source: String, id: String, _ database: Database) throws -> Int64? {
    try withUnsafeTemporaryAllocation(byteCount: maximumCount, alignment: 8) { form in
      guard let count = encode(id, into: form) else { return nil }
      let sourceKey = "(SELECT source_id FROM sources WHERE source = ?)"
      let statement = try PreparedStatement(
        database, "SELECT position FROM events WHERE source_id = \(sourceKey) AND event_id = ?")
      var source = source
      return try source.withUTF8 { source in
        statement.bind(1, text: UnsafeRawBufferPointer(source))
        statement.bind(2, blob: UnsafeRawBufferPointer(rebasing: form[..<count]))
        return try statement.step() ? statement.integer(0) : nil
      }
    }
  }
}
