import EventLog
import Transparency
import Vocabulary

/// An event as bundles and proofs hand it on: one line of JSON from which anyone hashes the leaf anew. `VERIFY.md`, which
/// every bundle holds, describes it; the two must say the same.
enum EventDocument {
  /// The line, without its newline. With `redacting` the payload stands there by its SHA-256 alone.
  static func text(of event: StoredEvent, redacting: Bool) -> String {
    let payload = redacting ? nil : event.payload
    return JSON.compact(
      ("position", .integer(event.position)), ("source", .string(event.source)), ("id", .string(event.id)),
      ("stream", .string(event.stream)), ("version", .integer(event.version)), ("type", .string(event.type)),
      ("schemaVersion", .integer(event.schemaVersion)), ("occurredAt", .integer(event.occurredAt)),
      ("recordedAt", .integer(event.recordedAt)), ("actor", .string(event.actor)),
      ("correlation", event.correlation.map { .string($0) }), ("causation", event.causation.map { .string($0) }),
      ("keyID", event.keyID.map { .integer($0) }), ("payload", payload.map { .string($0) }),
      ("payloadSHA256", payload == nil ? .string(event.payloadHash.hex) : nil)
    ).text
  }

  /// The event of such a line. Throws `VocabularyError` that names the member.
  static func event(of bytes: [UInt8]) throws -> StoredEvent {
    let json = try JSON.parse(bytes)
    func integer(_ name: String) throws -> Int64 {
      guard case .integer(let value) = json[name] else {
        throw VocabularyError(field: name, problem: "must be a whole number")
      }
      return value
    }
    func text(_ name: String) throws -> String {
      guard let text = json[name]?.stringValue else { throw VocabularyError(field: name, problem: "must be text") }
      return text
    }
    func optional<Value>(_ name: String, _ read: (String) throws -> Value) rethrows -> Value? {
      json[name]?.isNull ?? true ? nil : try read(name)
    }
    let payload: StoredEvent.Payload
    if let text = json["payload"]?.stringValue, json["payloadSHA256"] == nil {
      payload = .text(text)
    } else if json["payload"] == nil, let hash = TreeHash(hex: try text("payloadSHA256")) {
      payload = .hash(hash)
    } else {
      throw VocabularyError(
        field: "payload", problem: "must be text, or payloadSHA256 in its place 64 hexadecimal digits")
    }
    return StoredEvent(
      position: try integer("position"), source: try text("source"), id: try text("id"), stream: try text("stream"),
      version: try integer("version"), type: try text("type"), schemaVersion: try integer("schemaVersion"),
      occurredAt: try integer("occurredAt"), recordedAt: try integer("recordedAt"), actor: try text("actor"),
      correlation: try optional("correlation", text), causation: try optional("causation", text),
      keyID: try optional("keyID", integer), payload: payload)
  }
}

extension TreeHash {
  /// The hash of 64 hexadecimal digits, lower case; nil for anything else.
  init?(hex: String) {
    let digits = Array(hex.utf8)
    guard digits.count == 64 else { return nil }
    var bytes: [UInt8] = []
    for digit in digits {
      switch digit {
      case 0x30...0x39: bytes.append(digit - 0x30)
      case 0x61...0x66: bytes.append(digit - 0x61 + 10)
      default: return nil
      }
    }
    self.init(stride(from: 0, to: 64, by: 2).map { bytes[$0] << 4 | bytes[$0 + 1] })
  }
}
