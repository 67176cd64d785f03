internal import Foundation
internal import GRDB
internal import Synchronization
public import Transparency
public import Vocabulary

/// Puts a copy of a book in the book's place, without taking from anyone the means to see it.
///
/// ```swift
/// let restore = try BookRestore(copy: "backup.sqlite", book: "shop.sqlite", anchors: [])
/// restore.abandoned    // what the book is known to have held, and the copy lacks: to be decided about
/// let report = try restore.run(recording: nil, promoting: false)
/// ```
///
/// What stands in the place is moved away, never removed. The book's lock is held from the beginning to the end.
public final class BookRestore {
  /// A history that the book is known to have had.
  public struct Known: Sendable, Hashable {
    /// How many events.
    public let size: Int64
    /// The root over them.
    public let root: TreeHash
    /// The log's name; nil where the book itself says so and no checkpoint.
    public let origin: String?
    /// The file that says so.
    public let file: String
  }

  /// How far the copy goes.
  public let head: LogHead
  /// What the copy follows; nil where it is a book of its own.
  public let followed: FollowerMark?
  /// Whether what stands in the book's place follows another book.
  public let replacesFollower: Bool
  /// Histories that the copy does not hold, each once: as an anchor says it, where one does.
  public let abandoned: [Known]
  /// The name of the log that the copy's own checkpoints are of; nil where it has none.
  public let origin: String?
  /// Why it is not known how far the book went, where nobody can say: it cannot be read, and there is no anchor.
  public let uncertainty: String?

  private let path: String
  private let source: EventLog
  private let lock: BookLock

  /// Looks at the copy, at the book, at its anchor and at those at `anchors`, and changes nothing.
  ///
  /// Throws `.locked` where somebody writes to the book, `.missing` or others where there is no sound copy, `.invalid`
  /// where something stands in the book's place that is no book, or the copy is the book itself, `.damaged` for an anchor
  /// that cannot be read.
  public init(copy: String, book: String, anchors: [String] = [], wait: Double = 10) throws {
    let path = try BackupTarget.resolved(book)
    self.path = path
    source = try EventLog.openForReading(at: copy)
    guard source.path != path else {
      throw EventLogError(.invalid, "\(copy) is the book itself; give the path of a copy of it")
    }
    let head = try source.logHead()
    self.head = head
    followed = source.followed
    origin = try source.latestCheckpoint().flatMap { try? SignedCheckpoint(parsing: $0.note) }?.checkpoint.origin
    lock = try BookLock(path: path, wait: wait, note: nil)
    let files = [AnchorFile.beside(book: path)] + anchors.map { AnchorFile(path: $0) }
    var known = try files.compactMap { file in
      try file.read().map {
        Known(size: $0.checkpoint.size, root: $0.checkpoint.root, origin: $0.checkpoint.origin, file: file.path)
      }
    }
    var uncertainty: String?
    var replacesFollower = false
    do {
      if let replaced = try BookRestore.replaced(path) {
        replacesFollower = replaced.isFollower
        if let history = replaced.history { known.append(history) }
      }
    } catch let error as EventLogError where known.isEmpty && error.code != .invalid {
      uncertainty = error.message
    } catch let error as EventLogError where error.code != .invalid {
      // It cannot be read; the anchors say what is to be held.
    }
    self.uncertainty = uncertainty
    self.replacesFollower = replacesFollower
    var abandoned: [Known] = []
    for one in known where try one.size > head.size || source.root(at: one.size) != one.root {
      if !abandoned.contains(where: { $0.size == one.size && $0.root == one.root }) { abandoned.append(one) }
    }
    self.abandoned = abandoned
  }

  deinit { source.close() }

  /// The book that stands in the place; nil where there is none.
  private static func replaced(_ path: String) throws -> (history: Known?, isFollower: Bool)? {
    guard try BackupTarget.status(path) != nil else { return nil }
    do {
      _ = try BookFile.resolved(path)
    } catch let error as EventLogError where [.notABook, .foreign].contains(error.code) {
      let status = try BackupTarget.status(path)
      // A book whose first bytes are gone looks like another file: only the owner can tell.
      throw EventLogError(
        .invalid,
        status?.st_size == 0
          ? "\(path) is an empty file and not a book; remove it first"
          : "\(path) is no book and stays as it is; if it was one, move it away first")
    }
    let log = try EventLog.openForReading(at: path)
    defer { log.close() }
    let head = try log.logHead()
    let history = head.size == 0 ? nil : Known(size: head.size, root: head.root, origin: nil, file: path)
    return (history, log.followed != nil)
  }

