import Testing
import Vocabulary

@testable import Interchange

/// A ChaosResult in YAML, with what a test varies.
struct LitmusText {
  var phase = "Completed"
  var verdict = "Pass"
  var probes = ""
  var targets = "[{name: hello, kind: deployment, chaosStatus: targeted}]"
  var history = "{passedRuns: 1, failedRuns: 0, stoppedRuns: 0, targets: TARGETS}"
  var metadata = "creationTimestamp: \"2026-03-18T15:36:14Z\""

  var result: String {
    """
    apiVersion: litmuschaos.io/v1alpha1
    kind: ChaosResult
    metadata: {name: engine-pod-delete, namespace: litmus, \(metadata.replacing("\n", with: ", "))}
    spec: {engine: engine, experiment: pod-delete}
    status:
      experimentStatus: {phase: \(phase), verdict: \(verdict), probeSuccessPercentage: "100"}
      probeStatuses: [\(probes)]
      history: \(history.replacing("TARGETS", with: targets))
    """
  }

  static func probe(_ name: String, _ mode: String, _ verdict: String) -> String {
    "{name: \(name), type: httpProbe, mode: \(mode), status: {verdict: \(verdict)}}"
  }

  static let engine = """
    apiVersion: litmuschaos.io/v1alpha1
    kind: ChaosEngine
    metadata: {name: engine, namespace: litmus}
    spec:
      engineState: active
      appinfo: {appns: shop, applabel: "app=checkout", appkind: deployment}
      experiments:
      - name: pod-delete
        spec:
          components:
            env: [{name: TOTAL_CHAOS_DURATION, value: "30"}, {name: PODS_AFFECTED_PERC, value: "50"},
              {name: API_TOKEN, valueFrom: {secretKeyRef: {name: x, key: y}}}]
          probe:
          - {name: front, type: httpProbe, mode: OnChaos, httpProbe/inputs: {url: "http://frontend.shop.svc:80/x"}}
    status:
      engineStatus: completed
      experiments: [{name: pod-delete, status: Completed, verdict: Pass, lastUpdateTime: "2026-03-18T15:40:00Z"}]
    """
}

@Suite struct LitmusTests {
  @Test func `a pass without a probe observed nothing`() throws {
    let found = try importing(Files.fixture("SYNTHETIC-chaosresult-pass-vacuous.yaml"))
    #expect(found.probes.isEmpty && found.samples.isEmpty)
    #expect(found.facts(.verdictReached).isEmpty)
    #expect(found.started?.fault.kind.name == "compute.kill")
    #expect(found.started?.fault.native == "pod-delete")
    #expect(found.native == NativeClaim(tool: "litmus", status: "Completed", verdict: "Pass"))
    #expect(found.injections.map(\.confirmed) == [false])
    #expect(found.summary.notes.contains { $0.contains("nothing was observed") })
    #expect(found.summary.notes.contains { $0.contains("5 earlier runs") })
  }

  @Test func `probes stand in the part of the run that their mode names, and N/A is no failure`() throws {
    let found = try importing(Files.fixture("SYNTHETIC-chaosresult-probe-failure.yaml"))
    let told = found.probes.map { "\($0.name) \($0.phase.rawValue) \($0.met.map(String.init) ?? "nil")" }
    #expect(told == ["checkout-p99 fault false", "frontend-2xx fault true", "post-check recovery nil"])
    #expect(found.injections.map(\.confirmed) == [true])
    #expect(found.clearings == [FaultCleared(how: .rolledBack, confirmed: true)])
  }

  @Test func `a result that awaits its verdict is no run yet, and becomes one when it has it`() throws {
    let waiting = try importing(
      LitmusText(phase: "Running", verdict: "Awaited", probes: LitmusText.probe("p", "EOT", "Awaited")).result)
    #expect(waiting.started == nil)
    #expect(waiting.summary.notes.contains { $0.contains("Awaited") })
    #expect(try importing(LitmusText().result).started != nil)
  }

  @Test func `importing a result again adds only the runs that came since`() throws {
    let first = try importing(LitmusText().result)
    let again = try importing(
      LitmusText(metadata: "creationTimestamp: \"2026-03-18T15:36:14Z\", resourceVersion: \"9\"").result)
    let second = try importing(
      LitmusText(history: "{passedRuns: 2, failedRuns: 0, stoppedRuns: 0, targets: TARGETS}").result)
    func ids(_ found: Imported) -> [String] { found.events.filter { $0.type != .sourceImported }.map(\.id) }
    #expect(ids(first) == ids(again))
    #expect(Set(ids(first)).isDisjoint(with: ids(second)))
    #expect(first.runID != second.runID)
  }

