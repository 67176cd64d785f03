import Testing

@testable import Vocabulary

@Suite("Members that hold what is personal")
struct SealingTests {
  /// What stands for a cipher here: the text backwards.
  static func seal(_ member: String, _ text: String) -> String {
    SealedText.text(of: Array((member + text).utf8).reversed())
  }

  static func open(_ member: String, _ text: String) -> String? {
    SealedText.ciphertext(of: text).map { String(decoding: $0.reversed(), as: UTF8.self) }.flatMap {
      $0.hasPrefix(member) ? String($0.dropFirst(member.count)) : nil
    }
  }

  static func recorded(_ event: NewEvent) -> RecordedEvent {
    RecordedEvent(
      position: 1, version: 1, id: event.id, source: event.source, type: event.type, stream: event.stream,
      schemaVersion: event.schemaVersion, occurredAt: event.time ?? Timestamp(microseconds: 0),
      recordedAt: Timestamp(microseconds: 0), actor: "ci", correlation: nil, causation: nil, keyID: event.keyID,
      payload: event.payload)
  }

  @Test(
    "Of every type, every member of free text can be sealed, reads redacted, and opens again", arguments: Golden.names)
  func freeText(name: String) throws {
    let event = try CloudEvents.read(try Golden.bytes(name))
    let inside = event.fact.payload.json["data"]
    let wanted =
      PersonalMembers.names(of: event.type).filter { event.fact.payload.json[$0] != nil }
      + PersonalMembers.names(of: .faultInjected).filter { inside?[$0] != nil }.map { "data.\($0)" }
    let sealed = try event.sealed(nil, key: 7, by: Self.seal)
    guard !wanted.isEmpty else {
      #expect(sealed == nil)
      return
    }
    let found = try #require(sealed)
    let recorded = Self.recorded(found)
    #expect(try recorded.sealedMembers().map(\.label).sorted() == wanted.sorted())
    // Writer and reader see the same fact: that of the event with `redacted` in their places, and else nothing new.
    #expect(try recorded.fact() == found.fact)
    for member in event.fact.payload.json.members ?? [] {
      let read = found.fact.payload.json[member.name]
      if member.name == "data" {
        #expect(read?["evidence"] == "redacted" && read?["confirmed"] == member.value["confirmed"])
        continue
      }
      let isSealed = wanted.contains(member.name)
      #expect(isSealed ? read == "redacted" || read == ["redacted"] : read == member.value, "\(member.name)")
    }
    let opened = try recorded.opened(by: Self.open)
    #expect(try JSON.parse(opened.payload) == JSON.parse(event.payload))
    #expect(try opened.fact() == event.fact && opened.keyID == nil)
    #expect(try recorded.opened { _, _ in nil }.fact() == found.fact, "without the key it says redacted")
    // As a CloudEvent it goes out sealed and comes back the same.
    let again = try CloudEvents.read(Array(CloudEvents.text(of: found).utf8))
    #expect(again == found && again.keyID == 7)
  }

  @Test("What beliefs rest on is refused, member by member, and so is sealing it elsewhere", arguments: Golden.names)
  func refused(name: String) throws {
    let event = try CloudEvents.read(try Golden.bytes(name))
    let free = PersonalMembers.names(of: event.type)
    for member in try JSON.parse(event.payload).members ?? [] where !free.contains(member.name) && member.name != "data"
    {
      let error = #expect(throws: VocabularyError.self, "\(member.name)") {
        try event.sealed([member.name], key: 7, by: Self.seal)
      }
      #expect(error?.field == "data.\(member.name)")
      #expect(error?.problem.hasPrefix("what the book learns rests on it, so it cannot be sealed") == true)
      var text = try JSON.parse(CloudEvents.text(of: event))
      text = .object(
        (text.members ?? []).map { attribute in
          guard attribute.name == "data" else { return attribute }
          let members = (attribute.value.members ?? []).map {
            $0.name == member.name ? JSON.Member($0.name, "sealed:v1:AAAA") : $0
          }
          return JSON.Member("data", .object(members))
        } + [JSON.Member("keyid", "7")])
      #expect(throws: VocabularyError.self, "\(member.name)") { try CloudEvents.read(Array(text.text.utf8)) }
    }
  }

  @Test("A member that nobody reads can be sealed whatever it is", arguments: Golden.names)
  func unknownMembers(name: String) throws {
    let event = try CloudEvents.read(try Golden.bytes(name))
    // A proposal is kept whole, as it must be possible to compute it again.
    guard event.type != .experimentProposed else { return }
    let payload =
      "{\"requestedBy\":{\"name\":\"Ada\",\"age\":36.50},\"n\":12345678901234567890123," + event.payload.dropFirst()
    let extended = try NewEvent(
      id: event.id, source: event.source, type: event.type, stream: event.stream, time: event.time, schemaVersion: 1,
      actor: nil, correlation: nil, causation: nil, payload: payload.replacing(",}", with: "}"),
      data: JSON.parse(payload.replacing(",}", with: "}")))
    let sealed = try #require(try extended.sealed(["requestedBy"], key: 7, by: Self.seal))
    #expect(sealed.payload.contains("\"n\":12345678901234567890123"), "all else stays as it was written")
    #expect(!sealed.payload.contains("Ada"))
    if event.type != .intentRevised { #expect(sealed.fact == event.fact) }
    let opened = try Self.recorded(sealed).opened(by: Self.open)
    #expect(try JSON.parse(opened.payload) == JSON.parse(extended.payload))
  }

  @Test("Equal values have one plaintext, however they are written")
  func canonical() throws {
    let one = try JSON.parse(#"{"b":[1.0,{"y":null,"x":"\u0041"}],"a":1e2}"#)
    let other = try JSON.parse(#"{"a":100,"b":[1,{"x":"A","y":null}]}"#)
    #expect(one.canonicalText == other.canonicalText && one.canonicalText == #"{"a":100,"b":[1,{"x":"A","y":null}]}"#)
  }

  @Test("Without a key's number a text that looks sealed is what it is; beside a sealed one it is refused")
  func lookalike() throws {
    let data = #"{"component":"a","kind":"service","owner":"Ada","note":"sealed:v1:AAAA"}"#
    let event = try NewEvent(
      id: "1", source: "urn:a", type: .componentDeclared, stream: "system", time: nil, schemaVersion: 1, actor: nil,
      correlation: nil, causation: nil, payload: data, data: JSON.parse(data))
    let recorded = Self.recorded(event)
    #expect(try recorded.sealedMembers().isEmpty && recorded.opened(by: Self.open) == recorded)
    let error = #expect(throws: VocabularyError.self) { try event.sealed(["owner"], key: 1, by: Self.seal) }
    #expect(error?.field == "data.note")
    #expect(try event.sealed(["owner", "note"], key: 1, by: Self.seal) != nil)
    #expect(try event.sealed(["absent"], key: 1, by: Self.seal) == nil)
  }

  @Test("The text of ciphertext has one form for any bytes")
  func base64() {
    for count in 0..<40 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ count) }
      let text = Base64URL.text(of: bytes)
      #expect(text.utf8.count == (count * 8 + 5) / 6 && Base64URL.bytes(of: text) == bytes)
    }
    #expect(Base64URL.text(of: [0xFB, 0xFF]) == "-_8")
    for wrong in ["A", "AB", "AAB", "AA=", "A+AA", "AAAA\n"] { #expect(Base64URL.bytes(of: wrong) == nil, "\(wrong)") }
  }
}
