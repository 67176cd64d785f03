import Testing

@testable import Vocabulary

@Suite("CloudEvents")
struct CloudEventsTests {
  /// A sound event whose members the tables below replace; empty text leaves one out.
  static func text(_ changes: [String: String] = [:]) -> [UInt8] {
    var members: [(String, String)] = [
      ("specversion", "\"1.0\""), ("id", "\"e-1\""), ("source", "\"urn:team:runner\""),
      ("type", "\"faultbook.component.declared\""), ("subject", "\"system\""), ("time", "\"2026-11-20T18:11:23Z\""),
      ("data", "{\"component\":\"payments\",\"kind\":\"service\"}"),
    ]
    for (name, value) in changes.sorted(by: { $0.key < $1.key }) {
      members.removeAll { $0.0 == name }
      if !value.isEmpty { members.append((name, value)) }
    }
    return Array(("{" + members.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}").utf8)
  }

  @Test(
    "A payload is kept as received, less the white space between its tokens",
    arguments: [
      ("{ \"value\" : 1.0 }", "{\"value\":1.0}"),
      ("{\"b\":1e3,\n\t\"a\":-0.0E-2}", "{\"b\":1e3,\"a\":-0.0E-2}"),
      ("{\"text\" : \"a  b\\n \\\" : , \"}", "{\"text\":\"a  b\\n \\\" : , \"}"),
      ("{\"escape\":\"\\u0041\\/\"}", "{\"escape\":\"\\u0041\\/\"}"),
      (
        "{\"big\":12345678901234567890123,\"deep\":[ [ 1 , 2 ] ]}", "{\"big\":12345678901234567890123,\"deep\":[[1,2]]}"
      ),
      ("{\"né\" :\"日本 語\"}", "{\"né\":\"日本 語\"}"),
    ])
  func payloadAsReceived(written: String, kept: String) throws {
    func data(_ inner: String) -> String { "{\"component\":\"payments\",\"kind\":\"service\",\"x\":" + inner + "}" }
    let event = try CloudEvents.read(Self.text(["data": data(written)]))
    #expect(event.payload == data(kept))
    #expect(CloudEvents.text(of: event).hasSuffix(",\"data\":" + data(kept) + "}"))
    #expect(try CloudEvents.read(Array(CloudEvents.text(of: event).utf8)) == event)
    // In a batch too.
    let batch = try CloudEvents.readBatch([0x5B] + Self.text(["data": data(written)]) + [0x20, 0x5D])
    #expect(batch == [event])
  }

  @Test("Every attribute is read, and extensions of others are ignored")
  func attributes() throws {
    let event = try CloudEvents.read(
      Self.text([
        "actor": "\"ada\"", "correlationid": "\"c-1\"", "causationid": "\"c-0\"", "sequence": "\"7\"",
        "streamversion": "2", "recordedtime": "\"2026-11-20T18:11:24Z\"", "traceparent": "\"00-ab\"",
        "datacontenttype": "\"Application/JSON; charset=utf-8\"", "time": "\"2026-11-20T19:11:23.5+01:00\"",
        "dataschema": "\"urn:faultbook:schema:faultbook.component.declared:1\"",
      ]))
    #expect(event.actor == "ada" && event.correlation == "c-1" && event.causation == "c-0")
    #expect(event.time == Timestamp(rfc3339: "2026-11-20T18:11:23.5Z"))
    #expect(event.schemaVersion == 1 && event.type == .componentDeclared && event.stream == "system")
    let short = "\"urn:faultbook:schema:component.declared:1\""
    #expect(try CloudEvents.read(Self.text(["dataschema": short])).schemaVersion == 1)
  }

  @Test("An absent time and, in the stream system, an absent subject pass")
  func optionalAttributes() throws {
    let event = try CloudEvents.read(Self.text(["time": "", "subject": ""]))
    #expect(event.time == nil && event.stream == "system" && event.actor == nil)
    #expect(try CloudEvents.read(Self.text(["time": "null", "subject": "null"])) == event)
  }

  @Test(
    "An unsound envelope is refused in one sentence that names the attribute",
    arguments: [
      (["specversion": ""], "specversion: is missing; expected a string"),
      (["specversion": "\"0.3\""], "specversion: expected \"1.0\", found \"0.3\""),
      (["id": ""], "id: is missing; expected a string"),
      (["id": "\"\""], "id: must not be empty"),
      (["id": "7"], "id: expected a string, found a number"),
      (["id": "\"a\\nb\""], "id: holds a control character"),
      (["id": "\"a\\u0085b\""], "id: holds a control character"),
      (["id": "\"a\\uFFFEb\""], "id: holds a code point that is no character"),
      (["id": "\"\(String(repeating: "x", count: 256))\""], "id: is longer than 255 bytes"),
      (["source": ""], "source: is missing; expected a string"),
      (
        ["source": "\"my runner\""],
        "source: expected a URI-reference such as urn:team:runner, found \"my runner\""
      ),
      (["source": "\"a#b#c\""], "source: expected a URI-reference such as urn:team:runner, found \"a#b#c\""),
      (["source": "\"a%2\""], "source: expected a URI-reference such as urn:team:runner, found \"a%2\""),
      (["type": ""], "type: is missing; expected a string"),
      (
        ["type": "\"faultbook.run.begun\""],
        "type: \"faultbook.run.begun\" is no event type of this vocabulary; see `faultbook help append`"
      ),
      (
        ["type": "\"run.started\""],
        "type: \"run.started\" is no event type of this vocabulary; see `faultbook help append`"
      ),
      (
        ["subject": "\"run/r1\""],
        "subject: faultbook.component.declared belongs to a stream \"system\", found \"run/r1\""
      ),
      (
        ["type": "\"faultbook.policy.set\"", "subject": ""],
        "subject: is missing; faultbook.policy.set belongs to a stream \"policy\""
      ),
      (
        ["type": "\"faultbook.run.finished\"", "subject": "", "data": "{}"],
        "subject: is missing; faultbook.run.finished belongs to a stream \"run/<id>\""
      ),
      (
        ["type": "\"faultbook.run.finished\"", "subject": "\"run/\"", "data": "{}"],
        "subject: faultbook.run.finished belongs to a stream \"run/<id>\", found \"run/\""
      ),
      (
        ["time": "\"2026-11-20 18:11\""],
        "time: expected a time in RFC 3339 with an offset, found \"2026-11-20 18:11\""
      ),
      (["time": "1795198283"], "time: expected a string, found a number"),
      (["datacontenttype": "\"text/xml\""], "datacontenttype: expected application/json, found \"text/xml\""),
      (["data": ""], "data: is missing; expected an object"),
      (["data": "null"], "data: is missing; expected an object"),
      (["data": "[]"], "data: expected an object, found an array"),
      (["data": "", "data_base64": "\"e30=\""], "data_base64: is not taken; give the payload as JSON in data"),
      (
        ["dataschema": "\"https://example.org/schema\""],
        "dataschema: expected urn:faultbook:schema:faultbook.component.declared:<n>, found \"https://example.org/schema\""
      ),
      (
        ["dataschema": "\"urn:faultbook:schema:faultbook.component.declared:01\""],
        "dataschema: expected urn:faultbook:schema:faultbook.component.declared:<n>, found \"urn:faultbook:schema:faultbook.component.declared:01\""
      ),
      (
        ["dataschema": "\"urn:faultbook:schema:faultbook.component.declared:2\""],
        "dataschema: version 2 of faultbook.component.declared is newer than this program, which knows 1; update it"
      ),
      (["actor": "\"\""], "actor: must not be empty"),
    ] as [([String: String], String)])
  func refused(changes: [String: String], message: String) {
    let error = #expect(throws: VocabularyError.self) { try CloudEvents.read(Self.text(changes)) }
    #expect(error?.description == message)
  }

  @Test("A text that is no object, or no JSON, is refused")
  func noObject() {
    #expect(throws: VocabularyError(field: "event", problem: "expected a CloudEvents object, found an array")) {
      try CloudEvents.read(Array("[]".utf8))
    }
    #expect(throws: JSONError.self) { try CloudEvents.read(Array("{\"id\":".utf8)) }
    #expect(throws: JSONError.self) { try CloudEvents.read([]) }
    #expect(throws: JSONError.self) { try CloudEvents.readBatch(Self.text()) }
  }

