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
      let csv = try await client.get(Self.api + "/system", headers: ["Accept": "text/csv"])
      #expect(csv.text == expected.table.csv && csv.headers[.contentType] == "text/csv; charset=utf-8")
      #expect(csv.text.split(separator: "\r\n").count == expected.table.rows.count + 1)
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

  @Test("An answer that the clock on the wall goes into bears no tag, and is never said to be unchanged")
  func clock() async throws {
    let served = try await declared()
    try await served.test { client in
      for path in ["/scores", "/beliefs", "/next?top=1"] {
        let joined = path + (path.contains("?") ? "&" : "?") + "now=wall"
        let reply = try await client.get(Self.api + joined, headers: ["If-None-Match": "\"4\", \"4-lines\""])
        #expect(
          reply.status == 200 && reply.headers[.eTag] == nil && reply.headers[.faultbookPosition] == "4", "\(path)")
        #expect(reply.headers[.cacheControl] == "no-store")
      }
      // `*` stands for whatever is there, and for nothing that is not.
      for (path, status) in [("/scores", 304), ("/events?from=1", 304), ("/runs/none", 404)] {
        let reply = try await client.get(Self.api + path, headers: ["If-None-Match": "*"])
        #expect(reply.status == status, "\(path): \(reply.text)")
      }
    }
  }

  @Test("Rows that were cut say so in every form, and an answer beyond all measure is refused")
  func cut() async throws {
    let served = try await declared()
    func rows(_ count: Int, _ value: String = "n") -> String {
      let text =
        "with recursive r(n) as (select 1 union all select n+1 from r where n < \(count)) select \(value) from r"
      return Self.api + "/sql?time-limit=60&q=" + text.replacing("+", with: "%2B").replacing(" ", with: "+")
    }
    let (whole, more) = (rows(100_000), rows(100_001))
    let huge = rows(1000, "hex(zeroblob(100000))")
    let paths = [whole, more, huge]
    try await served.test { client in
      let exact = try await client.get(paths[0])
      #expect(exact.json["truncated"] == nil && exact.json["rows"]?.arrayValue?.count == 100_000)
      let cut = try await client.get(paths[1])
      #expect(cut.json["truncated"] == true && cut.json["rowLimit"] == 100_000, "\(cut.text.prefix(300))")
      #expect(cut.json["rows"]?.arrayValue?.count == 100_000)
      let lines = try await client.get(paths[1], headers: ["Accept": "text/csv"])
      #expect(lines.headers[.faultbookTruncated] == "100000" && exact.headers[.faultbookTruncated] == nil)
      let refused = try await client.get(paths[2])
      #expect(
        refused.status == 422 && refused.json["detail"]?.stringValue?.contains("more than the 64 MiB") == true,
        "\(refused.text.prefix(300))")
    }
  }

  @Test(
    "What the options of the commands ask for, the parameters do: graphs, gauges, sequences, goals, verified tables")
  func options() async throws {
    let served = try await declared()
    try await served.test { client in
      let forms: [(path: String, type: String, word: String)] = [
        ("/system?as=dot", "text/vnd.graphviz", "digraph"), ("/system?as=mermaid", "text/vnd.mermaid", "flowchart"),
        ("/system?as=graphml", "application/graphml+xml", "<graphml"),
        ("/scores?as=openmetrics", "application/openmetrics-text", "# EOF"),
      ]
      for (path, type, word) in forms {
        let reply = try await client.get(Self.api + path)
        #expect(reply.status == 200 && reply.headers[.contentType]?.hasPrefix(type) == true, "\(path): \(reply.text)")
        #expect(reply.text.contains(word), "\(path): \(reply.text)")
      }
      let goal = "goal=breaking-point&dependency=web:db"
      let answers: [(path: String, status: Int, member: String)] = [
        ("/next?sequence=2", 200, "position"), ("/next?\(goal)&level=0.4&confidence=0.8&class=latency", 200, "classes"),
        ("/next?sequence=2&batch=2", 422, "detail"), ("/next?level=0.5", 422, "detail"),
        ("/next?goal=breaking-point", 422, "detail"), ("/next?goal=breaking-point&dependency=web", 422, "detail"),
        ("/next?goal=breaking-point&dependency=web:nobody", 404, "detail"),
        ("/sql?q=select+1+as+one&verified=true", 200, "rows"),
        ("/queries/weakest-dependencies?verified=true", 200, "rows"),
      ]
      for (path, status, member) in answers {
        let reply = try await client.get(Self.api + path)
        #expect(reply.status == status && reply.json[member] != nil, "\(path): \(reply.text)")
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
