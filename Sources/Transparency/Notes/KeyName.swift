internal import Foundation

/// What a key is called: the first half of its identity, and the word before a signature.
enum KeyName {
  /// Whether a name may stand in a note: not empty, without Unicode spaces, control characters and plus signs.
  static func isValid(_ name: String) -> Bool {
    !name.isEmpty
      && name.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && $0.value >= 0x20 && $0 != "+" }
  }
}

extension String {
  /// The text between the separators, told apart byte by byte: a mark that combines with a separator does not hide it.
  func fields(separator: Character, most: Int = .max) -> [String] {
    utf8.split(separator: separator.asciiValue ?? 0, maxSplits: most - 1, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
  }
}

/// Base 64 in the one form that notes are written in (RFC 4648 §4, padded, no stray bits): what is read can be written
/// again to the byte.
enum Base64Text {
  static func bytes(_ text: some StringProtocol) -> [UInt8]? {
    let text = String(text)
    guard let data = Data(base64Encoded: text), data.base64EncodedString() == text else { return nil }
    return [UInt8](data)
  }

  static func text(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
}

/// Key ids in text: eight hexadecimal digits.
enum KeyIDText {
  static func value(_ text: some StringProtocol) -> UInt32? {
    guard text.utf8.count == 8, text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
    else { return nil }
    return UInt32(text, radix: 16)
  }

  static func text(_ id: UInt32) -> String {
    let digits = String(id, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
