/// Cosignatures as of C2SP tlog-cosignature, `cosignature/v1`: a witness states that at a time the largest tree that it
/// has seen of a log, each consistent with the one before, was this.
public enum Cosignature {
  /// A witness's signature line for the text of a checkpoint.
  ///
  /// - `text`: the whole text that the log signed, extension lines included.
  /// - `time`: when the witness looked, in seconds since 1970; not negative.
  /// - `key`: of type `.cosignature`.
  ///
  /// The witness must have proven the checkpoint consistent with the last one that it cosigned; nothing here can.
  /// Throws `NoteError` where key or time are of another kind.
  public static func sign(_ text: String, at time: Int64, with key: SigningKey) throws -> NoteSignature {
    guard key.verifier.type == .cosignature else {
      throw NoteError("the key \(key.verifier.label) is a log's, not a witness's; cosign with a key of type 4")
    }
    guard time >= 0 else { throw NoteError("a cosignature cannot be dated before 1970") }
    let stamp = (0..<8).map { UInt8(truncatingIfNeeded: time >> (56 - 8 * $0)) }
    return NoteSignature(
      name: key.verifier.name, keyID: key.verifier.id,
      bytes: stamp + (try key.signature(over: message(text: text, time: time))))
  }

  /// What is signed: a header, the time, and the text.
  static func message(text: String, time: Int64) -> [UInt8] { Array("cosignature/v1\ntime \(time)\n\(text)".utf8) }
}
