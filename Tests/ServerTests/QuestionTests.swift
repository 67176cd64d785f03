import HTTPTypes
import KnowledgeBase
import Testing
import Vocabulary

@testable import Server

@Suite("Questions over HTTP")
struct QuestionTests {
  private static let api = "/api/v1"

  private func declared() async throws -> Served {
    let served = try await Served()
    for fact: Fact in [
      .componentDeclared(ComponentDeclared(component: "web", kind: "service")),
      .componentDeclared(ComponentDeclared(component: "db", kind: "database")),
      .dependencyDeclared(DependencyDeclared(dependency: Dependency(caller: "web", callee: "db"), mode: .sync)),
      .journeyDeclared(JourneyDeclared(journey: "buy", entry: ["web"], criticality: 1)),
    ] {
      _ = try await served.book.submit(fact, stream: "system", actor: "test")
    }
    return served
  }

  @Test("An answer over HTTP is the book's own, in every form")
  func answers() async throws {
    let served = try await declared()
    let expected = try served.book.system()
    try await served.test { client in
      let reply = try await client.get(Self.api + "/system")
      #expect(reply.status == 200 && reply.text == expected.json.text + "\n")
      #expect(reply.headers[.contentType] == "application/json" && reply.headers[.eTag] == "\"4\"")
      let lines = try await client.get(Self.api + "/system", headers: ["Accept": "application/x-ndjson"])
      #expect(lines.lines == expected.table.jsonRows.arrayValue)
      let whole = try await client.get(
        Self.api + "/system", headers: ["Accept": "application/vnd.faultbook.answer+json"])
      let answer = try #require(AnswerDocument.answer(whole.json))
      #expect(answer.json.text == expected.json.text && answer.notes == expected.notes)
      #expect(answer.table.rows == expected.table.rows && answer.isYes == expected.isYes)
      #expect(try await client.get(Self.api + "/system", headers: ["Accept": "image/png"]).status == 406)
    }
  }

  @Test("A client that holds the answer of a position is told so, until something comes")
  func tags() async throws {
    let served = try await declared()
    try await served.test { client in
      for form in ["application/json", "application/x-ndjson"] {
        let first = try await client.get(Self.api + "/beliefs", headers: ["Accept": form])
        let tag = try #require(first.headers[.eTag])
        let headers = ["Accept": form, "If-None-Match": "W/\"1\", \(tag)"]
        let again = try await client.get(Self.api + "/beliefs", headers: headers)
        #expect(again.status == 304 && again.text.isEmpty && again.headers[.eTag] == tag)
        let other = try await client.post(
          Self.api + "/components", ["component": .string("new-\(form.count)"), "kind": "service"])
        #expect(other.status == 201)
        let changed = try await client.get(Self.api + "/beliefs", headers: headers)
        #expect(changed.status == 200 && changed.headers[.eTag] != tag)
      }
    }
  }

  @Test("Every refusal is a problem document that says what to do")
  func problems() async throws {
    let served = try await declared()
    try await served.test { client in
      let cases: [(method: HTTPRequest.Method, path: String, status: Int, code: String)] = [
        (.get, "/nowhere", 404, "not-found"), (.delete, Self.api + "/scores", 405, "method-not-allowed"),
        (.get, Self.api + "/beliefs?cause=nobody", 404, "unknown"),
        (.get, Self.api + "/beliefs?because=web", 400, "bad-request"),
        (.get, Self.api + "/beliefs?cause=web&cause=db", 400, "bad-request"),
        (.get, Self.api + "/beliefs?dose=huge", 400, "bad-request"),
        (.get, Self.api + "/scores?as-of=tomorrow", 400, "bad-request"),
        (.get, Self.api + "/scores?as-of=99", 422, "usage"),
        (.get, Self.api + "/predict?fault=net.latency", 422, "usage"),
        (.get, Self.api + "/predict?component=db", 400, "bad-request"),
        (.get, Self.api + "/sql?q=delete+from+events", 422, "usage"),
        (.get, Self.api + "/events/99", 404, "unknown"), (.get, Self.api + "/runs/%FF", 400, "bad-request"),
        (.post, Self.api + "/components", 400, "bad-request"),
      ]
      for (method, path, status, code) in cases {
        let reply = try await client.send(method, path)
        #expect(reply.status == status, "\(path): \(reply.text)")
        #expect(reply.headers[.contentType] == "application/problem+json", "\(path)")
        #expect(
          reply.json["code"]?.stringValue == code && reply.json["status"]?.integerValue == Int64(status), "\(path)")
        #expect(reply.json["detail"]?.stringValue?.isEmpty == false, "\(path)")
        #expect(reply.headers[.xContentTypeOptions] == "nosniff", "\(path)")
      }
    }
    #expect(served.book.position == 4)
  }

  @Test("Pages lead through the log as it was when the first was asked, without gap or repeat")
  func pages() async throws {
    let served = try await declared()
    try await served.test { client in
      var path: String? = Self.api + "/events?from=1&limit=2"
      var seen: [String] = []
      while let next = path {
        let reply = try await client.get(next)
        seen += (reply.json["events"]?.arrayValue ?? []).compactMap { $0["sequence"]?.stringValue }
        path = reply.headers[HTTPField.Name("Link")!].map { String($0.dropFirst().prefix { $0 != ">" }) }
        _ = try await client.post(
          Self.api + "/components", ["component": .string("c\(seen.count)"), "kind": "service"])
      }
      #expect(seen == ["1", "2", "3", "4"])
      let all = try await client.get(Self.api + "/events", headers: ["Accept": "application/x-ndjson"])
      #expect(all.lines.compactMap { $0["sequence"]?.stringValue } == (1...served.book.position).map { "\($0)" })
    }
  }
}
