import EventLog
import Foundation
import Transparency
import Vocabulary

extension KnowledgeBase {
  /// Proves that the event at a position is among those that the newest checkpoint was signed over: a C2SP tlog-proof
  /// whose `extra` line is the event itself, so that anyone hashes its leaf anew and needs nothing else of the book.
  ///
  /// With `redacting`, the payload stands there by its SHA-256 alone. Throws where there is no such event, or no checkpoint
  /// covers it. Shape: `{"position", "size", "origin", "root", "leaf", "event", "proof"}`. Cost: a few tiles.
  public func proof(position: Int64, redacting: Bool = false) throws -> Answer {
    try translating {
      let head = try log.head
      guard (1...max(1, head)).contains(position), head > 0 else {
        throw FaultbookError(.usage, "position \(position) is not in this book; it has the positions 1 to \(head)")
      }
      guard let checkpoint = try log.latestCheckpoint(), checkpoint.size >= position,
        let note = try log.checkpointNote(at: checkpoint.size)
      else {
        let last = try log.latestCheckpoint().map { "the last one is of \($0.size) events" } ?? "none was signed"
        throw FaultbookError(
          .usage, "no checkpoint covers position \(position), \(last); sign one with `faultbook audit checkpoint`")
      }
      let proof = try log.inclusionProof(position: position, size: checkpoint.size)
      let leaf = try log.leaf(at: position)
      var event: String?
      try log.readStored(from: position, through: position) { stored in
        guard stored.leaf == leaf else { throw changed(position) }
        event = EventDocument.text(of: stored, redacting: redacting)
      }
      guard let event, proof.verify(leaf: leaf, root: checkpoint.root) else { throw changed(position) }
      let text = ProofText(proof, checkpoint: note, extra: Array(event.utf8)).text
      let json = JSON.compact(
        ("position", .integer(position)), ("size", .integer(checkpoint.size)), ("origin", .string(checkpoint.origin)),
        ("root", .string(checkpoint.root.hex)), ("leaf", .string(leaf.hex)), ("event", try JSON.parse(event)),
        ("proof", .string(text)))
      let table = AnswerTable(
        title: "Proof of position \(position)", columns: [.init("what"), .init("found")],
        rows: [
          [.text("leaf"), .text(leaf.hex)], [.text("among"), .text("\(checkpoint.size) events")],
          [.text("root"), .text(checkpoint.root.hex)], [.text("hashes"), .text("\(proof.hashes.count)")],
        ])
      return Answer(
        json: json, table: table, notes: ["Checked by `faultbook audit verify-proof`, or without this program."])
    }
  }

  private func changed(_ position: Int64) -> FaultbookError {
    FaultbookError(
      .book, "the event at position \(position) is not the one that was signed; run `faultbook audit verify`")
  }

  /// Proves that the log of `to` events begins with that of `from`. Checkpoints of either size go with it.
  ///
  /// Shape: `{"from", "fromRoot", "to", "toRoot", "hashes", "fromCheckpoint", "toCheckpoint"}`, hashes in base 64 (RFC 6962
  /// §2.1.2). Throws where there are no such sizes. Cost: a few tiles.
  public func consistency(from: Int64, to: Int64) throws -> Answer {
    try translating {
      let head = try log.head
      guard from >= 0, from <= to, to <= head else {
        throw FaultbookError(
          .usage,
          "there are no \(from) events within \(to) in this book; give two sizes, the smaller first, up to \(head)")
      }
      let proof = try log.consistencyProof(from: from, to: to)
      let roots = (try log.root(at: from), try log.root(at: to))
      let notes = (try log.checkpointNote(at: from), try log.checkpointNote(at: to))
      let hashes = proof.hashes.map { Data($0.bytes).base64EncodedString() }
      let json = JSON.compact(
        ("from", .integer(from)), ("fromRoot", .string(roots.0.hex)), ("to", .integer(to)),
        ("toRoot", .string(roots.1.hex)), ("hashes", .array(hashes.map { .string($0) })),
        ("fromCheckpoint", notes.0.map { .string($0) }), ("toCheckpoint", notes.1.map { .string($0) }))
      let table = AnswerTable(
        title: "The log of \(to) events begins with that of \(from)", columns: [.init("hash")],
        rows: hashes.map { [.text($0)] })
      return Answer(
        json: json, table: table,
        notes: [
          "From root \(roots.0), \(notes.0 == nil ? "not signed" : "signed"), to root \(roots.1), "
            + "\(notes.1 == nil ? "not signed" : "signed").",
          "As JSON it is checked by `faultbook audit verify-proof`, or without this program.",
        ])
    }
  }
}

