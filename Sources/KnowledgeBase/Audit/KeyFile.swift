import Foundation
import Transparency

/// A file that holds one signing key, and nobody but its owner may read; its verifier key stands beside it in a file
/// that ends in `.pub`, for everyone.
struct KeyFile {
  /// Where the secret is.
  let path: String

  /// The largest file that is read.
  private static let maximumSize = 4096

  /// Where the verifier key is.
  static func publicPath(of path: String) -> String { path + ".pub" }

  /// Makes the file with mode 0600, its folders with 0700 where they are missing, and the public file beside it. Throws
  /// where there is a file already: a key is never overwritten.
  func create(_ key: SigningKey) throws {
    let folder = FilePlace.folder(of: path)
    if !FileManager.default.fileExists(atPath: folder) {
      do {
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      } catch {
        throw FaultbookError(.usage, "the folder \(folder) cannot be made; give --key another place")
      }
    }
    try KeyFile.write(key.secretText + "\n", to: path, mode: 0o600)
    do {
      try KeyFile.write(key.verifier.text + "\n", to: KeyFile.publicPath(of: path), mode: 0o644)
    } catch {
      unlink(path)
      throw error
    }
  }

  private static func write(_ text: String, to path: String, mode: mode_t) throws {
    let file = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, mode)
    guard file >= 0 else {
      let reason = errno
      if reason == EEXIST || reason == ELOOP {
        throw FaultbookError(.usage, "\(path) is there already and is left as it is; give --key another place")
      }
      throw FaultbookError(
        .usage, "\(path) cannot be made (\(String(cString: strerror(reason)))); give --key another place")
    }
    defer { close(file) }
    let bytes = Array(text.utf8)
    // The mode holds whatever the umask says.
    guard fchmod(file, mode) == 0, Foundation.write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else {
      let reason = String(cString: strerror(errno))
      unlink(path)
      throw FaultbookError(.environment, "\(path) cannot be written (\(reason)); give --key another place")
    }
  }

  /// Reads the key. Throws where it is missing, no key, or open to others.
  func read() throws -> SigningKey {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else {
      let reason = errno
      throw FaultbookError(
        .usage,
        reason == ENOENT || reason == ENOTDIR
          ? "there is no key at \(path); make one with `faultbook audit key new`, or name one with --key"
          : "the key \(path) cannot be read (\(String(cString: strerror(reason)))); name another with --key")
    }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw FaultbookError(.usage, "the key \(path) is no ordinary file; name another with --key")
    }
    guard status.st_mode & 0o077 == 0 else {
      let mode = String(status.st_mode & 0o777, radix: 8)
      throw FaultbookError(
        .usage,
        "the key \(path) is open to others (mode \(mode)) and not used; close it with `chmod 600 \(path)`, or "
          + "make a new one if others may have read it")
    }
    guard status.st_uid == geteuid() || geteuid() == 0 else {
      throw FaultbookError(.usage, "the key \(path) belongs to another user and is not used; make one of your own")
    }
    var bytes = [UInt8](repeating: 0, count: KeyFile.maximumSize)
    let count = Foundation.read(file, &bytes, bytes.count)
    let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    do {
      return try SigningKey(text.trimmingCharacters(in: .whitespacesAndNewlines))
    } catch {
      throw FaultbookError(.usage, "\(path): \(error)")
    }
  }
}

extension KeyFile {
  /// Throws where the key would lie in the book, or in a file that belongs to it: who has the book must not have the key
  /// with it.
  func refuse(within book: String) throws {
    let book = KeyFile.standing(book)
    let place = KeyFile.standing(path)
    let ofTheBook = ["", "-wal", "-shm", "-journal", ".lock", ".anchor"].map { book + $0 }
    for name in ofTheBook where place == name || place + ".pub" == name || place.hasPrefix(name + "/") {
      throw FaultbookError(
        .usage, "\(path) is the book or a file of it; a key is kept outside the book, so give --key another place")
    }
    var one = stat()
    var other = stat()
    if stat(place, &one) == 0, stat(book, &other) == 0, one.st_dev == other.st_dev, one.st_ino == other.st_ino {
      throw FaultbookError(
        .usage, "\(path) is the book \(book) under another name; a key is kept outside the book, so give --key another")
    }
  }

  /// The absolute path without symbolic links, as far as there are files.
  private static func standing(_ path: String) -> String {
    let folder = URL(filePath: FilePlace.folder(of: path)).resolvingSymlinksInPath().path
    let whole = (folder == "/" ? "" : folder) + "/" + FilePlace.name(of: path)
    return URL(filePath: whole).resolvingSymlinksInPath().standardizedFileURL.path
  }
}
