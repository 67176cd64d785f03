import Testing
import Vocabulary

@testable import Interchange

/// Files as real life alters them: what of a run could not be used is said, run by run, and in true words.
@Suite struct AlteredFileTests {
  struct Altered: CustomTestStringConvertible, Sendable {
    let name: String
    let text: String
    var runs = 1
    var injections = 0
    let says: [String]
    var testDescription: String { name }
  }

  private static let probe =
    #"{"name":"ok","type":"probe","tolerance":200,"provider":{"type":"http","url":"http://shop/ok"}}"#
  private static let action =
    #"{"name":"slow","type":"action","provider":{"type":"process","path":"toxiproxy-cli","arguments":"toxic add -t latency -a latency=500 inventory"}}"#

  private static func journal(run: String, dry: String = "null") -> String {
    """
    {"chaoslib-version":"1.45.0","experiment":{"title":"t","description":"d","dry":\(dry),
     "steady-state-hypothesis":{"title":"h","probes":[\(probe)]},"method":[\(action)],"rollbacks":[]},
     "start":"2026-02-03T10:00:00+00:00","end":"2026-02-03T10:01:00+00:00","status":"completed","deviated":false,
     "steady_states":{"before":{"steady_state_met":true,"probes":[]},"after":{"steady_state_met":true,"probes":[]}},
     "run":\(run),"rollbacks":[]}
    """
  }

  private static func krkn(_ status: String) -> String {
    """
    {"telemetry": {"run_uuid": "9", "scenarios": [{"start_timestamp": 1745343338, "end_timestamp": 1745343398,
      "scenario": "kill.yaml", "scenario_type": "pod_disruption_scenarios", "exit_status": \(status),
      "parameters": [{"id": "kill-pods", "config": {"name_pattern": "^payments-.*$", "kill": 1}}]}], "node_summary_infos": []}}
    """
  }

  private static func mesh(_ records: String) -> String {
    """
    apiVersion: chaos-mesh.org/v1alpha1
    kind: NetworkChaos
    metadata: {name: slow, namespace: shop, creationTimestamp: "2026-01-01T09:59:59Z"}
    spec: {action: delay, mode: all, selector: {labelSelectors: {app: payments}}, delay: {latency: 90ms}, duration: 60s}
    status:
      conditions: [{type: Selected, status: "True"}, {type: AllInjected, status: "False"}, {type: AllRecovered, status: "True"}]
      experiment: {desiredPhase: Stop, containerRecords: [\(records)]}
    """
  }

  private static let struck =
    #"{id: shop/a, injectedCount: 1, phase: Not Injected, events: [{operation: Apply, type: Succeeded, timestamp: "2026-01-01T10:00:00Z"}, {operation: Recover, type: Succeeded, timestamp: "2026-01-01T10:01:00Z"}]}"#
  private static let missed =
    #"{id: shop/b, injectedCount: 0, phase: Not Injected, events: [{operation: Apply, type: Failed, timestamp: "2026-01-01T10:00:00Z", message: no such pod}]}"#

  static let files = [
    Altered(
      name: "journal with an empty run", text: journal(run: "[]"),
      says: ["no action of its method was carried out, so nothing was injected"]),
    Altered(
      name: "journal without a run", text: journal(run: "null"),
      says: ["no action of its method was carried out, so nothing was injected"]),
    Altered(
      name: "journal of a dry run", text: journal(run: "[]", dry: "\"actions\""), says: ["a dry run without actions"]),
    Altered(
      name: "telemetry without an exit status", text: krkn("null"),
      says: ["it has no exit status, so nobody says how it ended; nothing shows that anything was injected"]),
    Altered(
      name: "telemetry of a failed scenario", text: krkn("1"),
      says: ["exit status 1 says that the scenario itself failed; nothing shows"]),
    Altered(
      name: "half of what was chosen was missed", text: mesh("\(struck), \(missed)"), injections: 1,
      says: ["1 of the 2 that it chose were not injected: no such pod"]),
    Altered(name: "all of it was missed", text: mesh(missed), says: ["nothing was injected: no such pod"]),
    Altered(
      name: "samples.csv", text: "run,component,metric,unit,at,value\n", runs: 0,
      says: ["no sample is in it: no data is not zero"]),
    Altered(
      name: "incidents.yaml",
      text:
        "- incident: A\n  started: 2026-01-01T10:00:00+05:30\n  suspected: db\n  attribution: 0.5\n  degraded: [web]\n"
        + "- incident: B\n  started: 2026-01-02T10:00:00Z\n  suspected: db\n  attribution: 0.5\n  degraded: [web]\n",
      runs: 0, says: ["incident \"A\" has not ended", "incident \"B\" has not ended"]),
  ]

  @Test(arguments: files) func `what could not be used is said of each run`(_ file: Altered) throws {
    let found = try importing(file.text, name: file.name)
    #expect(found.facts(.runStarted).count == file.runs && found.injections.count == file.injections)
    for words in file.says {
      #expect(found.summary.notes.contains { $0.contains(words) }, "\(words): \(found.summary.notes)")
    }
    if !file.says.contains(where: { $0.contains("chose were not") }) {
      #expect(found.summary.notes.allSatisfy { !$0.contains("chose were not") })
    }
  }

  @Test func `an empty list of objects is named for what it is`() throws {
    let said = try #require(failure("apiVersion: v1\nkind: List\nitems: []\nmetadata:\n  resourceVersion: \"\"\n"))
    #expect(said.contains("is an empty list of Kubernetes objects"), "\(said)")
  }

  @Test func `a record of an old version that forgets its injection is not told as missed`() throws {
    let found = try importing(
      Self.mesh("{id: shop/a, phase: Not Injected}").replacing(
        "AllInjected, status: \"False\"", with: "AllInjected, status: \"True\""))
    #expect(found.injections.count == 1 && found.summary.notes.allSatisfy { !$0.contains("chose were not") })
  }
}
