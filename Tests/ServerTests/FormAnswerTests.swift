import HTTPTypes
import KnowledgeBase
import Testing
import Vocabulary

@testable import Server

/// What a form is answered with: what was recorded and what comes next, or what is wrong and where.
@Suite struct FormAnswerTests {
  private typealias Forms = RecordingFormTests

  @Test func `each step that was recorded is told on the page that follows, with what comes next, and its doubts once`()
    async throws
  {
    let served = try await Forms.served()
    try await served.test { client in
      @Sendable func follow(_ path: String, _ fields: [(String, String)]) async throws -> (done: String, page: String) {
        let reply = try await Forms.send(client, path, fields)
        #expect(reply.status == 303, "\(reply.text)")
        let place = try #require(reply.headers[.location])
        #expect(place.hasSuffix("#done"), "\(place)")
        let page = try await client.get(String(place.prefix { $0 != "#" }), headers: Forms.browser).text
        let done = page.firstMatch(of: /<section role="status" id="done"[^>]*>([\s\S]*?)<\/section>/)?.output.1
        return (String(done ?? "").replacing("&quot;", with: "\""), page.replacing("&quot;", with: "\""))
      }
      let misspelt = "The book knows no component \"stor\" so far; did you mean store?"
      let start = Forms.start.filter { $0.0 != "component" } + [("component", "stor")]
      let began = try await follow("/record", start)
      #expect(
        began.done.contains("Recorded: the start of the run, event \(served.book.position).")
          && began.done.contains(misspelt))
      #expect(began.done.contains("Next: say how things are before the fault"))
      #expect(began.page.ranges(of: misspelt).count == 1, "told once")
      let steps: [(step: String, fields: [(String, String)], words: [String])] = [
        (
          "observe", [("phase", "baseline"), ("saw.component.cart", "fine"), ("saw.journey.buy", "fine")],
          ["Recorded: what was seen (4 events), events ", "and then that it was injected"]
        ),
        ("inject", [("confirmed", "true")], ["Recorded: the injection of the fault, event ", "Next: say who suffers"]),
        (
          "sample", [("kind", "component"), ("who", "cart"), ("metric", "latency_p9"), ("value", "5"), ("unit", "ms")],
          ["Recorded: a measured value", "did you mean latency_p90 or latency_p99"]
        ),
        (
          "clear", [("how", "manual"), ("confirmed", "true")],
          ["Recorded: the end of the fault", "then finish the run"]
        ),
        (
          "finish", [],
          ["Recorded: the end of the run and its verdict, inconclusive (evidence E3), events ", "What to run next"]
        ),
      ]
      for (step, fields, words) in steps {
        let sent = [("run", "r1"), ("step", step), ("seen", "\(served.book.position)")] + fields
        let told = try await follow("/run/step", sent)
        for one in words { #expect(told.done.contains(one), "\(step): \(told.done)") }
        #expect(told.page.ranges(of: misspelt).count == 1, "\(step)")
        // A button that is pressed twice records nothing, and that is said.
        guard step == "observe" else { continue }
        #expect(try await follow("/run/step", sent).done.contains("Known already: what was seen"))
      }
      // What an address makes up is not told.
      let forged = try await client.get("/run?id=r1&done=1-3", headers: Forms.browser)
      #expect(forged.status == 200 && !forged.text.contains(#"id="done""#))
    }
  }

