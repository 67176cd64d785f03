import Interchange
import Testing
import Vocabulary

@testable import KnowledgeBase

/// Runs of tools whose files do not say whom they disturbed: they happened, and teach nothing of anybody.
@Suite struct UnnamedTargetTests {
  struct File: CustomTestStringConvertible, Sendable {
    let name: String
    let run: String
    let text: String
    let why: String
    var testDescription: String { name }
  }

  static let files = [
    File(
      name: "experiment.json", run: "EXPabc",
      text: """
        {"experiment": {"id": "EXPabc", "experimentTemplateId": "EXTabc", "roleArn": "arn:aws:iam::1:role/fis",
          "state": {"status": "completed", "reason": "Experiment completed."},
          "targets": {"Half": {"resourceType": "aws:ec2:instance", "resourceTags": {"Env": "test"}, "selectionMode": "ALL"}},
          "actions": {"stop": {"actionId": "aws:ec2:stop-instances", "parameters": {"startInstancesAfterDuration": "PT2M"},
            "targets": {"Instances": "Half"}, "state": {"status": "completed", "reason": ""},
            "startTime": "2026-11-20T12:02:40Z", "endTime": "2026-11-20T12:03:40Z"}},
          "stopConditions": [{"source": "none"}], "creationTime": "2026-11-20T12:01:00Z",
          "startTime": "2026-11-20T12:01:40Z", "endTime": "2026-11-20T12:04:45Z"}}
        """, why: "what action \"stop\" aims at (Half) is chosen by no name of a service"),
    File(
      name: "telemetry.json", run: "r",
      text: """
        {"telemetry": {"run_uuid": "96348571", "scenarios": [{"start_timestamp": 1795176160, "end_timestamp": 1795176220,
          "scenario": "scenarios/kill.yaml", "scenario_type": "pod_disruption_scenarios", "exit_status": 0,
          "parameters_base64": "", "parameters": [{"id": "kill-pods", "config": {"namespace_pattern": "^shop$", "kill": 1}}],
          "affected_pods": {"recovered": [], "unrecovered": [], "error": null}, "affected_nodes": []}],
          "node_summary_infos": [], "job_status": true}, "critical_alerts": null}
        """, why: "the scenario selects by no label of a service"),
    File(
      name: "report.json", run: "r",
      text: """
        {"scenarios": [{"name": "pod-kill", "window": {"start": "2026-11-20T12:02:40Z", "end": "2026-11-20T12:03:40Z"},
          "score": 80, "slo_results": {"errors": false}}], "resiliency_score": 80}
        """, why: "Krkn's report says nothing of what was disturbed"),
  ]

