import Crypto
import Foundation
import Vocabulary

/// A state of a book in bytes: what the events up to a position leave.
struct Snapshot: Sendable {
  /// The version of the packing and of the fold itself: to be raised with every change of what an event leaves or of how it is
  /// packed. A test holds it to the digest of a fixed log.
  static let format: Int64 = 5

  let position: Int64
  /// The state, packed.
  let bytes: [UInt8]

  init(_ state: BookState) {
    var packer = Packer()
    state.pack(into: &packer)
    position = state.position
    bytes = packer.bytes
  }

  /// SHA-256 of the format and the bytes: two states are the same where their digests are.
  var digest: Data { Snapshot.digest(bytes) }

  /// SHA-256 of a format, in eight bytes, big-endian, and a state's bytes in that format; of the first, of the bytes alone.
  static func digest(_ bytes: some DataProtocol, format: Int64 = Snapshot.format) -> Data {
    var hasher = SHA256()
    if format != 1 { withUnsafeBytes(of: format.bigEndian) { hasher.update(bufferPointer: $0) } }
    hasher.update(data: bytes)
    return Data(hasher.finalize())
  }

  /// The state of some bytes. Throws `PackingError` where they hold none.
  static func state(_ bytes: [UInt8]) throws -> BookState {
    var unpacker = Unpacker(bytes)
    let state: BookState = try unpacker.next()
    guard unpacker.isAtEnd else { throw PackingError(offset: bytes.count) }
    return state
  }
}

/// When a snapshot is due.
///
/// All snapshots of a book together take at most ``bytesPerEvent`` bytes for every event in it, however large its state grows:
/// the next one waits until as many events have come as its own size asks for, and for ``leastGap`` at least. A state that
/// grows with the log is so taken at distances that grow with it; one that does not, evenly.
struct SnapshotPace: Sendable {
  /// What snapshots may cost for every event of the log. An event takes some 300 to 450 bytes.
  static let bytesPerEvent: Int64 = 8
  /// Events between two snapshots at least: scanning so many costs a few milliseconds.
  static let leastGap: Int64 = 8192

  /// The last snapshot's position; 0 where there is none.
  private(set) var position: Int64 = 0
  /// Its size in bytes.
  private(set) var size: Int64 = 0

  init(position: Int64 = 0, size: Int64 = 0) {
    self.position = position
    self.size = size
  }

  /// The position from which on a snapshot may be due: where one of the last one's size would be.
  var next: Int64 { position + max(SnapshotPace.leastGap, size / SnapshotPace.bytesPerEvent) }

  /// The snapshot of a state where it is due. Costs nothing before ``next``; from there on the packing of the state.
  mutating func snapshot(of state: BookState) -> Snapshot? {
    guard state.position >= next, state.position > position else { return nil }
    let made = Snapshot(state)
    return due(at: state.position, size: Int64(made.bytes.count)) == nil ? nil : made
  }

  /// Whether a snapshot of that size is due there: its size, and it counts as taken; or nil, and ``next`` is further on.
  mutating func due(at place: Int64, size bytes: Int64) -> Int64? {
    size = bytes
    guard (place - position) * SnapshotPace.bytesPerEvent >= bytes else { return nil }
    position = place
    return bytes
  }
}
