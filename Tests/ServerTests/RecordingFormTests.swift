import Foundation
import HTTPTypes
import KnowledgeBase
import Testing
import Vocabulary

@testable import Server

/// Recording a run in the browser: the forms say what the command line and the API say, and what refuses them says so on the same page.
@Suite struct RecordingFormTests {
  static let browser = ["accept": "text/html,application/xhtml+xml,*/*;q=0.8"]

  static func served() async throws -> Served {
    let served = try await Served()
    try RecordingFormTests.system(of: served.book)
    return served
  }

  /// A shop of three, with a journey and an intent.
  static func system(of book: KnowledgeBase) throws {
    for (caller, callee) in [("web", "cart"), ("cart", "store")] {
      _ = try book.record(
        .dependencyDeclared(
          DependencyDeclared(dependency: Dependency(caller: caller, callee: callee), mode: .sync)),
        stream: "system", actor: "test")
    }
    _ = try book.record(
      .journeyDeclared(JourneyDeclared(journey: "buy", entry: ["web"], criticality: 1)), stream: "system", actor: "test"
    )
    let intent: JSON = [
      "title": "Slow store", "hypothesis": "buying goes on", "journey": "buy", "target": ["component": "store"],
      "fault": ["kind": "net.latency", "magnitude": ["value": 300, "unit": "ms"]], "environment": "lab",
    ]
    _ = try book.record(try Fact(.intentDeclared, intent), stream: "intent/slow", actor: "test")
  }

  static func body(_ fields: [(String, String)]) -> String {
    fields.map { name, value in
      [name, value].map { $0.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "" }.joined(separator: "=")
    }.joined(separator: "&")
  }

  static func send(
    _ client: Client, _ path: String, _ fields: [(String, String)], token: String? = nil,
    headers: [String: String] = [:]
  ) async throws -> Client.Reply {
    try await client.send(
      .post, path,
      headers: browser.merging(headers) { $1 }.merging(token.map { ["cookie": "faultbook_token=\($0)"] } ?? [:]) { $1 },
      type: PageForm.type, body: body(fields))
  }

  static let start = [
    ("run", "r1"), ("environment", "lab"), ("component", "store"), ("fault", "net.latency"), ("magnitude", "300"),
    ("unit", "ms"), ("load.buy", "on"), ("time", "2026-11-20T10:00:00Z"),
  ]

  /// The events of a stream without what differs from one telling to the next.
  private static func told(_ book: KnowledgeBase, _ stream: String) throws -> [JSON] {
    let events = try book.events(stream: stream, limit: 100).json["events"]?.arrayValue ?? []
    return events.map { event in
      .object(["type", "subject", "time", "data"].compactMap { name in event[name].map { JSON.Member(name, $0) } })
    }
  }

