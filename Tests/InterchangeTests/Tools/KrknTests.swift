import Testing
import Vocabulary

@testable import Interchange

@Suite struct KrknTests {
  private func telemetry(
    exit: Int = 0, pods: String = #"{"recovered": [], "unrecovered": [], "error": null}"#, checks: String = "null",
    parameters: String = #"[{"id": "kill-pods", "config": {"name_pattern": "^payments-.*$", "kill": 1}}]"#
  ) -> String {
    """
    {"telemetry": {"run_uuid": "96348571", "scenarios": [{"start_timestamp": 1745343338, "end_timestamp": 1745343398.5,
      "scenario": "scenarios/kill.yaml", "scenario_type": "pod_disruption_scenarios", "exit_status": \(exit),
      "parameters_base64": "", "parameters": \(parameters), "affected_pods": \(pods), "affected_nodes": []}],
      "node_summary_infos": [], "health_checks": \(checks), "job_status": true}, "critical_alerts": null}
    """
  }

  @Test func `what it struck confirms the fault, and how long that took to recover is a sample`() throws {
    let pods =
      #"{"recovered": [{"pod_name": "payments-6f7d8b9c4d-x2x5z", "namespace": "shop", "total_recovery_time": 12.5, "pod_readiness_time": 10, "pod_rescheduling_time": 2.5}], "unrecovered": [{"pod_name": "db-0", "namespace": "shop"}]}"#
    let found = try importing(telemetry(pods: pods))
    #expect(found.started?.target == .component("payments"))
    #expect(found.injections.map(\.confirmed) == [true])
    #expect(found.samples.map { "\($0.metric) \($0.value) \($0.unit)" } == ["time_to_recover 12.5 s"])
    #expect(found.samples.map(\.phase) == [.recovery])
    #expect(found.probes.map { "\($0.component ?? "") \($0.met ?? true)" } == ["db false"])
    #expect(found.native == NativeClaim(tool: "krkn", status: "exit status 0"))
  }

  @Test(arguments: [(0, 1, 0), (2, 1, 1), (1, 0, 0), (3, 0, 0), (-1, 0, 0)])
  func `exit status 2 is an objective that failed, and others a scenario that did`(
    exit: Int, injections: Int, unmet: Int
  )
    throws
  {
    let found = try importing(telemetry(exit: exit))
    #expect(found.injections.count == injections)
    #expect(found.probes.count { $0.met == false } == unmet)
  }

