/// The text that stands in the log in the place of a sealed member: `sealed:v1:` and the ciphertext in base64url.
///
/// Only in an event that names a key (`keyid`) is such a text what it looks like.
public enum SealedText {
  /// How it begins.
  public static let prefix = "sealed:v1:"

  /// Whether a value is such a text.
  static func isSealed(_ value: JSON) -> Bool { value.stringValue?.hasPrefix(prefix) ?? false }

  /// Whether such a text stands in another one, such as a payload.
  public static func isMentioned(in text: String) -> Bool { text.contains(prefix) }

  /// A payload for people: with `redacted` wherever such a text stands.
  public static func redacting(_ payload: String) -> String {
    isMentioned(in: payload) ? payload.replacing(#/sealed:v1:[A-Za-z0-9_\-]*/#, with: "redacted") : payload
  }

  /// The text of some ciphertext.
  public static func text(of ciphertext: some Sequence<UInt8>) -> String { prefix + Base64URL.text(of: ciphertext) }

  /// The ciphertext of a text; nil where it is none.
  public static func ciphertext(of text: String) -> [UInt8]? {
    text.hasPrefix(prefix) ? Base64URL.bytes(of: text.dropFirst(prefix.count)) : nil
  }
}

/// Base64 with the alphabet for URLs and file names, without padding (RFC 4648 §5).
enum Base64URL {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
  private static let values: [UInt8?] = {
    var values = [UInt8?](repeating: nil, count: 256)
    for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
    return values
  }()

  static func text(of bytes: some Sequence<UInt8>) -> String {
    var out: [UInt8] = []
    var bits: UInt32 = 0
    var held = 0
    for byte in bytes {
      bits = bits << 8 | UInt32(byte)
      held += 8
      while held >= 6 {
        held -= 6
        out.append(alphabet[Int(bits >> UInt32(held) & 63)])
      }
    }
    if held > 0 { out.append(alphabet[Int(bits << UInt32(6 - held) & 63)]) }
    return String(decoding: out, as: UTF8.self)
  }

  /// The bytes of a text; nil where it is not what `text(of:)` writes of any.
  static func bytes(of text: some StringProtocol) -> [UInt8]? {
    var out: [UInt8] = []
    var bits: UInt32 = 0
    var held = 0
    for character in text.utf8 {
      guard let value = values[Int(character)] else { return nil }
      bits = bits << 6 | UInt32(value)
      held += 6
      if held >= 8 {
        held -= 8
        out.append(UInt8(truncatingIfNeeded: bits >> UInt32(held)))
      }
    }
    // What is left over is less than a character's worth, and zero: every byte string has one text.
    guard held < 6, bits & (1 << UInt32(held) - 1) == 0 else { return nil }
    return out
  }
}
