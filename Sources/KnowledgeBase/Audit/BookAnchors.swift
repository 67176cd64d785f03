import EventLog
import Foundation
import Transparency
import Vocabulary

/// Anchors of a book: the one beside it, those that the caller names, and the one that its policy names.
///
/// An older copy of a book may lack the policy, so that the caller's word counts as well, and all are looked at.
extension KnowledgeBase {
  /// The anchors besides the one beside the book: the caller's, then the policy's.
  func furtherAnchors() -> [String] { KnowledgeBase.furtherAnchors(anchors, log, policy: headState().policy) }

  /// The same of a log whose policy is at hand, or is not known.
  static func furtherAnchors(_ anchors: [String], _ log: EventLog, policy: Policy?) -> [String] {
    // What a follower has of policy speaks of the book that it follows, which may be ahead of it.
    guard log.followed == nil, let file = policy?.anchorFile else { return anchors }
    return anchors + [path(file, besides: log.path)].filter { !anchors.contains($0) }
  }

  /// What the anchors say against the book, for those who read it all the same; empty where nothing. Cost: for each
  /// anchor a small file, and a few tiles.
  public func anchorDoubts() -> [String] {
    do {
      return try log.anchorStandings(furtherAnchors()).compactMap { standing in
        guard let problem = standing.problem else { return nil }
        guard case .rolledBack(let signed, _) = standing.state, signed.checkpoint.size > headState().position else {
          return problem.message
        }
        return "the book is older than its anchor: \(problem.message)"
      }
    } catch {
      return ["the book cannot be compared with its anchor: \(error)"]
    }
  }

  /// Throws where an anchor that policy names speaks against writing; the others were looked at on opening.
  func checkPolicyAnchor() throws {
    let further = furtherAnchors()
    if further.count > anchors.count { try translating { try log.checkAnchors(further) } }
  }

  /// Throws where an anchor bears a signature under the name and id of a known key that this key did not make: it was
  /// changed, and what is in it may be the one trace of that. Cost: a small file and a verification for each.
  func checkAnchorSignatures(trust: [String], ownKey: String?) throws {
    let signed = try translating { try log.anchorStandings(furtherAnchors()) }.compactMap { standing in
      standing.checkpoint.map { (standing.anchor.path, $0) }
    }
    guard !signed.isEmpty else { return }
    let keys = try TrustedKeys.known(named: trust, own: ownKey)
    for (path, checkpoint) in signed { try KnowledgeBase.refuseForged(checkpoint, at: path, keys) }
  }

  /// Throws where a signature is not of the known key whose name and id it bears.
  static func refuseForged(_ signed: SignedCheckpoint, at path: String, _ keys: [VerifierKey]) throws {
    let check = signed.note.checked(with: keys)
    if let altered = check.altered.first {
      throw FaultbookError(
        .book,
        "the anchor \(path) has a signature of \(altered.key.label) under the name \(altered.signature.label): it was "
          + "changed; restore it from a copy, or, if you know why it is so, move it away")
    }
    guard let forged = check.invalid.first else { return }
    throw FaultbookError(
      .book,
      "the anchor \(path) has a signature that is not of \(forged.label), whose name it bears: it was changed; restore it "
        + "from a copy, or, if you know why it is so, move it away")
  }

  /// A path of the policy as seen from the book's folder.
  private static func path(_ name: String, besides book: String) -> String {
    name.hasPrefix("/") ? name : FilePlace.folder(of: book) + "/" + name
  }
}