  @Test func `a whole run that is recorded by forms is the run that the commands record, its verdict too`() async throws
  {
    let (byForms, byCommands) = (try await Self.served(), try await Self.served())
    let steps: [(step: String, fields: [(String, String)], path: String, bodies: [JSON])] = [
      (
        "observe",
        [
          ("phase", "baseline"), ("saw.component.cart", "fine"), ("saw.component.web", ""), ("saw.journey.buy", "fine"),
        ],
        "probes",
        [
          ["name": "cart latency as usual", "component": "cart", "phase": "baseline", "met": true],
          ["name": "cart answers", "component": "cart", "phase": "baseline", "met": true],
          ["name": "buy latency as usual", "journey": "buy", "phase": "baseline", "met": true],
          ["name": "buy answers", "journey": "buy", "phase": "baseline", "met": true],
        ]
      ),
      (
        "inject", [("confirmed", "true"), ("evidence", "the proxy lists it")], "inject",
        [["confirmed": true, "evidence": "the proxy lists it"]]
      ),
      (
        "observe",
        [
          ("phase", "fault"), ("saw.component.cart", "slow"), ("saw.journey.buy", "failing"), ("other.1.name", "web"),
          ("other.1.kind", "component"), ("other.1.saw", "failing"),
        ], "probes",
        [
          ["name": "cart latency as usual", "component": "cart", "phase": "fault", "met": false],
          ["name": "buy answers", "journey": "buy", "phase": "fault", "met": false],
          ["name": "web answers", "component": "web", "phase": "fault", "met": false],
        ]
      ),
      (
        "sample",
        [("kind", "journey"), ("who", "buy"), ("metric", "error_rate"), ("value", "0.25"), ("unit", "ratio")],
        "samples",
        [["journey": "buy", "metric": "error_rate", "value": 0.25, "unit": "ratio"]]
      ),
      (
        "clear", [("how", "rolled-back"), ("confirmed", "true")], "clear", [["how": "rolled-back", "confirmed": true]]
      ),
      (
        "observe", [("phase", "recovery"), ("saw.component.cart", "fine")], "probes",
        [
          // Nobody said under the fault whether it answers; that it does now must not count as never having failed.
          ["name": "cart latency as usual", "component": "cart", "phase": "recovery", "met": true]
        ]
      ),
      ("finish", [], "finish", [.object([])]),
    ]
    try await byForms.test { client in
      let began = try await Self.send(client, "/record", Self.start)
      #expect(began.status == 303 && began.headers[.location]?.hasPrefix("/run?id=r1&done=") == true, "\(began.text)")
      for (minute, step) in steps.enumerated() {
        let page = try await client.get("/run?id=r1", headers: Self.browser)
        let form = try #require(
          page.text.firstMatch(
            of: try Regex(#"name="step" value="\#(step.step)"><input type="hidden" name="seen" value="(\d+)""#)),
          "\(step.step)")
        let seen = String(form.output[1].substring ?? "")
        let fields =
          [("run", "r1"), ("step", step.step), ("seen", seen), ("time", "2026-11-20T10:0\(minute + 1):00Z")]
          + step.fields
        let reply = try await Self.send(client, "/run/step", fields)
        #expect(reply.status == 303, "\(step.step): \(reply.text)")
      }
      let page = try await client.get("/run?id=r1", headers: Self.browser)
      #expect(page.text.contains("<span>verdict</span> <b>inconclusive</b>"), "\(page.text)")
      #expect(!page.text.contains("/run/step"))
    }
    try await byCommands.test { client in
      let start: JSON = [
        "run": "r1", "environment": "lab", "target": ["component": "store"],
        "fault": ["kind": "net.latency", "magnitude": ["value": 300, "unit": "ms"]], "runner": ["tool": "by-hand"],
        "journeys": ["buy"],
      ]
      #expect(try await client.post("/api/v1/runs?time=2026-11-20T10:00:00Z", start).status == 201)
      for (minute, step) in steps.enumerated() {
        for body in step.bodies {
          let reply = try await client.post("/api/v1/runs/r1/\(step.path)?time=2026-11-20T10:0\(minute + 1):00Z", body)
          #expect(reply.status == 201, "\(reply.text)")
        }
      }
      #expect(try await client.post("/api/v1/judge", ["run": "r1"]).status == 200)
    }
    let (forms, commands) = (try Self.told(byForms.book, "run/r1"), try Self.told(byCommands.book, "run/r1"))
    #expect(Set(forms.map(\.text)) == Set(commands.map(\.text)))
    #expect(forms.count == commands.count && forms.map { $0["type"] } == commands.map { $0["type"] })
    let states = try byForms.book.run("r1").table.rows.map { $0.prefix(3).map(\.text).joined(separator: " ") }
    #expect(states.contains("cart latency degraded") && states.contains("web errors degraded"), "\(states)")
  }

  @Test(arguments: [
    ("component", "", "“Component” is missing", "component"),
    ("environment", "", "“Environment” is missing", "environment"),
    ("fault", "", "“Kind of fault” is missing", "fault"), ("fault", "net.wrong", "is no known kind of fault", "fault"),
    ("magnitude", "much", "“How large”: expected a number", "magnitude"), ("unit", "", "“Unit” is missing", "unit"),
    ("unit", "parsec", "“Unit”: \"parsec\" is no known unit; known are", "unit"),
    ("magnitude", "-3", "“How large” must be at least 0", "magnitude"),
    ("scope", "2", "“Share of instances or traffic” must be a fraction", "scope"),
    ("dose", "low", "is dose medium", "dose"), ("callee", "store", "“Ca", "ca"),
    ("time", "yesterday", "“When”: expected a time such as", "time"),
    ("time", "2099-01-01T00:00:00Z", "lies in the future", "time"),
    ("time", "1970-01-01T00:00:00Z", "lies years back", "time"), ("intent", "none", "there is no intent", ""),
  ])
  func `a start that is refused leaves the book as it was, and the page says why with what was typed`(
    field: String, value: String, sentence: String, wrong: String
  ) async throws {
    let served = try await Self.served()
    let before = served.book.position
    // An intent that is named fills in what is left empty.
    let extra: [(String, String)] = field == "intent" ? [("component", "")] : []
    let changed = Self.start.filter { $0.0 != field && !extra.map(\.0).contains($0.0) } + extra + [(field, value)]
    try await served.test { client in
      let reply = try await Self.send(client, "/record", changed)
      #expect(reply.status == 422, "\(reply.status)")
      let told = try #require(reply.text.firstMatch(of: /id="refused">([^<]*)</)?.output.1)
      #expect(told.hasPrefix("Not recorded: "), "\(told)")
      let words = told.replacing("&quot;", with: "\"")
      #expect(words.contains(sentence), "\(told)")
      // It stands at its field, which is led to; where no field alone is wrong, at none.
      let invalid = reply.text.matches(of: /id="start-([a-z]*)"[^>]* aria-invalid="true" aria-describedby="([a-z-]*)/)
      #expect(
        wrong.isEmpty == invalid.isEmpty && invalid.allSatisfy { $0.output.1.hasPrefix(wrong) },
        "\(invalid.map(\.output.1))")
      for one in invalid {
        #expect(reply.text.contains("<small class=\"wrong\" id=\"start-\(one.output.1)-wrong\">"))
        #expect(reply.text.contains("<a href=\"#start-\(one.output.1)\">Go to the field</a>"))
      }
      for (name, typed) in changed where !["fault", "dose", "load.buy"].contains(name) {
        #expect(reply.text.contains(#"name="\#(name)" value="\#(typed)""#), "\(name)")
      }
      #expect(reply.text.contains(#"name="load.buy" value="on" checked"#))
    }
    #expect(served.book.position == before)
  }

  @Test func `steps that are refused leave the run as it was, and the form keeps what was typed`() async throws {
    let served = try await Self.served()
    try await served.test { client in
      #expect(try await Self.send(client, "/record", Self.start).status == 303)
      let seen = "\(served.book.position)"
      let wrong: [(step: String, fields: [(String, String)], sentence: String)] = [
        ("inject", [("evidence", "<b>the & proxy</b>")], "“Was that seen?” is missing"),
        ("clear", [("how", "expired"), ("confirmed", "true")], "no fault was injected"),
        ("observe", [("phase", "fault")], "nothing was seen"),
        ("observe", [("phase", "soon"), ("saw.component.cart", "slow")], "“Seen”"),
        (
          "observe", [("phase", "fault"), ("saw.component.cart", "slow"), ("other.1.name", "web")],
          "say what was seen of web"
        ),
        ("observe", [("phase", "fault"), ("saw.component.cart", "slow"), ("other.2.saw", "fine")], "say of whom"),
        (
          "sample", [("who", "cart"), ("metric", "error_rate"), ("value", "40"), ("unit", "ratio")],
          "“Value” of error_rate must be"
        ),
        ("sample", [("who", "cart"), ("metric", "lag"), ("value", "4"), ("unit", "parsec")], "“Unit”: "),
        (
          "sample", [("who", "cart"), ("metric", "latency"), ("value", "-5"), ("unit", "ms")],
          "“Value” of latency must be"
        ),
        (
          "sample", [("who", "cart"), ("metric", "lag"), ("value", "5"), ("unit", "ms"), ("windowSeconds", "-1")],
          "“Over so many seconds” must"
        ),
        (
          "sample",
          [("who", "cart"), ("metric", "lag"), ("value", "5"), ("unit", "ms"), ("time", "1970-01-01T00:00:00Z")],
          "lies years back"
        ),
        ("sample", [("who", "cart"), ("value", "40"), ("unit", "ratio")], "“Metric” is missing"),
        ("abort", [("reason", "boredom")], "“By”"), ("dance", [], "the form needs a step"),
      ]
      for (step, fields, sentence) in wrong {
        let reply = try await Self.send(
          client, "/run/step", [("run", "r1"), ("step", step), ("seen", seen)] + fields, headers: [:])
        let told = reply.text.firstMatch(of: /id="refused">([^<]*)</)?.output.1 ?? ""
        #expect(reply.status == 422 && told.contains(sentence), "\(step): \(reply.status) \(told)")
        for (name, typed) in fields where ["evidence", "metric", "unit", "other.1.name"].contains(name) {
          let escaped = typed.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
          #expect(reply.text.contains(#"name="\#(name)" value="\#(escaped)""#), "\(step) \(name)")
        }
        if told.contains("“"), step != "clear" {
          #expect(reply.text.contains("id=\"\(step)-") && reply.text.contains(" aria-invalid=\"true\""))
        }
        if step == "observe", fields.contains(where: { $0.0 == "saw.component.cart" }) {
          #expect(reply.text.contains(#"<option value="slow" selected>"#), "\(sentence)")
        }
      }
      #expect("\(served.book.position)" == seen)
      let nowhere = try await Self.send(client, "/run/step", [("run", "none"), ("step", "finish"), ("seen", seen)])
      #expect(
        nowhere.status == 404 && nowhere.text.contains("there is no run") || nowhere.text.contains("There is no run"))
      #expect("\(served.book.position)" == seen)
    }
  }