  @Test(arguments: files)
  func `a run of which nobody says whom it disturbed makes no component and moves no belief`(_ file: File) throws {
    let shop = try Shop()
    let book = try KnowledgeBase.toy(shop, Toy.system)
    let before = (system: try book.system().json, beliefs: try book.beliefs().json["beliefs"])
    let options = ImportChoices(run: file.run, environment: "test")
    let answer = try book.importFiles(
      [ImportSource(name: file.name, bytes: Array(file.text.utf8))], choices: options, actor: "test")
    #expect(
      answer.notes.contains { $0.contains("its target is not named, for \(file.why)") && $0.contains("--component") },
      "\(answer.notes)")
    // Everybody suffers under it, and who caused it stays unknown.
    let seen = Toy.run(file.run, at: 100, suffering: ["gateway", "checkout", "payments"]).filter {
      $0.type == .metricSampled
    }
    try book.tell(seen)
    _ = try book.judge(actor: "test")
    let after = (system: try book.system().json, beliefs: try book.beliefs().json["beliefs"])
    for name in ["components", "dependencies"] { #expect(after.system[name] == before.system[name]) }
    #expect(after.beliefs == before.beliefs)
    #expect(try book.trends().json["runs"] == .array([]))
    let run = try #require(book.headState().runs[file.run])
    #expect(run.started?.target == nil && run.started?.targetUnnamed == file.why)
    #expect(try book.run(file.run).notes.contains { $0.contains("Its target is not named, for \(file.why)") })
    let report = try book.report(run: file.run, plans: false)
    #expect(report.title.hasSuffix("on a target that is not named"))
    #expect(
      report.answer.notes.contains("Nothing: its target is not named, for \(file.why)."), "\(report.answer.notes)")
    #expect(try book.runs().json["runs"]?.arrayValue?.first?["target"]?.stringValue == "not named")
  }

  @Test func `told whom it disturbed, the same file teaches`() throws {
    let shop = try Shop()
    let book = try KnowledgeBase.toy(shop, Toy.system)
    for component in [nil, "payments"] {
      _ = try book.importFiles(
        [ImportSource(name: "experiment.json", bytes: Array(Self.files[0].text.utf8))],
        choices: ImportChoices(component: component, environment: "test"), actor: "test")
    }
    #expect(book.headState().runs["EXPabc"]?.started?.target == .component("payments"))
    // Told with less again, it stays as it is; told otherwise, it is refused as a whole.
    let before = book.position
    let less = try importing(book, component: nil, environment: nil)
    #expect(less.notes.contains { $0.contains("is known already, in test on payments") }, "\(less.notes)")
    #expect(book.position == before && book.headState().runs["EXPabc"]?.started?.environment == "test")
    for (component, environment) in [("db", "test"), ("payments", "production")] {
      #expect {
        try importing(book, component: component, environment: environment)
      } throws: {
        "\($0)".contains("run \"EXPabc\" was started already, in test on payments")
      }
    }
    #expect(book.position == before)
  }

  private func importing(_ book: KnowledgeBase, component: String?, environment: String?) throws -> Answer {
    try book.importFiles(
      [ImportSource(name: "experiment.json", bytes: Array(Self.files[0].text.utf8))],
      choices: ImportChoices(component: component, environment: environment), actor: "test")
  }

  @Test(
    arguments: [
      ("environment", JSON.string("production"), "environment production where test stands"),
      ("target", ["component": "db"], "target db where payments stands"),
      ("fault", ["kind": "net.latency"], "fault net.latency where compute.kill stands"),
    ] as [(String, JSON, String)])
  func `a second start that says otherwise is refused by append, and one that says less changes nothing`(
    _ member: String, _ value: JSON, _ words: String
  ) throws {
    let shop = try Shop()
    let book = try KnowledgeBase.toy(shop, Toy.system + Toy.runs(1))
    let first = try #require(Toy.runs(1).first { $0.type == .runStarted })
    func again(_ member: String, _ value: JSON) -> Toy.Event {
      let kept = (first.data.members ?? []).filter { $0.name != member }
      return Toy.Event(
        id: "again-\(member)", type: .runStarted, stream: first.stream, second: first.second,
        data: .object(kept + [JSON.Member(member, value)]))
    }
    let before = book.position
    #expect { try book.tell([again(member, value)]) } throws: { "\($0)".contains(words) }
    #expect(book.position == before)
    try book.tell([again("environment", "unknown")])
    #expect(book.headState().runs["r1"]?.started?.environment == "test")
  }

  @Test(arguments: [
    (#"{"environment":"e","target":null,"fault":{"kind":"compute.kill"},"runner":{"tool":"t"}}"#, false),
    (
      #"{"environment":"e","target":null,"targetUnnamed":"lost","fault":{"kind":"compute.kill"},"runner":{"tool":"t"}}"#,
      true
    ),
    (#"{"environment":"e","target":null,"targetUnnamed":"lost","fault":{"kind":"none"},"runner":{"tool":"t"}}"#, false),
    (
      #"{"environment":"e","target":{"component":"a"},"targetUnnamed":"lost","fault":{"kind":"compute.kill"},"runner":{"tool":"t"}}"#,
      false
    ),
  ])
  func `no target is a placebo, or is said to be unnamed`(_ text: String, _ isSound: Bool) throws {
    let fact = try? Fact(.runStarted, JSON.parse(text))
    #expect((fact != nil) == isSound)
    guard let fact, case .runStarted(let start) = fact else { return }
    #expect(try Fact(.runStarted, fact.payload.json) == fact)
    var packer = Packer()
    start.pack(into: &packer)
    var unpacker = Unpacker(packer.bytes)
    #expect(try unpacker.next() as RunStarted == start && unpacker.isAtEnd)
  }
}
