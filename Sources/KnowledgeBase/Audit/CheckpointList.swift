import EventLog
import Transparency
import Vocabulary

extension KnowledgeBase {
  /// The checkpoints of the book, the newest first: who signed which state of the log, and whether that can be relied on by the keys
  /// that are trusted here.
  ///
  /// `standing` is `signed` where the log still has the root that a trusted log key signed, `not checked` where it has the root and no
  /// key here says whose word that is, else `contradicted`. Events are not hashed anew: ``verify(trust:ownKey:progress:)`` does that.
  /// Shape: `{"position", "checkpoints": [{"size", "recorded", "origin", "root", "standing", "signers", "witnesses"}]}`. Cost: a few tiles
  /// and one verification a signature for each.
  public func checkpoints(trust: [String] = [], ownKey: String? = nil) throws -> Answer {
    try translating {
      let keys = try TrustedKeys(named: trust, own: ownKey).keys
      let head = try log.head
      let rows: [[AnswerTable.Cell]] = try log.checkpoints().reversed().map { stored in
        let root = stored.size <= head ? try log.root(at: stored.size) : nil
        let isOurs = root == stored.root
        let lines = try log.cosignatures(ofCheckpoint: stored.size).compactMap { try? NoteSignature(line: $0.line) }
        let signed = (try? SignedCheckpoint(parsing: stored.note))?.adding(lines)
        let valid = signed?.note.checked(with: keys).valid ?? []
        let signer = valid.first { $0.key.type != .cosignature }?.key.label
        let standing = !isOurs || signed == nil ? "contradicted" : signer != nil ? "signed" : "not checked"
        let witnesses = valid.filter { $0.key.type == .cosignature }.map(\.key.label)
        let others = (signed?.note.signatures ?? []).map(\.label)
        return [
          .integer(Int(stored.size)), .text(stored.recordedAt.description), .text(standing),
          .text(signer ?? others.first), .text(witnesses.isEmpty ? nil : witnesses.joined(separator: ", ")),
          .text(stored.origin), .text(stored.root.hex),
        ]
      }
      let table = AnswerTable(
        title: "Checkpoints, the newest first",
        columns: [
          .init("size", "events"), .init("recorded"), .init("standing"), .init("signer"), .init("witnesses"),
          .init("origin"), .init("root"),
        ], rows: rows)
      return .listing("checkpoints", table, position: head)
    }
  }
}
