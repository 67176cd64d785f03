import Testing
import Vocabulary

@testable import Interchange

/// What a tool leaves of a document of ours is tied to its proposal.
@Suite struct ReturnTests {
  private let proposal = "p-0123456789abcdef"

  private func document(_ tool: ExportTool, _ kind: String = "net.latency") throws -> ExportedDocument {
    // Labels that are other names than the book's.
    let labels = #"{"components": {"*": {"kubernetes": {"selector": {"app": "{component}-v2"}}}}}"#
    let layers = tool == .krkn ? [ExportScene.bindings] : [ExportScene.bindings, labels]
    let aws = #"{"components": {"payments": {"aws": {"resourceType": "aws:ecs:task", "tags": {"app": "other"}}}}}"#
    let all = try Bindings((layers + [aws]).map { Bindings.Layer(name: "b", json: try JSON.parse(Array($0.utf8))) })
    return try Exporter.document(of: ExportScene.experiment(kind), as: tool, options: ExportOptions(bindings: all))
  }

  private func expectTied(_ run: RunStarted?, environment: String = "staging") {
    #expect(run?.proposal == proposal)
    #expect(run?.target == ExportScene.component)
    #expect(run?.environment == environment)
  }

  @Test func `a journal of the Chaos Toolkit, with probes of every subject and after the recovery`() throws {
    let experiment = try JSON.parse(Array(try document(.chaosToolkit).text.utf8))
    func entry(_ activity: JSON, _ second: Int, output: JSON) -> JSON {
      let time = "2026-11-20T18:1\(second / 60):\(second % 60 < 10 ? "0" : "")\(second % 60)+00:00"
      return .compact(
        ("activity", activity), ("status", "succeeded"), ("start", .string(time)), ("end", .string(time)),
        ("output", output))
    }
    let method = experiment["method"]?.arrayValue ?? []
    let rollbacks = experiment["rollbacks"]?.arrayValue ?? []
    let journal = JSON.compact(
      ("chaoslib-version", "1.44.0"), ("experiment", experiment), ("start", "2026-11-20T18:10:00+00:00"),
      ("end", "2026-11-20T18:15:00+00:00"), ("status", "completed"), ("deviated", false),
      ("steady_states", .compact(("before", .null), ("after", .null), ("during", []))),
      (
        "run",
        .array(
          method.enumerated().map { index, one in
            entry(one, 60 + index, output: .compact(("status", index == 0 ? 200 : 503)))
          })
      ),
      (
        "rollbacks",
        .array(
          rollbacks.enumerated().map { index, one in entry(one, 180 + index, output: .compact(("status", 200))) })
      ))
    let found = try importing(journal.text, name: "journal.json")
    expectTied(found.started)
    #expect(found.started?.intent == proposal)
    #expect(found.intents.first?.clauses.count == 2)
    #expect(Set(found.probes.compactMap(\.journey)) == ["browse", "checkout"])
    #expect(found.probes.contains { $0.phase == .fault && $0.met == false && $0.journey == "browse" })
    #expect(found.probes.contains { $0.phase == .recovery && $0.met == true && $0.journey == "checkout" })
    #expect(found.injections.first?.confirmed == true && !found.clearings.isEmpty)
  }

  @Test func `an object of Chaos Mesh with its status`() throws {
    let text =
      try document(.chaosMesh).text + """
        status:
          conditions: [{type: Selected, status: "True"}, {type: AllInjected, status: "True"}]
          experiment:
            desiredPhase: Stop
            containerRecords:
              - id: shop/payments-1
                phase: Not Injected
                injectedCount: 1
                events:
                  - {operation: Apply, type: Succeeded, timestamp: "2026-11-20T18:11:00Z"}
                  - {operation: Recover, type: Succeeded, timestamp: "2026-11-20T18:13:00Z"}
        """
    let found = try importing(text)
    expectTied(found.started)
    #expect(found.started?.intent == proposal && found.started?.fault.magnitude == Magnitude(value: 1000, unit: "ms"))
  }

