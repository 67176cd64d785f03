public import Transparency
public import Vocabulary

/// Keeps a book a verified copy of a followed log, and bears witness to its checkpoints.
///
/// ```swift
/// try book.beginFollowing(source.address, verifierKey: key.text, now: now)
/// let report = try Follower(book: book, source: source, trusting: key).pull(now: now)
/// ```
///
/// Nothing enters the book that was not proven: before a batch is stored, the root to which it must lead is proven to
/// belong to the source's head (RFC 6962 consistency), and the head to begin with what the book holds; where a key is
/// trusted, the source's newest checkpoint must be signed with it and be of the same tree. Each batch is one transaction,
/// so that a follower that is killed goes on where it was.
public struct Follower: Sendable {
  /// The copy.
  public let book: EventLog
  /// The log that is copied.
  public let source: any FollowedLog
  /// Whose checkpoints count; nil where none are asked for.
  public let trusted: VerifierKey?
  /// Events taken in one transaction at most.
  public let batch: Int

  /// A follower. `book` must be marked as one by `EventLog.beginFollowing`.
  public init(book: EventLog, source: any FollowedLog, trusting trusted: VerifierKey? = nil, batch: Int = 4096) {
    self.book = book
    self.source = source
    self.trusted = trusted
    self.batch = batch
  }

  /// Takes in what the source holds now; see `FollowReport`. `progress` is called with the events held and to be held.
  ///
  /// Throws `.forked` with the first position that differs where the source tells another history, `.rolledBack` where it
  /// has lost events that are here, `.damaged` where what it says does not go together, `.invalid` where its checkpoint is
  /// not signed with the trusted key. The book keeps what it had then. Cost: linear in the new events; some tiles where
  /// there are none.
  public func pull(now: Timestamp, progress: ((Int64, Int64) -> Void)? = nil) throws -> FollowReport {
    // Read before the head, so that the head is never behind it.
    let checkpoint = try newestCheckpoint()
    let head = try source.currentHead()
    let before = try book.logHead()
    try checkHistory(from: before, to: head)
    if let checkpoint { try check(checkpoint, within: head) }
    var position = before.size
    while position < head.size {
      let entries = try source.entries(after: position, limit: Int(min(Int64(batch), head.size - position)))
      guard let last = entries.last?.event.position, last > position, last <= head.size else {
        throw unsound("it gave no event after position \(position), though it says that it holds \(head.size)")
      }
      try book.replicate(entries, root: try provenRoot(at: last, under: head))
      position = last
      progress?(position, head.size)
    }
    if let checkpoint { try keep(checkpoint, now: now) }
    return FollowReport(
      position: head.size, root: head.root.hex, appended: head.size - before.size,
      checkpoint: checkpoint.map { $0.checkpoint.size })
  }

  private func unsound(_ what: String) -> EventLogError {
    EventLogError(
      .damaged, "\(source.address) is not sound (\(what)); nothing of it was taken, see `faultbook audit verify` there")
  }

  // MARK: - One history

  /// The source begins with what the book holds.
  func checkHistory(from mine: LogHead, to theirs: LogHead) throws {
    if theirs.size < mine.size {
      guard try book.root(at: theirs.size) == theirs.root else { throw try fork(through: theirs.size) }
      throw EventLogError(
        .rolledBack,
        "\(source.address) holds \(theirs.size) events, and held at least \(mine.size): the last "
          + "\(mine.size - theirs.size) are here in \(book.path), and lost there; restore it from here",
        position: theirs.size + 1)
    }
    guard mine.size > 0 else { return }
    if theirs.size == mine.size {
      if theirs.root != mine.root { throw try fork(through: mine.size) }
    } else {
      let proof = try source.consistencyProof(from: mine.size, to: theirs.size)
      guard proof.from == mine.size, proof.to == theirs.size, proof.verify(oldRoot: mine.root, newRoot: theirs.root)
      else { throw try fork(through: mine.size) }
    }
  }

