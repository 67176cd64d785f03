import EventLog
import Transparency
import Vocabulary

extension KnowledgeBase {
  /// Takes in what witnesses put below this log's checkpoints: whole notes with cosignatures, or signature lines alone.
  ///
  /// Each cosignature must be by one of the keys that `trust` names (verifier keys, or files of them), over a checkpoint
  /// that this book holds; others are told of, and make the answer no. Those that it has already change nothing.
  ///
  /// Shape: `{"cosignatures": [{"size", "signer", "at", "new"}], "refused": [{"signer", "why"}]}`. Cost: one
  /// verification a line and checkpoint at most.
  public func cosign(texts: [(name: String, text: String)], trust: [String]) throws -> Answer {
    let keys = try TrustedKeys(named: trust, own: nil).keys.filter { $0.type == .cosignature }
    guard !keys.isEmpty else {
      throw FaultbookError(.usage, "name the witnesses' verifier keys with --trust; others' words are not taken in")
    }
    return try translating {
      let lines = try texts.flatMap { try KnowledgeBase.cosignatures($0.text, of: $0.name) }
      let notes = try log.checkpoints().reversed().compactMap { try? SignedCheckpoint(parsing: $0.note) }
      var taken: [Taken] = []
      var refused: [Refused] = []
      for line in lines {
        guard keys.contains(where: { line.claims($0) }) else {
          refused.append((line.label, "its key was not named with --trust"))
          continue
        }
        guard let signed = notes.first(where: { $0.adding([line]).note.checked(with: keys).valid.count == 1 }) else {
          refused.append((line.label, "it is of no checkpoint in this book, or not by that key"))
          continue
        }
        let size = signed.checkpoint.size
        let stored = StoredCosignature(
          size: size, signer: line.name, line: String(line.line.dropLast()), recordedAt: wallTime())
        taken.append((size, line, try log.storeCosignature(stored)))
      }
      return KnowledgeBase.answer(taken, refused)
    }
  }

  private typealias Taken = (size: Int64, signature: NoteSignature, isNew: Bool)
  private typealias Refused = (signer: String, why: String)

  /// The witnesses' lines of a note, or of lines alone; the log's own stands below the checkpoint already.
  private static func cosignatures(_ text: String, of name: String) throws -> [NoteSignature] {
    do {
      let lines =
        text.hasPrefix("— ")
        ? try text.split(separator: "\n").map { try NoteSignature(line: String($0)) }
        : try SignedCheckpoint(parsing: text).note.signatures
      let cosignatures = lines.filter { $0.cosignedAt != nil }
      guard !cosignatures.isEmpty else { throw NoteError("no witness has signed it") }
      return cosignatures
    } catch let error as NoteError {
      throw FaultbookError(.input, "\(name): \(error)")
    }
  }

  private static func answer(_ taken: [Taken], _ refused: [Refused]) -> Answer {
    let table = AnswerTable(
      title: "Cosignatures",
      columns: [.init("size"), .init("signer"), .init("at"), .init("new"), .init("refused")],
      rows: taken.map { one in
        let at = one.signature.cosignedAt.map { Timestamp(seconds: Double($0)).description }
        return [
          .integer(Int(one.size)), .text(one.signature.label), .text(at), .text(one.isNew ? "yes" : "no"), .none,
        ]
      } + refused.map { [.none, .text($0.signer), .none, .none, .text($0.why)] })
    let json = JSON.compact(
      (
        "cosignatures",
        .array(
          taken.map { one in
            .compact(
              ("size", .integer(one.size)), ("signer", .string(one.signature.label)),
              ("at", .string(Timestamp(seconds: Double(one.signature.cosignedAt ?? 0)).description)),
              ("new", .bool(one.isNew)))
          })
      ),
      (
        "refused", .array(refused.map { .compact(("signer", .string($0.signer)), ("why", .string($0.why))) })
      ))
    return Answer(json: json, table: table, isYes: refused.isEmpty)
  }
}
