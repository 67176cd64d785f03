import Foundation

/// A file in the temporary folder that has no name, so that it is gone with this value, or with the process however that ends.
///
/// What can be read only once, a pipe or a request, is kept in one: an import reads twice, and may be larger than what should be in
/// memory. Errors are those of the system (`errno`); whoever makes one says what it was for.
public final class NamelessFile: Sendable {
  /// The open file; programs that this process starts do not get it.
  public let descriptor: Int32

  /// An empty one. Throws where the temporary folder (TMPDIR) takes none.
  public init() throws(Failure) {
    var template = Array((NSTemporaryDirectory() as NSString).appendingPathComponent("faultbook-XXXXXX").utf8CString)
    descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw Failure() }
    unlink(template)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  deinit { close(descriptor) }

  /// Writes behind what is there. Throws where the disk takes no more.
  public func append(_ bytes: ArraySlice<UInt8>) throws(Failure) {
    var rest = bytes
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw Failure() }
      rest = rest.dropFirst(written)
    }
  }

  /// At most so many bytes from a place on; none past its end.
  public func read(at offset: Int, atMost limit: Int) throws(Failure) -> [UInt8] {
    var count = 0
    let piece = [UInt8](unsafeUninitializedCapacity: limit) { buffer, initialized in
      repeat {
        count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
      } while count < 0 && errno == EINTR
      initialized = max(count, 0)
    }
    guard count >= 0 else { throw Failure() }
    return piece
  }

  /// What the system said.
  public struct Failure: Error {
    /// `errno` in words.
    public let reason = String(cString: strerror(errno))
  }

  /// Reads a stretch, piece by piece; nil in `range` for what is there when it is read.
  public struct Reader: ByteSource {
    private let file: NamelessFile
    private var range: Range<Int>
    private let failure: @Sendable (Failure) -> any Error

    /// A reader of a stretch, all of it where none is named. `failure` says what a failure of the system means to the caller.
    public init(
      _ file: NamelessFile, range: Range<Int> = 0..<Int.max, failure: @escaping @Sendable (Failure) -> any Error
    ) {
      (self.file, self.range, self.failure) = (file, range, failure)
    }

    public mutating func next() throws -> [UInt8]? {
      guard !range.isEmpty else { return nil }
      do throws(Failure) {
        let piece = try file.read(at: range.lowerBound, atMost: min(range.count, 262_144))
        range = range.dropFirst(piece.count)
        return piece.isEmpty ? nil : piece
      } catch {
        throw failure(error)
      }
    }
  }
}
