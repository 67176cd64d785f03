import Foundation

/// Where the files of a bundle go, one after another: a new folder, or a new tar archive.
protocol BundleFiles {
  /// Begins a file at a path below the bundle; the one before it is at its end.
  mutating func begin(_ path: String) throws
  /// Adds to the file that was begun last.
  mutating func write(_ bytes: [UInt8]) throws
  /// Ends the last file and the bundle; it is on disk when this returns.
  mutating func finish() throws
  /// Takes away what was written so far.
  mutating func discard()
}

extension BundleFiles {
  /// A whole file.
  mutating func add(_ path: String, _ bytes: [UInt8]) throws {
    try begin(path)
    try write(bytes)
  }
}

/// A file that is written from its beginning, and may go back to put something right.
final class OutputFile {
  private let path: String
  private let file: CInt

  /// Makes the file. Throws where there is one.
  init(path: String) throws {
    self.path = path
    file = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o644)
    guard file >= 0 else {
      let reason = errno
      if reason == EEXIST {
        throw FaultbookError(.usage, "\(path) is there already and is left as it is; give another name")
      }
      throw FaultbookError(
        .environment, "\(path) cannot be made (\(String(cString: strerror(reason)))); give another place")
    }
  }

  deinit { close(file) }

  /// Adds bytes at the end, or puts them at a place.
  func write(_ bytes: [UInt8], at place: Int64? = nil) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { buffer in
        place.map { pwrite(file, buffer.baseAddress, buffer.count, off_t($0) + off_t(bytes.count - rest.count)) }
          ?? Foundation.write(file, buffer.baseAddress, buffer.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure() }
      rest = rest.dropFirst(count)
    }
  }

  /// Waits until it is on disk.
  func sync() throws {
    guard fsync(file) == 0 else { throw failure() }
  }

  private func failure() -> FaultbookError {
    FaultbookError(.environment, "\(path) cannot be written (\(String(cString: strerror(errno)))); free some space")
  }
}

/// A bundle as a folder.
struct BundleFolder: BundleFiles {
  private let path: String
  private var file: OutputFile?
  private var folders: Set<String> = []

  /// Makes the folder; an empty one that is there serves too. Throws where something is in it.
  init(path: String) throws {
    self.path = path
    if let there = try? FileManager.default.contentsOfDirectory(atPath: path) {
      guard there.isEmpty else {
        throw FaultbookError(.usage, "\(path) is not empty and is left as it is; give a new folder, or a file FILE.tar")
      }
      return
    }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    } catch {
      throw FaultbookError(.usage, "the folder \(path) cannot be made; give a place where it can")
    }
  }

  mutating func begin(_ path: String) throws {
    let whole = self.path + "/" + path
    let folder = FilePlace.folder(of: whole)
    if folders.insert(folder).inserted {
      try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }
    try file?.sync()
    file = try OutputFile(path: whole)
  }

  mutating func write(_ bytes: [UInt8]) throws { try file?.write(bytes) }

  mutating func finish() throws {
    try file?.sync()
    file = nil
  }

  mutating func discard() {
    file = nil
    try? FileManager.default.removeItem(atPath: path)
  }
}

/// A bundle as a tar archive (POSIX.1-1988 ustar): every file's header goes before it and is put right after it, when its
/// size is known. The same bundle has the same bytes whenever it is made.
struct BundleArchive: BundleFiles {
  private static let block = 512
  private let path: String
  private let file: OutputFile
  private var end: Int64 = 0
  private var open: (path: String, header: Int64)?

  /// Makes the file. Throws where there is one.
  init(path: String) throws {
    self.path = path
    file = try OutputFile(path: path)
  }

  mutating func begin(_ path: String) throws {
    try close()
    open = (path, end)
    try add([UInt8](repeating: 0, count: BundleArchive.block))
  }

  mutating func write(_ bytes: [UInt8]) throws { try add(bytes) }

  mutating func finish() throws {
    try close()
    try add([UInt8](repeating: 0, count: 2 * BundleArchive.block))
    try file.sync()
  }

  mutating func discard() { unlink(path) }

  private mutating func add(_ bytes: [UInt8]) throws {
    try file.write(bytes)
    end += Int64(bytes.count)
  }

  private mutating func close() throws {
    guard let open else { return }
    let size = end - open.header - Int64(BundleArchive.block)
    try file.write(try BundleArchive.header(open.path, size: size), at: open.header)
    try add([UInt8](repeating: 0, count: Int((-size & Int64(BundleArchive.block - 1)))))
    self.open = nil
  }

  /// The header of an ordinary file, mode 0644, of no owner and no time.
  static func header(_ path: String, size: Int64) throws -> [UInt8] {
    var header = [UInt8](repeating: 0, count: block)
    func put(_ text: String, at place: Int) {
      header.replaceSubrange(place..<(place + text.utf8.count), with: text.utf8)
    }
    func octal(_ value: Int64, digits: Int) -> String {
      let text = String(value, radix: 8)
      return String(repeating: "0", count: digits - text.count) + text
    }
    guard path.utf8.count < 100, size < 1 << 33 else {
      throw FaultbookError(.usage, "\(path) is too large for a tar archive; bundle into a folder instead")
    }
    put(path, at: 0)
    put("0000644\u{0}0000000\u{0}0000000\u{0}", at: 100)
    put(octal(size, digits: 11), at: 124)
    put(octal(0, digits: 11), at: 136)
    put("        0", at: 148)
    put("ustar\u{0}00", at: 257)
    put(octal(header.reduce(0) { $0 + Int64($1) }, digits: 6) + "\u{0} ", at: 148)
    return header
  }
}
