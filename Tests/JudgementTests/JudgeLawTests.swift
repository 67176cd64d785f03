import Testing
import Vocabulary

@testable import Judgement

@Suite("Laws of judging")
struct JudgeLawTests {
  static let seeds: [UInt64] = [1, 2, 3, 4, 5, 6, 7, 8]

  /// A run of random series, some of them degraded, some with gaps.
  static func random(_ rng: inout Xoshiro256) -> Scenario {
    var scenario = Scenario(target: .component("c0"))
    for index in 0..<6 {
      let node = NodeID.component("c\(index)")
      let level = 5 * (1 + 20 * rng.unit())
      let factor = rng.unit() < 0.4 ? 1 + 4 * rng.unit() : 1
      func values(_ count: Int, _ by: Double) -> [Double] {
        (0..<count).map { _ in level * by * (0.9 + 0.2 * rng.unit()) }
      }
      scenario.add(node, "latency_p90", "ms", values(Int(5 * rng.unit() + 0.5), 1), values(3, factor), values(3, 1))
      scenario.add(
        from: "c\(index)", to: "c\((index + 1) % 6)", "latency_p50", "ms", values(5, 1), values(3, factor), values(2, 1)
      )
      scenario.add(node, "request_rate", "1/s", [5, 5, 5, 5, 5], [5, 5, 5])
      let failing = rng.unit() < 0.3 ? rng.unit() : 0
      scenario.add(node, "error_rate", "ratio", [0, 0.01, 0, 0, 0], [failing, failing, failing], [0])
    }
    return scenario
  }

  @Test("the order of samples does not reach the verdict", arguments: seeds)
  func order(_ seed: UInt64) throws {
    var rng = Xoshiro256(seed: seed)
    let run = try JudgeLawTests.random(&rng).run
    let verdict = Judge().verdict(of: run)
    for _ in 0..<5 {
      var samples = Array(run.samples)
      for index in stride(from: samples.count - 1, to: 0, by: -1) {
        samples.swapAt(index, Int(rng.unit() * Double(index + 1)))
      }
      #expect(Judge().verdict(of: try run.with(samples: samples)) == verdict, "seed \(seed)")
    }
  }

  @Test("scaling all latencies by a constant changes nothing", arguments: seeds)
  func scale(_ seed: UInt64) throws {
    var rng = Xoshiro256(seed: seed)
    let run = try JudgeLawTests.random(&rng).run
    let verdict = Judge().verdict(of: run)
    for factor in [0.0625, 0.001, 7, 1024] {
      let scaled = run.samples.map { sample in
        let one = sample.payload
        guard one.metric.hasPrefix("latency") else { return sample }
        return RunRecord.Sample(
          MetricSampled(
            subject: one.subject, metric: one.metric, value: one.value * factor, unit: one.unit,
            windowSeconds: one.windowSeconds), at: sample.at)
      }
      #expect(Judge().verdict(of: try run.with(samples: scaled)).observations == verdict.observations, "seed \(seed)")
    }
  }

  @Test("unknown is never steady: taking away a node's samples under the fault never makes it steady", arguments: seeds)
  func unknown(_ seed: UInt64) throws {
    var rng = Xoshiro256(seed: seed)
    let run = try JudgeLawTests.random(&rng).run
    let without = try run.with(samples: run.samples.filter { $0.at <= Scenario.zero })
    for observation in Judge().verdict(of: without).observations { #expect(observation.state == .unknown) }
    let after = try run.with(samples: run.samples.filter { $0.at > Scenario.zero })
    for observation in Judge().verdict(of: after).observations { #expect(observation.state == .unknown) }
  }

  @Test("more of an effect is never less of a degradation", arguments: seeds)
  func monotone(_ seed: UInt64) throws {
    var rng = Xoshiro256(seed: seed)
    let before = (0..<5).map { _ in 50 * (0.8 + 0.4 * rng.unit()) }
    let during = (0..<3).map { _ in 50 * (0.8 + 0.4 * rng.unit()) }
    var wasDegraded = false
    for step in 0...40 {
      var scenario = Scenario()
      scenario.add(web, "latency_p90", "ms", before, during.map { $0 * (1 + Double(step) * 0.1) })
      let isDegraded = try scenario.verdict().state(web) == .degraded
      #expect(isDegraded || !wasDegraded, "seed \(seed), step \(step)")
      wasDegraded = isDegraded
    }
    #expect(wasDegraded)
  }

  @Test("judging twice gives the same verdict, and its JSON reads back as itself", arguments: seeds)
  func repeatable(_ seed: UInt64) throws {
    var rng = Xoshiro256(seed: seed)
    let run = try JudgeLawTests.random(&rng).run
    let verdict = Judge().verdict(of: run)
    #expect(Judge().verdict(of: run).json.text == verdict.json.text)
    #expect(try VerdictReached(from: FieldReader(JSON.parse(verdict.json.text))) == verdict)
    #expect(verdict.method == "faultbook-judge/2")
  }
}
