import Crypto
import Example
import KnowledgeBase
import Testing
import Vocabulary

@Suite("Where a number comes from")
struct ExplainTests {
  /// A book, and the folder that goes when nobody holds it any more.
  private struct Shared: Sendable {
    let shop: Shop
    let book: KnowledgeBase
  }

  /// The example's book with nine runs, for tests that only read.
  private static let shared = Result {
    let shop = try Shop()
    return Shared(
      shop: shop, book: try shop.book(runs: ["r01", "r02", "r03", "r04", "r05", "r06", "r09", "r10", "r14"]))
  }
  private let book: KnowledgeBase

  init() throws { book = try Self.shared.get().book }

  private func sum(_ list: JSON?, _ name: String) -> Double {
    (list?.arrayValue ?? []).reduce(0) { $0 + ($1[name]?.doubleValue ?? .nan) }
  }

  @Test(
    "The shares of every belief add up to what was learned, its testimonies to its evidence, in any environment",
    arguments: [nil, "production"] as [String?])
  func beliefs(_ environment: String?) throws {
    let view = View(now: .at(try #require(Timestamp(rfc3339: "2026-12-24T00:00:00Z"))), environment: environment)
    let beliefs = try #require(book.beliefs(view: view).json["beliefs"]?.arrayValue)
    // Every eleventh is enough: all kinds and doses are among them.
    let chosen = stride(from: 0, to: beliefs.count, by: 11).map { beliefs[$0] }
    #expect(Set(chosen.compactMap { $0["kind"]?.stringValue }).count == 4)
    for belief in chosen {
      let id = try #require(belief["id"]?.stringValue)
      let told = try book.explain(belief: id, view: view).json
      #expect(told["belief"] == belief, "\(id)")
      #expect(
        told["prior"]?["mean"]?.doubleValue.map { abs($0 - (belief["priorMean"]?.doubleValue ?? -1)) < 1e-12 } == true)
      #expect(abs(sum(told["evidence"], "bits") - (told["bits"]?.doubleValue ?? .nan)) < 1e-7, "\(id)")
      #expect(abs(sum(told["evidence"], "evidence") - (belief["evidence"]?.doubleValue ?? .nan)) < 1e-9, "\(id)")
      for one in told["evidence"]?.arrayValue ?? [] {
        let factors = ["grade", "environment", "freshness", "attribution"].map {
          one["factors"]?[$0]?.doubleValue ?? .nan
        }
        #expect(abs(factors.reduce(1, *) - (one["weight"]?.doubleValue ?? .nan)) < 1e-12)
        let isThere = environment == nil || one["environment"]?.stringValue == environment
        #expect(one["factors"]?["environment"]?.doubleValue == (isThere ? 1 : 0.5))
        #expect(["negative", "positive", "ambiguous"].contains(one["outcome"]?.stringValue))
      }
    }
  }

  @Test("Behind a number stand the files that brought it, by name and hash; so for the traces of its prior")
  func files() throws {
    let told = try book.explain(belief: "propagation:payments>checkout@latency/high").json
    let run = try #require(told["evidence"]?.arrayValue?.first { $0["stream"] == "run/r01-payments-latency" })
    #expect(run["outcome"] == "positive" && run["direct"] == true && run["grade"] == "E4")
    func hash(_ name: String) throws -> JSON {
      let file = try #require(ExampleFile.all.first { $0.name.hasSuffix(name) })
      return .string(
        SHA256.hash(data: file.bytes).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined())
    }
    let files = try #require(run["files"]?.arrayValue)
    #expect(
      files.compactMap { $0["sha256"] } == [
        try hash("r01-payments-latency/journal.json"), try hash("r01-payments-latency/samples.jsonl"),
      ])
    #expect(
      files.compactMap { $0["name"]?.stringValue }.allSatisfy {
        $0.hasSuffix("journal.json") || $0.hasSuffix("samples.jsonl")
      })
    let windows = try #require(told["prior"]?["traces"]?["windows"]?.arrayValue)
    #expect(!windows.isEmpty)
    for window in windows { #expect(window["file"]?["sha256"] == (try hash("traces.jsonl"))) }
    let table = try book.explain(belief: "propagation:payments>checkout@latency/high").further
    #expect(table.contains { $0.columns.contains { $0.name == "sha256" } && $0.rows.count >= 3 })
  }

  @Test("The prior says what it was made of: the group, its fit with position, runs and calls, and what traces add")
  func priors() throws {
    let fitted = try #require(book.explain(belief: "propagation:payments>checkout@latency/high").json["prior"])
    #expect(fitted["group"] == "sync/latency" && fitted["source"] == "fit")
    let fit = try #require(fitted["fit"])
    #expect(fit["edges"]?.integerValue ?? 0 >= 5 && fit["runs"]?.integerValue == 5)
    #expect(fit["position"]?.integerValue ?? 0 > 0)
    func total(_ counts: JSON?) -> Double {
      ["low", "medium", "high", "never"].reduce(0) { $0 + (counts?[$1]?.doubleValue ?? .nan) }
    }
    let traces = fitted["traces"]?["strength"]?.doubleValue ?? 0
    #expect(abs(total(fitted["counts"]) - total(fit["counts"]) - traces) < 1e-9)
    let plain = try #require(book.explain(belief: "propagation:db>cart@data/high").json["prior"])
    #expect(plain["source"] == "default" && plain["fit"] == nil && plain["traces"] == nil)
  }

