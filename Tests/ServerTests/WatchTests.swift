import AsyncHTTPClient
import Foundation
import HTTPTypes
import HummingbirdTesting
import Interchange
import KnowledgeBase
import NIOCore
import NIOHTTP1
import Testing
import Vocabulary

@testable import Server

@Suite("The kill switch over HTTP")
struct WatchTests {
  private static func start(_ client: Client, environment: String = "lab") async throws {
    let steps: [(path: String, body: JSON)] = [
      ("components", ["component": "db", "kind": "database"]),
      ("journeys", ["journey": "checkout", "entry": ["db"], "criticality": 1]),
      (
        "intents",
        [
          "id": "i1", "title": "t", "hypothesis": "h", "journey": "checkout", "target": ["component": "db"],
          "fault": ["kind": "net.latency", "dose": "low"],
          "abortWhen": [
            [
              "subject": ["journey": "checkout"], "metric": "error_rate", "op": ">", "threshold": 0.2, "unit": "ratio",
            ]
          ],
        ]
      ),
      (
        "runs",
        [
          "run": "r1", "environment": .string(environment), "intent": "i1", "target": ["component": "db"],
          "fault": ["kind": "net.latency", "dose": "low"], "runner": ["tool": "test"],
        ]
      ),
      ("runs/r1/inject", ["confirmed": true]),
    ]
    for (path, body) in steps {
      let reply = try await client.post("/api/v1/\(path)", body)
      try #require(reply.status == 201, "\(path): \(reply.text)")
    }
  }

  private static func samples(_ values: [Double]) -> String {
    let now = KnowledgeBase.wallClock()
    return values.enumerated().map { index, value in
      let at = now.advanced(bySeconds: Double(index) / 1000)
      return #"{"journey":"checkout","metric":"error_rate","value":\#(value),"unit":"ratio","at":"\#(at)"}"# + "\n"
    }.joined()
  }

  /// The watch of a run, as it answers while it goes on.
  private static func opened(
    _ client: Client, as caller: (header: String, value: String)
  ) async throws -> HTTPClientResponse {
    let port = try #require(client.inner.port)
    var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/api/v1/runs/r1/watch")
    request.method = .POST
    request.headers.add(name: caller.header, value: caller.value)
    let reply = try await HTTPClient.shared.execute(request, timeout: .minutes(9))
    #expect(reply.status == .ok)
    return reply
  }

  /// Watches a run with a client that sends what is good, and what is bad once it was told to go on; the answers.
  private static func watched(
    _ served: Served, _ client: Client, beforeTheWorst: @Sendable () async throws -> Void = {}
  ) async throws -> [JSON] {
    try await Self.start(client)
    let reply = try await opened(client, as: ("Faultbook-Actor", "watcher"))
    var (text, sent, answers) = ("", 0, [JSON]())
    for try await piece in reply.body {
      text += String(buffer: piece)
      while let end = text.firstIndex(of: "\n") {
        answers.append(try JSON.parse(String(text[..<end])))
        text = String(text[text.index(after: end)...])
      }
      // What is good lets it go on, what is bad stops it.
      while sent < 2, !answers.isEmpty {
        let values = sent == 0 ? [0.01, 0.02] : [0.9, 0.95, 0.9]
        if sent == 1 { try await beforeTheWorst() }
        var stream = SampleStream(run: "r1", name: "samples")
        let events = try Self.samples(values).split(separator: "\n").compactMap {
          try stream.event(Array($0.utf8), arrived: KnowledgeBase.wallClock())
        }
        #expect(try served.book.keep(events, run: "r1", actor: "runner").appended == values.count)
        sent += 1
      }
    }
    return answers
  }

