public import Transparency

/// How a book stands to an anchor.
public struct AnchorStanding: Sendable {
  /// What was found.
  public enum State: Sendable {
    /// There is no anchor at the path.
    case missing
    /// The book has the events of the anchor, unchanged, and maybe more.
    case holds(SignedCheckpoint)
    /// The book is not, or no longer, the one of the anchor: an older copy, or one with another past.
    case rolledBack(SignedCheckpoint, EventLogError)
    /// There is something that is no checkpoint.
    case damaged(EventLogError)
  }

  /// Where the anchor is.
  public let anchor: AnchorFile
  /// What was found.
  public let state: State

  /// What speaks against the book; nil where nothing does.
  public var problem: EventLogError? {
    switch state {
    case .missing, .holds: nil
    case .rolledBack(_, let error), .damaged(let error): error
    }
  }

  /// The checkpoint in the anchor; nil where there is none.
  public var checkpoint: SignedCheckpoint? {
    switch state {
    case .holds(let checkpoint), .rolledBack(let checkpoint, _): checkpoint
    case .missing, .damaged: nil
    }
  }
}

extension EventLog {
  /// How this book stands to the anchor beside it and to those at `paths`, each looked at once.
  ///
  /// Throws where the book's own tree cannot be read. Cost: for each anchor a small file, and a few tiles.
  public func anchorStandings(_ paths: [String] = []) throws -> [AnchorStanding] {
    var anchors = [AnchorFile.beside(book: path)]
    for path in paths where !anchors.contains(AnchorFile(path: path)) { anchors.append(AnchorFile(path: path)) }
    return try anchors.map { AnchorStanding(anchor: $0, state: try standing(to: $0)) }
  }

  private func standing(to anchor: AnchorFile) throws -> AnchorStanding.State {
    let signed: SignedCheckpoint
    do {
      guard let found = try anchor.read() else { return .missing }
      signed = found
    } catch let error as EventLogError {
      return .damaged(error)
    }
    let then = signed.checkpoint
    let head = try head
    guard then.size <= head else {
      return .rolledBack(
        signed,
        EventLogError(
          .rolledBack,
          "\(path) has \(head) events, but its anchor \(anchor.path) is of \(then.size): this is an older copy, or its end "
            + "was lost; put a newer one in its place with `faultbook restore`, which can also give up what is missing"
            + (anchor == .beside(book: path) ? "" : "; where that was done, move \(anchor.path) away"))
      )
    }
    guard try root(at: then.size) == then.root else {
      return .rolledBack(
        signed,
        EventLogError(
          .rolledBack,
          "\(path) has \(head) events, but the first \(then.size) of them are not those that its anchor \(anchor.path) "
            + "is of (\(then.origin)): it is another book, or its past was rewritten; restore the book of the anchor"))
    }
    // The log signs a size once, so that the same words bear the same signatures.
    if let own = try checkpoint(at: then.size).flatMap({ try? SignedCheckpoint(parsing: $0.note) }),
      own.note.text == signed.note.text, !Set(signed.note.signatures).isSuperset(of: own.note.signatures)
    {
      return .damaged(
        EventLogError(
          .damaged,
          "the anchor \(anchor.path) does not bear the signature of the checkpoint of \(then.size) events in \(path): one "
            + "of them was changed; run `faultbook audit verify`, and restore it from a copy"))
    }
    return .holds(signed)
  }

  /// Whether the book has a checkpoint of the size of an anchor's. Cost: one lookup.
  public func holdsCheckpoint(of signed: SignedCheckpoint) throws -> Bool {
    try checkpoint(at: signed.checkpoint.size) != nil
  }

  /// Throws what speaks against writing to this book: `.rolledBack` or `.damaged`.
  public func checkAnchors(_ paths: [String]) throws {
    for standing in try anchorStandings(paths) {
      if let problem = standing.problem { throw problem }
    }
  }
}
