internal import Transparency
internal import Vocabulary

extension Follower {
  /// Compares what the book holds with what the source says of the same positions now, event by event and leaf by leaf.
  ///
  /// `pull` looks at new events and at roots alone: an event that was changed, or is missing, below an unchanged root shows
  /// only here. Gives the number of events that were compared. Throws `.forked` with the first position that differs, and
  /// as `pull` where both are not of one history. Cost: linear in the events that the book holds; memory of one batch.
  public func compareHistory(progress: ((Int64, Int64) -> Void)? = nil) throws -> Int64 {
    let head = try source.currentHead()
    let mine = try book.logHead()
    try checkHistory(from: mine, to: head)
    var position: Int64 = 0
    while position < mine.size {
      let limit = Int(min(Int64(batch), mine.size - position))
      let theirs = try source.entries(after: position, limit: limit)
      let here = try book.entries(after: position, limit: max(1, theirs.count))
      guard let last = here.last?.event.position else {
        throw EventLogError(
          .damaged,
          "\(book.path) lost the event at position \(position + 1); see `faultbook audit verify`, and restore a backup",
          position: position + 1)
      }
      for (place, entry) in here.enumerated() where place >= theirs.count || theirs[place] != entry {
        let at = entry.event.position
        let isMissing = place >= theirs.count || theirs[place].event.position != at
        throw EventLogError(
          .forked,
          "the event at position \(at) of \(source.address) \(isMissing ? "is missing" : "is not the one that was copied"), "
            + "though its root still is that of \(book.path): one of them was changed after it was copied; "
            + "nothing was taken, see `faultbook audit verify` in both", position: at)
      }
      position = last
      progress?(position, mine.size)
    }
    return mine.size
  }
}