  @Test func `the page of a run under way says which measurements it is judged by, until it is finished`() async throws
  {
    let served = try await Self.served()
    func clause(_ id: String, _ metric: String) -> JSON {
      [
        "id": .string(id), "claim": "stays-within", "subject": ["journey": "buy"], "metric": .string(metric),
        "op": "<=",
        "threshold": 0.5, "unit": "ratio",
      ]
    }
    let intent: JSON = [
      "title": "Buying", "hypothesis": "it goes on", "target": ["component": "store"], "fault": ["kind": "net.latency"],
      "environment": "lab", "clauses": .array([clause("a", "error_rate"), clause("b", "availability")]),
    ]
    _ = try served.book.record(try Fact(.intentDeclared, intent), stream: "intent/buying", actor: "test")
    let words = "It is judged by error_rate and availability of journey buy, before, under and after the fault."
    try await served.test { client in
      #expect(try await Self.send(client, "/record", Self.start + [("intent", "buying")]).status == 303)
      #expect(try await client.get("/run?id=r1", headers: Self.browser).text.contains(words))
      _ = try served.book.record(.runFinished(RunFinished()), stream: "run/r1", actor: "test")
      #expect(try await !client.get("/run?id=r1", headers: Self.browser).text.contains(words))
    }
  }

  @Test func `a step of a page that is behind is refused, and a button that is pressed twice records once`()
    async throws
  {
    let served = try await Self.served()
    try await served.test { client in
      for _ in 1...2 { #expect(try await Self.send(client, "/record", Self.start).status == 303) }
      let seen = "\(served.book.position)"
      #expect(try served.book.run("r1").json["lastStep"]?.integerValue == served.book.position)
      @Sendable func step(_ name: String, _ fields: [(String, String)]) async throws -> Client.Reply {
        try await Self.send(client, "/run/step", [("run", "r1"), ("step", name), ("seen", seen)] + fields)
      }
      // What was seen can be said beside others, and once.
      let sight = [("phase", "baseline"), ("saw.component.cart", "failing")]
      for _ in 1...2 { #expect(try await step("observe", sight).status == 303) }
      #expect("\(served.book.position - 1)" == seen)
      #expect(try await step("inject", [("confirmed", "true")]).status == 303)
      let position = served.book.position
      let late = try await step("finish", [])
      #expect(late.status == 412 && late.text.contains("has gone on since this page was made"), "\(late.text)")
      #expect(late.text.contains(#"name="seen" value="\#(position)""#) && served.book.position == position)
      // Once it is finished elsewhere, what an old page says it saw is no part of it.
      _ = try served.book.record(.runFinished(RunFinished()), stream: "run/r1", actor: "test")
      let end = served.book.position
      for (name, fields) in [
        ("observe", [("phase", "recovery"), ("saw.component.cart", "fine")]),
        ("sample", [("who", "cart"), ("metric", "error_rate"), ("value", "1"), ("unit", "ratio")]),
      ] {
        let stale = try await step(name, fields)
        #expect(stale.status == 412 && stale.text.contains("was finished since this page was made"), "\(stale.text)")
      }
      #expect(served.book.position == end)
    }
  }

  @Test func `forms of other sites, and of those who may not record, record nothing`() async throws {
    let served = try await Self.served()
    let before = served.book.position
    let tokens = [
      (try served.token(.reader, .planner, .auditor, name: "rita"), 403),
      (try served.token(.reader, .recorder, name: "rob"), 303),
    ]
    let recorder = try served.token(.recorder, name: "only")
    try await served.test { client in
      for path in ["/record", "/run/step", "/runs/import"] {
        let foreign = try await Self.send(
          client, path, Self.start, token: tokens[1].0, headers: ["Origin": "https://evil.example"])
        #expect(foreign.status == 403, "\(path)")
        #expect(try await Self.send(client, path, Self.start).status == 401, "\(path)")
      }
      #expect(served.book.position == before)
      for (token, status) in tokens {
        let page = try await client.get("/record?intent=slow", token: token, headers: Self.browser)
        #expect(page.status == 200 && page.text.contains(#"action="/record""#) == (status == 303))
        #expect(
          !(try await client.get("/runs", token: token, headers: Self.browser)).text.contains("/runs/import")
            == (status == 403))
        #expect(try await Self.send(client, "/record", Self.start, token: token).status == status)
        #expect(served.book.position == before + (status == 303 ? 1 : 0))
      }
      #expect(try served.book.events(stream: "run/r1", limit: 1).json["events"]?.arrayValue?.first?["actor"] == "rob")
      // Who may record and not read is told why, and is shown nothing of the book.
      let blind = try await Self.send(client, "/record", [("environment", "lab")], token: recorder)
      #expect(
        blind.status == 422 && blind.text.contains("is missing") && !blind.text.contains("datalist"), "\(blind.text)")
    }
  }

