import Foundation
import Interchange
import Testing
import Vocabulary

@testable import KnowledgeBase

/// What traces suggest to try.
@Suite("Scenarios from traces")
struct ScenarioTests {
  private func book(_ folder: Shop, _ traces: TraceMaker) throws -> KnowledgeBase {
    let book = try KnowledgeBase.create(at: folder.path)
    _ = try book.importFiles([traces.source()], actor: "test")
    return book
  }

  private func ids(_ answer: Answer) -> [String] {
    (answer.json["scenarios"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue }
  }

  @Test("Healthy traces suggest nothing, and rank their links all the same", arguments: [20, 200])
  func healthy(requests: Int) throws {
    let folder = try Shop()
    var traces = TraceMaker()
    traces.healthy(requests)
    let answer = try book(folder, traces).scenarios()
    #expect(ids(answer) == [] && answer.isYes)
    let links = try #require(answer.json["links"]?.arrayValue)
    #expect(links.count == 4 && links.allSatisfy { $0["score"] == 0 })
    #expect(answer.json["paths"] == [])
  }

  /// Trouble that is put into healthy traffic, and what must come first.
  static let troubles: [(String, String, @Sendable (inout TraceMaker) -> Void)] = [
    (
      "a retry storm", "retry-amplification:shop>pay",
      { traces in traces.healthy(100) { peer, request in peer == "pay" && request % 3 == 0 ? (4, 3) : nil } }
    ),
    (
      "a slow tail", "slow-dependency:shop>pay",
      { traces in traces.healthy(100) { peer, request in peer == "pay" && request % 8 == 0 ? (900, 0) : nil } }
    ),
    (
      "failures that nothing repeats", "failing-dependency:shop>ledger",
      { traces in
        traces.healthy(100)
        for request in 1...60 {
          let at = Double(request) * 700
          let own = traces.span("shop", trace: 5000 + request, kind: 2, from: at, for: 30)
          traces.call(
            "shop", "ledger", trace: 5000 + request, parent: own, from: at + 1, for: 9, failed: request % 4 == 0)
        }
      }
    ),
    (
      "messages out of order", "reordering:mailer>orders",
      { traces in
        traces.healthy(60)
        for message in 0..<60 {
          let at = Double(message) * 50
          let topic = ["messaging.system": "kafka", "messaging.destination.name": "orders"]
          let sent = traces.span("shop", trace: 7000 + message, kind: 4, from: at, for: 1, topic)
          let late = message % 5 == 0 ? 220.0 : 10
          _ = traces.span("mailer", trace: 7000 + message, parent: sent, kind: 5, from: at + late, for: 2, topic)
        }
      }
    ),
    (
      "a stampede behind a cache", "cache-stampede:shop>store",
      { traces in
        traces.healthy(100)
        for request in 0..<40 {
          let at = 50_000 + Double(request) / 4
          let own = traces.span("shop", trace: 8000 + request, kind: 2, from: at, for: 60)
          traces.call("shop", "redis", trace: 8000 + request, parent: own, from: at + 1, for: 1)
          traces.call("shop", "store", trace: 8000 + request, parent: own, from: at + 3, for: 40)
        }
      }
    ),
    (
      "a time-out shorter than the work", "timeout-mismatch:shop>search",
      { traces in
        traces.healthy(60)
        for request in 0..<40 {
          let at = Double(request) * 900
          let isLong = request % 3 == 0
          let own = traces.span("shop", trace: 9000 + request, kind: 2, from: at, for: 90)
          let out = traces.span(
            "shop", trace: 9000 + request, parent: own, kind: 3, from: at + 1, for: isLong ? 60 : 20, failed: isLong,
            ["peer.service": "search"], name: "GET search")
          _ = traces.span(
            "search", trace: 9000 + request, parent: out, kind: 2, from: at + 2, for: isLong ? 95 : 15)
        }
      }
    ),
  ]

  @Test(
    "Known trouble is found and comes first, with its figures, its window and its file", arguments: troubles.indices)
  func found(index: Int) throws {
    let (name, expected, make) = Self.troubles[index]
    let folder = try Shop()
    var traces = TraceMaker()
    make(&traces)
    let book = try book(folder, traces)
    let answer = try book.scenarios()
    #expect(ids(answer).first == expected, "\(name): \(ids(answer))")
    let first = try #require(answer.json["scenarios"]?.arrayValue?.first)
    #expect(first["evidence"]?.arrayValue?.isEmpty == false)
    for figure in first["evidence"]?.arrayValue ?? [] {
      #expect(figure["unit"]?.stringValue?.isEmpty == false && figure["value"]?.doubleValue?.isFinite == true)
    }
    #expect(first["sources"]?.arrayValue?.first?["name"] == "traces.jsonl")
    #expect((first["traces"]?.integerValue ?? 0) > 0 && (first["spans"]?.integerValue ?? 0) > 0)
    #expect(first["window"]?["from"]?.stringValue.flatMap { Timestamp(rfc3339: $0) } != nil)
    #expect(try Fault.read(FieldReader(first["fault"] ?? .null)).kind.faultClass != nil, "a fault that can be injected")
    // Scenarios stand by their scores, which are fractions.
    let scores = (answer.json["scenarios"]?.arrayValue ?? []).compactMap { $0["score"]?.doubleValue }
    #expect(scores == scores.sorted(by: >) && scores.allSatisfy { 0 < $0 && $0 <= 1 })
    #expect(try book.scenarios().json == answer.json)
  }

  @Test("A scenario becomes an intent that can be declared, and the planner proposes it", arguments: troubles.indices)
  func planned(index: Int) throws {
    let folder = try Shop()
    var traces = TraceMaker()
    Self.troubles[index].2(&traces)
    let book = try book(folder, traces)
    let id = Self.troubles[index].1
    let document = try book.scenarioIntent(id, as: "try").json
    let members = (document.members ?? []).filter { $0.name != "id" }
    let fact = try Fact(.intentDeclared, .object(members))
    _ = try book.record(fact, stream: StreamFamily.intent.stream("try"), actor: "test")
    let plan = try book.next(NextRequest(top: 3, intent: "try", record: true), actor: "test").json
    let proposals = try #require(plan["proposals"]?.arrayValue)
    #expect(!proposals.isEmpty, "\(id)")
    for proposal in proposals { #expect(proposal["target"] == document["target"], "\(id)") }
    #expect(try book.recompute(proposal: nil).json["ok"] == true)
  }

  @Test("Lists can be narrowed, and unknown names are told")
  func narrowing() throws {
    let folder = try Shop()
    var traces = TraceMaker()
    Self.troubles[0].2(&traces)
    let book = try book(folder, traces)
    #expect(ids(try book.scenarios(kind: "reordering")) == [])
    #expect(ids(try book.scenarios(kind: "retry-amplification")) == ["retry-amplification:shop>pay"])
    #expect(throws: FaultbookError.self) { try book.scenarios(kind: "storm") }
    #expect(throws: FaultbookError.self) { try book.scenarios(journey: "buy") }
    #expect {
      _ = try book.scenarioIntent("retry-amplification:shop>payments")
    } throws: { error in
      (error as? FaultbookError)?.exitCode == 2
    }
    #expect(ids(try book.scenarios(view: View(asOf: .position(0)))) == [], "nothing was known")
  }

  @Test("A file that another version of the program told less of is not counted again")
  func retold() throws {
    let folder = try Shop()
    var traces = TraceMaker()
    traces.healthy(10)
    let book = try KnowledgeBase.create(at: folder.path)
    // As an older version wrote them: the same windows without what is new in them.
    var old: [NewEvent] = []
    _ = try Importer.run(traces.source(), options: ImportOptions()) { event in
      guard event.type == .dependencyObserved, let data = try? JSON.parse(event.payload) else {
        return old.append(event)
      }
      let known: Set = ["caller", "callee", "mode", "from", "to", "calls", "errors"]
      let less = JSON.object((data.members ?? []).filter { known.contains($0.name) })
      old.append(
        try NewEvent(
          id: "old-\(old.count)", source: event.source, type: event.type, stream: event.stream, time: event.time,
          schemaVersion: 1, actor: nil, correlation: event.correlation, causation: nil, payload: less.text, data: less))
    }
    _ = try book.write([book.request(old, actor: "test")])
    func calls() throws -> [JSON?] { (try book.system().json["dependencies"]?.arrayValue ?? []).map { $0["calls"] } }
    let (before, head) = (try calls(), try book.head())
    let again = try book.importFiles([traces.source()], actor: "test")
    #expect(try calls() == before && book.head() == head)
    #expect(again.notes.contains { $0.contains("another version of the program") })
  }

  /// Real traces beside the package; nil, with a message, where they are not there.
  private func shared(_ path: String) -> ImportSource? {
    let found = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../../shared").appending(path: path).standardizedFileURL.path(percentEncoded: false)
    guard FileManager.default.fileExists(atPath: found) else {
      print("skipped: \(found) is not there")
      return nil
    }
    return .file(found)
  }

  @Test("Real traces give sane figures, and the same in whatever form they come")
  func real() throws {
    for name in ["ob-ad-exception-2022-08-22T0754", "ob-cart-network_delay-2022-08-22T0428"] {
      var found: [[String]] = []
      for form in ["otlp", "jaeger", "zipkin"] {
        guard let file = shared("data/traces/nezha/\(name).\(form).json") else { return }
        let folder = try Shop()
        let book = try KnowledgeBase.create(at: folder.path)
        _ = try book.importFiles([file], actor: "test")
        let answer = try book.scenarios(top: 100)
        found.append(ids(answer))
        for link in answer.json["links"]?.arrayValue ?? [] {
          #expect((0...1).contains(link["score"]?.doubleValue ?? -1) && (link["amplification"]?.doubleValue ?? 0) >= 1)
        }
      }
      #expect(Set(found).count == 1 && found[0].count >= 2, "\(name): \(found)")
    }
  }

  @Test(
    "The lab's time-outs that are shorter than the work behind them are found at the lengths that the lab was given")
  func lab() throws {
    let folder = try Shop()
    let book = try folder.book(runs: [])
    let all = try book.scenarios(top: 100).json["scenarios"]?.arrayValue ?? []
    func waits(_ id: String) -> Double? {
      all.first { $0["id"]?.stringValue == id }?["evidence"]?.arrayValue?
        .first { $0["figure"] == "given up after" }?["value"]?.doubleValue
    }
    #expect(abs((waits("timeout-mismatch:tool-server>inventory") ?? 0) - 200) < 5)
    #expect(abs((waits("timeout-mismatch:gateway>recommendations") ?? 0) - 60) < 5)
    #expect(all.contains { $0["id"] == "retry-amplification:checkout>payments" })
  }
}
