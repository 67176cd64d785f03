import Foundation
import HTTPTypes
import NIOCore
import Vocabulary

/// CloudEvents over HTTP (CloudEvents HTTP protocol binding 1.0.2): structured, batched and binary mode, and lines of
/// structured events.
enum EventBinding {
  /// The media types of the modes, for messages and the document.
  static let types = [MediaTypes.cloudEvent, MediaTypes.cloudEvents, MediaTypes.lines, MediaTypes.json]

  /// The events of a body. Throws `Problem` 400 and 415, `JSONError`, and `VocabularyError` that names the field.
  static func events(of body: ByteBuffer, headers: HTTPFields) throws -> [NewEvent] {
    let bytes = Array(buffer: body)
    switch MediaTypes.essence(headers[.contentType]) {
    case MediaTypes.cloudEvent: return [try CloudEvents.read(bytes)]
    case MediaTypes.cloudEvents: return try CloudEvents.readBatch(bytes)
    case MediaTypes.lines: return try lines(bytes)
    case MediaTypes.json? where headers[HTTPField.Name("ce-specversion")!] != nil: return [try binary(bytes, headers)]
    case let type:
      throw Problem(
        .unsupportedMediaType, "unsupported-media-type",
        "events come as \(types.dropLast().joined(separator: ", ")), or as application/json with ce- headers; found "
          + (type ?? "no Content-Type"))
    }
  }

  private static func lines(_ bytes: [UInt8]) throws -> [NewEvent] {
    try bytes.split(separator: UInt8(ascii: "\n")).enumerated().compactMap { index, line in
      guard line.contains(where: { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }) else { return nil }
      do {
        return try CloudEvents.read(Array(line))
      } catch let error as VocabularyError {
        throw VocabularyError(field: "line \(index + 1): \(error.field)", problem: error.problem)
      } catch let error as JSONError {
        throw Problem.badRequest("line \(index + 1) is no sound JSON: \(error)")
      }
    }
  }

  /// Binary mode (§3.1): attributes in `ce-` headers, the payload is the body.
  private static func binary(_ payload: [UInt8], _ headers: HTTPFields) throws -> NewEvent {
    var members: [String] = []
    func add(_ name: String, _ value: String) {
      members.append("\(JSON.string(name).text):\(JSON.string(value).text)")
    }
    var names: Set<String> = []
    for field in headers where field.name.canonicalName.hasPrefix("ce-") {
      let name = String(field.name.canonicalName.dropFirst(3))
      guard names.insert(name).inserted else { throw Problem.badRequest("header ce-\(name) is given twice") }
      add(name, try decoded(field.value))
    }
    add("datacontenttype", headers[.contentType] ?? MediaTypes.json)
    // The payload goes in as it is, so that what is stored and hashed is what was sent.
    guard let text = String(validating: payload, as: UTF8.self), (try? JSON.parse(payload)) != nil else {
      throw Problem.badRequest("the body is no sound JSON")
    }
    return try CloudEvents.read(Array(("{" + members.joined(separator: ",") + ",\"data\":" + text + "}").utf8))
  }

  /// A header's value as text (§3.1.3.2): in quotes with backslashes, and percent-encoded UTF-8.
  private static func decoded(_ value: String) throws -> String {
    var text = value[...]
    if text.count >= 2, text.first == "\"", text.last == "\"" {
      var plain = ""
      var isEscaped = false
      for character in text.dropFirst().dropLast() {
        if character == "\\", !isEscaped {
          isEscaped = true
        } else {
          plain.append(character)
          isEscaped = false
        }
      }
      text = plain[...]
    }
    return try QueryText.decoded(text)
  }
}
