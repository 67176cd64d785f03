internal import Crypto

/// What a signature signs, and how: the type byte of C2SP signed-note. Open-ended, as others are assigned there.
public struct SignatureType: Sendable, Hashable {
  /// The byte that is hashed into a key's id.
  public let byte: UInt8

  private init(_ byte: UInt8) { self.byte = byte }

  /// Ed25519 over the note's text: what a log signs its checkpoints with.
  public static let ed25519 = SignatureType(0x01)
  /// Ed25519 over the text of a checkpoint and a time (C2SP tlog-cosignature): what a witness signs with.
  public static let cosignature = SignatureType(0x04)

  /// The types that can be verified here; nil for a byte of another.
  init?(byte: UInt8) {
    guard byte == 0x01 || byte == 0x04 else { return nil }
    self.byte = byte
  }
}

/// A key that checks signatures: the public half, under the name that stands beside its signatures.
///
/// ```swift
/// let key = try VerifierKey("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
/// ```
///
/// The text form is the *vkey* of C2SP signed-note and of Go's `sumdb/note`: name, id in hexadecimal, and the type byte
/// with the 32 bytes of the Ed25519 public key (RFC 8032) in base 64, with `+` between.
public struct VerifierKey: Sendable, Hashable, CustomStringConvertible {
  /// What it is called.
  public let name: String
  /// What its signatures sign.
  public let type: SignatureType
  /// The 32 bytes of the public key.
  public let publicKey: [UInt8]
  /// SHA-256(name ‖ 0x0A ‖ type byte ‖ public key), its first four bytes: tells keys of one name apart, proves nothing.
  public let id: UInt32

  /// A key of its parts. Throws `NoteError` where the name cannot stand in a note or the key has not 32 bytes.
  public init(name: String, type: SignatureType = .ed25519, publicKey: [UInt8]) throws {
    guard KeyName.isValid(name) else {
      throw NoteError(
        "the key name '\(name)' is empty or has a space or a plus sign in it; name it like example.com/log")
    }
    guard publicKey.count == 32 else {
      throw NoteError("an Ed25519 public key has 32 bytes, this one has \(publicKey.count)")
    }
    self.name = name
    self.type = type
    self.publicKey = publicKey
    id = VerifierKey.id(name: name, type: type.byte, publicKey: publicKey)
  }

  /// Reads a verifier key's text. Throws `NoteError`.
  public init(_ text: String) throws {
    let parts = text.fields(separator: "+", most: 3)
    guard parts.count == 3, let id = KeyIDText.value(parts[1]), let bytes = Base64Text.bytes(parts[2]),
      let byte = bytes.first
    else { throw NoteError("'\(text.prefix(120))' is no verifier key; one is written name+id+key, on one line") }
    guard VerifierKey.id(name: parts[0], type: byte, publicKey: Array(bytes.dropFirst())) == id else {
      throw NoteError("the verifier key of \(parts[0]) does not have the id that stands in it; copy it again, whole")
    }
    guard let type = SignatureType(byte: byte) else {
      throw NoteError("the verifier key of \(parts[0]) is of type \(byte); only Ed25519 keys, 1 and 4, are understood")
    }
    try self.init(name: parts[0], type: type, publicKey: Array(bytes.dropFirst()))
  }

  /// The text form.
  public var text: String { "\(name)+\(KeyIDText.text(id))+\(Base64Text.text([type.byte] + publicKey))" }

  public var description: String { text }

  /// Name and id, as messages show a key: `example.com/foo+530d903a`.
  public var label: String { "\(name)+\(KeyIDText.text(id))" }

  /// Whether `signature` is this key's over exactly these bytes. Cost: one Ed25519 verification, some 100 µs.
  func isValid(_ signature: some Sequence<UInt8>, over message: [UInt8]) -> Bool {
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
    return key.isValidSignature(Array(signature), for: message)
  }

  static func id(name: String, type: UInt8, publicKey: [UInt8]) -> UInt32 {
    let hash = SHA256.hash(data: Array(name.utf8) + [0x0A, type] + publicKey)
    return hash.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
  }
}
