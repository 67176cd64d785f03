/// Bytes that are pulled piece by piece, so that a file of any size passes through a small memory.
public protocol ByteSource {
  /// The next bytes, at least one; nil at the end. Throws where they cannot be read.
  mutating func next() throws -> [UInt8]?
}

/// What is imported: a name for messages and provenance, and bytes that can be read from the start more than once.
///
/// Every import reads twice: once for the SHA-256 that its events refer to, once for the content. What can be read only
/// once (a pipe) is to be put into a file, or into memory, first.
public struct ImportSource: Sendable {
  /// The name as given, `traces.jsonl`.
  public let name: String
  private let opening: @Sendable () throws -> any ByteSource

  /// A source that `open` begins anew each time.
  public init(name: String, open: @escaping @Sendable () throws -> any ByteSource) {
    self.name = name
    self.opening = open
  }

  /// A source in memory.
  public init(name: String, bytes: [UInt8]) {
    self.init(name: name) { MemorySource(bytes) }
  }

  func open() throws -> any ByteSource { try opening() }
}

/// Bytes in memory, as one piece.
struct MemorySource: ByteSource {
  private var bytes: [UInt8]?

  init(_ bytes: [UInt8]) { self.bytes = bytes.isEmpty ? nil : bytes }

  mutating func next() -> [UInt8]? {
    defer { bytes = nil }
    return bytes
  }
}
