import Foundation
import HTTPTypes
import KnowledgeBase
import Testing
import Vocabulary

@testable import Server

@Suite("Who may what")
struct RoleTests {
  /// Who may call which operation, written out: the table that the routes are held to.
  private static let allowed: [(roles: Set<Role>, operations: [String])] = [
    (
      [.reader, .planner, .auditor, .admin],
      [
        "system", "beliefs", "scores", "predict", "next", "check", "export", "trends", "findings", "policies",
        "queries", "queries.ask", "sql",
        "explain.belief", "explain.score", "explain.proposal", "replay", "replay.steps", "replay.between",
        "replay.what-if", "events.list", "events.show", "events.tail", "runs.list", "runs.show", "intents.list",
        "intents.show", "metrics", "reports.run", "reports.period", "failure-modes.list", "failure-modes.show",
        "scenarios.list", "scenarios.intent", "incidents.list", "incidents.show", "incidents.warning",
        "schemas.intent", "pages.overview", "pages.system", "pages.next", "pages.runs", "pages.history",
        "pages.ask", "pages.component", "pages.dependency", "pages.belief", "pages.run", "pages.record", "pages.trends",
        "pages.journey", "pages.proposal", "pages.export", "pages.rows",
      ]
    ),
    (
      [.planner, .admin],
      ["proposals.record", "proposals.export", "proposals.accept", "proposals.reject", "pages.decide"]
    ),
    (
      [.recorder, .admin],
      [
        "events.append", "events.feed", "import", "append", "record", "judge", "runs.start", "runs.inject",
        "runs.samples",
        "runs.samples.batch", "runs.watch",
        "runs.probes", "runs.clear", "runs.abort", "runs.finish", "runs.disqualify", "runs.findings",
        "runs.findings.resolve", "intents.declare", "intents.revise", "intents.retire", "components.declare",
        "components.change", "components.retire", "dependencies.declare", "dependencies.retire", "journeys.declare",
        "failure-modes.catalogue", "failure-modes.adopt", "budgets.report", "incidents.record", "traces.export",
        "pages.start", "pages.step", "pages.import", "pages.journey.declare",
      ]
    ),
    (
      [.auditor, .admin],
      [
        "audit.verify", "audit.recompute", "audit.prove", "audit.consistency", "audit.verify-proof", "audit.bundle",
        "audit.refusals", "audit.evidence", "reports.evidence", "doctor", "pages.audit",
        "pages.proof", "audit.checkpoints",
      ]
    ),
    // Which tool needs which role is for AgentTests.
    (Set(Role.allCases), ["mcp"]),
    (
      [.admin],
      [
        "corrections", "retractions", "policies.set", "rebuild", "backup", "checkpoints.sign", "cosignatures.take",
        "subjects.list", "subjects.show", "subjects.erase", "tokens.list", "tokens.create", "tokens.revoke",
      ]
    ),
  ]

  private static let open: Set<String> = [
    "openapi", "health.live", "health.ready", "pages.style", "pages.script", "pages.icon", "pages.sign-in",
    "pages.signed-in",
    "pages.sign-out",
  ]

  @Test("The table says of every operation who may call it, and of no other")
  func complete() {
    let told = Self.allowed.flatMap(\.operations) + Self.open
    #expect(Set(told).count == told.count)
    #expect(Set(told) == Set(RouteTable.standard.routes.map(\.name)))
  }

  /// A request to a route with something in every place of its path; tails are asked for a position that is not there, so that
  /// they end.
  private static func path(of route: Route) -> String {
    let filled = route.path.split(separator: "/").map { $0.hasPrefix("{") ? "1" : String($0) }.joined(separator: "/")
    return "/" + filled + (route.name == "events.tail" ? "?from=999999" : "")
  }