  @Test func `an objective that Krkn counts as kept may have had no data, and is no answer`() throws {
    let found = try importing(Files.fixture("SYNTHETIC-resiliency-report.json"))
    #expect(
      found.probes.map { "\($0.name) \($0.met.map(String.init) ?? "nil")" } == ["etcd leader nil", "p99 fsync false"])
    #expect(found.injections.map(\.confirmed) == [false])
    #expect(found.native?.verdict == "score 76")
    #expect(found.summary.notes.contains { $0.contains("no evidence of anything steady") })
    #expect(found.summary.notes.contains { $0.contains("read as UTC") })
  }

  @Test(arguments: [
    // The runner's clock is two hours ahead; its checks begin two seconds before the scenario.
    ("2025-04-22T19:35:36.5", "2025-04-22T19:35:50", "2025-04-22T19:36:00", 4),
    ("2025-04-22T17:35:36Z", "2025-04-22T17:35:50Z", "2025-04-22T17:36:00Z", 4),
    // Neither this nor any other whole offset fits.
    ("2025-04-22T19:43:36", "2025-04-22T19:43:50", "2025-04-22T19:44:00", 0),
  ])
  func `checks in local time are placed by the run's own start or left out`(
    from: String, broke: String, end: String, count: Int
  ) throws {
    let checks =
      #"[{"url": "http://user:pw@front.shop.svc/health", "status": true, "status_code": "200", "start_timestamp": "\#(from)", "end_timestamp": "\#(broke)", "duration": 13.5}, {"url": "http://user:pw@front.shop.svc/health", "status": false, "status_code": "503", "start_timestamp": "\#(broke)", "end_timestamp": "\#(end)", "duration": 10}]"#
    let hog = #"{"hog-type": "cpu", "cpu-load-percentage": 90, "duration": 15, "node-name": "n1"}"#
    let found = try importing(telemetry(checks: checks, parameters: hog))
    let told = found.probes.map { "\($0.phase.rawValue) \($0.met ?? false)" }
    #expect(told == ["baseline true", "fault true", "fault false", "recovery false"].prefix(count).map(\.self))
    #expect(found.probes.allSatisfy { $0.component == "front" && !$0.name.contains("pw") })
    #expect(found.started?.fault.magnitude?.value == 0.9)
    if count == 0 { #expect(found.summary.notes.contains { $0.contains("unknown offset") }) }
  }

  @Test func `parameters in base64 are read, and others said`() throws {
    let base64 = "LSBpZDogcG9kX25ldHdvcmtfb3V0YWdlCiAgY29uZmlnOgogICAgbGFiZWxfc2VsZWN0b3I6IGFwcD1jYXJ0Cg=="
    func text(_ base64: String) -> String {
      telemetry(parameters: "null").replacing(
        "\"parameters_base64\": \"\"", with: "\"parameters_base64\": \"\(base64)\"")
    }
    let found = try importing(text(base64))
    #expect(found.started?.fault.kind.name == "net.partition" && found.started?.target == .component("cart"))
    let wrong = try importing(text("I'm a wrong base64"))
    #expect(wrong.started?.fault.native == "pod_disruption_scenarios")
    #expect(wrong.summary.notes.contains { $0.contains("base64") })
  }

  @Test(arguments: [
    ("hog-type: memory\nmemory-vm-bytes: 90%\nduration: 60\n", "compute.memory", 0.9),
    (
      "network_chaos:\n  duration: 300\n  label_selector: app=a\n  egress: {latency: 50ms, loss: 0.02}\n",
      "net.latency", 50
    ),
    ("- id: pod_network_chaos\n  test_duration: 60\n  target: web\n  latency: 0s\n  loss: 10\n", "net.loss", 0.1),
    ("pvc_scenario:\n  pvc_name: data\n  fill_percentage: 50\n  duration: 60\n", "storage.full", 0.5),
    ("node_scenarios:\n- actions: [node_stop_start_scenario]\n  node_name: n1\n", "compute.node", nil),
    ("application_outage:\n  duration: 600\n  pod_selector: {app: foo}\n  block: [Ingress]\n", "net.partition", nil),
    ("zone_outage:\n  duration: 600\n  subnet_id: [a]\n", "zone.outage", nil),
    ("time_scenarios:\n- action: skew_time\n  object_type: pod\n  label_selector: app=etcd\n", "time.skew", nil),
  ])
  func `a scenario file is an intent`(text: String, kind: String, size: Double?) throws {
    let found = try importing(text)
    #expect(found.summary.format == .krkn)
    #expect(found.intents.map { $0.fault?.kind.name } == [kind])
    #expect(found.intents.first?.fault?.magnitude?.value == size)
  }

  @Test func `several actions are several intents, and a summary of scores nothing`() throws {
    let nodes = "node_scenarios:\n- actions: [node_stop_start_scenario, stop_kubelet_scenario]\n  node_name: n1\n"
    #expect(try importing(nodes).intents.map { $0.fault?.kind.name } == ["compute.node", "control.plane"])
    let scores = #"{"scenarios": {"test": 92}, "resiliency_score": 90, "passed_slos": 9, "total_slos": 10}"#
    #expect(try importing(scores).events.count == 1)
  }

  @Test func `telemetry with and without what wraps it gives the same runs`() throws {
    let wrapped = try importing(telemetry())
    let bare = try importing(
      String(telemetry().dropFirst(#"{"telemetry": "#.utf8.count).split(separator: ", \"critical_alerts\"")[0]))
    #expect(wrapped.runID == bare.runID)
  }

  @Test(arguments: [
    ("256m", Magnitude(value: 256, unit: "MiB")), ("1Gi", Magnitude(value: 1, unit: "GiB")),
    ("512MB", Magnitude(value: 512, unit: "MB")), ("2t", Magnitude(value: 2048, unit: "GiB")),
    ("90%", Magnitude(value: 0.9, unit: "ratio")), ("1048576", Magnitude(value: 1_048_576, unit: "B")),
  ])
  func `memory is measured in bytes, and never in minutes`(size: String, expected: Magnitude) throws {
    let hog = try importing(
      "hog-type: memory\nduration: 60\nmemory-vm-bytes: \(size)\nnode-name: n\n", name: "hog.yaml")
    #expect(hog.intents.first?.fault?.magnitude == expected)
    let mesh = """
      apiVersion: chaos-mesh.org/v1alpha1
      kind: StressChaos
      metadata: {name: s}
      spec: {mode: one, selector: {labelSelectors: {app: db}}, stressors: {memory: {workers: 1, size: \(size)}}}
      """
    let found = try importing(mesh, name: "mesh.yaml").intents.first?.fault?.magnitude
    // A bare number counts megabytes there.
    #expect(found == (size == "1048576" ? Magnitude(value: 1_048_576, unit: "MB") : expected))
  }
}
