import Interchange
import KnowledgeBase
import Testing
import Vocabulary

/// What other tools' files may not change: what people have declared.
@Suite struct ImportTests {
  private func file(_ name: String, _ text: String) -> ImportSource {
    ImportSource(name: name, bytes: Array(text.utf8))
  }

  private func event(_ id: String, _ type: String, _ data: String) -> String {
    #"{"specversion":"1.0","id":"\#(id)","source":"urn:people","type":"faultbook.\#(type)","subject":"system","data":\#(data)}"#
  }

  @Test func `files declare what is not declared yet, and leave the rest as people have it`() throws {
    let shop = try Shop()
    let book = try KnowledgeBase.create(at: shop.path)
    let people = [
      event("1", "component.declared", #"{"component":"db","kind":"database","owner":"dba"}"#),
      event("2", "dependency.declared", #"{"caller":"web","callee":"db","mode":"sync","guards":{"timeoutMs":300}}"#),
      event("3", "journey.declared", #"{"journey":"pay","entry":["web"],"criticality":1}"#),
    ].joined(separator: "\n")
    _ = try book.importFiles([file("people.jsonl", people)], actor: "test")
    let compose = "services: {web: {image: shop, depends_on: [db, cache]}, db: {image: redis}, cache: {image: redis}}\n"
    let slo =
      "apiVersion: openslo/v1\nkind: SLO\nmetadata: {name: pay}\nspec: {service: shop, objectives: [{target: 0.9}]}\n"
    let answer = try book.importFiles([file("compose.yaml", compose), file("slo.yaml", slo)], actor: "test")
    #expect(answer.notes.contains("slo.yaml: journey \"pay\" is declared already, and was left as it is"))
    let told = try book.system(view: View()).json.text
    #expect(told.contains("\"guarded\":true") && told.contains("\"cache\""))
    #expect(told.contains("\"criticality\":1") && !told.contains("\"criticality\":0.5"))
  }

  @Test func `a dry run says what would be appended, by type, and needs no book`() throws {
    let compose = "services: {web: {image: shop, depends_on: [db]}, db: {image: postgres}}\n"
    let answer = try KnowledgeBase.dryRunImport([file("compose.yaml", compose)])
    #expect(
      answer.notes.first == "compose.yaml would append 2 component.declared, 1 dependency.declared, 1 source.imported")
    #expect(answer.json["types"]?.arrayValue?.count == 3)
  }
}

/// What a tool's run is worth, whatever the tool says of it.
@Suite struct ImportedGradeTests {
  struct Case: CustomTestStringConvertible {
    let what: String
    let grade: String
    let outcome: String
    let text: String

    var testDescription: String { "\(what) is \(grade)" }
  }

  private static func litmus(_ probes: String, verdict: String = "Pass", targets: String = "injected") -> String {
    """
    apiVersion: litmuschaos.io/v1alpha1
    kind: ChaosResult
    metadata: {name: r, creationTimestamp: "2026-03-18T15:36:14Z"}
    spec: {engine: e, experiment: pod-delete}
    status:
      experimentStatus: {phase: Completed, verdict: \(verdict), probeSuccessPercentage: "100"}
      probeStatuses: [\(probes)]
      history: {passedRuns: 1, targets: [{name: a, kind: deployment, chaosStatus: \(targets)}]}
    """
  }

  private static func probe(_ mode: String, _ verdict: String = "Passed") -> String {
    "{name: \(mode.lowercased()), type: cmdProbe, mode: \(mode), status: {verdict: \(verdict)}}"
  }

  private static func fis(_ status: String, times: Bool = true) -> String {
    let when = times ? #","startTime":"2026-03-18T15:37:00Z","endTime":"2026-03-18T15:39:00Z""# : ""
    return
      #"{"experiment":{"id":"EXP1","experimentTemplateId":"T","state":{"status":"completed"},"targets":{"T":{"resourceTags":{"app":"a"}}},"actions":{"x":{"actionId":"aws:ecs:task-network-latency","targets":{"Tasks":"T"},"state":{"status":"\#(status)"}\#(when)}},"startTime":"2026-03-18T15:36:00Z","endTime":"2026-03-18T15:40:00Z"}}"#
  }

  private static func krkn(_ exit: Int, pods: String) -> String {
    #"{"scenarios":[{"start_timestamp":1745343338,"end_timestamp":1745343398,"scenario":"s","scenario_type":"pod_disruption_scenarios","exit_status":\#(exit),"affected_pods":{"recovered":[\#(pods)],"unrecovered":[]}}],"node_summary_infos":[]}"#
  }

  private static let mesh = """
    apiVersion: chaos-mesh.org/v1alpha1
    kind: NetworkChaos
    metadata: {name: slow, creationTimestamp: "2026-03-01T10:00:00Z"}
    spec: {action: delay, mode: all, selector: {labelSelectors: {app: a}}, delay: {latency: 90ms}, duration: 30s}
    status:
      conditions: [{type: AllRecovered, status: "True"}]
      experiment:
        desiredPhase: Stop
        containerRecords: [{id: a, phase: Not Injected, injectedCount: 1, events: [{operation: Apply, type: Succeeded, timestamp: "2026-03-01T10:00:02Z"}, {operation: Recover, type: Succeeded, timestamp: "2026-03-01T10:00:33Z"}]}]
    """

  static let cases = [
    Case(what: "a Litmus pass without a probe", grade: "E1", outcome: "inconclusive", text: litmus("")),
    Case(
      what: "a Litmus pass of a probe that was never asked", grade: "E1", outcome: "inconclusive",
      text: litmus(probe("EOT", "N/A"))),
    Case(what: "a Litmus pass seen after only", grade: "E2", outcome: "inconclusive", text: litmus(probe("EOT"))),
    Case(
      what: "a Litmus pass seen before and after", grade: "E3", outcome: "inconclusive", text: litmus(probe("Edge"))),
    Case(
      what: "a Litmus pass seen before, during and after", grade: "E4", outcome: "supported",
      text: litmus([probe("Edge"), probe("OnChaos")].joined(separator: ", "))),
    Case(
      what: "the same of a fault that nobody saw", grade: "E3", outcome: "inconclusive",
      text: litmus([probe("Edge"), probe("OnChaos")].joined(separator: ", "), targets: "targeted")),
    Case(
      what: "a Litmus failure during the fault", grade: "E4", outcome: "refuted",
      text: litmus([probe("Edge"), probe("OnChaos", "Failed")].joined(separator: ", "), verdict: "Fail")),
    Case(
      what: "a Litmus error", grade: "E0", outcome: "not-run", text: litmus("", verdict: "Error", targets: "targeted")),
    Case(what: "an experiment of Chaos Mesh", grade: "E1", outcome: "inconclusive", text: mesh),
    Case(what: "a completed action of FIS", grade: "E1", outcome: "inconclusive", text: fis("completed")),
    Case(what: "a skipped action of FIS", grade: "E0", outcome: "not-run", text: fis("skipped", times: false)),
    Case(what: "a scenario of Krkn that struck nothing", grade: "E1", outcome: "inconclusive", text: krkn(0, pods: "")),
    Case(
      what: "a scenario of Krkn whose pods came back", grade: "E2", outcome: "inconclusive",
      text: krkn(0, pods: #"{"pod_name":"a-0","total_recovery_time":3}"#)),
    Case(what: "a scenario of Krkn that failed itself", grade: "E0", outcome: "not-run", text: krkn(1, pods: "")),
  ]

  @Test(arguments: cases)
  func `a run is worth what was seen`(one: Case) throws {
    let shop = try Shop()
    let book = try KnowledgeBase.create(at: shop.path)
    _ = try book.importFiles([ImportSource(name: "file", bytes: Array(one.text.utf8))], actor: "test")
    let runs = try book.runs(view: View()).table.rows.count
    #expect(runs == 1)
    let told = try book.runs(view: View()).json.text
    #expect(told.contains("\"grade\":\"\(one.grade)\""), "\(told)")
    #expect(told.contains("\"outcome\":\"\(one.outcome)\""), "\(told)")
  }

  @Test func `a journey that is declared takes from a file the objective that it lacks, and keeps the rest`() throws {
    let shop = try Shop()
    let book = try KnowledgeBase.create(at: shop.path)
    for name in ["bare", "stated"] {
      let objective = name == "stated" ? Objective(errorRate: 0.02) : nil
      let declared = JourneyDeclared(journey: name, entry: ["web"], criticality: 1, objective: objective)
      _ = try book.record(.journeyDeclared(declared), stream: "system", actor: "test")
    }
    func take() throws -> Answer {
      let files = ["bare", "stated"].map { name in
        ImportSource(
          name: "\(name).yaml",
          bytes: Array(
            "apiVersion: openslo/v1\nkind: SLO\nmetadata: {name: \(name)}\nspec: {service: shop, budgetingMethod: Occurrences, indicator: {metadata: {name: i}, spec: {ratioMetric: {counter: true, good: {metricSource: {type: Prometheus, spec: {query: a}}}, total: {metricSource: {type: Prometheus, spec: {query: b}}}}}}, objectives: [{target: 0.9}]}\n"
              .utf8))
      }
      return try book.importFiles(files, actor: "test")
    }
    let notes = try take().notes
    #expect(notes.contains { $0.contains("\"bare\" is declared already: it took the objective that it lacked") })
    #expect(notes.contains { $0.contains("\"stated\" is declared already, and was left as it is") })
    func journey(_ name: String) throws -> JSON? {
      try book.system().json["journeys"]?.arrayValue?.first {
        $0["journey"]?.stringValue == name || $0["name"]?.stringValue == name
      }
    }
    let text = try #require(try journey("bare")).text
    #expect(text.contains("0.9") && text.contains("web"), "\(text)")
    #expect(try !#require(try journey("stated")).text.contains("availability\":0.9"))
    let position = try take().json["position"]
    #expect(try take().json["position"] == position)
  }
}
