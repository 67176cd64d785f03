/// What one leaf of the log's tree covers: every field of an event, as it is stored.
///
/// The buffers are views: they need be valid only while `LeafHasher` reads them.
public struct LeafFields {
  /// Place in the log.
  public var position: Int64
  /// The writer, in UTF-8.
  public var source: UnsafeRawBufferPointer
  /// The id as stored: 0x00 and the 16 bytes of a canonical UUID, or 0x01 and UTF-8.
  public var id: UnsafeRawBufferPointer
  /// The stream, in UTF-8.
  public var stream: UnsafeRawBufferPointer
  /// Place in the stream.
  public var version: Int64
  /// The whole name of the type, in UTF-8.
  public var type: UnsafeRawBufferPointer
  /// The version of the payload's schema.
  public var schemaVersion: Int64
  /// When it happened, in microseconds since 1970.
  public var occurredAt: Int64
  /// When the log accepted it, in microseconds since 1970.
  public var recordedAt: Int64
  /// Who said so, in UTF-8.
  public var actor: UnsafeRawBufferPointer
  /// The correlation as stored, in the form of `id`.
  public var correlation: UnsafeRawBufferPointer?
  /// The causation as stored, in the form of `id`.
  public var causation: UnsafeRawBufferPointer?
  /// The data key of encrypted members.
  public var keyID: Int64?
  /// SHA-256 of the payload's bytes.
  public var payloadHash: TreeHash

  /// The fields of one event, in the order in which they are hashed.
  public init(
    position: Int64, source: UnsafeRawBufferPointer, id: UnsafeRawBufferPointer, stream: UnsafeRawBufferPointer,
    version: Int64, type: UnsafeRawBufferPointer, schemaVersion: Int64, occurredAt: Int64, recordedAt: Int64,
    actor: UnsafeRawBufferPointer, correlation: UnsafeRawBufferPointer?, causation: UnsafeRawBufferPointer?,
    keyID: Int64?, payloadHash: TreeHash
  ) {
    self.position = position
    self.source = source
    self.id = id
    self.stream = stream
    self.version = version
    self.type = type
    self.schemaVersion = schemaVersion
    self.occurredAt = occurredAt
    self.recordedAt = recordedAt
    self.actor = actor
    self.correlation = correlation
    self.causation = causation
    self.keyID = keyID
    self.payloadHash = payloadHash
  }
}

/// Hashes events into leaves: SHA-256(0x00 ‖ the fields in the order of `LeafFields`).
///
/// Integers are 8 bytes, big-endian. Text and blobs are their length in 4 bytes, big-endian, and their bytes. What is
/// absent is the length 0xFFFFFFFF alone. The payload enters by its own SHA-256, as a blob of 32 bytes, so that an event
/// whose payload was redacted still verifies. No two events have the same input, as every field says where it ends.
///
/// One hasher serves many events: it keeps its buffer. Cost: one hash over the fields, about 250 bytes.
public struct LeafHasher {
  /// Room for what a leaf is the hash of; the first `count` bytes are in use.
  private var input = [UInt8](repeating: 0, count: 1024)
  private var count = 0

  /// A hasher.
  public init() {}

  /// The leaf of one event.
  public mutating func leaf(_ fields: LeafFields) -> TreeHash {
    write(fields)
    return input.withUnsafeBytes { TreeHash(sha256: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
  }

  /// What a leaf is the hash of, behind the byte 0x00: the entry of C2SP tlog-tiles.
  public mutating func entry(_ fields: LeafFields) -> [UInt8] {
    write(fields)
    return Array(input[1..<count])
  }

  private mutating func write(_ fields: LeafFields) {
    let room = LeafWriter.room(for: fields)
    if input.count < room { input = [UInt8](repeating: 0, count: room) }
    count = input.withUnsafeMutableBytes { out in
      var writer = LeafWriter(out)
      writer.write(fields)
      return writer.count
    }
  }
}

/// Writes the fields of a leaf one after another, without an allocation.
private struct LeafWriter {
  private let out: UnsafeMutableRawBufferPointer
  private(set) var count = 0

  /// A writer to a buffer with `room` for the fields to come.
  init(_ out: UnsafeMutableRawBufferPointer) { self.out = out }

  /// How many bytes the fields take at most.
  static func room(for fields: LeafFields) -> Int {
    // The prefix, six integers, the lengths of nine texts, and the hash of the payload.
    let fixed = 1 + 6 * 8 + 9 * 4 + TreeHash.byteCount
    let names = fields.source.count + fields.id.count + fields.stream.count + fields.type.count + fields.actor.count
    return fixed + names + (fields.correlation?.count ?? 0) + (fields.causation?.count ?? 0)
  }

  mutating func write(_ fields: LeafFields) {
    out[0] = MerkleTree.leafPrefix
    count = 1
    add(fields.position)
    add(fields.source)
    add(fields.id)
    add(fields.stream)
    add(fields.version)
    add(fields.type)
    add(fields.schemaVersion)
    add(fields.occurredAt)
    add(fields.recordedAt)
    add(fields.actor)
    add(fields.correlation)
    add(fields.causation)
    if let keyID = fields.keyID { add(keyID) } else { add(nil as UnsafeRawBufferPointer?) }
    fields.payloadHash.withUnsafeBytes { add($0) }
  }

  private mutating func add(_ value: Int64) {
    out.storeBytes(of: value.bigEndian, toByteOffset: count, as: Int64.self)
    count += 8
  }

  private mutating func add(_ bytes: UnsafeRawBufferPointer?) {
    let length = bytes.map { UInt32($0.count) }?.bigEndian ?? .max
    out.storeBytes(of: length, toByteOffset: count, as: UInt32.self)
    count += 4
    guard let bytes else { return }
    UnsafeMutableRawBufferPointer(rebasing: out[count...]).copyMemory(from: bytes)
    count += bytes.count
  }
}
