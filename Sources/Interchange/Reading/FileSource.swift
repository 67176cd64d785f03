#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension ImportSource {
  /// A file, read in pieces of 256 KiB. Opening throws `ImportError` where it is missing, unreadable or a directory.
  public static func file(_ path: String, name: String? = nil) -> ImportSource {
    let shown = name ?? path
    return ImportSource(name: shown) { try FileSource(path, name: shown) }
  }
}

/// A file, in pieces.
private final class FileSource: ByteSource {
  private static let pieceSize = 256 * 1024
  private let descriptor: Int32
  private let name: String

  init(_ path: String, name: String) throws {
    self.name = name
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw ImportError(
        file: name, problem: "cannot be opened: \(FileSource.reason(errno))",
        remedy: "check the path and its permissions")
    }
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      throw ImportError(file: name, problem: "is a directory", remedy: "name the files in it")
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  func next() throws -> [UInt8]? {
    var count = 0
    let piece = [UInt8](unsafeUninitializedCapacity: FileSource.pieceSize) { buffer, initialized in
      repeat { count = read(descriptor, buffer.baseAddress, buffer.count) } while count < 0 && errno == EINTR
      initialized = max(count, 0)
    }
    guard count >= 0 else {
      throw ImportError(
        file: name, problem: "cannot be read: \(FileSource.reason(errno))", remedy: "check the disk, then import again")
    }
    return piece.isEmpty ? nil : piece
  }

  private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
