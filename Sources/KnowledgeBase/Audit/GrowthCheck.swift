import Foundation
import Transparency
import Vocabulary

extension AuditProofs {
  /// Checks a proof of consistency as `KnowledgeBase.consistency` makes it: that the hashes lead from one root to the other, and that
  /// trusted keys signed the checkpoints that go with it, of those very sizes and roots.
  ///
  /// An end without a checkpoint is only as good as where its root is known from, which is said; without any, nobody vouches for the
  /// proof. Shape: `{"from", "fromRoot", "fromSigners", "to", "toRoot", "toSigners", "ok", "problem"}`.
  static func growth(_ text: String, named name: String, _ keys: [VerifierKey]) throws -> Answer {
    let (json, proof) = try read(text, named: name)
    let old = try SignedEnd(json, "from", named: name, keys)
    let new = try SignedEnd(json, "to", named: name, keys)
    var problem = old.problem ?? new.problem
    if problem == nil, !proof.verify(oldRoot: old.root, newRoot: new.root) {
      problem = "its hashes do not lead from the root of \(old.size) events to that of \(new.size)"
    } else if problem == nil, old.signers.isEmpty, new.signers.isEmpty {
      problem = "nobody signed either size; sign one with `faultbook audit checkpoint` and make the proof again"
    }
    let answer = JSON.compact(
      ("from", .integer(old.size)), ("fromRoot", .string(old.root.hex)), ("fromSigners", old.signersJSON),
      ("to", .integer(new.size)), ("toRoot", .string(new.root.hex)), ("toSigners", new.signersJSON),
      ("ok", .bool(problem == nil)), ("problem", problem.map { .string($0) } ?? .null))
    let sentence =
      problem.map { "It does not hold: \($0)." }
      ?? "The log of \(new.size) events, root \(new.root), \(new.words), begins with that of \(old.size), root \(old.root), \(old.words)."
    return Answer(
      json: answer, table: AnswerTable(title: problem == nil ? "Proven" : "Not proven", columns: [], rows: []),
      notes: [sentence], isYes: problem == nil)
  }

  private static func read(_ text: String, named name: String) throws -> (JSON, ConsistencyProof) {
    let json: JSON
    do {
      json = try JSON.parse(text)
    } catch {
      throw FaultbookError(.input, "\(name) is no proof: \(error)")
    }
    guard let from = json["from"]?.integerValue, let to = json["to"]?.integerValue,
      let texts = json["hashes"]?.arrayValue
    else {
      throw FaultbookError(
        .input,
        "\(name) is no proof; make one with `faultbook audit prove --consistency FROM TO --format json`, or of one event without it"
      )
    }
    let hashes = try texts.enumerated().map { index, text in
      guard let data = text.stringValue.flatMap({ Data(base64Encoded: $0) }), let hash = TreeHash(Array(data))
      else {
        throw FaultbookError(.input, "\(name): hash \(index + 1) is not 32 bytes in base 64; make the proof again")
      }
      return hash
    }
    return (json, ConsistencyProof(from: from, to: to, hashes: hashes))
  }
}

/// One end of a proof of consistency: a number of events, their root, and who signed for both.
private struct SignedEnd {
  let size: Int64
  let root: TreeHash
  private(set) var signers: [String] = []
  /// Why its checkpoint does not vouch for it; nil where it does, or none is there.
  private(set) var problem: String?

  /// Reads `from`, `fromRoot` and `fromCheckpoint`, or the same of `to`.
  init(_ json: JSON, _ end: String, named name: String, _ keys: [VerifierKey]) throws {
    guard let size = json[end]?.integerValue, let root = json["\(end)Root"]?.stringValue.flatMap({ TreeHash(hex: $0) })
    else { throw FaultbookError(.input, "\(name): \(end)Root is not 64 hexadecimal digits; make the proof again") }
    self.size = size
    self.root = root
    guard let note = json["\(end)Checkpoint"]?.stringValue else { return }
    let signed: SignedCheckpoint
    do {
      signed = try SignedCheckpoint(parsing: note)
    } catch {
      throw FaultbookError(.input, "\(name): \(end)Checkpoint: \(error)")
    }
    let check = signed.note.checked(with: keys)
    signers = check.valid.filter { $0.key.type == .ed25519 }.map(\.key.label)
    if !check.isTrusted {
      problem =
        check.invalid.first.map { "a signature on \(size) events is not of \($0.label), whose name it bears" }
        ?? "the checkpoint of \(size) events is not signed by a key that you trust"
    } else if signed.checkpoint.size != size || signed.checkpoint.root != root {
      problem = "the checkpoint that goes with \(size) events is of \(signed.checkpoint.size) with another root or size"
    }
  }

  var signersJSON: JSON { .array(signers.map { .string($0) }) }
  var words: String { signers.isEmpty ? "not signed" : "signed by \(signers.joined(separator: ", "))" }
}
