import Testing
import Vocabulary

@testable import KnowledgeBase

/// What the report on a run says of what was learned.
@Suite struct LearnedReportTests {
  @Test func `no belief moved by more than its run delivered about calls`() throws {
    let book = try Shop().book()
    for run in ["r01-payments-latency", "r10-db-error", "r12-catalog-latency", "r14-tool-server-error"] {
      let learned = try #require(book.report(run: run, plans: false).json["learned"])
      let delivered = try #require(learned["deliveredBits"]?.doubleValue)
      for one in learned["beliefs"]?.arrayValue ?? [] {
        guard let id = one["belief"]?.stringValue, id.hasPrefix("propagation:") else { continue }
        #expect((one["bits"]?.doubleValue ?? .infinity) < delivered + 0.05, "\(run): \(id)")
        #expect(one["dose"] != nil && one["because"]?.stringValue?.isEmpty == false)
      }
    }
  }

  @Test func `one run's bits are one number wherever they are told`() throws {
    let shop = try Shop()
    let book = try shop.book()
    func bits(_ json: JSON?, _ name: String, _ rows: String) -> [String: Double] {
      let rows = json?[rows]?.arrayValue ?? []
      return Dictionary(
        uniqueKeysWithValues: rows.compactMap { row in
          row[name]?.stringValue.flatMap { id in row["bits"]?.doubleValue.map { (id, $0) } }
        })
    }
    let trends = bits(try book.trends().json, "run", "runs")
    let period = bits(try book.report(from: .position(0), to: .head).json, "stream", "taught")
    let table = bits(
      try book.sql("select run, delivered_bits + discovered_bits as bits from learning").json, "run", "rows")
    let asked = bits(try book.ask("promised-vs-delivered").json, "run", "rows")
    let steps = try book.replaySteps(until: .head, top: 1000).json["steps"]?.arrayValue ?? []
    #expect(trends.count == 16)
    for (run, taught) in trends {
      let report = try book.report(run: run, plans: false)
      let learned = try #require(report.json["learned"])
      #expect(learned["bits"]?.doubleValue == taught, "\(run)")
      #expect(report.marks.contains { $0.name == "taught" && $0.value == "\(rounded(taught, 3)) bits" }, "\(run)")
      #expect(report.answer.notes.contains { $0.hasPrefix("\(rounded(taught, 3)) bits in all: ") }, "\(run)")
      // Its parts add up.
      let parts = ["deliveredBits", "discoveredBits"].compactMap { learned[$0]?.doubleValue }
      #expect(abs(parts.reduce(0, +) - taught) < 1e-9 && (learned["symptomBits"]?.doubleValue ?? -1) >= 0, "\(run)")
      #expect(period["run/\(run)"] == taught && abs((asked[run] ?? 0) - taught) < 1e-3, "\(run)")
      #expect(abs((table[run] ?? 0) - taught) < 1e-9, "\(run)")
      // The shop's system was known before its runs, so that the steps tell the same of that day.
      let step = try #require(steps.first { $0["stream"]?.stringValue == "run/\(run)" })
      #expect(abs((step["byEvent"]?.doubleValue ?? 0) - taught) < 1e-9, "\(run)")
      #expect(step["movedByEvent"] == learned["moved"], "\(run)")
      // No belief alone tells more than all of them together.
      for one in learned["beliefs"]?.arrayValue ?? [] { #expect((one["bits"]?.doubleValue ?? 9) < taught + 0.05) }
    }
    // How a degradation shows is counted: r12's callers got slow, and brought no errors.
    let shown = try book.report(run: "r12-catalog-latency", plans: false).json["learned"]?["symptomBits"]?.doubleValue
    #expect((shown ?? 0) > 0.1)
  }

  @Test func `the bits of an incident are one number wherever they are told, and so are a placebo's`() throws {
    let shop = try Shop()
    var placebo = Toy.run("calm", at: 100, suffering: [])
    placebo[0].data = [
      "environment": "test", "target": .null, "fault": ["kind": "none"], "runner": ["tool": "toy"],
      "baseline": ["from": .string(Toy.time(100).description), "to": .string(Toy.time(160).description)],
    ]
    let outage = Toy.Event(
      id: "o", type: .incidentRecorded, stream: "incident/o", second: 9000, data: Toy.incident.data)
    let book = try KnowledgeBase.toy(shop, Toy.system + placebo + [outage])
    let told = Dictionary(
      uniqueKeysWithValues: try book.trends().json["runs"]?.arrayValue?.map { ($0["run"]?.stringValue, $0["bits"]) }
        ?? [])
    let learned = try book.report(run: "calm", plans: false)
    let leak = try #require(told["calm"]??.doubleValue)
    #expect(learned.json["learned"]?["bits"]?.doubleValue == leak && leak > 0)
    #expect(
      learned.answer.notes.contains {
        $0.contains("and \(rounded(leak, 3)) about how often something degrades of itself")
      })
    let incident = try #require(told["incident/o"]??.doubleValue)
    #expect(try book.incident("o").json["bits"]?.doubleValue == incident && incident > 0)
    #expect(try book.incidents().json["incidents"]?.arrayValue?.first?["bits"]?.doubleValue == incident)
  }

