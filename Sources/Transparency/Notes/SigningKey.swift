internal import Crypto

/// A key that signs: the private half. It is a secret: never print, log or store it beside what it signs.
///
/// The text form is that of Go's `sumdb/note`: `PRIVATE+KEY+`, then as a verifier key, with the 32 bytes of the seed
/// (the private key of RFC 8032) in the place of the public key. The id is that of the public key.
public struct SigningKey: Sendable {
  /// What others check its signatures with.
  public let verifier: VerifierKey
  private let seed: [UInt8]

  /// A key of 32 secret bytes, which the caller draws from the system's generator. Throws `NoteError` where the name
  /// cannot stand in a note or the seed has not 32 bytes.
  public init(name: String, type: SignatureType = .ed25519, seed: [UInt8]) throws {
    guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
      throw NoteError("an Ed25519 private key has 32 bytes, this one has \(seed.count)")
    }
    verifier = try VerifierKey(name: name, type: type, publicKey: Array(key.publicKey.rawRepresentation))
    self.seed = seed
  }

  /// Reads a signing key's text. Throws `NoteError`, which never quotes the text.
  public init(_ text: String) throws {
    let parts = text.fields(separator: "+", most: 5)
    guard parts.count == 5, parts[0] == "PRIVATE", parts[1] == "KEY", let id = KeyIDText.value(parts[3]),
      let bytes = Base64Text.bytes(parts[4]), let byte = bytes.first
    else { throw NoteError("this is no signing key; one is written PRIVATE+KEY+name+id+key, on one line") }
    guard let type = SignatureType(byte: byte) else {
      throw NoteError("the signing key of \(parts[2]) is of type \(byte); only Ed25519 keys, 1 and 4, are understood")
    }
    try self.init(name: parts[2], type: type, seed: Array(bytes.dropFirst()))
    guard verifier.id == id else {
      throw NoteError("the signing key of \(parts[2]) does not have the id that stands in it; copy it again, whole")
    }
  }

  /// The text form, which is the secret itself.
  public var secretText: String {
    "PRIVATE+KEY+\(verifier.label)+\(Base64Text.text([verifier.type.byte] + seed))"
  }

  /// The 64 bytes of an Ed25519 signature. Cost: some 50 µs.
  func signature(over message: [UInt8]) throws -> [UInt8] {
    do {
      return Array(try Curve25519.Signing.PrivateKey(rawRepresentation: seed).signature(for: message))
    } catch {
      throw NoteError("the key \(verifier.label) could not sign: \(error)")
    }
  }
}
