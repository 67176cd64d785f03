import Testing
import Vocabulary

@testable import Interchange

@Suite struct ChaosMeshTests {
  /// A NetworkChaos with what a test varies.
  private func delay(spec: String = "", status: String = "", kind: String = "NetworkChaos") -> String {
    """
    apiVersion: chaos-mesh.org/v1alpha1
    kind: \(kind)
    metadata: {name: slow, namespace: shop, uid: 0c2f, creationTimestamp: "2026-03-01T10:00:00Z"}
    spec:
      action: delay
      mode: all
      selector: {namespaces: [shop], labelSelectors: {app: checkout}}
      delay: {latency: "90ms", correlation: "25", jitter: "10ms"}
      duration: 30s
      \(spec)
    \(status)
    """
  }

  private let recovered = """
    status:
      conditions:
      - {type: Selected, status: "True"}
      - {type: AllInjected, status: "False"}
      - {type: AllRecovered, status: "True"}
      experiment:
        desiredPhase: Stop
        containerRecords:
        - id: shop/checkout-6f7d8b9c4d-x2x5z
          selectorKey: .
          phase: Not Injected
          injectedCount: 1
          recoveredCount: 1
          events:
          - {operation: Apply, type: Failed, message: "try again", timestamp: "2026-03-01T10:00:01Z"}
          - {operation: Apply, type: Succeeded, timestamp: "2026-03-01T10:00:02Z"}
          - {operation: Recover, type: Succeeded, timestamp: "2026-03-01T10:00:33Z"}
    """

