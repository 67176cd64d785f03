internal import Foundation

/// A text and the signatures under it, as of C2SP signed-note and Go's `sumdb/note`.
///
/// ```swift
/// let note = try SignedNote(text: "hello\n", signedBy: key)
/// let check = try SignedNote(parsing: note.encoded).checked(with: [key.verifier])
/// check.valid    // [the key's signature]
/// ```
///
/// Reading a note proves nothing: its text is worth no more than the valid signatures that `checked` finds.
public struct SignedNote: Sendable, Hashable {
  /// What is signed, its last newline included.
  public let text: String
  /// The signatures, in the order of their lines.
  public let signatures: [NoteSignature]

  /// The largest note that is read, in bytes.
  public static let maximumSize = 1_000_000
  /// The most signatures that are read.
  public static let maximumSignatures = 100

  /// A note of one signature. Throws `NoteError` where the text is none that a note can have.
  public init(text: String, signedBy key: SigningKey) throws {
    guard key.verifier.type == .ed25519 else {
      throw NoteError("the key \(key.verifier.label) is a witness's, not a log's; sign with a key of type 1")
    }
    let bytes = try key.signature(over: Array(text.utf8))
    try self.init(
      text: text, signatures: [NoteSignature(name: key.verifier.name, keyID: key.verifier.id, bytes: bytes)])
  }

  /// A note of its parts. Throws `NoteError` where the text has no newline at its end, or a control character.
  public init(text: String, signatures: [NoteSignature]) throws {
    guard text.utf8.last == 0x0A else { throw NoteError("the text of a note ends in a newline, this one does not") }
    guard text.utf8.allSatisfy({ $0 >= 0x20 || $0 == 0x0A }) else {
      throw NoteError("the text of a note has no control characters but newlines, this one has")
    }
    self.text = text
    self.signatures = signatures
  }

  /// Reads a note. Throws `NoteError` unless every byte of it is as the specification has it; a signature that stands
  /// there twice is kept once. Cost: linear in its size, which is limited.
  public init(parsing bytes: [UInt8]) throws {
    guard bytes.count <= SignedNote.maximumSize else {
      throw NoteError("a note has at most \(SignedNote.maximumSize) bytes, this one has \(bytes.count)")
    }
    guard let whole = String(validating: bytes, as: UTF8.self),
      bytes.allSatisfy({ $0 >= 0x20 || $0 == 0x0A })
    else { throw NoteError("a note is UTF-8 text without control characters, this is not") }
    guard let blank = bytes.indices.last(where: { $0 > 0 && bytes[$0] == 0x0A && bytes[$0 - 1] == 0x0A }) else {
      throw NoteError(
        "a note has a blank line between text and signatures, this one has none: it is cut off or no note")
    }
    guard whole.utf8.last == 0x0A, blank + 1 < bytes.count else {
      throw NoteError("the note ends within its signatures; it is cut off")
    }
    var signatures: [NoteSignature] = []
    for line in bytes[(blank + 1)...].dropLast().split(separator: 0x0A, omittingEmptySubsequences: false) {
      let signature = try NoteSignature(line: String(decoding: line, as: UTF8.self))
      if !signatures.contains(signature) { signatures.append(signature) }
      guard signatures.count <= SignedNote.maximumSignatures else {
        throw NoteError("a note has at most \(SignedNote.maximumSignatures) signatures, this one has more")
      }
    }
    try self.init(text: String(decoding: bytes[..<blank], as: UTF8.self), signatures: signatures)
  }

  /// Reads a note. Throws `NoteError`.
  public init(parsing text: String) throws { try self.init(parsing: Array(text.utf8)) }

  /// The note as it is kept and sent.
  public var encoded: String { text + "\n" + signatures.map(\.line).joined() }

  /// The note with more signatures under it. One of a key that signed already takes the place of the older.
  public func adding(_ more: [NoteSignature]) -> SignedNote {
    var signatures = signatures
    for signature in more {
      signatures.removeAll { $0.name == signature.name && $0.keyID == signature.keyID }
      signatures.append(signature)
    }
    return SignedNote(sound: text, signatures)
  }

  private init(sound text: String, _ signatures: [NoteSignature]) {
    self.text = text
    self.signatures = signatures
  }

  /// What the signatures are worth to somebody who trusts these keys. Cost: one verification a signature of theirs, and one
  /// for each of the keys a signature of another name or id.
  public func checked(with keys: [VerifierKey]) -> NoteCheck {
    var check = NoteCheck()
    for signature in signatures {
      let claimed = keys.filter { signature.claims($0) }
      if claimed.isEmpty, let key = keys.first(where: { signature.isMade(by: $0, over: text) }) {
        check.altered.append(NoteCheck.Valid(signature: signature, key: key))
      } else if claimed.isEmpty {
        check.unknown.append(signature)
      } else if let key = claimed.first(where: { signature.isValid(by: $0, over: text) }) {
        check.valid.append(NoteCheck.Valid(signature: signature, key: key))
      } else {
        check.invalid.append(signature)
      }
    }
    return check
  }
}

/// What the signatures of a note are worth.
public struct NoteCheck: Sendable, Hashable {
  /// A signature that a trusted key made.
  public struct Valid: Sendable, Hashable {
    /// The signature.
    public let signature: NoteSignature
    /// The key that made it.
    public let key: VerifierKey
  }

  /// Made by trusted keys.
  public fileprivate(set) var valid: [Valid] = []
  /// Under a trusted key's name and id, and not made by it over this text: the note is to be rejected.
  public fileprivate(set) var invalid: [NoteSignature] = []
  /// Made by a trusted key over this text, and written under a name or an id that is not its: the line was changed, and the
  /// note is to be rejected.
  public fileprivate(set) var altered: [Valid] = []
  /// Of keys that are not known: neither good nor bad.
  public fileprivate(set) var unknown: [NoteSignature] = []

  /// Whether the text can be believed: some trusted log key signed it, and no trusted key's signature is wrong.
  /// Cosignatures alone are a witness's word, not the log's.
  public var isTrusted: Bool {
    invalid.isEmpty && altered.isEmpty && valid.contains { $0.key.type == .ed25519 }
  }
}
