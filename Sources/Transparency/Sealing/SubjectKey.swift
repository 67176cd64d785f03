internal import Crypto
internal import Foundation
internal import Vocabulary

/// The key of one person's data. Members of events are sealed with it; once it is destroyed, nobody can read them, and
/// every hash over them stays as it is.
///
/// AES-256-GCM (NIST SP 800-38D) with a nonce that follows from key, place and plaintext, as in SIV (RFC 5297 §1.3.2):
/// sealing the same twice gives the same text, so that appending an event twice stays a no-op, and two nonces are equal
/// only where nothing else differs. Two keys are derived of the one (HKDF, RFC 5869): one for the nonce, one to encrypt.
public struct SubjectKey: Sendable, Equatable {
  /// How many bytes a key has.
  public static let byteCount = 32

  /// The key.
  public let bytes: [UInt8]
  private let nonceKey: SymmetricKey
  private let sealKey: SymmetricKey

  /// A key of these bytes; nil where there are not 32. They come from a good source of chance.
  public init?(_ bytes: [UInt8]) {
    guard bytes.count == SubjectKey.byteCount else { return nil }
    self.bytes = bytes
    func derived(_ purpose: String) -> SymmetricKey {
      HKDF<SHA256>.deriveKey(
        inputKeyMaterial: SymmetricKey(data: bytes), info: Array("faultbook sealed v1 \(purpose)".utf8),
        outputByteCount: 32)
    }
    nonceKey = derived("nonce")
    sealKey = derived("seal")
  }

  public static func == (one: SubjectKey, other: SubjectKey) -> Bool { one.bytes == other.bytes }

  /// Where a sealed text belongs; it opens nowhere else.
  public struct Place: Sendable {
    /// The source and the id of the event.
    public let source: String
    /// The id of the event.
    public let id: String
    /// The name of the member.
    public let member: String

    /// A place.
    public init(source: String, id: String, member: String) {
      self.source = source
      self.id = id
      self.member = member
    }

    /// The parts with their lengths, so that no two places have the same bytes.
    var bytes: [UInt8] {
      [source, id, member].flatMap { part in
        withUnsafeBytes(of: UInt32(part.utf8.count).bigEndian) { Array($0) } + Array(part.utf8)
      }
    }
  }

  /// The sealed text of a plaintext at a place. Cost: linear.
  public func seal(_ plaintext: String, at place: Place) throws -> String {
    let text = Array(plaintext.utf8)
    let context = place.bytes
    let code = HMAC<SHA256>.authenticationCode(for: context + text, using: nonceKey)
    let nonce = try AES.GCM.Nonce(data: Array(code).prefix(12))
    let box = try AES.GCM.seal(text, using: sealKey, nonce: nonce, authenticating: context)
    return SealedText.text(of: Array(nonce) + Array(box.ciphertext) + Array(box.tag))
  }

  /// The plaintext of a sealed text at its place; nil where it is none, belongs elsewhere, or was sealed with another
  /// key.
  public func open(_ text: String, at place: Place) -> String? {
    guard let bytes = SealedText.ciphertext(of: text), let box = try? AES.GCM.SealedBox(combined: bytes),
      let plaintext = try? AES.GCM.open(box, using: sealKey, authenticating: place.bytes)
    else { return nil }
    return String(validating: Array(plaintext), as: UTF8.self)
  }
}
