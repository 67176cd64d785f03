internal import Foundation
internal import GRDB
public import Transparency

/// An event as its leaf covers it: every field as it is stored, ids as text. What others need to hash it anew.
public struct StoredEvent: Sendable, Equatable {
  /// Place in the log.
  public var position: Int64
  /// The writer.
  public var source: String
  /// The id; a canonical UUID is hashed as 0x00 and its 16 bytes, any other text as 0x01 and its UTF-8.
  public var id: String
  /// The stream.
  public var stream: String
  /// Place in the stream.
  public var version: Int64
  /// The whole name of the type.
  public var type: String
  /// The version of the payload's schema.
  public var schemaVersion: Int64
  /// When it happened, in microseconds since 1970.
  public var occurredAt: Int64
  /// When the log accepted it, in microseconds since 1970.
  public var recordedAt: Int64
  /// Who said so.
  public var actor: String
  /// The correlation, in the form of `id`.
  public var correlation: String?
  /// The causation, in the form of `id`.
  public var causation: String?
  /// The data key of encrypted members.
  public var keyID: Int64?
  /// The payload's text; nil where only its hash was handed on.
  public var payload: String?
  /// SHA-256 of the payload's bytes.
  public var payloadHash: TreeHash

  /// An event of its fields; the hash of a payload that is there is computed.
  public init(
    position: Int64, source: String, id: String, stream: String, version: Int64, type: String, schemaVersion: Int64,
    occurredAt: Int64, recordedAt: Int64, actor: String, correlation: String?, causation: String?, keyID: Int64?,
    payload: Payload
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
    switch payload {
    case .text(let text):
      self.payload = text
      payloadHash = Array(text.utf8).withUnsafeBytes { TreeHash(sha256: $0) }
    case .hash(let hash): payloadHash = hash
    }
  }

  /// A payload, or its hash alone.
  public enum Payload: Sendable {
    /// The text as it is stored.
    case text(String)
    /// SHA-256 of its bytes.
    case hash(TreeHash)
  }

  /// The leaf; nil where an id is too long or empty. Cost: one hash.
  public var leaf: TreeHash? {
    guard let id = StoredEvent.stored(id) else { return nil }
    let others = [correlation, causation].map { $0.map { StoredEvent.stored($0) } }
    guard !others.contains(where: { if case .some(.none) = $0 { true } else { false } }) else { return nil }
    let texts = [Array(source.utf8), id, Array(stream.utf8), Array(type.utf8), Array(actor.utf8)]
    let correlation = others[0].flatMap { $0 }
    let causation = others[1].flatMap { $0 }
    var hasher = LeafHasher()
    return withBuffers(texts + [correlation ?? [], causation ?? []]) { bytes in
      hasher.leaf(
        LeafFields(
          position: position, source: bytes[0], id: bytes[1], stream: bytes[2], version: version, type: bytes[3],
          schemaVersion: schemaVersion, occurredAt: occurredAt, recordedAt: recordedAt, actor: bytes[4],
          correlation: correlation == nil ? nil : bytes[5], causation: causation == nil ? nil : bytes[6],
          keyID: keyID, payloadHash: payloadHash))
    }
  }

  private static func stored(_ id: String) -> [UInt8]? {
    withUnsafeTemporaryAllocation(byteCount: StoredID.maximumCount, alignment: 1) { buffer in
      StoredID.encode(id, into: buffer).map { Array(buffer[..<$0]) }
    }
  }

  private func withBuffers<Result>(_ arrays: [[UInt8]], _ body: ([UnsafeRawBufferPointer]) -> Result) -> Result {
    let whole = arrays.flatMap { $0 }
    return whole.withUnsafeBytes { whole in
      var start = 0
      return body(
        arrays.map { array in
          defer { start += array.count }
          return UnsafeRawBufferPointer(rebasing: whole[start..<(start + array.count)])
        })
    }
  }
}

extension EventLog {
  /// Calls `body` with events as their leaves cover them, in order; nothing is checked against the stored hashes.
  ///
  /// Throws `.damaged` for an event that cannot be written as text: one of its texts is no UTF-8, an id is in no form that
  /// ids are stored in, or a name is missing. No transaction is open while `body` runs. Memory is that of 256 events.
  /// Cost: linear.
  public func readStored(from first: Int64 = 1, through last: Int64, _ body: (StoredEvent) throws -> Void) throws {
    var next = first
    var reader = LeafRowReader()
    while next <= last {
      let end = min(last, next + 255)
      let events = try readDatabase { database in
        let sql = "SELECT \(LeafRowReader.columns) FROM events WHERE position BETWEEN ? AND ? ORDER BY position"
        let row = try PreparedStatement(database, sql)
        row.bind(1, next)
        row.bind(2, end)
        var events: [StoredEvent] = []
        while try row.step() {
          let event = try reader.fields(row, database) { fields, gaps in
            gaps.isEmpty ? StoredEvent(fields, payload: row.text(12)) : nil
          }
          guard let event else {
            let position = row.integer(0)
            throw EventLogError(
              .damaged,
              "the event at position \(position) of \(path) cannot be written as text; see `faultbook audit verify`",
              position: position)
          }
          events.append(event)
        }
        return events
      }
      for event in events { try body(event) }
      next = end + 1
    }
  }
}

extension StoredEvent {
  /// The fields of a row; nil where one cannot be text.
  fileprivate init?(_ fields: LeafFields, payload: UnsafeRawBufferPointer) {
    func text(_ bytes: UnsafeRawBufferPointer) -> String? { String(validating: bytes, as: UTF8.self) }
    func id(_ bytes: UnsafeRawBufferPointer) -> String? {
      StoredID.isCanonical(bytes)
        && text(UnsafeRawBufferPointer(rebasing: bytes.dropFirst(bytes[0] == 0 ? 17 : 1))) != nil
        ? StoredID.decode(bytes) : nil
    }
    guard let source = text(fields.source), let own = id(fields.id), let stream = text(fields.stream),
      let type = text(fields.type), let actor = text(fields.actor), let payload = text(payload)
    else { return nil }
    var others: [String?] = []
    for other in [fields.correlation, fields.causation] {
      guard let other else {
        others.append(nil)
        continue
      }
      guard let text = id(other) else { return nil }
      others.append(text)
    }
    self.init(
      position: fields.position, source: source, id: own, stream: stream, version: fields.version, type: type,
      schemaVersion: fields.schemaVersion, occurredAt: fields.occurredAt, recordedAt: fields.recordedAt, actor: actor,
      correlation: others[0], causation: others[1], keyID: fields.keyID, payload: .text(payload))
    payloadHash = fields.payloadHash
  }
}