  @Test(
    "It says to go on, then to stop as soon as a sample trips a criterion, and records the abort",
    .timeLimit(.minutes(10)))
  func stops() async throws {
    let served = try await Served()
    try await served.live { client in
      let answers = try await Self.watched(served, client)
      let words = answers.compactMap { $0["answer"]?.stringValue }
      #expect(words.suffix(2) == ["stop", "done"], "\(words)")
      #expect(words.dropLast(2).allSatisfy { ["continue", "unknown"].contains($0) }, "\(words)")
      let stop = try #require(answers.first { $0["answer"] == "stop" })
      #expect(
        stop["criterion"]?.stringValue?.contains("error_rate") == true && (stop["actual"]?.doubleValue ?? 0) > 0.2)
      #expect(answers.last?["position"]?.integerValue == served.book.position)
    }
    let events = try served.book.events(after: 0, through: served.book.position, stream: "run/r1", limit: 100)
    #expect(events.last?.type == .runAborted && events.last?.actor == "watcher")
    #expect(events.count { $0.type == .metricSampled } == 5)
  }

  @Test("An abort that could not be recorded is told, behind the word to stop", .timeLimit(.minutes(10)))
  func unrecorded() async throws {
    let served = try await Served()
    try await served.live { client in
      // Nothing is written on a lane that has ended.
      let answers = try await Self.watched(served, client) { await served.desk.lane.shutdown() }
      #expect(answers.suffix(2).compactMap { $0["answer"]?.stringValue } == ["stop", "done"], "\(answers)")
      let remark = answers.last?["remark"]?.stringValue ?? ""
      #expect(remark.hasPrefix("the abort is not recorded: ") && remark.contains("`run abort r1`"), "\(remark)")
      #expect(answers.last?["position"] == nil)
    }
  }

  @Test(
    "A watch whose token is revoked, or ends, says so and is over before it tells anything more; that is kept",
    .timeLimit(.minutes(10)), arguments: [true, false])
  func standing(isRevoked: Bool) async throws {
    let served = try await Served()
    try await served.test { try await Self.start($0) }
    let token = try served.token(.recorder, name: "runner", expires: Timestamp(rfc3339: "2099-12-31T00:00:00Z"))
    let id = String(token.split(separator: "_")[1])
    try await served.live { client in
      let reply = try await Self.opened(client, as: ("Authorization", "Bearer \(token)"))
      var (text, isOver) = ("", false)
      for try await piece in reply.body {
        text += String(buffer: piece)
        guard !isOver, text.contains("\n") else { continue }
        isOver = true
        if isRevoked {
          _ = try served.desk.access.tokens.revoke(id, at: KnowledgeBase.wallClock())
        } else {
          try Self.expire(id, in: served)
        }
        // What would have stopped the run is not told to whoever may not hear it.
        var stream = SampleStream(run: "r1", name: "samples")
        let events = try Self.samples([0.9, 0.95, 0.9]).split(separator: "\n").compactMap {
          try stream.event(Array($0.utf8), arrived: KnowledgeBase.wallClock())
        }
        _ = try served.book.keep(events, run: "r1", actor: "another")
      }
      let answers = try text.split(separator: "\n").map { try JSON.parse(String($0)) }
      let last = try #require(answers.last)
      #expect(last["answer"] == "unknown", "\(text)")
      let why = last["remark"]?.stringValue ?? ""
      #expect(why.contains(isRevoked ? "was revoked" : "expired at") && why.hasSuffix("watch the run anew"), "\(why)")
      #expect(!answers.contains { $0["answer"] == "stop" }, "\(text)")
    }
    // Nothing was recorded in the name of a token that does not hold, and the place is free again.
    #expect(try served.book.run("r1").json["aborted"] == nil && served.desk.tail.open == 0)
    let kept = served.desk.access.journal.recent(limit: 9)
    #expect(kept.contains { $0["principal"] == "runner" && $0["operation"] == "runs.watch" && $0["status"] == 401 })
  }

  /// Moves the end of a token to where it lies behind us, as if time had gone on.
  private static func expire(_ id: String, in served: Served) throws {
    let path = served.path + ".tokens"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let ended = text.replacing("2099-12-31", with: "2026-01-01")
    try #require(text != ended && text.contains(id))
    try ended.write(toFile: path, atomically: false, encoding: .utf8)
  }

  @Test("A batch with a bad line is refused with its number and keeps nothing; sent again, a good one adds nothing")
  func batches() async throws {
    let served = try await Served()
    try await served.test { client in
      try await Self.start(client)
      let before = served.book.position
      let path = "/api/v1/runs/r1/samples/batch"
      let good = Self.samples([0.1, 0.2])
      let bad = try await client.send(.post, path, type: MediaTypes.lines, body: good + "{\"metric\":\n")
      #expect(bad.status == 422 && bad.json["detail"]?.stringValue?.contains("line 3") == true, "\(bad.text)")
      #expect(served.book.position == before)
      for appended in [2, 0] {
        let reply = try await client.send(.post, path, type: MediaTypes.lines, body: good)
        #expect(reply.status == 201 && reply.json["appended"]?.integerValue == Int64(appended), "\(reply.text)")
      }
      for run in ["nobody", "r1"] {
        if run == "r1" { _ = try await client.post("/api/v1/runs/r1/finish", .object([])) }
        let reply = try await client.send(.post, "/api/v1/runs/\(run)/watch")
        #expect(reply.status == (run == "r1" ? 422 : 404), "\(reply.text)")
      }
    }
  }
}