  /// Copies and verifies, writes `event` behind the copy's events, and puts it in place.
  ///
  /// - `promoting`: whether a follower becomes a book of its own.
  ///
  /// Killed at any moment it leaves the book as it was, none at all (and what was there under the name in the report), or
  /// the restored one. Returns where the replaced book is now; nil where there was none. Cost: as `EventLog.backup`.
  public func run(
    recording event: (event: NewEvent, actor: String, now: Timestamp)?, promoting: Bool,
    progress: ((BackupStage, Int64, Int64) -> Void)? = nil
  ) throws -> String? {
    let target = BackupTarget(restoring: path)
    try target.begin(like: source.path)
    let edge = try source.copy(to: target, progress)
    try target.markAsSingleFile()
    let copy = try EventLog.openUnchanging(target.partial)
    defer { copy.close() }
    try source.check(copy, against: edge, progress)
    if event != nil || promoting { try write(event, promoting: promoting, to: target.partial) }
    let newest = try newestCheckpoint()
    let aside = try moveAway()
    _ = try target.publish()
    if abandoned.contains(where: { $0.file == path + ".anchor" }) {
      guard rename(path + ".anchor", (aside ?? freeName()) + ".anchor") == 0 else {
        throw BookFile.cannot("move", path + ".anchor", errno)
      }
      BackupTarget.syncFolder(of: path)
      // What is given up is given up once: the place is not left without an anchor for a still older copy.
      if let newest { try AnchorFile.beside(book: path).write(newest) }
    }
    lock.release()
    return aside
  }

  /// The copy's newest checkpoint as it is handed out; nil where it has none that is of its events.
  private func newestCheckpoint() throws -> SignedCheckpoint? {
    guard let size = try source.latestCheckpoint()?.size, (0...head.size).contains(size),
      let note = try source.checkpointNote(at: size), let signed = try? SignedCheckpoint(parsing: note),
      signed.checkpoint.size == size, try source.root(at: size) == signed.checkpoint.root
    else { return nil }
    return signed
  }

  /// Writes to the copy before it is a book that anyone sees.
  private func write(
    _ event: (event: NewEvent, actor: String, now: Timestamp)?, promoting: Bool, to partial: String
  ) throws {
    let log = try EventLog.openForWriting(at: partial)
    defer {
      log.close()
      for suffix in ["-wal", "-shm", ".lock"] { unlink(partial + suffix) }
    }
    if promoting { try log.endFollowing() }
    if let event { try log.append([event.event], actor: event.actor, now: event.now) }
  }

  /// A name beside the book that nothing has.
  private func freeName() -> String {
    var name = path + ".replaced"
    var number = 1
    while ["", "-wal", ".anchor"].contains(where: { access(name + $0, F_OK) == 0 }) {
      number += 1
      name = "\(path).replaced-\(number)"
    }
    return name
  }

  /// The name under which a restore that was killed put the book, and not yet its WAL.
  private var interrupted: String? {
    let folder = (path as NSString).deletingLastPathComponent
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.map { (folder as NSString).appendingPathComponent($0) }.filter { name in
      name.hasPrefix(path + ".replaced") && !name.hasSuffix("-wal") && !name.hasSuffix(".anchor")
        && access(name + "-wal", F_OK) != 0
    }.max { $0.utf8.count == $1.utf8.count ? $0 < $1 : $0.utf8.count < $1.utf8.count }
  }

  /// Moves what stands in the place away: the book, then its WAL, so that the place is empty in between and never holds a
  /// book without its last events.
  private func moveAway() throws -> String? {
    var aside = freeName()
    var isMoved = false
    if access(path, F_OK) != 0, let begun = interrupted { aside = begun }
    for suffix in ["", "-wal"] where access(path + suffix, F_OK) == 0 {
      guard rename(path + suffix, aside + suffix) == 0 else { throw BookFile.cannot("move", path + suffix, errno) }
      isMoved = true
    }
    unlink(path + "-shm")
    return isMoved ? aside : nil
  }
}

extension EventLog {
  /// Makes a follower a book of its own.
  func endFollowing() throws {
    try writeDatabase { try FollowerMark.write(nil, $0) }
    mark.withLock { $0 = nil }
  }
}
