import Foundation
import HTTPTypes
import HummingbirdTesting
import KnowledgeBase
import NIOCore
import Testing
import Vocabulary

@testable import Server

/// What bodies may be compressed by.
@Suite("Compressed bodies")
struct CompressedBodyTests {
  /// Gzip of a text, made by the standard program.
  private static func packed(_ text: String) throws -> ByteBuffer {
    let gzip = Process()
    let (input, output) = (Pipe(), Pipe())
    gzip.executableURL = URL(filePath: "/usr/bin/env")
    gzip.arguments = ["gzip", "-c"]
    (gzip.standardInput, gzip.standardOutput) = (input, output)
    try gzip.run()
    input.fileHandleForWriting.write(Data(text.utf8))
    try input.fileHandleForWriting.close()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    gzip.waitUntilExit()
    return ByteBuffer(bytes: data)
  }

  private static func event(_ name: String) -> String {
    ([
      "specversion": "1.0", "id": .string("packed-\(name)"), "source": "test",
      "type": "faultbook.component.declared", "subject": "system",
      "data": ["component": .string(name), "kind": "service"],
    ] as JSON).text
  }

  private static func sent(
    _ client: Client, _ path: String, _ type: String, _ body: ByteBuffer, coding: String
  ) async throws -> (status: Int, text: String) {
    try await client.inner.execute(
      uri: "/api/v1" + path, method: .post, headers: [.contentType: type, .contentEncoding: coding], body: body
    ) { ($0.status.code, String(buffer: $0.body)) }
  }

  @Test(
    "Events, files and documents are taken compressed by gzip, within the limits of what they hold, and by nothing else"
  )
  func gzip() async throws {
    let served = try await Served { $0.limits.bodyBytes = 1 << 20 }
    let (one, two) = (Self.event("one"), Self.event("two") + "\n" + Self.event("three") + "\n")
    let bomb = String(repeating: " ", count: 4 << 20) + Self.event("bomb")
    let declared = #"{"component":"four","kind":"service"}"#
    let cases: [(path: String, type: String, body: ByteBuffer, coding: String, status: Int)] = [
      ("/events", MediaTypes.cloudEvent, try Self.packed(one), "gzip", 201),
      ("/events", MediaTypes.lines, try Self.packed(two), "gzip", 201),
      ("/append", MediaTypes.bytes, try Self.packed(Self.event("file") + "\n"), "gzip", 200),
      ("/components", MediaTypes.json, try Self.packed(declared), "gzip", 201),
      ("/events", MediaTypes.cloudEvent, ByteBuffer(string: Self.event("plain")), "identity", 201),
      ("/events", MediaTypes.cloudEvent, ByteBuffer(string: one), "gzip", 400),
      ("/events", MediaTypes.cloudEvent, try Self.packed(one).getSlice(at: 0, length: 40)!, "gzip", 400),
      ("/events", MediaTypes.cloudEvent, try Self.packed(bomb), "gzip", 413),
      ("/events", MediaTypes.cloudEvent, ByteBuffer(string: one), "br", 415),
      ("/append", MediaTypes.bytes, ByteBuffer(string: one), "zstd", 415),
    ]
    try await served.test { client in
      for (path, type, body, coding, status) in cases {
        let reply = try await Self.sent(client, path, type, body, coding: coding)
        #expect(reply.status == status, "\(path) \(coding) \(status): \(reply.text)")
      }
    }
    #expect(served.book.position == 6)
  }
}

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