  @Test func `a probe that failed before the fault kept the fault from coming`() throws {
    let found = try importing(
      LitmusText(
        phase: "Completed_With_Probe_Failure", verdict: "Fail", probes: LitmusText.probe("gate", "SOT", "Failed"),
        targets: "[]"
      ).result)
    #expect(found.injections.isEmpty)
    #expect(found.aborts.map(\.reason) == [.guardrail])
    #expect(found.probes.map(\.phase) == [.baseline])
  }

  @Test func `an edge probe that failed after the fault had passed before it`() throws {
    let found = try importing(
      LitmusText(
        phase: "Completed_With_Probe_Failure", verdict: "Fail", probes: LitmusText.probe("edge", "Edge", "Failed")
      ).result)
    #expect(found.probes.map { "\($0.phase.rawValue) \($0.met ?? false)" } == ["baseline true", "recovery false"])
    #expect(found.injections.count == 1)
  }

  @Test func `an error before the fault was seen injected nothing`() throws {
    let found = try importing(LitmusText(phase: "Error", verdict: "Error").result)
    #expect(found.injections.isEmpty)
    #expect(found.aborts.map(\.reason) == [.error])
  }

  @Test(arguments: ["kind: List\nitems:\n- ENGINE\n- RESULT", "ENGINE\n---\nRESULT\n"])
  func `an engine and its result, in a list or as two documents, are one intent and one run of it`(form: String) throws
  {
    func item(_ text: String) -> String { form.hasPrefix("kind") ? text.replacing("\n", with: "\n  ") : text }
    let probes = LitmusText.probe("front", "OnChaos", "Passed")
    let text =
      (form.hasPrefix("kind") ? "apiVersion: v1\n" : "")
      + form.replacing("ENGINE", with: item(LitmusText.engine)).replacing(
        "RESULT", with: item(LitmusText(probes: probes).result))
    let found = try importing(text)
    #expect(found.intents.count == 1)
    #expect(found.facts(.runStarted).count == 1)
    #expect(found.started?.target == .component("checkout"))
    #expect(found.started?.fault.scope == 0.5)
    #expect(found.probes.map(\.component) == ["frontend"])
    #expect(found.events.first { $0.type == .runStarted }?.time?.description == "2026-03-18T15:40:00Z")
  }

  @Test func `kubectl's JSON reads as its YAML does`() throws {
    let yaml = try importing(LitmusText().result)
    let json = try Documents(ImportContext.forTest).read(MemorySource(Array(LitmusText().result.utf8)))[0].json
    let listed = #"{"apiVersion":"v1","kind":"List","items":[\#(json.text)]}"#
    #expect(try importing(listed).events.dropLast().map(\.id) == yaml.events.dropLast().map(\.id))
    // As the API lists one kind: its items have neither kind nor version.
    let bare = JSON.object((json.members ?? []).filter { $0.name != "kind" && $0.name != "apiVersion" })
    let typed =
      #"{"apiVersion":"litmuschaos.io/v1alpha1","kind":"ChaosResultList","metadata":{},"items":[\#(bare.text)]}"#
    #expect(try importing(typed).events.dropLast().map(\.id) == yaml.events.dropLast().map(\.id))
  }

  @Test func `a result without a status, and one without times, are told as such`() throws {
    let bare = "apiVersion: litmuschaos.io/v1alpha1\nkind: ChaosResult\nmetadata: {name: r}\nspec: {experiment: x}\n"
    #expect(try importing(bare).started == nil)
    let timeless = try importing(LitmusText(metadata: "labels: {a: b}").result)
    #expect(timeless.events.allSatisfy { $0.time == nil })
    #expect(timeless.summary.notes.contains { $0.contains("no time is in it") })
  }

  @Test func `an Argo workflow's engines are read from the text that carries them`() throws {
    let text = """
      apiVersion: argoproj.io/v1alpha1
      kind: Workflow
      metadata: {generateName: chaos-}
      spec:
        templates:
        - name: run
          inputs:
            artifacts:
            - name: engine
              raw:
                data: |
      \(LitmusText.engine.split(separator: "\n").map { "            " + $0 }.joined(separator: "\n"))
      """
    #expect(try importing(text).intents.map(\.title) == ["engine: pod-delete"])
  }

  private static let placeholders: [(value: String, target: String?)] = [
    ("{{workflow.parameters.app}}", "cart"), ("{{ workflow.parameters.app }}", "cart"),
    ("{{inputs.parameters.app}}", nil),
    ("{{workflow.parameters.odd}}", nil),
  ]

