/// The rules of CloudEvents 1.0 (§3.1 "Type System") for the texts of an envelope.
enum Attribute {
  /// Checks one attribute. Throws `VocabularyError` where it is empty, longer than `limit` bytes, or holds a control
  /// character or a code point that is no character. Nil passes.
  static func check(_ text: String?, _ field: String, limit: Int) throws {
    guard let text else { return }
    guard !text.isEmpty else { throw VocabularyError(field: field, problem: "must not be empty") }
    guard text.utf8.count <= limit else {
      throw VocabularyError(field: field, problem: "is longer than \(limit) bytes")
    }
    if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return }
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0..<0x20, 0x7F..<0xA0: throw VocabularyError(field: field, problem: "holds a control character")
      case 0xFDD0...0xFDEF: throw VocabularyError(field: field, problem: "holds a code point that is no character")
      case let value where value & 0xFFFE == 0xFFFE:
        throw VocabularyError(field: field, problem: "holds a code point that is no character")
      default: continue
      }
    }
  }

  /// Checks that a text consists of what a URI-reference may (RFC 3986 §2 and §4.1): a space, for one, is written `%20`.
  static func checkURIReference(_ text: String, _ field: String) throws {
    let bytes = Array(text.utf8)
    func isHex(_ index: Int) -> Bool { index < bytes.count && Character(Unicode.Scalar(bytes[index])).isHexDigit }
    var hasFragment = false
    for (index, byte) in bytes.enumerated() {
      let isAllowed =
        switch byte {
        case UInt8(ascii: "%"): isHex(index + 1) && isHex(index + 2)
        case UInt8(ascii: "#"): !hasFragment
        default: plain[Int(byte)]
        }
      guard isAllowed else {
        throw VocabularyError(
          field: field, problem: "expected a URI-reference such as urn:team:runner, found \"\(text.prefix(60))\"")
      }
      if byte == UInt8(ascii: "#") { hasFragment = true }
    }
  }

  /// Which bytes are unreserved or reserved characters, without `%` and `#`.
  private static let plain: [Bool] = {
    let characters = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/?[]@!$&'()*+,;=".utf8)
    return (0...255).map { characters.contains($0) }
  }()
}