  @Test func `a journey is declared on the page System, with its doubts, and what is wrong stands at its field`()
    async throws
  {
    let served = try await Forms.served()
    let good = [
      ("journey", "browse"), ("entry", "web, crt"), ("criticality", "0.5"), ("latency", "400"), ("errors", "0.02"),
    ]
    let reader = try served.token(.reader, name: "rita")
    let recorder = try served.token(.recorder, .reader, name: "rob")
    try await served.test { client in
      let page = try await client.get("/system", token: reader, headers: Forms.browser)
      #expect(page.status == 200 && !page.text.contains("/system/journey"))
      #expect(try await Forms.send(client, "/system/journey", good, token: reader).status == 403)
      let form = try await client.get("/system", token: recorder, headers: Forms.browser)
      #expect(form.text.contains(#"action="/system/journey""#))
      #expect(form.text.ranges(of: " required").count >= 3)
      let before = served.book.position
      for (field, value, sentence) in [
        ("journey", "", "“Name” is missing"), ("entry", "", "“Enters at” is missing"),
        ("criticality", "7", "“How much it matters” must be a fraction"),
        ("latency", "-1", "“p99 latency at most, in ms” must be at least 0"),
        ("errors", "2", "“Share of requests that may fail” must be a fraction"),
      ] {
        let wrong = good.filter { $0.0 != field } + [(field, value)]
        let reply = try await Forms.send(client, "/system/journey", wrong, token: recorder)
        #expect(reply.status == 422 && reply.text.contains(sentence), "\(field): \(reply.text)")
        #expect(reply.text.contains("id=\"journey-\(field)\""))
        #expect(reply.text.ranges(of: #" aria-invalid="true""#).count == 1)
        #expect(reply.text.ranges(of: #"action="/system/journey""#).count == 1)
        #expect(field == "journey" || reply.text.contains(#"name="journey" value="browse""#))
      }
      #expect(served.book.position == before)
      let done = try await Forms.send(client, "/system/journey", good, token: recorder)
      #expect(
        done.status == 303 && done.headers[.location] == "/journey?name=browse&done=\(before + 1)#done", "\(done.text)")
      let told = try await client.get(
        "/journey?name=browse&done=\(before + 1)", token: recorder, headers: Forms.browser
      ).text.replacing("&quot;", with: "\"")
      #expect(told.contains("Recorded: journey browse, which enters at web, crt, event \(before + 1)."), "\(told)")
      #expect(told.contains("The book knows no component \"crt\" so far; did you mean cart?"))
      let journeys = try served.book.system().json["journeys"]?.arrayValue ?? []
      #expect(
        journeys.first { $0["journey"] == "browse" }?["objective"] == ["latencyP99Ms": 400, "errorRate": 0.02])
    }
  }

  @Test func `the API refuses by the same check what was not meant`() async throws {
    let served = try await Forms.served()
    try await served.test { client in
      #expect(try await Forms.send(client, "/record", Forms.start).status == 303)
      let before = served.book.position
      let sample: (JSON, JSON, JSON) -> JSON = { ["component": "cart", "metric": $0, "value": $1, "unit": $2] }
      let start: JSON = [
        "run": "r2", "environment": "lab", "target": ["component": "cart"], "runner": ["tool": "by-hand"],
        "fault": ["kind": "net.latency", "magnitude": ["value": 3, "unit": "parsec"]],
      ]
      for (path, body, words) in [
        ("runs/r1/samples", sample("lag", 4, "parsec"), "is no known unit"),
        ("runs/r1/samples", sample("latency", -5, "ms"), "must be at least 0"),
        ("runs/r1/samples?time=1970-01-01T00:00:00Z", sample("latency", 5, "ms"), "lies years back"),
        ("runs", start, "fault.magnitude.unit"),
        ("runs?time=1970-01-01T00:00:00Z", start.replacing("fault", with: ["kind": "net.latency"]), "lies years back"),
      ] {
        let reply = try await client.post("/api/v1/\(path)", body)
        #expect(reply.status == 422 && reply.text.contains(words), "\(path): \(reply.status) \(reply.text)")
      }
      #expect(served.book.position == before)
    }
  }

  @Test func `an empty book says where spans go, and what can be done in the browser`() async throws {
    let served = try await Served()
    try await served.test { client in
      let text = try await client.get("/", headers: Forms.browser.merging(["Host": "127.0.0.1:8321"]) { $1 }).text
      #expect(text.contains("/v1/traces") && text.contains("OTLP"))
      for link in ["/runs#take-over", "/system#declare-journey", "/record"] {
        #expect(text.contains("<a href=\"\(link)\">"), "\(link)")
      }
      #expect(try await client.get("/system", headers: Forms.browser).text.contains(#"id="declare-journey""#))
    }
  }
}

extension JSON {
  /// The object with another value of a member.
  fileprivate func replacing(_ name: String, with value: JSON) -> JSON {
    .object((members ?? []).map { $0.name == name ? JSON.Member(name, value) : $0 })
  }
}