  @Test func `parameters are text with units`() throws {
    let found = try importing(delay())
    #expect(
      found.intents.map(\.fault) == [
        Fault(
          kind: ToolFault.kind("net.latency"), native: "NetworkChaos/delay",
          magnitude: Magnitude(value: 90, unit: "ms"), scope: 1)
      ])
    #expect(found.intents.first?.maxDurationSeconds == 30)
    #expect(found.started == nil)
  }

  @Test(arguments: [
    ("direction: to", Dependency(caller: "checkout", callee: "db")),
    ("direction: both", Dependency(caller: "checkout", callee: "db")),
    ("direction: from", Dependency(caller: "db", callee: "checkout")),
  ])
  func `a selector with a target is a fault on a dependency`(direction: String, call: Dependency) throws {
    let target = "\(direction)\n  target: {mode: all, selector: {labelSelectors: {app: db}}}"
    #expect(try importing(delay(spec: target)).intents.first?.target == .dependency(call))
  }

  private static let selectors: [(selector: String, name: String?)] = [
    ("labelSelectors: {arch: amd64, region: eu-1}", nil), ("labelSelectors: {topology.kubernetes.io/zone: a}", nil),
    ("labelSelectors: {env: prod, version: v2}", nil), ("labelSelectors: {arch: amd64, shop: cart}", "cart"),
    ("labelSelectors: {env: prod, app: cart}", "cart"),
    ("expressionSelectors: [{key: tier, operator: In, values: [back]}]", nil),
    (
      "expressionSelectors: [{key: env, operator: In, values: [prod]}, {key: app, operator: In, values: [cart]}]",
      "cart"
    ),
  ]

  @Test(arguments: selectors)
  func `a label that many applications share names none of them`(selector: String, name: String?) throws {
    let text = delay().replacing("labelSelectors: {app: checkout}", with: selector)
    let expected: Target? = name.map { .component($0) }
    #expect(try importing(text).intents.map(\.target) == [expected])
  }

  @Test func `targets outside the cluster are callees too`() throws {
    let outside = try importing(delay(spec: "externalTargets: [api.example.com]"))
    #expect(outside.intents.first?.target == .dependency(Dependency(caller: "checkout", callee: "api.example.com")))
  }

  @Test func `a status tells when the fault acted, and no verdict`() throws {
    let found = try importing(delay(status: recovered))
    let told = found.events.filter { $0.stream.hasPrefix("run/") }.map {
      "\($0.type.shortName) \($0.time?.description ?? "")"
    }
    #expect(
      told == [
        "run.started 2026-03-01T10:00:00Z", "fault.injected 2026-03-01T10:00:02Z", "fault.cleared 2026-03-01T10:00:33Z",
        "run.finished 2026-03-01T10:00:33Z",
      ])
    #expect(found.injections.map(\.confirmed) == [true])
    #expect(found.native?.verdict == nil)
    #expect(found.summary.notes.contains { $0.contains("give samples") })
  }

  @Test func `without a duration the fault acts until it is deleted`() throws {
    let acting = recovered.replacing("Recover, type: Succeeded", with: "Recover, type: Failed")
      .replacing("AllRecovered, status: \"True\"", with: "AllRecovered, status: \"False\"")
    let found = try importing(delay(status: acting).replacing("duration: 30s", with: ""))
    #expect(found.injections.count == 1)
    #expect(found.clearings.isEmpty && found.facts(.runFinished).isEmpty)
    #expect(found.summary.notes.contains { $0.contains("until it is deleted") })
  }

  @Test func `a fault that was still acting is completed by the later status`() throws {
    let acting = recovered.replacing("Recover, type: Succeeded", with: "Recover, type: Failed")
      .replacing("AllRecovered, status: \"True\"", with: "AllRecovered, status: \"False\"")
    let before = try importing(delay(status: acting))
    let after = try importing(delay(status: recovered))
    #expect(before.runID == after.runID)
    #expect(Set(before.events.filter { $0.type == .runStarted }.map(\.id)).isSubset(of: after.events.map(\.id)))
  }

  @Test(arguments: [
    "status: {conditions: [{type: Selected, status: \"False\"}], experiment: {desiredPhase: Run}}",
    """
    status:
      conditions: [{type: Selected, status: "True"}, {type: AllInjected, status: "False"}]
      experiment:
        containerRecords: [{id: a, phase: Not Injected, events: [{operation: Apply, type: Failed, message: "no tc", timestamp: "2026-03-01T10:00:01Z"}]}]
    """,
  ])
  func `what selected nothing or could not be applied injected nothing`(status: String) throws {
    let found = try importing(delay(status: status))
    #expect(found.started != nil && found.injections.isEmpty)
    #expect(found.facts(.runFinished).count == 1)
  }

  @Test func `an object of which nothing is injected yet is no run`() throws {
    let found = try importing(delay(status: "status: {conditions: [], experiment: {desiredPhase: Run}}"))
    #expect(found.started == nil)
    #expect(found.summary.notes.contains { $0.contains("so far") })
    #expect(try importing(delay(status: "status: {}")).started == nil)
  }

  @Test func `a workflow is an intent for every step that injects, and a run only where one step does`() throws {
    func workflow(_ more: String) -> String {
      """
      apiVersion: chaos-mesh.org/v1alpha1
      kind: Workflow
      metadata: {name: w, creationTimestamp: "2026-03-01T10:00:00Z"}
      spec:
        entry: e
        templates:
        - {name: e, templateType: Serial, children: [a, wait]}
        - {name: wait, templateType: Suspend, deadline: 5s}
        - {name: a, templateType: StressChaos, deadline: 20s, stressChaos: {mode: one, selector: {labelSelectors: {app: x}}, stressors: {cpu: {workers: 1, load: 20}}}}
        \(more)
      status: {startTime: "2026-03-01T10:00:01Z", endTime: "2026-03-01T10:00:31Z", conditions: [{type: Accomplished, status: "True", reason: ""}]}
      """
    }
    let one = try importing(workflow(""))
    #expect(one.intents.count == 1 && one.intents[0].fault?.magnitude?.value == 0.2)
    #expect(one.intents[0].maxDurationSeconds == 20)
    #expect(one.injections.map(\.confirmed) == [false])
    let second =
      "- {name: b, templateType: Schedule, schedule: {schedule: '@every 2s', type: PodChaos, podChaos: {action: pod-kill, mode: one, selector: {labelSelectors: {app: x}}}}}"
    let two = try importing(workflow(second))
    #expect(two.intents.count == 2 && two.started == nil)
    #expect(two.summary.notes.contains { $0.contains("which of its steps acted when") })
  }

  @Test func `a schedule is an intent, and its runs are objects of their own`() throws {
    let text = """
      apiVersion: chaos-mesh.org/v1alpha1
      kind: Schedule
      metadata: {name: s}
      spec: {schedule: "@every 5s", type: HTTPChaos, historyLimit: 5, concurrencyPolicy: Forbid, httpChaos: {mode: all, target: Response, selector: {labelSelectors: {app: x}}, replace: {code: 503}}}
      status: {time: "2026-03-01T10:00:01Z", active: []}
      """
    let found = try importing(text)
    #expect(found.intents.map { $0.fault?.kind.name } == ["app.error"])
    #expect(found.started == nil && found.summary.notes.contains { $0.contains("export those") })
  }

  @Test func `status checks of the one run are its probes`() throws {
    let check = """
      apiVersion: chaos-mesh.org/v1alpha1
      kind: StatusCheck
      metadata: {name: front}
      spec: {mode: Continuous, type: HTTP, http: {url: "http://frontend.shop.svc/", criteria: {statusCode: "200"}}}
      status:
        records:
        - {startTime: "2026-03-01T09:59:59Z", outcome: Success}
        - {startTime: "2026-03-01T10:00:10Z", outcome: Failure}
        - {startTime: "2026-03-01T10:00:40Z", outcome: Success}
      """
    let found = try importing(delay(status: recovered) + "\n---\n" + check)
    let told = found.probes.map { "\($0.component ?? "") \($0.phase.rawValue) \($0.met ?? false)" }
    #expect(told == ["frontend baseline true", "frontend fault false", "frontend recovery true"])
  }

  @Test(arguments: [
    ("delay: {latency: \"soon\"}", nil as Double?), ("delay: {latency: 1h2m3.5s}", 3_723_500),
  ])
  func `a size that is none leaves the dose at its worst`(text: String, milliseconds: Double?) throws {
    let found = try importing(
      delay().replacing("delay: {latency: \"90ms\", correlation: \"25\", jitter: \"10ms\"}", with: text))
    #expect(found.intents.first?.fault?.magnitude?.value == milliseconds)
    #expect(found.intents.first?.fault?.dose() == .high)
  }

  @Test func `every row of the table is of a known kind`() {
    for row in MeshFaults.table { #expect(FaultKind(named: row.canonical) != nil, "\(row)") }
  }

  @Test func `what is of another tool in the same file is left out and said`() throws {
    let other = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {token: abc}\n---\n"
    let found = try importing(other + delay())
    #expect(found.intents.count == 1)
    #expect(found.summary.notes.contains { $0.contains("ConfigMap \"c\" of v1 is not of Chaos Mesh") })
  }

  @Test func `a wrong type is named with its path`() {
    let message = failure(
      delay().replacing("labelSelectors: {app: checkout}", with: "labelSelectors: [app]"), name: "d.yaml")
    #expect(message == "d.yaml, line 7, $.spec.selector.labelSelectors: expected an object, found an array")
    #expect(
      failure(delay().replacing("duration: 30s", with: "duration: long"))?.contains("expected a duration such as 30s")
        == true)
  }
}