  @Test("Every route refuses every role that it should, whoever is unknown, and nobody else; and nothing is written")
  func matrix() async throws {
    let served = try await Served()
    var tokens: [Role: String] = [:]
    for role in Role.allCases { tokens[role] = try served.token(role, name: role.rawValue) }
    let expired = try served.desk.access.tokens.create(
      name: "late", roles: [.admin], expires: Timestamp(rfc3339: "2020-01-02T00:00:00Z"), by: "test",
      at: Timestamp(rfc3339: "2020-01-01T00:00:00Z")!)
    let revoked = try served.desk.access.tokens.create(
      name: "gone", roles: [.admin], expires: nil, by: "test", at: KnowledgeBase.wallClock())
    _ = try served.desk.access.tokens.revoke(revoked.token.id, at: KnowledgeBase.wallClock())
    let known = tokens
    try await served.test { client in
      for route in RouteTable.standard.routes where route.permission != nil {
        let roles = Self.allowed.first { $0.operations.contains(route.name) }?.roles ?? []
        let path = Self.path(of: route)
        for role in Role.allCases where !roles.contains(role) {
          let reply = try await client.send(route.method, path, token: known[role])
          #expect(reply.status == 403, "\(route.name) as \(role)")
          #expect(reply.json["code"]?.stringValue == "forbidden", "\(route.name) as \(role)")
        }
        for token in [nil, "fbt_nobody_\(String(repeating: "0", count: 64))", revoked.text, expired.text] {
          let reply = try await client.send(route.method, path, token: token)
          // One address that guesses too often waits, whatever it asks for.
          #expect([401, 429].contains(reply.status), "\(route.name) without a token that holds: \(reply.status)")
        }
      }
    }
    #expect(served.book.position == 0)
  }

  @Test("Every route lets every role in that it should")
  func admitted() async throws {
    let served = try await Served { $0.limits.refusalsPerMinute = 0 }
    var tokens: [Role: String] = [:]
    for role in Role.allCases { tokens[role] = try served.token(role, name: role.rawValue) }
    let known = tokens
    try await served.test { client in
      for route in RouteTable.standard.routes {
        let roles = Self.allowed.first { $0.operations.contains(route.name) }?.roles ?? []
        for role in Role.allCases where roles.contains(role) {
          let reply = try await client.send(route.method, Self.path(of: route), token: known[role])
          #expect(![401, 403, 405, 500].contains(reply.status), "\(route.name) as \(role): \(reply.text)")
        }
        if Self.open.contains(route.name), route.method == .get {
          #expect(try await client.send(route.method, Self.path(of: route)).status == 200, "\(route.name)")
        }
      }
    }
  }

  @Test("A token that expired is refused, and so is one that was revoked, from the next request on")
  func ends() async throws {
    let served = try await Served()
    let token = try served.token(.reader, name: "temp")
    try await served.test { client in
      #expect(try await client.get("/api/v1/scores", token: token).status == 200)
      let id = token.split(separator: "_")[1]
      _ = try served.desk.access.tokens.revoke(String(id), at: KnowledgeBase.wallClock())
      let reply = try await client.get("/api/v1/scores", token: token)
      #expect(reply.status == 401 && reply.json["detail"]?.stringValue?.contains("was revoked") == true)
      #expect(reply.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true)
    }
    let now = Timestamp(rfc3339: "2026-01-01T00:00:00Z")!
    let made = try served.desk.access.tokens.create(
      name: "late", roles: [.reader], expires: Timestamp(rfc3339: "2026-01-02T00:00:00Z"), by: "test", at: now)
    #expect(made.token.objection(at: now) == nil)
    try await served.test { client in
      let reply = try await client.get("/api/v1/scores", token: made.text)
      #expect(reply.status == 401 && reply.json["detail"]?.stringValue?.contains("expired at 2026-01-02") == true)
    }
  }

