import EventLog
import Vocabulary

/// A book that is looked over without its word being taken for anything: what `audit verify` and `doctor` do.
///
/// Opening it folds no events and trusts no table, so that whatever is damaged in it is an answer and not an error. What
/// is no book at all, by its header, is refused as by `KnowledgeBase.openForReading`.
public struct BookAudit: Sendable {
  let log: EventLog
  /// The book's file.
  let path: String
  /// Files with checkpoints of this book that the caller named, besides the anchor beside it.
  let anchors: [String]

  /// Opens a book to be looked over. Nothing is written, and writers are not hindered.
  public static func open(at path: String, anchors: [String] = []) throws -> BookAudit {
    try translating { BookAudit(log: try EventLog.openForVerifying(at: path), path: path, anchors: anchors) }
  }

  /// Closes the book.
  public func close() { log.close() }

  /// The anchors besides the one beside the book: the caller's, then the one that policy names in a state.
  func furtherAnchors(_ state: BookState?) -> [String] {
    KnowledgeBase.furtherAnchors(anchors, log, policy: state?.policy)
  }
}

extension KnowledgeBase {
  /// Proves that nothing was changed; see ``BookAudit/verify(trust:ownKey:progress:)``.
  public func verify(
    trust: [String] = [], ownKey: String? = nil, progress: (@Sendable (Int64, Int64) -> Void)? = nil
  ) throws -> Answer {
    try BookAudit(log: log, path: path, anchors: anchors).verify(trust: trust, ownKey: ownKey, progress: progress)
  }

  /// What a careful person checks before trusting a book; see ``BookAudit/doctor()``.
  public func doctor() throws -> Answer { try BookAudit(log: log, path: path, anchors: anchors).doctor() }
}
