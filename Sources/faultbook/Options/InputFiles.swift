import Glibc
import Interchange
import KnowledgeBase

/// Finds the files that a command names.
enum InputFiles {
  /// The files; `-` is standard input. Throws `FaultbookError` where one is named twice or a pipe cannot be kept.
  static func named(_ paths: [String]) throws -> [ImportSource] {
    guard paths.count(where: { $0 == "-" }) <= 1 else {
      throw UsageError(message: "standard input (-) is named twice; it can be read once")
    }
    return try paths.map { path in
      if path == "-" { return try kept(STDIN_FILENO, name: "standard input") }
      var status = stat()
      guard stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG, status.st_mode & S_IFMT != S_IFDIR else {
        return .file(path)
      }
      let descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { return .file(path) }
      defer { close(descriptor) }
      return try kept(descriptor, name: path)
    }
  }

  /// What can be read only once, kept in a nameless file: an import reads twice.
  private static func kept(_ descriptor: Int32, name: String) throws -> ImportSource {
    let file = try Spool()
    var buffer = [UInt8](repeating: 0, count: 262_144)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count == 0 { break }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        throw FaultbookError(
          .input, "\(name) cannot be read (\(String(cString: strerror(errno)))); give it a file or a pipe")
      }
      try file.append(buffer[..<count])
    }
    return ImportSource(name: name) { Spool.Reader(file: file) }
  }
}

/// A file without a name, which is gone with the process.
private final class Spool: Sendable {
  private let descriptor: Int32

  init() throws {
    var template = Array("\(Environment.value("TMPDIR") ?? "/tmp")/faultbook-XXXXXX\0".utf8CString)
    descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw Spool.error() }
    unlink(template)
  }

  deinit { close(descriptor) }

  func append(_ bytes: ArraySlice<UInt8>) throws {
    var rest = bytes
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw Spool.error() }
      rest = rest.dropFirst(written)
    }
  }

  private static func error() -> FaultbookError {
    let reason = String(cString: strerror(errno))
    return FaultbookError(
      .environment, "standard input cannot be kept in the temporary folder (\(reason)); free some space or set TMPDIR")
  }

  /// Reads the file from its start.
  struct Reader: ByteSource {
    let file: Spool
    private var offset: off_t = 0

    init(file: Spool) { self.file = file }

    mutating func next() throws -> [UInt8]? {
      var count = 0
      let piece = [UInt8](unsafeUninitializedCapacity: 262_144) { buffer, initialized in
        repeat {
          count = pread(file.descriptor, buffer.baseAddress, buffer.count, offset)
        } while count < 0 && errno == EINTR
        initialized = max(count, 0)
      }
      guard count >= 0 else { throw Spool.error() }
      offset += off_t(count)
      return piece.isEmpty ? nil : piece
    }
  }
}
