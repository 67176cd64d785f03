public import Transparency
public import Vocabulary

extension Follower {
  /// Cosigns the newest checkpoint that the copy holds (C2SP tlog-cosignature, `cosignature/v1`), and keeps the signature
  /// before it is given out. Nil where there is no checkpoint.
  ///
  /// What a witness states is that every tree of this log that it has cosigned begins with the one before. Here it
  /// follows from the copy: it holds the events of each checkpoint, and only grows. A checkpoint that was cosigned before
  /// is not signed again: its signature is given as it was. Only checkpoints of a trusted key are cosigned.
  ///
  /// Throws `.invalid` where no key is trusted or `witness` is a log's key.
  public func cosign(with witness: SigningKey, now: Timestamp) throws -> CosignedCheckpoint? {
    guard let trusted else {
      throw EventLogError(
        .invalid, "a witness must know whose checkpoints it cosigns; name the key of \(source.address) with --trust")
    }
    guard let stored = try book.latestCheckpoint() else { return nil }
    do {
      let signed = try SignedCheckpoint(parsing: stored.note)
      // Stored checkpoints may be older than the trust in a key.
      guard signed.note.checked(with: [trusted]).isTrusted, try book.root(at: stored.size) == signed.checkpoint.root
      else { return nil }
      let known = try book.cosignatures(ofCheckpoint: stored.size).map { try NoteSignature(line: $0.line) }
      if let mine = known.first(where: { $0.claims(witness.verifier) }) {
        return CosignedCheckpoint(checkpoint: signed.adding([mine]), signature: mine, isNew: false)
      }
      let signature = try Cosignature.sign(signed.note.text, at: max(0, now.microseconds / 1_000_000), with: witness)
      try book.storeCosignature(
        StoredCosignature(
          size: stored.size, signer: witness.verifier.name, line: String(signature.line.dropLast()), recordedAt: now))
      return CosignedCheckpoint(checkpoint: signed.adding([signature]), signature: signature, isNew: true)
    } catch let error as NoteError {
      throw EventLogError(.invalid, "\(error)")
    }
  }
}

/// A checkpoint with a witness's word under it.
public struct CosignedCheckpoint: Sendable, Equatable {
  /// The checkpoint, with its log's signatures and the witness's.
  public let checkpoint: SignedCheckpoint
  /// The witness's signature alone.
  public let signature: NoteSignature
  /// Whether it was signed just now.
  public let isNew: Bool
}
