import Testing
import Vocabulary

@testable import Judgement

/// One case for every fact of real campaigns that judging must survive (chapter 2).
@Suite("Traps that real campaigns set")
struct FieldTrapTests {
  @Test("a network delay on a pod shows only at its callers, and counts for the pod")
  func networkDelay() throws {
    var scenario = Scenario(target: .component("db"), kind: "net.latency")
    scenario.add(db, "latency_p90", "ms", [4.7, 4.8, 4.7, 4.6, 4.7], [4.6, 4.7, 4.7])
    scenario.add(from: "web", to: "db", "latency_p50", "ms", [5, 4.1, 4, 6.4, 5], [212, 175, 250], [5, 6, 5])
    scenario.add(from: "web", to: "db", by: .callee, "latency_p50", "ms", [3, 3, 3, 3, 3], [3, 3, 3])
    let seen = try #require(try scenario.verdict().observation(db, .latency))
    #expect(seen.state == .degraded)
    #expect(seen.onsetSeconds == 60)
    #expect(try #require(seen.confidence) > 0.95)
  }

  @Test("what the target itself reports about others is no evidence: a starved caller sees every callee slow")
  func starvedCaller() throws {
    var scenario = Scenario(target: .component("web"), kind: "compute.cpu")
    scenario.add(db, "latency_p90", "ms", steadyLatency, [101, 98, 103])
    scenario.add(from: "web", to: "db", "latency_p50", "ms", [5, 5, 5, 5, 5], [90, 95, 99])
    #expect(try scenario.verdict().state(db) == .steady)
    scenario.add(from: "cart", to: "db", "latency_p50", "ms", [5, 5, 5, 5, 5], [90, 95, 99])
    #expect(try scenario.verdict().state(db) == .degraded, "another caller's report counts")
  }

  @Test("a component of which only the target reports is unknown, not steady")
  func onlyTheTargetReports() throws {
    var scenario = Scenario(target: .component("web"), kind: "compute.cpu")
    scenario.add(from: "web", to: "db", "latency_p50", "ms", [5, 5, 5, 5, 5], [5, 5, 5])
    #expect(try scenario.verdict().state(db) == .unknown)
  }

  @Test("a fault on one link does not degrade the callee for others")
  func linkFault() throws {
    let link = Dependency(caller: "web", callee: "db")
    var scenario = Scenario(target: .dependency(link), kind: "net.latency")
    scenario.add(.dependency(link, reporter: .caller), "latency_p50", "ms", [5, 5, 5, 5, 5], [200, 200, 200], [])
    scenario.add(from: "cart", to: "db", "latency_p50", "ms", [5, 5, 5, 5, 5], [5, 5, 5])
    #expect(try scenario.verdict().state(db) == .steady)
  }

  @Test("not degrading is as informative as degrading: a node that stays as it was is steady")
  func steady() throws {
    var scenario = Scenario()
    scenario.add(web, "latency_p90", "ms", steadyLatency, [103, 99, 100], [101])
    let seen = try #require(try scenario.verdict().observation(web, .latency))
    #expect(seen.state == .steady)
    #expect(try #require(seen.confidence) > 0.95)
    #expect(seen.onsetSeconds == nil)
  }

  @Test("the first window after the injection is mixed, effects come a window late and linger as long")
  func lateAndLingering() throws {
    var scenario = Scenario()
    // Windows that end 20 s after the whole minute: the one at 20 s holds 20 s of the fault, the one at 200 s 40 s.
    for (end, value) in zip(
      [-220.0, -160, -100, -40, 20, 80, 140, 200, 260, 320], [50, 52, 49, 51, 120, 90, 210, 220, 160, 51.0])
    {
      scenario.add(.node(web), "latency_p90", "ms", at: end, value)
    }
    let verdict = try scenario.verdict()
    let seen = try #require(verdict.observation(web, .latency))
    #expect(seen.state == .degraded)
    #expect(verdict.recoverySeconds == 140, "lingers until the window that ends 140 s after the clearing")
  }

