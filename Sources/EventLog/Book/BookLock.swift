internal import Foundation
internal import Synchronization

/// Who holds a book's lock, as its lock file says.
public struct LockHolder: Sendable, Equatable {
  /// The process.
  public let process: Int32
  /// The host that it runs on.
  public let host: String
  /// What it wants others to know: a server's address.
  public let note: String?

  /// The text of the lock file.
  var text: String { "pid \(process)\nhost \(host)\n" + (note.map { "note \($0)\n" } ?? "") }

  /// Reads the text of a lock file; nil where its holder has not written it yet.
  init?(text: String) {
    var values: [String: String] = [:]
    for line in text.split(separator: "\n") {
      let halves = line.split(separator: " ", maxSplits: 1)
      if halves.count == 2 { values[String(halves[0])] = String(halves[1]) }
    }
    guard let process = values["pid"].flatMap({ Int32($0) }), let host = values["host"] else { return nil }
    self.process = process
    self.host = host
    note = values["note"]
  }

  /// This process.
  init(note: String?) {
    process = getpid()
    host = ProcessInfo.processInfo.hostName
    self.note = note?.replacing("\n", with: " ")
  }
}

/// The right to write to a book: an exclusive `flock` on the file `<book>.lock`, which the system takes back when the
/// process ends, however it ends. The file holds its holder's process and host as text, for people and for our message;
/// it stays when the lock is released, as removing it would race with the next holder.
final class BookLock: Sendable {
  private let file: Mutex<CInt>
  private let path: String

  /// Takes the lock of the book at `path`, waiting up to `wait` seconds. Throws `.locked` that names the holder.
  init(path: String, wait: Double, note: String?) throws {
    let lockPath = path + ".lock"
    self.path = lockPath
    file = Mutex(try BookLock.locked(lockPath, of: path, wait: wait))
    try announce(note)
  }

  /// The lock file, locked. It is its holder's to write: who does not get the lock leaves it as it is.
  private static func locked(_ lockPath: String, of path: String, wait: Double) throws -> CInt {
    let file = open(lockPath, O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw BookFile.cannot("write", lockPath, errno) }
    let deadline = ContinuousClock.now + .seconds(wait)
    while flock(file, LOCK_EX | LOCK_NB) != 0 {
      let reason = errno
      guard reason == EWOULDBLOCK || reason == EINTR, ContinuousClock.now < deadline else {
        close(file)
        throw reason == EWOULDBLOCK || reason == EINTR
          ? refusal(path: path, wait: wait) : BookFile.cannot("lock", lockPath, reason)
      }
      usleep(20_000)
    }
    return file
  }

  deinit { release() }

  /// Gives the lock back. Calling it again does nothing.
  func release() {
    file.withLock { file in
      guard file >= 0 else { return }
      ftruncate(file, 0)
      close(file)
      file = -1
    }
  }

  /// Says in the lock file what its holder wants others to know, in the place of what was said before.
  func announce(_ note: String?) throws {
    try file.withLock { file in
      guard file >= 0 else { return }
      try BookLock.write(LockHolder(note: note).text, to: file, path)
    }
  }

  /// Who holds the lock of the book at `path` as far as its lock file says; nil where nobody does.
  static func holder(path: String) -> LockHolder? {
    (try? String(contentsOfFile: path + ".lock", encoding: .utf8)).flatMap { LockHolder(text: $0) }
  }

  private static func refusal(path: String, wait: Double) -> EventLogError {
    let who = holder(path: path).map {
      "process \($0.process) on host \($0.host)" + ($0.note.map { " (\($0))" } ?? "")
    }
    let seconds = wait == wait.rounded() ? String(Int(wait)) : String(wait)
    return EventLogError(
      .locked,
      "\(path) is being written by \(who ?? "another process"), waited \(seconds) s; end it, or wait longer with --wait"
    )
  }

  private static func write(_ text: String, to file: CInt, _ path: String) throws {
    let bytes = Array(text.utf8)
    guard ftruncate(file, 0) == 0, pwrite(file, bytes, bytes.count, 0) == bytes.count else {
      throw BookFile.cannot("write", path, errno)
    }
  }
}
