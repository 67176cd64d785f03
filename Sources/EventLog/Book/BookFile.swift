internal import Foundation

/// The file of a book, before SQLite sees it.
enum BookFile {
  /// The first bytes of every SQLite database.
  private static let magic = Array("SQLite format 3\0".utf8)

  /// Makes an empty file that was not there. Throws `.exists` where it was.
  static func claim(_ path: String) throws {
    let file = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o644)
    if file >= 0 {
      Foundation.close(file)
      return
    }
    let reason = errno
    if reason == EEXIST {
      throw EventLogError(.exists, "\(path) is there already; open it, or give the path of a new file")
    }
    throw cannot("make", path, reason)
  }

  /// The path without symbolic links, so that every way to a book leads to the same lock. Throws unless the file is
  /// there and begins as a book does.
  static func resolved(_ path: String, allowingEmpty: Bool = false) throws -> String {
    guard let real = realpath(path, nil) else {
      let reason = errno
      if reason == ENOENT || reason == ENOTDIR {
        throw EventLogError(.missing, "there is no book at \(path); make one with `faultbook init`, or give its path")
      }
      throw cannot("find", path, reason)
    }
    defer { free(real) }
    let resolved = String(cString: real)
    if !allowingEmpty { try checkHeader(resolved) }
    return resolved
  }

  /// The folder that a file is in. Foundation's `deletingLastPathComponent` traps on a path of one letter.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Removes what was made in vain, and what SQLite put beside it.
  static func discard(_ path: String) {
    for suffix in ["", "-wal", "-shm", ".lock"] { unlink(path + suffix) }
  }

  /// Looks at the header before SQLite does: opening a database for writing changes its journal mode, and what is not
  /// ours must stay as it is.
  private static func checkHeader(_ path: String) throws {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw cannot("read", path, errno) }
    defer { Foundation.close(file) }
    var header = [UInt8](repeating: 0, count: 100)
    let count = read(file, &header, header.count)
    guard count >= 0 else {
      let reason = errno
      if reason == EISDIR { throw notABook(path, "it is a folder") }
      throw cannot("read", path, reason)
    }
    if count == 0 { throw notABook(path, "it is empty") }
    guard count == header.count, header.starts(with: magic) else { throw notABook(path, "it is no SQLite database") }
    // The application id, big-endian (https://sqlite.org/fileformat2.html#the_database_header).
    let id = header[68..<72].reduce(0) { $0 << 8 | Int64($1) }
    guard id == BookSchema.applicationID else { throw BookSchema.foreign(path, applicationID: id) }
  }

  private static func notABook(_ path: String, _ why: String) -> EventLogError {
    EventLogError(.notABook, "\(path) is not a book: \(why); give the path of a file that `faultbook init` made")
  }

  /// The operating system's refusal.
  static func cannot(_ verb: String, _ path: String, _ reason: CInt) -> EventLogError {
    let cause = String(cString: strerror(reason))
    switch reason {
    case EACCES, EPERM, EROFS:
      return EventLogError(
        verb == "read" ? .inputOutput : .readOnly, "cannot \(verb) \(path); check the permissions of it and its folder",
        cause: cause)
    case ENOSPC, EDQUOT:
      return EventLogError(.diskFull, "cannot \(verb) \(path), the disk is full; free some space", cause: cause)
    default: return EventLogError(.inputOutput, "cannot \(verb) \(path)", cause: cause)
    }
  }
}
