import Testing
import Vocabulary

@testable import Interchange

/// Journals of our own runs of the real toolkit, and the synthetic ones.
@Suite struct JournalTests {
  @Test func `a run is told from its start to what the tool claimed, word for word`() throws {
    let found = try importing(Files.fixture("deviated.journal.json"))
    #expect(
      found.events.map(\.type.shortName) == [
        "intent.declared", "run.started", "probe.observed", "fault.injected", "probe.observed", "probe.observed",
        "fault.cleared", "run.finished", "source.imported",
      ])
    let run = try #require(found.started)
    #expect(run.target == .component("back"))
    #expect(run.fault.kind.name == "app.error")
    #expect(run.fault.magnitude == Magnitude(value: 1, unit: "ratio"))
    #expect(run.fault.native == "fail=1")
    #expect(run.runner == Runner(tool: "chaostoolkit", version: "1.44.0"))
    #expect(run.intent.map { "intent/\($0)" } == found.events.first?.stream)
    guard case .runFinished(let end)? = found.facts(.runFinished).first else {
      Issue.record("no end")
      return
    }
    #expect(end.native == NativeClaim(tool: "chaostoolkit", status: "completed", verdict: "deviated"))
    #expect(found.injections.map(\.confirmed) == [true])
    #expect(found.clearings == [FaultCleared(how: .rolledBack, confirmed: true)])
    // The hypothesis was asked again before the rollback: the fault still acted.
    #expect(found.probes.map(\.phase) == [.baseline, .fault, .fault])
    #expect(found.probes.map(\.met) == [true, false, false])
  }

  @Test(arguments: [
    ("completed-not-deviated", "app.latency", Magnitude(value: 0.3, unit: "s")),
    ("timeout-deviated", "app.latency", Magnitude(value: 1.5, unit: "s")),
    ("tolerant-not-deviated", "app.error", Magnitude(value: 1, unit: "ratio")),
  ])
  func `target and fault stand in the extension or the provider`(
    file: String, kind: String, magnitude: Magnitude
  ) throws {
    let run = try #require(try importing(Files.fixture("\(file).journal.json")).started)
    #expect(run.target == .component("back"))
    #expect(run.fault.kind.name == kind)
    #expect(run.fault.magnitude == magnitude)
  }

  @Test func `two runs of one experiment that began at the same time are two runs`() throws {
    let files = [
      "SYNTHETIC-journal-gate-failed-but-completed.json", "SYNTHETIC-journal-continuous-violated-not-deviated.json",
    ]
    let found = try files.map { try importing(Files.fixture($0)) }
    let streams = found.map { one in Set(one.events.map(\.stream).filter { $0.hasPrefix("run/") }) }
    #expect(streams.map(\.count) == [1, 1])
    #expect(streams[0].isDisjoint(with: streams[1]))
  }

  @Test(arguments: ["steady-state-not-met-before.journal.json", "SYNTHETIC-journal-gate-failed-but-completed.json"])
  func `a gate that was not met shows that nothing happened, whatever the tool calls completed`(file: String) throws {
    let found = try importing(Files.fixture(file))
    guard case .runFinished(let end)? = found.facts(.runFinished).first else {
      Issue.record("no end")
      return
    }
    #expect(end.native?.status == "completed")
    #expect(end.native?.verdict == "not deviated")
    #expect(found.injections.isEmpty)
    // A rollback of what was never injected clears nothing.
    #expect(found.clearings.isEmpty)
    #expect(found.probes.map(\.phase) == [.baseline])
    #expect(found.probes.map(\.met) == [false])
    #expect(found.aborts.map(\.reason) == [.guardrail])
    #expect(found.aborts.first?.criterion?.contains("steady state") == true)
    #expect(found.facts(.verdictReached).isEmpty)
  }

  @Test func `an action that failed is seen although the run completed`() throws {
    let found = try importing(Files.fixture("action-failed.journal.json"))
    #expect(found.injections.map(\.confirmed) == [true, false])
    #expect(found.injections.last?.evidence?.contains("unreachable-controller") == true)
    #expect(found.injections.last?.evidence?.contains("Connection refused") == true)
    #expect(found.summary.notes.contains { $0.contains("unreachable-controller") })
  }

  @Test(arguments: ["deviated-continuous.journal.json", "SYNTHETIC-journal-continuous-violated-not-deviated.json"])
  func `a probe that was refuted during the fault is kept, whatever the tool concluded`(file: String) throws {
    let found = try importing(Files.fixture(file))
    #expect(found.probes.contains { $0.phase == .fault && $0.met == false })
    #expect(found.probes.filter { $0.phase == .baseline }.map(\.met) == [true])
  }

  @Test func `times that cannot be leave the phase to the section`() throws {
    // In this file every probe of the hypothesis carries the time of the gate.
    let found = try importing(Files.fixture("SYNTHETIC-journal-continuous-violated-not-deviated.json"))
    #expect(found.probes.filter { $0.name == "checkout-ok" }.count { $0.phase == .fault } == 5)
    #expect(found.started?.target == .component("inventory"))
    #expect(found.started?.fault.kind.name == "net.latency")
    #expect(found.started?.fault.magnitude == Magnitude(value: 500, unit: "ms"))
  }

  @Test func `a wrapped journal without probes is a run of which nothing was observed`() throws {
    let found = try importing(Files.fixture("SYNTHETIC-wrapped-journal-no-probes.json"))
    #expect(found.summary.format == .chaosToolkitJournal)
    #expect(found.probes.isEmpty)
    #expect(found.injections.map(\.confirmed) == [true])
    #expect(found.clearings.isEmpty)
    #expect(found.summary.notes.contains { $0.contains("nothing was observed") })
  }

  @Test func `an experiment and its journal declare one intent`() throws {
    for name in ["deviated", "completed-not-deviated", "action-failed", "steady-state-not-met-before"] {
      let experiment = try importing(Files.fixture("\(name).experiment.json"))
      let journal = try importing(Files.fixture("\(name).journal.json"))
      let one = try #require(experiment.events.first)
      let same = try #require(journal.events.first)
      #expect((one.id, one.source, one.payload, one.stream) == (same.id, same.source, same.payload, same.stream))
      #expect(one.time == nil)
    }
  }

  @Test func `importing twice gives identical events, under another name the same but for the provenance`() throws {
    for name in Files.fixtures where name.contains("journal") || name.contains("experiment.json") {
      let once = try importing(Files.fixture(name))
      let twice = try importing(Files.fixture(name))
      #expect(once.events == twice.events)
      #expect(once.summary == twice.summary)
      let renamed = try importing(try Files.fixtureText(name), name: "copy.json")
      #expect(renamed.events.dropLast().map(\.id) == once.events.dropLast().map(\.id))
      #expect(Set(once.events.map(\.id)).count == once.events.count)
      #expect(once.events.allSatisfy { $0.correlation == once.events.last?.id })
      #expect(once.events.last?.type == .sourceImported)
    }
  }
}

