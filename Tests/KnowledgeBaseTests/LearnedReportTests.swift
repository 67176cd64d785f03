import Testing
import Vocabulary

@testable import KnowledgeBase

/// What the report on a run says of what was learned.
@Suite struct LearnedReportTests {
  @Test func `no belief moved by more than its run delivered about calls`() throws {
    let book = try Shop().book()
    for run in ["r01-payments-latency", "r10-db-error", "r12-catalog-latency", "r14-tool-server-error"] {
      let learned = try #require(book.report(run: run, plans: false).json["learned"])
      let delivered = try #require(learned["bits"]?.doubleValue)
      for one in learned["beliefs"]?.arrayValue ?? [] {
        guard let id = one["belief"]?.stringValue, id.hasPrefix("propagation:") else { continue }
        #expect((one["bits"]?.doubleValue ?? .infinity) < delivered + 0.05, "\(run): \(id)")
        #expect(one["dose"] != nil && one["because"]?.stringValue?.isEmpty == false)
      }
    }
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
