import Testing
import Vocabulary

@testable import Judgement

@Suite("What a fault that did not act, and a time in which nobody looked, cannot refute")
struct UnshownFaultTests {
  @Test("nobody noticing is a failure only where there was something to notice", arguments: [true, false])
  func detects(_ isConfirmed: Bool) throws {
    var scenario = Scenario()
    scenario.confirmed = isConfirmed
    scenario.add(web, "latency_p99", "ms", [100, 101, 99, 100, 100], [100, 101, 99], [100, 100, 100])
    scenario.add(web, "error_rate", "ratio", [0, 0, 0, 0, 0], [0, 0, 0], [0, 0, 0])
    let clause = ClaimTests.clause(.detectsWithin, web, within: 60)
    let found = try #require(try scenario.verdict([clause]).clauses.first)
    #expect(found.outcome == (isConfirmed ? .refuted : .inconclusive), "\(found)")
  }

  @Test(
    "a recovery within a time in which nobody looked is not refuted",
    arguments: [
      ("bad under the fault", [900, 900, 900], [100, 100, 100], 5.0, Outcome.inconclusive),
      ("bad at the end alone, good when first seen", [100, 100, 900], [100, 100, 100], 5, .inconclusive),
      ("never left", [100, 101, 99], [100, 100, 100], 5, .supported),
      ("seen bad after its time", [900, 900, 900], [900, 100, 100], 30, .refuted),
      ("seen good in time", [900, 900, 900], [100, 100, 100], 60, .supported),
    ] as [(String, [Double], [Double], Double, Outcome)])
  func recovers(_ name: String, _ during: [Double], _ after: [Double], _ within: Double, _ outcome: Outcome) throws {
    var scenario = Scenario()
    scenario.add(web, "latency_p99", "ms", [100, 101, 99, 100, 100], during, after)
    let clause = ClaimTests.clause(.recoversWithin, web, "latency_p99", .atMost, 200, "ms", within: within)
    let found = try #require(try scenario.verdict([clause]).clauses.first)
    #expect(found.outcome == outcome, "\(name): \(found)")
  }
}
