import Foundation
import Testing

@testable import Vocabulary

/// One file per event type and version of its schema: `Golden/<type>.<version>.json`, a whole CloudEvents object with
/// every field of the schema. A file stays as it is for ever: it is what old books hold.
enum Golden {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Golden")

  static let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()) ?? []

  static func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: folder.appending(path: name))) }
}

@Suite("Golden events")
struct GoldenTests {
  @Test("Every type has a file for every version of its schema, and no file is left over")
  func complete() {
    let wanted = EventType.all.flatMap { type in
      (1...Upcasting.standard.newestVersion(of: type)).map { "\(type.name).\($0).json" }
    }
    #expect(Golden.names == wanted.sorted())
  }

  @Test("An event is read, written again and read back the same", arguments: Golden.names)
  func roundTrip(name: String) throws {
    let bytes = try Golden.bytes(name)
    let event = try CloudEvents.read(bytes)
    #expect(name == "\(event.type.name).\(event.schemaVersion).json")

    let text = CloudEvents.text(of: event)
    #expect(try CloudEvents.read(Array(text.utf8)) == event)
    #expect(try JSON.parse(text) == JSON.parse(bytes), "the envelope and the payload as received")
    #expect(event.payload == String(decoding: JSONText.compacted(event.payload.utf8), as: UTF8.self))
  }

  @Test("The payload's type keeps every field, in both directions", arguments: Golden.names)
  func everyFieldIsKept(name: String) throws {
    let event = try CloudEvents.read(try Golden.bytes(name))
    let written = event.fact.payload.json
    #expect(try Fact(event.type, written) == event.fact)
    guard event.schemaVersion == Upcasting.standard.newestVersion(of: event.type) else { return }
    #expect(try written == JSON.parse(event.payload))
    #expect(try Fact(event.type, JSON.parse(written.prettyText)) == event.fact)
  }

  @Test("A recorded event gives the same fact, and leaves the book with its place in it", arguments: Golden.names)
  func recorded(name: String) throws {
    let event = try CloudEvents.read(try Golden.bytes(name))
    let time = try #require(event.time)
    let recorded = RecordedEvent(
      position: 9_007_199_254_740_993, version: 3, id: event.id, source: event.source, type: event.type,
      stream: event.stream, schemaVersion: event.schemaVersion, occurredAt: time,
      recordedAt: time.advanced(bySeconds: 0.25), actor: event.actor ?? "ci", correlation: event.correlation,
      causation: event.causation, payload: event.payload)
    #expect(try recorded.fact() == event.fact)

    let text = CloudEvents.text(of: recorded)
    let json = try JSON.parse(text)
    #expect(json["sequence"] == "9007199254740993")
    #expect(json["streamversion"] == 3)
    #expect(json["recordedtime"]?.stringValue == recorded.recordedAt.description)
    let again = try CloudEvents.read(Array(text.utf8))
    #expect(again.payload == event.payload && again.fact == event.fact && again.id == event.id)
    #expect(again.time == time && again.stream == event.stream && again.actor == recorded.actor)
  }

  @Test("Unknown fields are kept in the payload and ignored in the fact", arguments: Golden.names)
  func unknownFields(name: String) throws {
    let event = try CloudEvents.read(try Golden.bytes(name))
    let payload = "{\"x-new\":[1.0,{\"a\":null}]," + event.payload.dropFirst()
    let data = try JSON.parse(payload)
    let extended = try NewEvent(
      id: event.id, source: event.source, type: event.type, stream: event.stream, time: event.time,
      schemaVersion: event.schemaVersion, actor: event.actor, correlation: event.correlation,
      causation: event.causation, payload: payload, data: data)
    #expect(extended.payload == payload)
    // A proposal is kept whole, and so is what a revision changes.
    guard event.type != .experimentProposed, event.type != .intentRevised else { return }
    #expect(extended.fact == event.fact)
  }
}