/// Proofs that were handed over, checked without the book.
public enum AuditProofs {
  /// Checks a proof as `KnowledgeBase.proof` or `KnowledgeBase.consistency` makes it, told by its first character.
  ///
  /// `trust` and `ownKey` as for `KnowledgeBase.verify`; throws where they name no key, as a proof nobody vouches for
  /// shows nothing. Shapes: of `inclusion` and of `growth`.
  public static func verify(_ text: String, named name: String, trust: [String], ownKey: String?) throws -> Answer {
    try translating {
      let keys = try TrustedKeys(named: trust, own: ownKey).keys
      guard !keys.isEmpty else {
        throw FaultbookError(.usage, "a proof is worth what its signer's word is: name the signer's key with --trust")
      }
      let isGrowth = text.first { !$0.isWhitespace } == "{"
      return try isGrowth ? growth(text, named: name, keys) : inclusion(text, named: name, keys)
    }
  }

  /// Checks a C2SP tlog-proof: that a trusted key signed its checkpoint, and that the event in it is one of those that were signed.
  ///
  /// Shape: `{"position", "size", "origin", "ok", "problem", "signers", "witnesses", "event"}`.
  private static func inclusion(_ text: String, named name: String, _ keys: [VerifierKey]) throws -> Answer {
    let proof: ProofText
    let event: StoredEvent
    let signed: SignedCheckpoint
    do {
      proof = try ProofText(text: text)
      signed = try SignedCheckpoint(parsing: proof.checkpoint)
      guard let extra = proof.extra else {
        throw FaultbookError(.input, "\(name) does not hold its event; make it with `faultbook audit prove`")
      }
      event = try EventDocument.event(of: extra)
    } catch let error as ProofTextError {
      throw FaultbookError(.input, "\(name): \(error)")
    } catch let error as NoteError {
      throw FaultbookError(.input, "\(name): its checkpoint: \(error)")
    } catch let error as VocabularyError {
      throw FaultbookError(.input, "\(name): its event: \(error)")
    }
    let check = signed.note.checked(with: keys)
    let checkpoint = signed.checkpoint
    let inclusion = proof.inclusionProof(size: checkpoint.size)
    var problem: String?
    if !check.isTrusted {
      problem =
        check.invalid.first.map { "a signature is not of \($0.label), whose name it bears" }
        ?? "the checkpoint is not signed by a key that you trust"
    } else if event.position != proof.index + 1 {
      problem = "the proof is of position \(proof.index + 1), the event of \(event.position)"
    } else if event.leaf.map({ !inclusion.verify(leaf: $0, root: checkpoint.root) }) ?? true {
      problem = "the event is not the one that was signed"
    }
    let signers = check.valid.filter { $0.key.type == .ed25519 }.map(\.key.label)
    let witnesses = check.valid.filter { $0.key.type == .cosignature }.map(\.key.label)
    let json = JSON.compact(
      ("position", .integer(proof.index + 1)), ("size", .integer(checkpoint.size)),
      ("origin", .string(checkpoint.origin)), ("ok", .bool(problem == nil)),
      ("problem", problem.map { .string($0) } ?? .null), ("signers", .array(signers.map { .string($0) })),
      ("witnesses", .array(witnesses.map { .string($0) })), ("event", try JSON.parse(proof.extra ?? [])))
    let sentence =
      problem.map { "It does not hold: \($0)." }
      ?? "The \(event.type) at position \(event.position) is among the \(checkpoint.size) events of "
      + "\(checkpoint.origin) that \(signers.joined(separator: ", ")) signed."
    return Answer(
      json: json, table: AnswerTable(title: problem == nil ? "Proven" : "Not proven", columns: [], rows: []),
      notes: [sentence] + (witnesses.isEmpty ? [] : ["Witnessed by \(witnesses.joined(separator: ", "))."]),
      isYes: problem == nil)
  }
}
