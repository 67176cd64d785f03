internal import Foundation
public import Transparency

/// A checkpoint that is kept outside the book, in a file: what tells a book from an older copy of it.
///
/// The file holds the newest signed checkpoint, a C2SP note, and nothing else. That it was removed cannot be told from
/// inside: whoever can write beside the book can remove it, so a careful owner keeps another one elsewhere.
public struct AnchorFile: Sendable, Hashable {
  /// Where it is.
  public let path: String

  /// The anchor at a path.
  public init(path: String) { self.path = path }

  /// The anchor that stands beside a book.
  public static func beside(book: String) -> AnchorFile { AnchorFile(path: book + ".anchor") }

  /// Reads the checkpoint; nil where there is no file. Throws `.damaged` for a file that is no checkpoint or cannot be
  /// read: it may be the one witness of a loss, and is never taken for absent. Signatures are not checked here.
  public func read() throws -> SignedCheckpoint? {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else {
      let reason = errno
      if reason == ENOENT || reason == ENOTDIR { return nil }
      throw damaged("it cannot be read", cause: String(cString: strerror(reason)))
    }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw damaged("it is no ordinary file") }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while bytes.count <= SignedNote.maximumSize {
      let count = Foundation.read(file, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw damaged("it cannot be read", cause: String(cString: strerror(errno))) }
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    do {
      return try SignedCheckpoint(parsing: bytes)
    } catch {
      throw damaged("\(error)")
    }
  }

  private func damaged(_ why: String, cause: String? = nil) -> EventLogError {
    EventLogError(
      .damaged,
      "the anchor \(path) holds no checkpoint: \(why); restore it from a copy, or, if you know why it is so, move it away",
      cause: cause)
  }

  /// Puts a checkpoint in the place of the one that is there, all or nothing, and on disk when this returns. Throws
  /// `.damaged` where something else than a checkpoint is there, `.rolledBack` where it is of more events,
  /// `.inputOutput` or another where the system refuses.
  public func write(_ checkpoint: SignedCheckpoint) throws {
    if let there = try read(), there.checkpoint.size > checkpoint.checkpoint.size {
      throw EventLogError(
        .rolledBack,
        "the anchor \(path) is of \(there.checkpoint.size) events already and is not taken back to "
          + "\(checkpoint.checkpoint.size); it is of another log, or this book of an older day")
    }
    let new = "\(path).new-\(getpid())"
    let file = open(new, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard file >= 0 else { throw BookFile.cannot("write", path, errno) }
    let bytes = Array(checkpoint.encoded.utf8)
    let isWritten = Foundation.write(file, bytes, bytes.count) == bytes.count && fsync(file) == 0
    let reason = errno
    close(file)
    guard isWritten, rename(new, path) == 0 else {
      let reason = isWritten ? errno : reason
      unlink(new)
      throw BookFile.cannot("write", path, reason)
    }
    // The rename itself must outlive a loss of power.
    let folder = open(BookFile.folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
  }
}
