import CZlib

/// The bytes that a gzip stream (RFC 1952) holds, decompressed as they are pulled; several members after one another
/// count as one stream, as `gzip -d` has it.
///
/// A stream that grows beyond `freeBytes` may be at most `ratio` times as long as what was read of it: a few kilobytes
/// that would fill a disk are refused instead.
final class GzipSource: ByteSource {
  static let ratio = 200
  static let freeBytes = 10_000_000
  private static let pieceSize = 256 * 1024

  private var compressed: any ByteSource
  private let name: String
  private var stream = z_stream()
  private var input: [UInt8] = []
  private var used = 0
  private var read = 0
  private var written = 0
  private var isAtMemberEnd = false
  private var isFinished = false

  /// Whether bytes begin as gzip does.
  static func isGzip(_ head: some Collection<UInt8>) -> Bool { head.starts(with: [0x1F, 0x8B]) }

  init(_ compressed: any ByteSource, name: String) throws {
    self.compressed = compressed
    self.name = name
    guard faultbook_gunzip_init(&stream) == Z_OK else {
      throw ImportError(file: name, problem: "zlib has no memory to decompress it", remedy: "decompress it first")
    }
  }

  deinit { inflateEnd(&stream) }

  func next() throws -> [UInt8]? {
    while !isFinished {
      if used == input.count {
        guard let piece = try compressed.next() else {
          guard isAtMemberEnd else { throw broken("ends in the middle of its gzip stream") }
          isFinished = true
          return nil
        }
        input = piece
        used = 0
        read += piece.count
      }
      if isAtMemberEnd {
        // Zero bytes after the last member are padding (tar, tape); anything else begins another one.
        guard let next = input[used...].firstIndex(where: { $0 != 0 }) else {
          used = input.count
          continue
        }
        used = next
        inflateReset(&stream)
        isAtMemberEnd = false
      }
      let piece = try inflatePiece()
      guard !piece.isEmpty else { continue }
      written += piece.count
      if written > GzipSource.freeBytes, written / GzipSource.ratio > read {
        throw ImportError(
          file: name, problem: "decompresses to more than \(GzipSource.ratio) times its size",
          remedy: "decompress it yourself and import the result if you trust it")
      }
      return piece
    }
    return nil
  }

  private func inflatePiece() throws -> [UInt8] {
    var status = Z_OK
    var left: UInt32 = 0
    let piece = [UInt8](unsafeUninitializedCapacity: GzipSource.pieceSize) { output, initialized in
      input.withUnsafeMutableBufferPointer { input in
        stream.next_in = input.baseAddress.map { $0 + used }
        stream.avail_in = UInt32(input.count - used)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(output.count)
        status = inflate(&stream, Z_NO_FLUSH)
        left = stream.avail_in
        initialized = output.count - Int(stream.avail_out)
      }
    }
    used = input.count - Int(left)
    switch status {
    case Z_STREAM_END: isAtMemberEnd = true
    case Z_OK, Z_BUF_ERROR: break
    default: throw broken("is no sound gzip stream")
    }
    return piece
  }

  private func broken(_ problem: String) -> ImportError {
    ImportError(file: name, problem: problem, remedy: "copy the file again, or test it with gzip -t")
  }
}