  @Test(arguments: placeholders)
  func `what a workflow fills in before it runs is filled in`(value: String, target: String?) throws {
    let text = """
      apiVersion: argoproj.io/v1alpha1
      kind: Workflow
      metadata: {name: wf}
      spec:
        arguments: {parameters: [{name: app, value: app=cart}, {name: odd, value: "a: [b"}]}
        templates:
        - name: run
          inputs:
            artifacts:
            - name: engine
              raw:
                data: |
                  apiVersion: litmuschaos.io/v1alpha1
                  kind: ChaosEngine
                  metadata: {name: engine}
                  spec:
                    appinfo:
                      appns: {{workflow.parameters.space}}
                      applabel: \(value)
                    experiments: [{name: pod-delete}]
      """
    let expected: Target? = target.map { .component($0) }
    #expect(try importing(text).intents.map(\.target) == [expected])
  }

  @Test func `every experiment of the table is of a known kind`() {
    for row in LitmusFaults.known { #expect(FaultKind(named: row.kind) != nil, "\(row)") }
    #expect(
      LitmusFaults.fault("pod-network-loss", environment: ["NETWORK_PACKET_LOSS_PERCENTAGE": "25"]).magnitude?.value
        == 0.25)
    #expect(LitmusFaults.fault("my-own").kind == .unknown)
  }

  @Test func `what kubectl describes for people is refused with the way to do it`() throws {
    let described = "Name:         r\nAPI Version:  litmuschaos.io/v1alpha1\nKind:         ChaosResult\n"
    #expect(failure(described)?.contains("kubectl get") == true)
  }
}

@Suite struct DocumentTests {
  @Test func `documents of any number, in lists and lists of lists, are found one by one`() throws {
    let one = LitmusText().result
    let other = one.replacing("engine-pod-delete", with: "second").replacing("engine: engine,", with: "engine: other,")
    let found = try importing("---\n\(one)\n---\n# nothing here\n---\n\(other)\n...\n")
    #expect(found.facts(.runStarted).count == 2)
    let json = try YAMLDocuments(ImportContext.forTest).read(Array("\(one)\n---\n\(other)".utf8)).map(\.json.text)
    #expect(try importing("[\(json[0]),\(json[1])]").facts(.runStarted).count == 2)
    #expect(try importing(json.joined(separator: "\n")).facts(.runStarted).count == 2)
    let list =
      #"{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"}},\#(json[0])]}"#
    let mixed = try importing(list)
    #expect(mixed.facts(.runStarted).count == 1 && mixed.summary.notes.contains { $0.contains("Pod \"p\" of v1") })
  }

  @Test func `a broken document behind sound ones is refused, and said with its line`() {
    let message = failure("\(LitmusText().result)\n---\nkind: [\n", name: "f.yaml")
    #expect(
      message?.hasPrefix("f.yaml, line ") == true && message?.contains("no sound YAML") == true, "\(message ?? "")")
  }

  @Test func `lists as labels, and objects that say nothing, are left out and said`() throws {
    let service = "apiVersion: openslo/v1\nkind: Service\nmetadata: {name: s, labels: {team: [a, b]}}\nspec: {}\n"
    #expect(try importing(service).summary.notes == ["no SLO is in it"])
    let windows = "apiVersion: sloth.slok.dev/v1\nkind: AlertWindows\nspec: {sloPeriod: 7d}\nmetadata: {name: w}\n"
    #expect(try importing(windows).summary.notes.first?.contains("states no objective") == true)
    let definition = "apiVersion: litmuschaos.io/v1alpha1\nkind: ChaosExperiment\nmetadata: {name: x}\nspec: {}\n"
    #expect(try importing(definition).summary.notes.first?.contains("neither an engine nor a result") == true)
  }

  @Test func `secrets in what is kept are taken out`() throws {
    let text = LitmusText(
      phase: "Error", verdict: "Error",
      probes:
        "{name: p, mode: EOT, status: {verdict: Failed, description: 'GET http://u:hunter2@h/?token=abc failed'}}",
      targets: "[{name: a, kind: pod, chaosStatus: injected}]"
    ).result
    let found = try importing(text)
    #expect(found.probes.count == 1)
    for event in found.events { #expect(!event.payload.contains("hunter2") && !event.payload.contains("abc")) }
  }

  @Test(arguments: ["a: &a [x]\n? *a\n: y\n", "a: &a x\n{*a : y}: z\n", "a: &a x\n*a : y\n", "a: &a x\n[*a, b]: y\n"])
  func `names that are aliases are refused before they are compared`(text: String) {
    #expect(failure(text, ImportOptions(as: .compose))?.contains("as a name") == true)
  }

  @Test(arguments: [
    "a: &a x\nb: [*a, '*c : d', \"? x\"] # *e : f\nservices: {w: {image: *a}}\n",
    "a: &a {k: v}\nservices: {w: {image: n, <<: *a, command: 'x: *y'}}\n",
  ])
  func `aliases in their own places are followed`(text: String) throws {
    #expect(try importing(text).kinds.keys.sorted() == ["w"])
  }
}