  @Test(
    "An id that is nearly one, or none, is told what was probably meant",
    arguments: [
      ("foo", "is no belief's id"),
      ("propagation:paymens>checkout@latency/high", "did you mean payments?"),
      ("propagation:payments>chekout@latency/high", "did you mean checkout"),
      ("propagation:payments>checkout@latency/hihg", "did you mean propagation:payments>checkout@latency/high?"),
      ("payments>checkout@latency/high", "did you mean propagation:payments>checkout@latency/high?"),
      ("propagation:checkout>payments@latency/high", "did you mean propagation:payments>checkout@latency/high?"),
      ("coupling:payments>checkout@latency/high", "the belief is propagation:payments>checkout@latency/high"),
      ("propagation:db>gateway@latency/high", "coupling:db>gateway@latency/high"),
      ("susceptibility:net.latency>db@errors/high", "net.latency is of class latency"),
      ("susceptibility:net.latancy>db@latency/high", "did you mean net.latency?"),
      ("symptom:db>cart@data/errors", "nothing was seen yet"), ("", "is no belief's id"),
    ])
  func nearMisses(_ id: String, _ hint: String) {
    #expect {
      _ = try book.explain(belief: id)
    } throws: { error in
      guard let error = error as? FaultbookError else { return false }
      return error.exitCode == 2 && error.message.contains(hint) && !error.message.contains("\n")
    }
  }

  @Test("Untested beliefs of every kind are told by their prior alone")
  func untested() throws {
    for id in [
      "propagation:db>cart@control/low", "coupling:assistant>db@latency/high",
      "susceptibility:time.skew>db@data/high",
      "propagation:gateway>journey browse@data/medium",
    ] {
      let told = try book.explain(belief: id)
      #expect(told.json["belief"]?["id"]?.stringValue == id)
      #expect(told.json["evidence"] == [] && abs(told.json["bits"]?.doubleValue ?? 1) < 1e-9)
      let (mean, prior) = (told.json["belief"]?["mean"]?.doubleValue, told.json["belief"]?["priorMean"]?.doubleValue)
      #expect(abs((mean ?? 0) - (prior ?? 1)) < 1e-12, "\(id)")
      #expect(told.notes.contains { $0.contains("the prior stands alone") })
    }
  }

  @Test("The terms of every score add up to it, and its coverage gaps to what it lacks")
  func scores() throws {
    let scores = try book.scores().json
    var subjects = [("system", scores["system"])]
    for one in scores["journeys"]?.arrayValue ?? [] {
      subjects.append(("journey \(one["journey"]?.stringValue ?? "")", one))
    }
    for one in scores["components"]?.arrayValue ?? [] {
      subjects.append(("component \(one["component"]?.stringValue ?? "")", one))
    }
    #expect(subjects.count > 10)
    for (name, score) in subjects {
      let told = try book.explain(score: name).json
      #expect(told["score"] == score, "\(name)")
      let resilience = score?["resilience"]?.doubleValue ?? .nan
      let total = told["kind"] == "journey" ? 1 - sum(told["terms"], "loss") : sum(told["terms"], "amount")
      #expect(abs(total - resilience) < 1e-9, "\(name): \(total)")
      #expect(abs(1 - sum(told["coverageGaps"], "cost") - (score?["coverage"]?.doubleValue ?? .nan)) < 1e-9, "\(name)")
      #expect(told["sensitivity"]?.arrayValue?.isEmpty == false)
      for one in told["sensitivity"]?.arrayValue?.prefix(2) ?? [] {
        let belief = try book.explain(belief: one["belief"]?.stringValue ?? "").json["belief"]
        #expect(belief?["mean"] == one["mean"] && belief?["sd"] == one["sd"], "\(one.text)")
      }
    }
  }

  @Test("A refuted score names the intent and the run that refuted it")
  func refuted() throws {
    let told = try book.explain(score: "journey checkout").json
    #expect(told["score"]?["refuted"] == true)
    let found = try #require(told["refutedBy"]?.arrayValue)
    #expect(found.contains { $0["run"] == "r01-payments-latency" && $0["clauses"]?.arrayValue?.isEmpty == false })
    for one in found {
      let intent = try #require(one["intent"]?.stringValue)
      #expect(try book.intent(intent).json["intent"]?.stringValue == intent)
    }
    #expect(try book.explain(score: "component checkout").json["refutedBy"] == [])
  }

  @Test(
    "Unknown scores are errors that say what is there",
    arguments: [
      ("chekout", "did you mean checkout?"), ("component db", "calls nothing"), ("", "there is no score"),
      ("journey nothing", "there is no score"),
    ])
  func unknownScores(_ name: String, _ hint: String) {
    #expect { _ = try book.explain(score: name) } throws: { error in
      (error as? FaultbookError).map { $0.exitCode == 2 && $0.message.contains(hint) } ?? false
    }
  }
}
