/// One signature line of a note.
public struct NoteSignature: Sendable, Hashable {
  /// The name of the key.
  public let name: String
  /// The id of the key.
  public let keyID: UInt32
  /// The signature as its type has it: 64 bytes of Ed25519, or 8 bytes of time before them in a cosignature.
  public let bytes: [UInt8]

  /// A signature of its parts.
  init(name: String, keyID: UInt32, bytes: [UInt8]) {
    self.name = name
    self.keyID = keyID
    self.bytes = bytes
  }

  /// Reads a line, with or without its newline. Throws `NoteError`.
  public init(line: String) throws {
    let line = line.utf8.last == 0x0A ? String(line.dropLast()) : line
    let parts = line.fields(separator: " ")
    guard parts.count == 3, parts[0] == "—", KeyName.isValid(parts[1]), let raw = Base64Text.bytes(parts[2]),
      raw.count >= 5
    else { throw NoteError("'\(line.prefix(120))' is no signature; one is written — name base64") }
    self.init(
      name: parts[1], keyID: raw.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }, bytes: Array(raw.dropFirst(4)))
  }

  /// The line, with its newline.
  public var line: String {
    let id = (0..<4).map { UInt8(truncatingIfNeeded: keyID >> (24 - 8 * $0)) }
    return "— \(name) \(Base64Text.text(id + bytes))\n"
  }

  /// Name and id, as messages show a key.
  public var label: String { "\(name)+\(KeyIDText.text(keyID))" }

  /// Whether a key of this name and id made it, as far as the line says.
  public func claims(_ key: VerifierKey) -> Bool { name == key.name && keyID == key.id }

  /// The time of a cosignature in seconds since 1970; nil where the bytes are no cosignature.
  public var cosignedAt: Int64? {
    guard bytes.count == 72 else { return nil }
    let time = bytes.prefix(8).reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
    return Int64(exactly: time)
  }

  /// Whether the key signed this text so, under its own name and id.
  func isValid(by key: VerifierKey, over text: String) -> Bool { claims(key) && isMade(by: key, over: text) }

  /// Whether the key signed this text so, whatever name and id stand beside the signature.
  func isMade(by key: VerifierKey, over text: String) -> Bool {
    switch key.type {
    case .cosignature:
      guard let time = cosignedAt else { return false }
      return key.isValid(bytes.dropFirst(8), over: Cosignature.message(text: text, time: time))
    default: return key.isValid(bytes, over: Array(text.utf8))
    }
  }
}
