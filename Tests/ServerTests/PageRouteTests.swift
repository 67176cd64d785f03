import Foundation
import HTTPTypes
import KnowledgeBase
import Testing
import Vocabulary

@testable import Server

/// The pages as a browser gets them: their header fields, and what stands in the place of one that cannot be shown.
@Suite struct PageRouteTests {
  private static let browser = ["accept": "text/html,application/xhtml+xml,*/*;q=0.8"]

  @Test func `a page that the browser holds is not made again, and keeps its policy`() async throws {
    let served = try await Served()
    try await served.test { client in
      let first = try await client.get("/", headers: Self.browser)
      let tag = try #require(first.headers[.eTag])
      let again = try await client.get("/", headers: Self.browser.merging(["if-none-match": tag]) { $1 })
      #expect(first.status == 200 && again.status == 304)
      #expect(again.headers[.contentSecurityPolicy] == first.headers[.contentSecurityPolicy])
      // Another address, and the same after the log has grown, are other pages.
      #expect(try await client.get("/runs", headers: ["if-none-match": tag]).status == 200)
      _ = try served.book.record(
        .policySet(PolicySet(key: "belief.halfLifeDays", value: 91, why: "test")), stream: "policy", actor: "test")
      #expect(try await client.get("/", headers: ["if-none-match": tag]).status == 200)
    }
  }

