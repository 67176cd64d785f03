internal import Crypto

/// A SHA-256 hash as the tree holds it: 32 bytes without a heap allocation, since a log has one for every event.
public struct TreeHash: Sendable, Hashable, CustomStringConvertible {
  /// How many bytes a hash has.
  public static let byteCount = 32

  /// The bytes, in memory order.
  private var storage: (UInt64, UInt64, UInt64, UInt64)

  /// The hash of these bytes as they stand. Traps where there are not 32: who reads stored bytes checks the count first.
  public init(bytes: UnsafeRawBufferPointer) {
    precondition(bytes.count == TreeHash.byteCount, "a hash has 32 bytes, these are \(bytes.count)")
    storage = bytes.loadUnaligned(as: (UInt64, UInt64, UInt64, UInt64).self)
  }

  /// The hash of these bytes as they stand; nil where there are not 32.
  public init?(_ bytes: [UInt8]) {
    guard bytes.count == TreeHash.byteCount else { return nil }
    self = bytes.withUnsafeBytes { TreeHash(bytes: $0) }
  }

  /// SHA-256 of these bytes.
  public init(sha256 data: UnsafeRawBufferPointer) {
    var hasher = SHA256()
    hasher.update(bufferPointer: data)
    self = hasher.finalize().withUnsafeBytes { TreeHash(bytes: $0) }
  }

  /// Calls `body` with the 32 bytes, which are valid during the call alone.
  public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try Swift.withUnsafeBytes(of: storage) { try body($0) }
  }

  /// The 32 bytes.
  public var bytes: [UInt8] { withUnsafeBytes { Array($0) } }

  /// The bytes as 64 hexadecimal digits, lower case.
  public var hex: String {
    let digits = Array("0123456789abcdef".utf8)
    return withUnsafeBytes { bytes in
      String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
  }

  public var description: String { hex }

  public static func == (one: TreeHash, other: TreeHash) -> Bool { one.storage == other.storage }

  public func hash(into hasher: inout Hasher) { hasher.combine(storage.0) }
}