  @Test func `a run of an intent, and of a proposal that was only shown, takes what they say`() async throws {
    let served = try await Self.served()
    let (both, recorder) = (
      try served.token(.reader, .recorder, .planner, name: "pat"), try served.token(.reader, .recorder, name: "rob")
    )
    try await served.test { client in
      let form = try await client.get("/record?intent=slow", token: both, headers: Self.browser)
      for value in [
        #"name="component" value="store""#, #"name="magnitude" value="300""#, #"<option value="net.latency" selected>"#,
      ] {
        #expect(form.text.contains(value), "\(value)")
      }
      let begun = try await Self.send(client, "/record", [("run", "of-intent"), ("intent", "slow")], token: both)
      #expect(begun.status == 303, "\(begun.text)")
      let start = try served.book.run("of-intent").json["started"]
      #expect(start?["target"]?["component"] == "store" && start?["environment"] == "lab" && start?["intent"] == "slow")

      let next = try await client.get("/next?top=1", token: both, headers: Self.browser)
      let link = try #require(next.text.firstMatch(of: /href="(\/record\?proposal=[^"]*)"/)?.output.1).replacing(
        "&amp;", with: "&")
      let page = try await client.get(String(link), token: both, headers: Self.browser)
      // What the page has filled in is what a browser sends.
      let inputs = page.text.matches(of: /<input[^>]* name="([^"]*)" value="([^"]*)"/).map {
        (String($0.output.1), String($0.output.2))
      }
      let kind = try #require(page.text.firstMatch(of: /<option value="([a-z.]+)" selected>[a-z]+\./)?.output.1)
      let whole =
        inputs.filter { !["run", "environment"].contains($0.0) && $0.1 != "on" }
        + [("run", "of-proposal"), ("environment", "lab"), ("fault", String(kind))]
      let id = try #require(whole.first { $0.0 == "proposal" }?.1)
      let position = served.book.position
      // Nothing is recorded of a plan for a start that is refused, nor for somebody who may not plan.
      let wrong = try await Self.send(client, "/record", whole + [("magnitude", "-1"), ("unit", "ms")], token: both)
      #expect(wrong.status == 422 && served.book.position == position, "\(wrong.status)")
      let alone = try await Self.send(client, "/record", whole, token: recorder)
      #expect(alone.status == 412 && alone.text.contains("not in the log yet") && served.book.position == position)
      let done = try await Self.send(client, "/record", whole, token: both)
      #expect(done.status == 303, "\(done.text)")
      #expect(served.book.holds(proposal: id))
      #expect(try served.book.run("of-proposal").json["started"]?["proposal"]?.stringValue == id)
    }
  }

  @Test func `a tool's file that is uploaded is imported as the command does, once`() async throws {
    let served = try await Self.served()
    let rows = "at,component,metric,value,unit\n2026-11-20T10:01:00Z,cart,error_rate,0.5,ratio\n"
    @Sendable func form(_ files: [(name: String, text: String)], _ fields: [(String, String)] = []) -> String {
      fields.map { "--x\r\nContent-Disposition: form-data; name=\"\($0.0)\"\r\n\r\n\($0.1)\r\n" }.joined()
        + files.map {
          "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\($0.name)\"\r\nContent-Type: text/csv\r\n\r\n\($0.text)\r\n"
        }.joined() + "--x--\r\n"
    }
    try await served.test { client in
      @Sendable func send(_ body: String) async throws -> Client.Reply {
        try await client.send(
          .post, "/runs/import", headers: Self.browser, type: "multipart/form-data; boundary=x", body: body)
      }
      #expect(try await Self.send(client, "/record", Self.start).status == 303)
      let before = served.book.position
      for (body, sentence) in [
        (form([("", "")], [("run", "r1")]), "no file is chosen"),
        (form([("s.csv", "nonsense")], [("run", "r1")]), "s.csv"),
        (form([("s.csv", rows)], [("run", "nobody")]), "nobody"),
        (form([("s.csv", rows)], [("run", "r1"), ("as", "tea")]), "is no known format"),
      ] {
        let reply = try await send(body)
        let told = reply.text.firstMatch(of: /id="refused">([^<]*)</)?.output.1 ?? ""
        #expect(reply.status == 422 && told.contains(sentence), "\(reply.status) \(told)")
        #expect(served.book.position == before)
      }
      let first = try await send(form([("s.csv", rows)], [("run", "r1"), ("environment", "")]))
      #expect(
        first.status == 200 && first.text.contains("<h1>Imported</h1>") && first.text.contains("s.csv"), "\(first.text)"
      )
      #expect(
        first.text.contains(
          "Recorded: 2 new events of 1 file, up to event \(served.book.position). Verdicts: r1 none yet.")
          && first.text.contains(#"<a href="/run?id=r1">run r1</a>"#), "\(first.text)")
      let after = served.book.position
      #expect(after > before)
      #expect(
        try await send(form([("s.csv", rows)], [("run", "r1")])).text.contains("Known already, nothing was recorded"))
      #expect(served.book.position == after)
    }
  }
}