  @Test("A refusal is kept with who, what and why, and never with the credential")
  func audited() async throws {
    let served = try await Served()
    let reader = try served.token(.reader, name: "rita")
    let auditor = try served.token(.auditor, name: "otto")
    try await served.test { client in
      _ = try await client.post("/api/v1/components", ["component": "x", "kind": "service"], token: reader)
      _ = try await client.get("/api/v1/scores", token: "fbt_secretid_\(String(repeating: "a", count: 64))")
      let reply = try await client.get("/api/v1/audit/refusals", token: auditor)
      let entries = reply.json["entries"]?.arrayValue ?? []
      let forbidden = try #require(entries.first { $0["status"]?.integerValue == 403 })
      #expect(forbidden["principal"]?.stringValue == "rita")
      #expect(forbidden["operation"]?.stringValue == "components.declare")
      #expect(entries.contains { $0["status"]?.integerValue == 401 && $0["operation"]?.stringValue == "scores" })
      #expect(!reply.text.contains("aaaaaaaa") && !reply.text.contains(reader))
    }
    let file = try String(contentsOfFile: served.path + ".access.jsonl", encoding: .utf8)
    #expect(file.contains("rita") && !file.contains("aaaaaaaa"))
  }

  @Test("Who records is the actor; nobody speaks for others, and what is not theirs to say is refused as an event, too")
  func actors() async throws {
    let served = try await Served()
    let recorder = try served.token(.recorder, name: "rob")
    @Sendable func event(_ type: String, _ stream: String, _ data: JSON, actor: String? = nil) -> JSON {
      .compact(
        ("specversion", "1.0"), ("id", .string("\(type)-\(actor ?? "")")), ("source", "test"),
        ("type", .string("faultbook.\(type)")), ("subject", .string(stream)), ("actor", actor.map { .string($0) }),
        ("data", data))
    }
    try await served.test { client in
      let component: JSON = ["component": "db", "kind": "database"]
      let policy: JSON = ["key": "safety.spacingSeconds", "value": 1, "why": "hurry"]
      let other: JSON = ["component": "web", "kind": "service"]
      let cases: [(event: JSON, headers: [String: String], status: Int)] = [
        (event("component.declared", "system", component), [:], 201),
        (event("component.declared", "system", component, actor: "boss"), [:], 403),
        (event("policy.set", "policy", policy), [:], 403),
        (event("component.declared", "system", other), ["Faultbook-Actor": "boss"], 403),
      ]
      for (event, headers, expected) in cases {
        let reply = try await client.send(
          .post, "/api/v1/events", token: recorder, headers: headers, type: MediaTypes.cloudEvent, body: event.text)
        #expect(reply.status == expected, "\(event.text)")
      }
      // A page of another site, in the browser of somebody who is signed in.
      let foreign = try await client.send(
        .post, "/api/v1/events", token: recorder, headers: ["Origin": "https://evil.example"],
        type: MediaTypes.cloudEvent, body: cases[0].event.text)
      #expect(foreign.status == 403)
      // Each of these refusals is kept, whatever it was found by.
      let kept = served.desk.access.journal.recent(limit: 9)
      #expect(kept.count { $0["principal"] == "rob" && $0["operation"] == "events.append" && $0["status"] == 403 } == 3)
      #expect(kept.first?["why"]?.stringValue?.contains("https://evil.example") == true, "\(kept)")
      // A browser may leave the origin out, and says all the same that another site asks; reading is another matter.
      for (site, method, expected) in [
        ("cross-site", HTTPRequest.Method.post, 403), ("same-site", .post, 403), ("Cross-Site", .post, 403),
        ("same-origin", .post, 201), ("none", .post, 201), ("cross-site", .get, 403),
      ] {
        let reply = try await client.send(
          method, "/api/v1/events", token: recorder, headers: ["Sec-Fetch-Site": site],
          type: method == .post ? MediaTypes.cloudEvent : nil, body: method == .post ? cases[0].event.text : nil)
        #expect(reply.status == expected, "\(site) \(method): \(reply.text)")
        #expect(reply.text.contains("pages of other sites") == (method == .post && expected == 403), "\(reply.text)")
      }
    }
    #expect(served.book.position == 1)
    #expect(try served.book.events(after: 0, through: 1, limit: 1).map(\.actor) == ["rob"])
  }
}