  /// gateway → checkout → payments → db, a fault on payments, and samples of some components alone.
  private func learned(seen: Set<String>, suffering: Set<String>) throws -> (json: JSON, words: String) {
    let shop = try Shop()
    let run = Toy.run("r1", at: 100, suffering: suffering).filter { event in
      event.data["component"]?.stringValue.map(seen.contains) ?? true
    }
    let book = try KnowledgeBase.toy(shop, Toy.system + run)
    let report = try book.report(run: "r1", plans: false)
    return (try #require(report.json["learned"]), report.answer.notes.joined(separator: "\n"))
  }

  @Test func `a run of a lower grade says what it lacks`() throws {
    let whole = Toy.run("r1", at: 100, suffering: ["payments"])
    let cases: [(lacks: String?, events: [Toy.Event])] = [
      (nil, whole),
      ("anything seen after it", whole.filter { $0.type != .metricSampled || $0.second <= 100 + 120 }),
      ("anything seen before the fault", whole.filter { $0.type != .metricSampled || $0.second > 100 + 60 }),
    ]
    for one in cases {
      let shop = try Shop()
      let report = try KnowledgeBase.toy(shop, Toy.system + one.events).report(run: "r1", plans: false)
      let told = report.answer.notes.first { $0.hasPrefix("What it lacks for E4") }
      #expect(told == one.lacks.map { "What it lacks for E4: \($0); so it weighs less, or nothing." })
    }
  }

  @Test func `of a component without a sample that is learned which follows from what was seen around it`() throws {
    let whole = try learned(seen: ["gateway", "checkout", "payments"], suffering: ["gateway", "checkout", "payments"])
    #expect(whole.json["unseen"] == [] && !whole.words.contains("not seen"))

    let part = try learned(seen: ["gateway", "payments"], suffering: ["gateway", "payments"])
    #expect(part.json["unseen"] == ["checkout"])
    let moved = part.json["beliefs"]?.arrayValue ?? []
    let own = try #require(moved.first { $0["belief"]?.stringValue?.hasPrefix("propagation:checkout>gateway") == true })
    #expect(
      own["because"] == "gateway degraded while checkout (not seen) or payments (no known call) had trouble")
    #expect(part.words.contains("Of checkout nothing was seen in this run"))
    // Nor did anybody see what checkout does when payments has trouble: the cascade beyond it tells.
    let through = try #require(moved.first { $0["belief"]?.stringValue?.contains("payments>checkout@") == true })
    #expect(
      through["because"]
        == "checkout was not seen, but gateway degraded while checkout (not seen) or payments (no known call) had trouble"
    )
    #expect(try #require(through["bits"]?.doubleValue) < 0.5)

    // Nobody degraded beyond it: trouble there, or its way on, is less likely, and no observation of it is counted.
    let steady = try learned(seen: ["gateway", "payments"], suffering: ["payments"])
    #expect(steady.json["unseen"] == ["checkout"])
    let less = (steady.json["beliefs"]?.arrayValue ?? []).filter { $0.text.contains("checkout") }
    #expect(!less.isEmpty)
    for one in less {
      let (before, after) = (one["before"]?.arrayValue?.last, one["after"]?.arrayValue?.last)
      #expect(try #require(after?["mean"]?.doubleValue) < #require(before?["mean"]?.doubleValue), "\(one.text)")
      #expect(one["because"]?.stringValue?.contains("not seen") == true, "\(one.text)")
      #expect(before?["evidence"] == after?["evidence"], "\(one.text)")
    }
  }
}