  /// The first position at which both differ: roots of fewer events agree, roots of as many or more do not. Cost:
  /// O(log n) roots.
  private func fork(through size: Int64) throws -> EventLogError {
    var agreed: Int64 = 0
    var differing = size
    while differing - agreed > 1 {
      let middle = agreed + (differing - agreed) / 2
      if try source.root(at: middle) == book.root(at: middle) { agreed = middle } else { differing = middle }
    }
    let what =
      differing == 1
      ? "they differ from the first event on: it is another book, or was written anew"
      : "they differ from position \(differing) on: its history was changed there after it had been copied"
    return EventLogError(
      .forked, "\(source.address) is not what \(book.path) followed: \(what); nothing was taken", position: differing)
  }

  /// The root of the source at a position, proven to belong to its head.
  private func provenRoot(at position: Int64, under head: LogHead) throws -> TreeHash {
    if position == head.size { return head.root }
    let root = try source.root(at: position)
    let proof = try source.consistencyProof(from: position, to: head.size)
    guard proof.from == position, proof.to == head.size, proof.verify(oldRoot: root, newRoot: head.root) else {
      throw unsound("its tree of \(position) events is no beginning of that of \(head.size)")
    }
    return root
  }

  // MARK: - Checkpoints

  /// The newest checkpoint, read, and its signature checked where a key is trusted.
  private func newestCheckpoint() throws -> SignedCheckpoint? {
    guard let note = try source.latestCheckpointNote() else { return nil }
    let signed: SignedCheckpoint
    do {
      signed = try SignedCheckpoint(parsing: note)
    } catch let error as NoteError {
      throw unsound("its newest checkpoint cannot be read: \(error)")
    }
    guard let trusted else { return signed }
    guard signed.note.checked(with: [trusted]).isTrusted else {
      throw EventLogError(
        .invalid,
        "the newest checkpoint of \(source.address) is not signed with \(trusted.label); nothing was taken, "
          + "compare the key with that of the book's owner")
    }
    return signed
  }

  /// The checkpoint is of the source's own tree.
  private func check(_ signed: SignedCheckpoint, within head: LogHead) throws {
    let checkpoint = signed.checkpoint
    guard checkpoint.size <= head.size else {
      throw EventLogError(
        .rolledBack,
        "\(source.address) holds \(head.size) events, and its own checkpoint is of \(checkpoint.size): it lost the last "
          + "\(checkpoint.size - head.size); restore it", position: head.size + 1)
    }
    guard checkpoint.size > 0 else { return }
    guard try provenRoot(at: checkpoint.size, under: head) == checkpoint.root else {
      throw EventLogError(
        .forked,
        "\(source.address) has a checkpoint of \(checkpoint.size) events whose root is not that of its events: "
          + "they were changed after it was signed; nothing was taken")
    }
  }

  /// Keeps the checkpoint as the source signed it, once its events are here, and anchors the copy with it.
  private func keep(_ signed: SignedCheckpoint, now: Timestamp) throws {
    let checkpoint = signed.checkpoint
    let isNew = try book.storeCheckpoint(
      StoredCheckpoint(
        size: checkpoint.size, origin: checkpoint.origin, root: checkpoint.root, note: signed.encoded, recordedAt: now))
    let anchor = AnchorFile.beside(book: book.path)
    // A witness that was rolled back could bear witness to another history.
    if try isNew || anchor.read() == nil { try anchor.write(signed) }
  }
}

/// What following came to.
public struct FollowReport: Sendable, Equatable {
  /// How many events the copy holds: as many as the source had when it was asked.
  public let position: Int64
  /// The root of the tree over them, in hexadecimal.
  public let root: String
  /// How many of them are new.
  public let appended: Int64
  /// How many events the source's newest checkpoint covers; nil where it has none.
  public let checkpoint: Int64?
}