  @Test func `what cannot be shown is a page for people and a document for programs`() async throws {
    let served = try await Served()
    let recorder = try served.token(.recorder, name: "rec")
    try await served.test { client in
      for path in ["/nowhere", "/assets/none.css", "/next/decide"] {
        let page = try await client.get(path, headers: Self.browser)
        #expect([404, 405].contains(page.status) && page.text.hasPrefix("<!doctype html>"), "\(path)")
        #expect(page.status == 405 || page.text.contains("There is no page at \(path)."), "\(path)")
        #expect(page.headers[.contentSecurityPolicy]?.contains("style-src 'self'") == true)
        #expect(try await client.get(path).json["status"] != nil, "\(path)")
      }
      #expect(try await client.get("/api/v1/nothing", headers: Self.browser).json["status"] == 404)
      let refused = try await client.get(
        "/runs", headers: Self.browser.merging(["cookie": "faultbook_token=\(recorder)"]) { $1 })
      #expect(
        refused.status == 403 && refused.text.contains("rec has recorder")
          && refused.text.contains("--role recorder --role reader") && refused.text.contains("/sign-out"))
      let nobody = try await client.get("/run?id=a&at=3", headers: Self.browser)
      #expect(nobody.status == 401 && nobody.text.contains(#"name="to" value="/run?id=a&amp;at=3""#))
    }
  }

  @Test(arguments: [
    ("/runs?at=3", "/runs?at=3"), ("//elsewhere.example", "/"), ("https://elsewhere.example", "/"),
    ("/\\elsewhere", "/"),
    ("", "/"), ("/a\r\nSet-Cookie: x", "/"),
  ])
  func `signing in leads on to a page of this site alone`(asked: String, place: String) async throws {
    let served = try await Served()
    let token = try served.token(.reader)
    try await served.test { client in
      let form = "token=\(token)&to=\(asked.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
      let reply = try await client.send(
        .post, "/sign-in", type: "application/x-www-form-urlencoded", body: form)
      #expect(reply.status == 303 && reply.headers[.location] == place)
      // It goes along with a link from elsewhere, and is out of reach of scripts.
      let cookie = reply.headers[.setCookie] ?? ""
      #expect(cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Lax"), "\(cookie)")
      let page = try await client.get(
        "/runs", headers: Self.browser.merging(["cookie": "faultbook_token=\(token)"]) { $1 })
      #expect(page.status == 200 && page.text.contains("signed in as <b>tester</b>"))
    }
  }

  @Test func `whoever mistypes a token still comes to the page that they wanted`() async throws {
    let served = try await Served()
    let token = try served.token(.reader)
    try await served.test { client in
      for wrong in ["", "nonsense", token.dropLast(3) + "xyz"] {
        let reply = try await client.send(
          .post, "/sign-in", type: "application/x-www-form-urlencoded", body: "token=\(wrong)&to=%2Fruns%3Fat%3D3")
        #expect(reply.status == 401 && reply.text.contains(#"name="to" value="/runs?at=3""#), "\(reply.text)")
      }
    }
  }

  @Test func `wrong tokens of the form count and are kept as those of a header are`() async throws {
    let served = try await Served { $0.limits.refusalsPerMinute = 4 }
    let token = try served.token(.reader)
    try await served.test { client in
      @Sendable func signIn(_ token: String) async throws -> Int {
        try await client.send(
          .post, "/sign-in", type: "application/x-www-form-urlencoded", body: "token=\(token)&to=%2Fruns"
        ).status
      }
      var seen: [Int] = []
      for guess in 0..<6 { seen.append(try await signIn("fbt_guess\(guess)_\(String(repeating: "0", count: 64))")) }
      // A busy machine may take so long that one more is allowed.
      #expect(seen.prefix(4) == [401, 401, 401, 401] && seen.last == 429, "\(seen)")
      // Whoever has a token that holds is let in all the same.
      #expect(try await signIn(token) == 303)
      let kept = served.desk.access.journal.recent(limit: 9)
      #expect(kept.count { $0["operation"] == "pages.signed-in" && $0["status"] == 401 } == seen.count { $0 == 401 })
      #expect(!kept.contains { $0.text.contains("00000000") })
    }
  }

  @Test func `the page Audit is for auditors, and the row of pages names it to nobody else`() async throws {
    let served = try await Served()
    let (reader, auditor) = (try served.token(.reader, name: "rita"), try served.token(.auditor, name: "otto"))
    try await served.test { client in
      for (token, status) in [(reader, 403), (auditor, 200)] {
        for path in ["/audit", "/audit?verify=1"] {
          #expect(try await client.get(path, token: token, headers: Self.browser).status == status, "\(path)")
        }
        let row = try await client.get("/runs", token: token, headers: Self.browser)
        #expect(row.status == 200 && row.text.contains(#"href="/audit""#) == (status == 200))
      }
    }
  }

  @Test func `the page Audit lists the checkpoints, the newest first, and leads to proofs that hold`() async throws {
    let ours = FileManager.default.temporaryDirectory.appending(path: "key-\(UUID().uuidString)")
    let served = try await Served { $0.signingKey = ours.path }
    defer { for end in ["", ".pub"] { try? FileManager.default.removeItem(atPath: ours.path + end) } }
    _ = try AuditKeys.create(at: ours.path, name: "example.com/shop", book: served.path)
    var sizes: [Int64] = []
    var roots: [String] = []
    for round in 1...2 {
      for name in ["web\(round)", "store\(round)"] {
        _ = try served.book.record(
          .componentDeclared(ComponentDeclared(component: name, kind: "service")), stream: "system", actor: "test")
      }
      let signed = try served.book.checkpoint(CheckpointRequest(key: ours.path)).json
      sizes.append(try #require(signed["size"]?.integerValue))
      roots.append(try #require(signed["root"]?.stringValue))
    }
    let (covered, tops) = (sizes, roots)
    try await served.test { client in
      let page = try await client.get("/audit", headers: Self.browser)
      #expect(page.status == 200 && !page.text.contains("No checkpoint yet"))
      let part = page.text.split(separator: #"id="checkpoints""#).last.map(String.init) ?? ""
      let rows = part.matches(of: /<tr>[\s\S]*?<\/tr>/).map { String($0.output) }.filter {
        $0.contains("/audit/proof?position=")
      }
      #expect(rows.count == 2, "\(part)")
      for (row, (size, root)) in zip(rows, zip(covered, tops).reversed()) {
        #expect(row.contains("/audit/proof?position=\(size)\"") && row.contains(root), "\(row)")
        #expect(row.contains("signed") && !row.contains("not checked") && row.contains("example.com/shop"), "\(row)")
      }
      for size in covered {
        let proof = try await client.get("/audit/proof?position=\(size)", headers: Self.browser)
        #expect(proof.status == 200 && proof.text.hasPrefix("c2sp.org/tlog-proof@v1"), "\(proof.text)")
        #expect(proof.headers[.contentDisposition] == #"attachment; filename="event-\#(size).tlog-proof""#)
      }
      // What no checkpoint covers yet has no proof.
      _ = try served.book.record(
        .componentDeclared(ComponentDeclared(component: "late", kind: "service")), stream: "system", actor: "test")
      #expect(try await client.get("/audit/proof?position=\(covered[1] + 1)").status == 422)
    }
    // Whoever does not know the key is told the root, and that nobody checked whose word it is.
    #expect(try served.book.checkpoints().table.rows.allSatisfy { $0.contains(.text("not checked")) })
  }

  @Test func `the rows of a question are a file, too, with its parameters and from the same place`() async throws {
    let served = try await Served()
    for name in ["web", "store"] {
      _ = try served.book.record(
        .componentDeclared(ComponentDeclared(component: name, kind: "service")), stream: "system", actor: "test")
    }
    try await served.test { client in
      let page = try await client.get("/ask?query=weakest-dependencies&p.limit=5&at=2", headers: Self.browser)
      let link = try #require(page.text.firstMatch(of: /href="(\/ask\.csv\?[^"]*)"/)?.output.1)
      let file = try await client.get(String(link).replacing("&amp;", with: "&"))
      #expect(file.status == 200 && file.headers[.contentType] == MediaTypes.csv, "\(file.text)")
      #expect(file.headers[.contentDisposition] == #"attachment; filename="weakest-dependencies.csv""#)
      let expected = try served.book.ask("weakest-dependencies", parameters: ["limit": "5"])
      #expect(file.text == expected.table.csv)
      for wrong in ["/ask.csv", "/ask.csv?query=none", "/ask.csv?query=weakest-dependencies&p.none=1"] {
        #expect([404, 422].contains(try await client.get(wrong).status), "\(wrong)")
      }
    }
  }

  @Test func `what an address says and its page does not know is named, and places are taken as the API takes them`()
    async throws
  {
    let served = try await Served()
    for name in ["web", "store"] {
      _ = try served.book.record(
        .componentDeclared(ComponentDeclared(component: name, kind: "service")), stream: "system", actor: "test")
    }
    let now = KnowledgeBase.wallClock()
    try await served.test { client in
      let cases: [(path: String, status: Int, word: String)] = [
        ("/runs?atr=3", 404, "takes no &quot;atr&quot;"),
        ("/ask?query=weakest-dependencies&limit=5", 404, "&quot;limit&quot;"),
        ("/system?at=then", 404, "is no place in the log"), ("/system?at=occurred:then", 404, "is no place in the log"),
        ("/system?at=1", 200, "Seen from event 1 of 2"), ("/system?as-of=1", 200, "Seen from event 1 of 2"),
        ("/system?as-of=head", 200, "store"), ("/system?at=\(now)", 200, "store"),
        ("/system?as-of=recorded:2001-01-01T00:00:00Z", 200, "Seen from event 0 of 2"),
        ("/history?at=occurred:\(now)", 200, "what had happened by then"),
        ("/system?at=occurred:2001-01-01T00:00:00Z", 200, "No component yet"),
      ]
      for (path, status, word) in cases {
        let reply = try await client.get(path, headers: Self.browser)
        #expect(reply.status == status && reply.text.contains(word), "\(path): \(reply.status) \(reply.text)")
      }
    }
  }

  @Test func `a decision that cannot be taken leads back with its reason`() async throws {
    let served = try await Served()
    let fact = Fact.dependencyDeclared(
      DependencyDeclared(dependency: Dependency(caller: "web", callee: "store"), mode: .sync))
    _ = try served.book.record(fact, stream: "system", actor: "test")
    try await served.test { client in
      let reply = try await client.send(
        .post, "/next/decide", headers: Self.browser, type: "application/x-www-form-urlencoded",
        body: "proposal=p-0000000000000000&decision=accepted&why=good+reason&title=a+b&environment=lab")
      #expect(reply.status == 412, "\(reply.text)")
      #expect(reply.text.contains("/next?environment=lab&amp;why=good%20reason&amp;about=a%20b"), "\(reply.text)")
    }
    #expect(served.book.position == 1)
  }

  @Test func `a form that does not know of the decision that stands does not turn it round`() async throws {
    let served = try await Served()
    let proposal: JSON = [
      "id": "p-1", "target": ["component": "store"], "fault": ["kind": "compute.kill"], "bits": 1, "position": 1,
      "seed": 1,
    ]
    _ = try served.book.record(try Fact(.experimentProposed, proposal), stream: "plan", actor: "test")
    try await served.test { client in
      func decide(_ word: String, standing: String) async throws -> Client.Reply {
        try await client.send(
          .post, "/next/decide", headers: Self.browser, type: "application/x-www-form-urlencoded",
          body: "proposal=p-1&decision=\(word)&standing=\(standing)")
      }
      #expect(try await decide("accepted", standing: "none").status == 303)
      let position = served.book.position
      let stale = try await decide("rejected", standing: "none")
      #expect(stale.status == 412 && stale.text.contains("was accepted by"), "\(stale.text)")
      #expect(try await decide("accepted", standing: "none").status == 303, "the same word again adds nothing")
      #expect(served.book.position == position)
      #expect(try await decide("rejected", standing: "accepted").status == 303)
      #expect(served.book.position == position + 1)
    }
  }

  @Test func `the page of an empty system tells of spans that wait for their window`() async throws {
    let served = try await Served()
    try await served.test { client in
      let empty = try await client.get("/system", headers: Self.browser)
      #expect(empty.text.contains("/v1/traces") && empty.text.contains("No span came yet"))
      for call in 1...2 {
        let reply = try await client.send(
          .post, "/v1/traces", type: "application/json",
          body: String(decoding: ExportRequest.json(call: call), as: UTF8.self))
        #expect(reply.status == 200, "\(reply.text)")
        let held = served.desk.intake.figures.held
        let page = try await client.get("/system", headers: Self.browser)
        #expect(held > 0 && page.text.contains("\(held) spans and calls are held"), "\(page.text)")
      }
      try served.desk.intake.close()
      let page = try await client.get("/system", headers: Self.browser)
      #expect(!page.text.contains("No component yet"))
    }
  }
}
