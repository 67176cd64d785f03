import HTTPTypes
import KnowledgeBase
import Testing
import Vocabulary

@testable import Server

@Suite("Events over HTTP")
struct EventTests {
  private static let path = "/api/v1/events"

  private static func event(_ id: String, _ component: String = "db") -> JSON {
    [
      "specversion": "1.0", "id": .string(id), "source": "test", "type": "faultbook.component.declared",
      "subject": "system", "data": ["component": .string(component), "kind": "service"],
    ]
  }

  @Test("An event is the same in structured, batched and binary mode and as a line; again it adds nothing")
  func modes() async throws {
    let one = Self.event("1").text
    let forms: [(headers: [String: String], type: String, body: String)] = [
      ([:], "application/cloudevents+json", one),
      ([:], "application/cloudevents+json; charset=UTF-8", one),
      ([:], "application/cloudevents-batch+json", "[\(one)]"),
      ([:], "application/x-ndjson", "\(one)\n\n"),
      (
        [
          "ce-specversion": "1.0", "ce-id": "1", "ce-source": "test", "ce-type": "faultbook.component.declared",
          "ce-subject": "system",
        ], "application/json", Self.event("1")["data"]?.text ?? ""
      ),
    ]
    for first in forms.indices {
      let served = try await Served()
      try await served.test { client in
        for (index, form) in (Array(forms[first...]) + forms[..<first]).enumerated() {
          let reply = try await client.send(
            .post, Self.path, headers: form.headers, type: form.type, body: form.body)
          #expect(reply.status == 201, "\(form.type): \(reply.text)")
          #expect(reply.json["appended"]?.integerValue == (index == 0 ? 1 : 0), "\(form.type)")
          #expect(reply.json["first"]?.integerValue == 1)
        }
        let stored = try await client.get(Self.path + "/1", headers: ["Accept": "application/cloudevents+json"])
        #expect(stored.json["id"]?.stringValue == "1" && stored.json["data"]?["component"]?.stringValue == "db")
      }
      #expect(served.book.position == 1)
    }
  }

  @Test("The expected version holds, or the actual one is told and nothing is written")
  func versions() async throws {
    let served = try await Served()
    try await served.test { client in
      func send(_ id: String, _ headers: [String: String]) async throws -> Client.Reply {
        try await client.send(
          .post, Self.path, headers: headers, type: MediaTypes.cloudEvent, body: Self.event(id, "c\(id)").text)
      }
      let cases: [(headers: [String: String], status: Int)] = [
        (["Expected-Version": "stream-exists"], 412), (["Expected-Version": "3"], 412),
        (["Expected-Version": "no-stream"], 201), (["Expected-Version": "no-stream"], 412),
        (["Expected-Version": "1"], 201), (["If-Match": "\"2\""], 201), (["If-Match": "\"2\""], 412),
        (["If-Match": "*"], 201), (["Expected-Version": "stream-exists"], 201), (["Expected-Version": "any"], 201),
        (["Expected-Version": "soon"], 422), (["If-Match": "abc"], 400),
        (["If-Match": "\"6\"", "Expected-Version": "6"], 400),
      ]
      var length: Int64 = 0
      for (index, (headers, status)) in cases.enumerated() {
        let reply = try await send("e\(index)", headers)
        #expect(reply.status == status, "\(headers): \(reply.text)")
        if status == 412 {
          #expect(reply.json["code"]?.stringValue == "conflict")
          #expect(reply.json["actualVersion"]?.integerValue == length, "\(headers)")
        }
        if status == 201 { length += 1 }
        #expect(served.book.position == length)
      }
    }
  }

  @Test("A known id with other content is a conflict that names the event; a batch with one bad event appends none")
  func refusals() async throws {
    let served = try await Served()
    try await served.test { client in
      _ = try await client.send(
        .post, Self.path, type: MediaTypes.cloudEvent, body: Self.event("1").text)
      let other = try await client.send(
        .post, Self.path, type: MediaTypes.cloudEvent, body: Self.event("1", "web").text)
      #expect(other.status == 409 && other.json["code"]?.stringValue == "id-reused")
      #expect(other.json["position"]?.integerValue == 1)
      let bad = Self.event("2").text + "\n" + Self.event("3").text.replacing("specversion", with: "specs")
      let lines = try await client.send(.post, Self.path, type: MediaTypes.lines, body: bad)
      #expect(lines.status == 422 && lines.json["detail"]?.stringValue?.contains("line 2") == true, "\(lines.text)")
      for (type, body, status) in [
        ("text/plain", "x", 415), (MediaTypes.cloudEvent, "{", 400), (MediaTypes.cloudEvents, "[]", 422),
        (MediaTypes.json, "{}", 415),
      ] {
        let reply = try await client.send(.post, Self.path, type: type, body: body)
        #expect(reply.status == status, "\(type): \(reply.text)")
      }
    }
    #expect(served.book.position == 1)
  }
}
