internal import Foundation
internal import Glibc

/// Where a backup goes: a file that is made beside its place under another name, and put there whole or not at all.
///
/// The name meanwhile is `<file>.partial`, locked as long as its maker lives. What a killed backup leaves of it is
/// removed by the next.
final class BackupTarget {
  /// The place.
  let path: String
  /// The name until it is whole.
  let partial: String
  private let overwrites: Bool
  private var file: CInt = -1

  /// The place of a backup of the book at `book`, a path without links. Throws where that is no place for one: the book's
  /// own files, a folder, a file that is no book, a book that is in use, or any file at all unless `overwriting`.
  init(_ path: String, book: String, overwriting: Bool) throws {
    self.path = try BackupTarget.resolved(path)
    partial = self.path + ".partial"
    overwrites = overwriting
    try refuseOwnFiles(of: book)
    guard let status = try BackupTarget.status(self.path) else { return }
    guard status.st_mode & S_IFMT == S_IFREG else { throw unfit("it is no file") }
    guard overwriting else {
      throw EventLogError(.exists, "\(path) is there already; give another path, or replace it with --overwrite")
    }
    try refuseUnlessUnusedBook()
  }

  /// The place of a book that is being restored; its maker holds the book's lock, and moves away what stands there.
  init(restoring path: String) {
    self.path = path
    partial = path + ".partial"
    overwrites = false
  }

  deinit {
    guard file >= 0 else { return }
    unlink(partial)
    close(file)
  }

  /// The folder's real path and the name: the file itself need not be there.
  static func resolved(_ path: String) throws -> String {
    let name = (path as NSString).lastPathComponent
    guard !path.hasSuffix("/"), !["", ".", "..", "-"].contains(name) else {
      throw EventLogError(.invalid, "\(path) is no name of a file; give the path of a file")
    }
    // A link to a book is followed, as the file behind it is what would be replaced.
    if let real = realpath(path, nil) {
      defer { free(real) }
      return String(cString: real)
    }
    var link = stat()
    guard lstat(path, &link) != 0 else {
      throw EventLogError(.invalid, "\(path) is a link that leads nowhere; give the path of a file")
    }
    let folder = (path as NSString).deletingLastPathComponent
    guard let real = realpath(folder.isEmpty ? "." : folder, nil) else {
      throw EventLogError(
        .invalid, "there is no folder \(folder); make it first",
        cause: String(cString: strerror(errno)))
    }
    defer { free(real) }
    return (String(cString: real) as NSString).appendingPathComponent(name)
  }

  static func status(_ path: String) throws -> stat? {
    var status = stat()
    if stat(path, &status) == 0 { return status }
    guard errno == ENOENT else { throw BookFile.cannot("find", path, errno) }
    return nil
  }

  private func unfit(_ why: String) -> EventLogError {
    EventLogError(.invalid, "\(path) cannot take a backup: \(why); give another path")
  }

  private func refuseOwnFiles(of book: String) throws {
    let mine = try BackupTarget.status(path)
    for suffix in ["", "-wal", "-shm", "-journal", ".lock", ".anchor", ".keys", ".partial"] {
      let theirs = try BackupTarget.status(book + suffix)
      let isSame = mine.map { mine in theirs.map { $0.st_dev == mine.st_dev && $0.st_ino == mine.st_ino } ?? false }
      guard path != book + suffix, isSame != true else {
        throw unfit(suffix.isEmpty ? "it is the book itself" : "it is a file of the book itself")
      }
    }
  }

  /// Only an earlier backup is replaced: a book that nobody writes to, whole in its one file.
  private func refuseUnlessUnusedBook() throws {
    do {
      _ = try BookFile.resolved(path)
    } catch let error as EventLogError where [.notABook, .foreign].contains(error.code) {
      throw EventLogError(.invalid, "\(path) is no backup of a book and stays as it is; give another path")
    }
    if let wal = try BackupTarget.status(path + "-wal"), wal.st_size > 0 {
      throw unfit("\(path)-wal beside it holds events of its own")
    }
    let lock = open(path + ".lock", O_RDWR | O_CLOEXEC)
    guard lock >= 0 else { return }
    defer { close(lock) }
    guard flock(lock, LOCK_EX | LOCK_NB) == 0 else { throw unfit("it is a book that another process writes to") }
  }

  /// The book that stands in the place now; nil where none does.
  func earlierBackup() throws -> EventLog? {
    try overwrites && BackupTarget.status(path) != nil ? EventLog.openUnchanging(path) : nil
  }

  /// Makes the file under its name meanwhile, empty, with the rights of the book's own file.
  func begin(like book: String) throws {
    let stale = open(partial, O_RDWR | O_CLOEXEC)
    if stale >= 0 {
      defer { close(stale) }
      guard flock(stale, LOCK_EX | LOCK_NB) == 0 else { throw unfit("another backup to it is being made") }
      // Never written to: it may be another name of a backup that was just put in its place.
      unlink(partial)
    }
    let mode = try BackupTarget.status(book).map { $0.st_mode & 0o666 } ?? 0o600
    let made = open(partial, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, mode)
    guard made >= 0 else { throw BookFile.cannot("make", partial, errno) }
    file = made
    guard flock(made, LOCK_EX | LOCK_NB) == 0, fchmod(made, mode) == 0 else {
      throw BookFile.cannot("write", partial, errno)
    }
  }

  /// Marks the copy as a database without a WAL, so that whoever only reads it leaves no file beside it: the write and
  /// read versions in its header (https://sqlite.org/fileformat2.html#file_format_version_numbers). The next writer
  /// turns the WAL on again.
  func markAsSingleFile() throws {
    let versions: [UInt8] = [1, 1]
    guard pwrite(file, versions, versions.count, 18) == versions.count else {
      throw BookFile.cannot("write", partial, errno)
    }
  }

  /// Brings the bytes to the disk, then the file to its place. Returns its size.
  func publish() throws -> Int64 {
    guard fsync(file) == 0 else { throw BookFile.cannot("write", partial, errno) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw BookFile.cannot("read", partial, errno) }
    if overwrites {
      guard rename(partial, path) == 0 else { throw BookFile.cannot("write", path, errno) }
    } else {
      try linkWithoutReplacing()
    }
    BackupTarget.syncFolder(of: path)
    close(file)
    file = -1
    return Int64(status.st_size)
  }

  /// A second name fails where there is a file by now, which renaming would replace.
  private func linkWithoutReplacing() throws {
    if link(partial, path) == 0 {
      unlink(partial)
      return
    }
    let reason = errno
    guard reason != EEXIST else {
      throw EventLogError(.exists, "\(path) was made meanwhile by another program; give another path")
    }
    // A file system without second names.
    guard [EPERM, ENOSYS, EOPNOTSUPP, EMLINK].contains(reason), try BackupTarget.status(path) == nil,
      rename(partial, path) == 0
    else { throw BookFile.cannot("write", path, reason) }
  }

  /// Brings a folder's entries to the disk, where its file system does that.
  static func syncFolder(of path: String) {
    let folder = open((path as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
  }
}
