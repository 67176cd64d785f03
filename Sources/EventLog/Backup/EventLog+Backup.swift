internal import GRDB
internal import Transparency

/// What a backup is of.
public struct BackupReport: Sendable, Equatable {
  /// The file.
  public let path: String
  /// How many events it holds: those of the book at the moment when it was begun.
  public let position: Int64
  /// The root of the tree over them, in hexadecimal.
  public let root: String
  /// Its size.
  public let bytes: Int64
}

/// What a backup does at a time.
public enum BackupStage: Sendable {
  /// Pages are copied.
  case copying
  /// The events of the copy are hashed.
  case verifying
}

extension EventLog {
  /// Pages copied between two calls of `progress`: 8 MB.
  private static let pagesPerStep: CInt = 2048

  /// Copies the book, as it is at this moment, into one file that is a book itself.
  ///
  /// Online: it reads one snapshot, so writers go on, and no append is waited for; only the WAL is not reset meanwhile.
  /// (Copying without a snapshot begins again with each append of another process, and beside a busy writer never ends.)
  /// The copy is then checked as `verify` does, with a check of its pages before, written to the disk, and only then put
  /// in its place: a backup that is killed leaves no file there, or what was there before.
  ///
  /// - `overwriting`: whether an earlier backup of this book may be replaced. It must hold no event that the book lacks.
  /// - `progress`: called now and then with what is done, how much of it (pages, then events), and all.
  ///
  /// Keys are not in a book, and so not in its backups. Throws `.exists`, `.invalid` for a path that cannot be, `.damaged`
  /// where the copy is not sound (the book is not, then), `.forked` where the earlier backup is not of this book's history,
  /// `.rolledBack` where it holds more than the book. Cost: linear in the file's size, about three times reading it.
  @discardableResult
  public func backup(
    to target: String, overwriting: Bool = false, progress: ((BackupStage, Int64, Int64) -> Void)? = nil
  ) throws -> BackupReport {
    let target = try BackupTarget(target, book: path, overwriting: overwriting)
    try target.begin(like: path)
    let edge = try copy(to: target, progress)
    try target.markAsSingleFile()
    let copy = try EventLog.openUnchanging(target.partial)
    defer { copy.close() }
    try check(copy, against: edge, progress)
    try refuseReplacing(target, with: copy)
    let bytes = try target.publish()
    return BackupReport(path: target.path, position: edge.size, root: edge.root.hex, bytes: bytes)
  }

  /// Copies the pages of one snapshot; returns its edge.
  func copy(to target: BackupTarget, _ progress: ((BackupStage, Int64, Int64) -> Void)?) throws -> CompactRange {
    var configuration = Configuration()
    configuration.label = "faultbook.backup"
    configuration.prepareDatabase { database in
      // Nobody needs half of it: there is nothing to go back to, and the whole is written to the disk at the end.
      try database.execute(sql: "PRAGMA journal_mode = OFF")
      try database.execute(sql: "PRAGMA synchronous = OFF")
    }
    do {
      let copy = try DatabaseQueue(path: target.partial, configuration: configuration)
      defer { try? copy.close() }
      return try readers.read { database in
        // This read opens the snapshot that all steps then share.
        let edge = try RightEdge.read(database)
        try copy.writeWithoutTransaction { copy in
          try database.backup(to: copy, pagesPerStep: EventLog.pagesPerStep) { step in
            progress?(.copying, Int64(step.completedPageCount), Int64(step.totalPageCount))
          }
        }
        guard let range = edge?.range else { throw damaged("its Merkle edge is missing or no edge", position: nil) }
        return range
      }
    } catch let error as DatabaseError {
      let isOfCopy = [.SQLITE_FULL, .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_IOERR].contains(error.resultCode)
      throw EventLogError(error, path: isOfCopy ? target.path : path)
    }
  }

  /// The copy holds what the book held, and that is sound.
  func check(
    _ copy: EventLog, against edge: CompactRange, _ progress: ((BackupStage, Int64, Int64) -> Void)?
  ) throws {
    let pages = try copy.readDatabase { try String.fetchAll($0, sql: "PRAGMA quick_check(1)") }
    if let problem = pages.first, problem != "ok" {
      throw damaged(String(problem.split(separator: "\n").last ?? "unknown"), position: nil)
    }
    let report = try copy.verify { progress?(.verifying, $0, $1) }
    if let problem = report.problems.first {
      let place = problem.position > 0 ? "at position \(problem.position): " : ""
      throw damaged(place + problem.what, position: problem.position)
    }
    guard report.events == edge.size, report.root == edge.root.hex else {
      throw damaged("the copy holds other events than the book", position: nil)
    }
  }

  private func damaged(_ what: String, position: Int64?) -> EventLogError {
    EventLogError(
      .damaged,
      "no copy of \(path) was made, as it would not be sound (\(what)): the book is damaged, or the disk fails; keep the "
        + "backups that you have, and see `faultbook audit verify`", position: position)
  }

  /// Throws where the file to be replaced holds events that the copy lacks: then it is the book that lost them.
  private func refuseReplacing(_ target: BackupTarget, with copy: EventLog) throws {
    guard let earlier = try target.earlierBackup() else { return }
    defer { earlier.close() }
    let edge = try earlier.readDatabase { try RightEdge.read($0) }
    guard let edge = edge?.range else {
      throw EventLogError(
        .invalid,
        "\(target.path) is damaged and is not replaced, as nobody can say what it holds; "
          + "look at it, then remove it or give another path")
    }
    let head = try copy.head
    guard edge.size <= head else {
      throw EventLogError(
        .rolledBack,
        "\(target.path) holds \(edge.size) events and \(path) only \(head): the book lost the last "
          + "\(edge.size - head), or the file is of another book; keep the file, and find out before you go on",
        position: head + 1)
    }
    guard try copy.root(at: edge.size) == edge.root else {
      throw EventLogError(
        .forked,
        "\(target.path) is a backup of another history than \(path): its \(edge.size) events are not the "
          + "book's first; keep it, and give another path")
    }
  }

  /// Opens a book that nobody changes, without a file beside it; one of an older schema too.
  static func openUnchanging(_ path: String) throws -> EventLog {
    try EventLogError.translating(path: path) {
      let readers = try BookConnections.readers(path: BookConnections.immutable(path))
      try readers.read { try BookSchema.check($0, path: path, writing: true) }
      return EventLog(path: path, readers: readers, writer: nil)
    }
  }
}