  @Test(
    "the time of a sample is the END of its window: a window that ends at the injection is baseline, one that ends at the clearing fault"
  )
  func endOfWindow() throws {
    var scenario = Scenario()
    scenario.add(web, "latency_p90", "ms", steadyLatency, [900, 900, 900], [100, 100, 100])
    let series = RunSeries(try scenario.run, .standard).own(web, "latency_p90")[0]
    #expect(
      series.windows.map(\.part) == [
        .baseline, .baseline, .baseline, .baseline, .baseline, .fault, .fault, .fault, .recovery, .recovery, .recovery,
      ])
  }

  @Test("without a stated window the median spacing of the series is its length")
  func spacing() throws {
    var scenario = Scenario()
    for end in [-120.0, -60, 0, 60, 120, 180, 240] {
      scenario.add(.node(web), "latency_p90", "ms", at: end, 10, width: nil)
    }
    let series = RunSeries(try scenario.run, .standard).own(web, "latency_p90")[0]
    #expect(series.windows.allSatisfy { $0.width == 60 })
  }

  @Test("one clean bucket of baseline is enough to see a large effect, and not to see a small one in few requests")
  func oneCleanBucket() throws {
    var scenario = Scenario()
    scenario.add(.node(web), "latency_avg", "ms", at: -240, 80, width: 300)
    scenario.add(.node(web), "latency_avg", "ms", at: 60, 90, width: 300)
    scenario.add(.node(web), "latency_avg", "ms", at: 180, 400, width: 180)
    #expect(try scenario.verdict().state(web) == .degraded)
    var rare = Scenario()
    rare.add(web, "request_rate", "1/s", [0.05], [0.05, 0.05, 0.05])
    rare.add(web, "latency_avg", "ms", [80], [112, 115, 110])
    #expect(try rare.verdict().state(web) == .steady, "three requests a minute, 1.4 times: noise")
    var busy = Scenario()
    busy.add(web, "request_rate", "1/s", [50], [50, 50, 50])
    busy.add(web, "latency_avg", "ms", [80], [112, 115, 110])
    #expect(try busy.verdict().state(web) == .degraded, "three thousand requests a minute, 1.4 times: an effect")
  }

  @Test(
    "a series without samples on either side is unknown",
    arguments: [([100.0, 100, 100], []), ([], [100.0, 100, 100]), ([], [])])
  func oneSide(_ before: [Double], _ during: [Double]) throws {
    var scenario = Scenario()
    scenario.add(web, "latency_p90", "ms", before, during, [100, 100])
    #expect(try scenario.verdict().state(web) == .unknown)
  }

  @Test("a service that was asked once under the fault and then no more is unknown")
  func cutOff() throws {
    var scenario = Scenario()
    for end in -9...12 {
      let isUnder = end > 0 && end <= 6
      if !isUnder || end == 1 { scenario.add(.node(web), "latency_p99", "ms", at: Double(end) * 30, 20, width: 30) }
    }
    scenario.add(.node(db), "up", "bool", at: 180, 0, width: 30)
    #expect(try scenario.verdict().state(web) == .unknown)
  }

  @Test("a crashed service has neither latency nor error rate: it shows in up, in its requests, in its callers")
  func crash() throws {
    var up = Scenario(kind: "compute.kill")
    up.add(db, "up", "bool", [1, 1, 1, 1, 1], [0, 0, 1], [1, 1, 1])
    #expect(try up.verdict().observation(db, .errors)?.state == .degraded)
    #expect(try up.verdict().recoverySeconds == 60)
    var requests = Scenario(kind: "compute.kill")
    requests.add(db, "request_rate", "1/s", [9, 11, 10, 10, 9], [0.5, 0, 0], [9, 10])
    #expect(try requests.verdict().observation(db, .errors)?.state == .degraded)
    var callers = Scenario(kind: "compute.kill")
    callers.add(from: "web", to: "db", "error_rate", "ratio", [0, 0, 0, 0, 0], [1, 1, 1], [0])
    #expect(try callers.verdict().observation(db, .errors)?.state == .degraded)
  }

  @Test("missing requests to another than the target say that somebody stopped calling, not that it fails")
  func missingElsewhere() throws {
    var scenario = Scenario(kind: "compute.kill")
    scenario.add(web, "request_rate", "1/s", [9, 11, 10, 10, 9], [0, 0, 0])
    #expect(try scenario.verdict().state(web) == .unknown)
  }

  @Test("a gap stays a gap: no samples under the fault is neither zero nor steady")
  func gap() throws {
    var scenario = Scenario(kind: "compute.kill")
    scenario.add(db, "request_rate", "1/s", [9, 11, 10, 10, 9], [], [9])
    scenario.add(db, "error_rate", "ratio", [0, 0, 0, 0, 0], [], [0])
    #expect(try scenario.verdict().state(db) == .unknown)
  }

  @Test("one failure among nineteen requests is no rise of the error rate; nine are")
  func fewRequests() throws {
    for (failures, state) in [(1.0, ObservedState.steady), (9, .degraded)] {
      var scenario = Scenario(kind: "app.error")
      scenario.add(web, "request_rate", "1/s", [6, 6, 6, 6, 6].map { $0 / 60 }, [6, 6, 7].map { $0 / 60 })
      scenario.add(
        web, "error_rate", "ratio", [0, 0, 0, 0, 0], [failures / 3 / 6, failures / 3 / 6, failures / 3 / 7])
      #expect(try scenario.verdict().observation(web, .errors)?.state == state, "\(failures) failures")
    }
  }

  @Test("a service that always fails some requests is not degraded by failing as many")
  func usualErrors() throws {
    var scenario = Scenario(kind: "app.error")
    scenario.add(web, "availability", "ratio", [0.9, 0.88, 0.91, 0.9, 0.92], [0.9, 0.89, 0.9])
    #expect(try scenario.verdict().observation(web, .errors)?.state == .steady)
  }

  @Test("a rise that no journey's objective would notice is no degradation")
  func objective() throws {
    var scenario = Scenario()
    scenario.add(web, "latency_p99", "ms", [9, 9, 9, 9, 9], [59, 60, 60], [9])
    #expect(try scenario.verdict().state(web) == .degraded)
    #expect(try scenario.verdict(in: SystemFacts(tightestLatencyObjectiveMs: 400)).state(web) == .steady)
  }

  @Test("a placebo is judged like any run, and teaches with its full grade")
  func placebo() throws {
    var scenario = Scenario(target: nil, kind: "none", confirmed: false)
    scenario.add(web, "latency_p90", "ms", steadyLatency, [102, 99, 100], [100])
    let verdict = try scenario.verdict()
    #expect(verdict.grade == .e4)
    #expect(verdict.outcome == .inconclusive)
    #expect(verdict.clauses.isEmpty)
    #expect(verdict.state(web) == .steady)
  }

  @Test("a processor at its limit, a backlog and retries are saturation where they are measured, and nothing where not")
  func saturation() throws {
    var scenario = Scenario(kind: "compute.cpu")
    scenario.add(db, "cpu_utilisation", "percent_of_limit", [20, 22, 21, 20, 19], [99, 100, 101], [20])
    scenario.add(web, "queue_depth", "count", [3, 4, 3, 3, 4], [30, 40, 50], [4])
    scenario.add(web, "request_rate", "1/s", [1, 1, 1, 1, 1], [1, 1, 1])
    scenario.add(web, "retry_count", "count", [0, 0, 0, 0, 0], [12, 10, 11], [0])
    let verdict = try scenario.verdict()
    #expect(verdict.observation(db, .saturation)?.state == .degraded)
    #expect(verdict.observation(web, .saturation)?.state == .degraded)
    #expect(verdict.observation(db, .latency) == nil)
  }
}