  @Test("A batch is read in order; an error names the element and leaves out what is sound")
  func batch() throws {
    #expect(try CloudEvents.readBatch(Array(" [ ] ".utf8)).isEmpty)
    let second = Self.text(["id": "\"e-2\""])
    let both = [0x5B] + Self.text() + [0x2C, 0x0A] + second + [0x5D]
    #expect(try CloudEvents.readBatch(both).map(\.id) == ["e-1", "e-2"])
    let bad = [0x5B] + Self.text() + [0x2C] + Self.text(["data": "{\"component\":\"a\"}"]) + [0x5D]
    #expect(throws: VocabularyError(field: "[1].data.kind", problem: "is missing; expected a string")) {
      try CloudEvents.readBatch(bad)
    }
  }

  @Test("A payload has a limit")
  func payloadLimit() throws {
    func data(_ bytes: Int) -> String {
      let frame = "{\"component\":\"a\",\"kind\":\"service\",\"x\":\"\"}"
      return String(frame.dropLast(2)) + String(repeating: "x", count: bytes - frame.utf8.count) + "\"}"
    }
    #expect(try CloudEvents.read(Self.text(["data": data(1_048_576)])).payload.utf8.count == NewEvent.maximumPayload)
    #expect(throws: VocabularyError(field: "data", problem: "is longer than 1048576 bytes; split it")) {
      try CloudEvents.read(Self.text(["data": data(1_048_577)]))
    }
  }

  @Test("An event of ours writes its payload from its fact, in the newest schema")
  func ownEvents() throws {
    let fact = Fact.componentRetired(ComponentRetired(component: "a \"b\" \u{1} é"))
    let event = NewEvent(id: "x", source: "urn:x", stream: "system", time: nil, fact: fact)
    #expect(event.type == .componentRetired && event.schemaVersion == 1)
    #expect(event.payload == "{\"component\":\"a \\\"b\\\" \\u0001 é\"}")
    let text = CloudEvents.text(of: event)
    #expect(
      text
        == "{\"specversion\":\"1.0\",\"id\":\"x\",\"source\":\"urn:x\",\"type\":\"faultbook.component.retired\",\"subject\":\"system\",\"datacontenttype\":\"application/json\",\"data\":\(event.payload)}"
    )
    #expect(try CloudEvents.read(Array(text.utf8)) == event)
  }
}
