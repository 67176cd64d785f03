import EventLog
import Foundation
import Transparency
import Vocabulary

/// Anchors of a book: the one beside it, those that the caller names, and the one that its policy names.
///
/// An older copy of a book may lack the policy, so that the caller's word counts as well, and all are looked at.
extension KnowledgeBase {
  /// The anchors besides the one beside the book: the caller's, then the policy's.
  func furtherAnchors() -> [String] {
    // What a follower has of policy speaks of the book that it follows, which may be ahead of it.
    guard log.followed == nil, let file = headState().policy.anchorFile else { return anchors }
    return anchors + [KnowledgeBase.path(file, besides: log.path)].filter { !anchors.contains($0) }
  }

  /// Throws where an anchor that policy names speaks against writing; the others were looked at on opening.
  func checkPolicyAnchor() throws {
    let further = furtherAnchors()
    if further.count > anchors.count { try translating { try log.checkAnchors(further) } }
  }

  /// A path of the policy as seen from the book's folder.
  private static func path(_ name: String, besides book: String) -> String {
    name.hasPrefix("/") ? name : FilePlace.folder(of: book) + "/" + name
  }
}
