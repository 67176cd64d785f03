import HTTPTypes
import KnowledgeBase
import Testing
import Vocabulary

@testable import Server

@Suite("Figures and health")
struct OperationTests {
  @Test("The figures are OpenMetrics: every sample belongs to a family that was told before, and the end is marked")
  func metrics() async throws {
    let served = try await Served()
    for name in ["web", "with \"quotes\"\nand lines"] {
      _ = try await served.book.submit(
        .componentDeclared(ComponentDeclared(component: name.replacing("\n", with: " "), kind: "service")),
        stream: "system", actor: "t")
    }
    _ = try await served.book.submit(
      .journeyDeclared(JourneyDeclared(journey: "buy \"it\"", entry: ["web"], criticality: 1)), stream: "system",
      actor: "t")
    try await served.test { client in
      _ = try await client.get("/api/v1/scores")
      _ = try await client.get("/nowhere")
      let reply = try await client.get("/metrics")
      #expect(reply.status == 200)
      #expect(reply.headers[.contentType]?.hasPrefix("application/openmetrics-text; version=1.0.0") == true)
      var families: [String: String] = [:]
      var samples: [String: Double] = [:]
      let lines = reply.text.split(separator: "\n").map(String.init)
      #expect(lines.last == "# EOF" && reply.text.hasSuffix("# EOF\n"))
      for line in lines.dropLast() {
        let words = line.split(separator: " ").map(String.init)
        if line.hasPrefix("# TYPE ") {
          #expect(families.updateValue(words[3], forKey: words[2]) == nil, "\(words[2]) is told twice")
        } else if !line.hasPrefix("#") {
          let name = String(line.prefix { $0 != "{" && $0 != " " })
          let suffixes = ["", "_total", "_bucket", "_sum", "_count"]
          let family = families.keys.first { known in suffixes.contains { name == known + $0 } }
          #expect(family != nil, "\(line)")
          let value = try #require(words.last.flatMap { Double($0) }, "\(line)")
          #expect(
            samples.updateValue(value, forKey: line.dropLast(words.last?.count ?? 0).description) == nil, "\(line)")
        }
      }
      #expect(samples["faultbook_events "] == 3)
      #expect(families["faultbook_http_requests"] == "counter" && families["faultbook_resilience"] == "gauge")
      #expect(samples.keys.contains { $0.hasPrefix("faultbook_coverage{") })
      // What only grows is a counter.
      for name in ["spans_taken", "spans_calls", "spans_windows", "answers_kept_hits", "answers_kept_misses"] {
        #expect(families["faultbook_\(name)"] == "counter" && samples["faultbook_\(name)_total "] != nil, "\(name)")
      }
      // Nothing that a caller chooses is a label of a request's figures.
      #expect(!reply.text.contains("nowhere"))
    }
  }

  @Test("It is live while it runs, and ready until it is told to end")
  func health() async throws {
    let served = try await Served()
    try await served.test { client in
      #expect(try await client.get("/health/live").json["status"]?.stringValue == "live")
      let ready = try await client.get("/health/ready")
      #expect(ready.status == 200 && ready.json["status"]?.stringValue == "ready")
      served.desk.tail.end()
      let ending = try await client.get("/health/ready")
      #expect(ending.status == 503 && ending.headers[.retryAfter] != nil)
      #expect(try await client.get("/health/live").status == 200)
    }
  }
}