/// The lab's own journals and samples, as the demo imports them.
@Suite struct LabRunTests {
  @Test func `a run's journal and samples share the run's id, target and times`() throws {
    guard let folder = Files.shared("lab/recorded/runs/r02-payments-error") else { return }
    let journal = try importing(.file(folder + "/journal.json"))
    let samples = try importing(.file(folder + "/samples.jsonl"))
    #expect(Set(samples.events.dropLast().map(\.stream)) == ["run/r02-payments-error"])
    #expect(Set(journal.events.dropLast().map(\.stream).filter { $0.hasPrefix("run/") }) == ["run/r02-payments-error"])
    let run = try #require(journal.started)
    #expect(run.target == .component("payments"))
    #expect(
      run.fault
        == Fault(kind: FaultKind(named: "app.error")!, native: "error", magnitude: Magnitude(value: 0.2, unit: "ratio"))
    )
    #expect(run.journeys == ["checkout", "cart", "browse", "assist"])
    #expect(run.environment == "test")
    // The service itself said when it took the fault and when it lost it.
    #expect(journal.injections.first?.at == Timestamp(rfc3339: "2026-11-20T18:11:49.243Z"))
    #expect(journal.events.first { $0.type == .faultCleared }?.time == Timestamp(rfc3339: "2026-11-20T18:11:55.012Z"))
    #expect(run.baseline?.to == Timestamp(rfc3339: "2026-11-20T18:11:49.243Z"))
    let during = try #require(journal.probes.first { $0.name == "journey checkout during the fault" })
    #expect(during.journey == "checkout")
    #expect(during.phase == .fault)
    #expect(during.met == false)
    #expect(during.value?["body"]?["error_rate"]?.doubleValue == 0.0833)
    #expect(journal.intents.first?.clauses.map(\.subject) == [.journey("checkout"), .journey("checkout")])
    #expect(Set(samples.samples.map(\.metric)) == ["request_rate", "error_rate", "latency_p99", "retry_count", "up"])
    #expect(samples.samples.count { $0.metric == "latency_p99" && $0.unit != "ms" } == 0)
    #expect(samples.summary.ignoredFields == 0)
  }

  @Test func `every run of the campaign has its target, link and one confirmed injection`() throws {
    guard let folder = Files.shared("lab/recorded/runs") else { return }
    for run in ["r04-payments-crash", "r11-cache-crash", "r15-checkout-latency", "r16-assistant-crash"] {
      let found = try importing(.file("\(folder)/\(run)/journal.json"))
      #expect(found.injections.map(\.confirmed) == [true])
      #expect(found.clearings.map(\.how) == [.rolledBack])
      let parts = run.split(separator: "-")
      #expect(found.started?.fault.kind.name == (parts.last == "crash" ? "compute.kill" : "app.latency"))
      let target: Target =
        run == "r15-checkout-latency"
        ? .dependency(Dependency(caller: "checkout", callee: "inventory")) : .component(String(parts[1]))
      #expect(found.started?.target == target)
    }
  }
}