  @Test func `a ChaosResult beside its engine, with its probes' journeys`() throws {
    let engine = try document(.litmus).text
    let result = """
      ---
      apiVersion: litmuschaos.io/v1alpha1
      kind: ChaosResult
      metadata: {name: faultbook-\(proposal)-pod-network-latency, namespace: shop}
      spec: {engine: faultbook-\(proposal), experiment: pod-network-latency}
      status:
        experimentStatus: {phase: Completed, verdict: Pass}
        probeStatuses:
          - {name: well-1, type: httpProbe, mode: Continuous, status: {verdict: Passed}}
        history: {passedRuns: 1, failedRuns: 0, stoppedRuns: 0, targets: [{name: payments, kind: deployment, chaosStatus: reverted}]}
      """
    let found = try importing(engine + result)
    expectTied(found.started)
    #expect(found.probes.first?.journey == "checkout" && found.probes.first?.component == nil)
  }

  @Test func `an experiment of FIS`() throws {
    let template = try JSON.parse(Array(try document(.awsFIS).text.utf8))
    let actions = (template["actions"]?.members ?? []).map { member in
      JSON.Member(
        member.name,
        .object(
          (member.value.members ?? []) + [
            JSON.Member("state", .compact(("status", "completed"))),
            JSON.Member("startTime", "2026-11-20T18:11:00Z"), JSON.Member("endTime", "2026-11-20T18:13:00Z"),
          ]))
    }
    let kept = (template.members ?? []).filter { $0.name != "actions" }
    let experiment = JSON.object(
      kept + [
        JSON.Member("actions", .object(actions)), JSON.Member("id", "EXP1"),
        JSON.Member("experimentTemplateId", "EXT1"), JSON.Member("state", .compact(("status", "completed"))),
        JSON.Member("startTime", "2026-11-20T18:10:00Z"), JSON.Member("endTime", "2026-11-20T18:14:00Z"),
      ])
    expectTied(try importing(JSON.compact(("experiment", experiment)).text).started)
  }

  @Test(arguments: ["net.partition", "net.latency"])
  func `telemetry of Krkn, by what the scenario holds or by the name of its file`(kind: String) throws {
    let exported = try document(.krkn, kind)
    let scenario = try YAMLDocuments(.forTest).read(Array(exported.text.utf8))
    let telemetry = JSON.compact(
      (
        "scenarios",
        [
          .compact(
            ("start_timestamp", 1_795_198_260), ("end_timestamp", 1_795_198_380),
            ("scenario", .string("scenarios/\(exported.fileName)")), ("scenario_type", "application_outages_scenarios"),
            ("exit_status", 0), ("parameters", scenario[0].json))
        ]
      ), ("run_uuid", "u1"))
    let found = try importing(telemetry.text)
    expectTied(found.started, environment: kind == "net.partition" ? "staging" : "unknown")
  }

  @Test func `what Toxiproxy answers of its toxics`() throws {
    let toxic = try JSON.parse(Array(try document(.toxiproxy).text.utf8))
    let left = JSON.object((toxic.members ?? []).filter { $0.name != "faultbook" })
    let proxies = JSON.compact(
      (
        "payments",
        .compact(
          ("name", "payments"), ("listen", "127.0.0.1:1"), ("upstream", "payments:1"), ("enabled", true),
          ("toxics", [left]))
      ))
    let found = try importing(proxies.text, ImportOptions(as: .toxiproxy))
    #expect(found.intents.first?.proposal == proposal && found.intents.first?.target == ExportScene.component)
  }

  @Test func `a document that was changed after it was exported tests what it says now`() throws {
    let text = try document(.chaosMesh).text.replacing("\"1000ms\"", with: "\"50ms\"").replacing("1000ms", with: "50ms")
    let found = try importing(text)
    #expect(found.intents.first?.fault?.dose() == .low)
    #expect(found.intents.first?.proposal == proposal)
    #expect(found.summary.notes.contains { $0.contains("not the net.latency of 1000 ms that was exported") })
  }

  @Test(arguments: ["net.latency", "net.loss", "net.bandwidth", "compute.kill"])
  func `a scenario of Krkn under another name, by what stands in it`(kind: String) throws {
    let options = try ExportScene.options(ExportScene.bindings, mayRound: true)
    let text = try Exporter.document(of: ExportScene.experiment(kind), as: .krkn, options: options).text
    #expect(text.contains(proposal), "\(text)")
    let found = try importing(text, name: "e.yaml")
    #expect(found.intents.map(\.proposal) == [proposal])
    // One that a book holds is not declared again.
    let held = try Exporter.document(of: ExportScene.experiment(kind, heldAs: "int-7"), as: .krkn, options: options)
      .text
    #expect(held.contains("int-7"))
    #expect(try importing(held, name: "e.yaml").intents.isEmpty)
  }
}
