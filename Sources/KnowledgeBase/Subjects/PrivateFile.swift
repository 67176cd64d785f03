import Foundation
import Glibc

/// Small files that are their owner's alone, and on disk when a call returns.
enum PrivateFile {
  /// The names in a folder; none where there is none. Throws where others may enter it.
  static func names(in folder: String) throws -> [String] {
    guard try check(folder, asFolder: true) else { return [] }
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder)
    } catch {
      throw cannot("read", folder)
    }
  }

  /// Makes a folder that is not there.
  static func makeFolder(_ folder: String) throws {
    if try check(folder, asFolder: true) { return }
    guard mkdir(folder, 0o700) == 0 else { throw cannot("make", folder) }
    try sync(folderOf: folder)
  }

  /// What a file holds; nil where there is none. Throws where others may read it.
  static func read(_ path: String) throws -> [UInt8]? {
    guard try check(path, asFolder: false) else { return nil }
    guard let data = FileManager.default.contents(atPath: path) else { throw cannot("read", path) }
    return Array(data)
  }

  /// Writes a file that is not there.
  static func write(_ text: String, to path: String) throws {
    let file = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw cannot("make", path) }
    defer { close(file) }
    try fill(file, Array(text.utf8), path)
    try sync(folderOf: path)
  }

  /// Overwrites a file, removes it, and waits for both to be on disk; nothing where there is none.
  ///
  /// What a file system or a disk keeps of older blocks (snapshots, copy on write, flash) is beyond this: there it is the
  /// medium's own encryption that helps.
  static func shred(_ path: String) throws {
    let file = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
    guard file >= 0 else {
      if errno == ENOENT { return }
      throw cannot("destroy", path)
    }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw cannot("destroy", path) }
    try fill(file, [UInt8](repeating: 0, count: Int(status.st_size)), path)
    guard ftruncate(file, 0) == 0, fsync(file) == 0 else { throw cannot("destroy", path) }
    try remove(path)
  }

  /// Removes a file; nothing where there is none.
  static func remove(_ path: String) throws {
    guard unlink(path) == 0 || errno == ENOENT else { throw cannot("remove", path) }
    try sync(folderOf: path)
  }

  private static func fill(_ file: Int32, _ bytes: [UInt8], _ path: String) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw cannot("write", path) }
      rest = rest.dropFirst(count)
    }
    guard fsync(file) == 0 else { throw cannot("write", path) }
  }

  private static func sync(folderOf path: String) throws {
    let folder = FilePlace.folder(of: path)
    let handle = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard handle >= 0 else { throw cannot("open", folder) }
    defer { close(handle) }
    guard fsync(handle) == 0 else { throw cannot("write", folder) }
  }

  /// Whether it is there. Throws where it is of another kind, or open to others.
  private static func check(_ path: String, asFolder: Bool) throws -> Bool {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      if errno == ENOENT { return false }
      throw cannot("read", path)
    }
    guard status.st_mode & S_IFMT == (asFolder ? S_IFDIR : S_IFREG) else {
      throw FaultbookError(.environment, "\(path) is no \(asFolder ? "folder" : "file"); move it away")
    }
    guard status.st_mode & 0o077 == 0 else {
      throw FaultbookError(
        .environment,
        "\(path) is open to others and holds keys; close it with `chmod \(asFolder ? "700" : "600") \(path)`")
    }
    return true
  }

  private static func cannot(_ verb: String, _ path: String) -> FaultbookError {
    FaultbookError(
      .environment, "cannot \(verb) \(path) (\(String(cString: strerror(errno)))); check the folder and its permissions"
    )
  }
}
