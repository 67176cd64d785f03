import Vocabulary

/// Krkn's telemetry, its resiliency report, and its scenario files.
///
/// A scenario file is an intent. Every scenario of telemetry is a run: what it struck, how long that took to recover, and
/// what its checks of addresses said. An objective that Krkn counts as kept may have had no data, so only one that was
/// not kept is an answer. Exit status 2 says that critical alerts fired; another one that the scenario itself failed.
struct KrknImporter {
  private let context: ImportContext

  init(_ context: ImportContext) { self.context = context }

  func read(_ source: any ByteSource) throws {
    var runs: [ToolRun] = []
    for document in try Documents(context).read(source) {
      let elements = document.json.arrayValue == nil ? [document] : try document.elements()
      let isTelemetry = try elements.contains { try Self.isTelemetry($0) }
      guard isTelemetry else {
        try declare(document)
        continue
      }
      for element in elements { runs += try self.runs(of: element) }
    }
    try context.emit(runs)
  }

  private static func isTelemetry(_ element: Element) throws -> Bool {
    if element["telemetry"] != nil || element["start_timestamp"] != nil || element["resiliency_score"] != nil {
      return true
    }
    guard let scenarios = element["scenarios"] else { return element["node_summary_infos"] != nil }
    guard scenarios.json.arrayValue != nil else { return true }
    return try element["node_summary_infos"] != nil
      || scenarios.elements().contains { $0["start_timestamp"] != nil || $0["window"] != nil }
  }

  private func declare(_ document: Element) throws {
    let found = try KrknScenario.all(document)
    guard !found.isEmpty else { throw document.error("expected a scenario, telemetry or a report of Krkn, found none") }
    // What is in the scenario itself goes before a comment.
    let comment = context.places.flatMap { KrknOwn(comments: $0.text) }
    for var scenario in found {
      scenario.own = scenario.own ?? comment
      if scenario.fault.kind == .none {
        context.note("\"\(scenario.name)\" disturbs nothing; left out")
      } else {
        if scenario.fault.kind == .unknown {
          context.note("\"\(scenario.name)\" is no fault that is known; kept as unknown")
        }
        _ = try scenario.declare(in: context, file: context.file)
      }
    }
  }

  private func runs(of document: Element) throws -> [ToolRun] {
    let telemetry = try document.object("telemetry") ?? document
    if document["critical_alerts"].map({ $0.json.arrayValue?.isEmpty == false }) ?? false {
      context.note("critical alerts name neither a component nor a journey of the book; left out")
    }
    if telemetry["start_timestamp"] != nil { return try [run(KrknTelemetry(telemetry), of: telemetry, checks: nil)] }
    if telemetry["scenarios"]?.json.stringValue != nil {
      throw document.error("expected telemetry or a report of Krkn, found the variables that it is called with")
    }
    guard let list = telemetry["scenarios"], list.json.arrayValue != nil else {
      context.note("a summary of scores observes nothing; import the telemetry or the detailed report")
      return []
    }
    let scenarios = try list.elements()
    let told = try scenarios.filter { $0["window"] == nil }.map { try KrknTelemetry($0) }
    let checks = try KrknChecks(telemetry, startedAt: told.map(\.startedAt).min())
    if telemetry["virt_checks"].map({ $0.json.arrayValue?.isEmpty == false }) ?? false {
      context.note("checks of virtual machines were left out")
    }
    var runs = try told.enumerated().map { index, one in
      let earlier = told[..<index].count { $0.name == one.name && $0.startedAt == one.startedAt }
      return try run(one, of: telemetry, checks: checks, occurrence: earlier)
    }
    runs += try scenarios.filter { $0["window"] != nil }.map { try run(KrknReport($0)) }
    if runs.isEmpty { context.note("no scenario is in it") }
    return runs
  }

  private func run(
    _ scenario: KrknTelemetry, of telemetry: Element, checks: KrknChecks?, occurrence: Int = 0
  ) throws -> ToolRun {
    let title = "run of \(scenario.name)"
    let intent = try scenario.scenarios.first.map { try $0.declare(in: context, file: scenario.name) }
    let target = context.runTarget(
      scenario.scenarios.first?.target ?? scenario.component.map { .component($0) }, of: title,
      orElse: "the scenario selects by no label of a service")
    let started = scenario.startedAt
    var run = ToolRun(
      id: context.runID(
        try telemetry.label("run_uuid"), scenario.name, started.description, scenario.endedAt.description,
        // The same scenario may stand in a run twice.
        occurrence > 0 ? "\(occurrence)" : nil),
      title: title,
      start: RunStarted(
        intent: intent,
        proposal: scenario.scenarios.first?.proposal(file: scenario.name) ?? KrknOwn.proposal(inName: scenario.name),
        environment: context.options.environment ?? scenario.scenarios.first?.own?.intent?.environment ?? "unknown",
        target: target.found, targetUnnamed: target.why, fault: scenario.fault,
        runner: Runner(tool: "krkn")), at: started)
    if scenario.scenarios.count > 1 {
      context.note("\(title): it held \(scenario.scenarios.count) faults; the run is told as of the first")
    }
    if scenario.isInjected { try inject(scenario, into: &run, checks) } else { note(scenario, title) }
    let status = scenario.exitStatus.map { "exit status \($0)" }
    run.add(
      .runFinished(
        RunFinished(
          native: NativeClaim(
            tool: "krkn", status: status, verdict: scenario.score.map { "resiliency score \(JSON.number($0).text)" }))),
      at: scenario.endedAt)
    if scenario.isInjected, !run.isObserved {
      context.note("\(title): nothing was observed: no recovery, no check that answered")
    }
    return run
  }

  private func inject(_ scenario: KrknTelemetry, into run: inout ToolRun, _ checks: KrknChecks?) throws {
    let struck = scenario.recovered.map(\.pod) + scenario.unrecovered + scenario.nodes.map(\.node)
    let evidence =
      struck.isEmpty ? "the scenario was carried out" : "it struck \(struck.prefix(5).joined(separator: ", "))"
    run.add(
      .faultInjected(
        FaultInjected(at: scenario.startedAt, confirmed: scenario.isConfirmed, evidence: evidence)),
      at: scenario.startedAt)
    if let cleared = scenario.clearedAt {
      run.add(.faultCleared(FaultCleared(how: .expired, confirmed: false)), at: cleared)
    }
    func recovery(_ name: String, _ component: String?, _ seconds: Double) {
      guard let component else { return }
      let sample = MetricSampled(
        subject: .node(.component(component)), metric: "time_to_recover", value: seconds, unit: "s", phase: .recovery)
      run.add(.metricSampled(sample), at: scenario.endedAt)
    }
    for pod in scenario.recovered { recovery(pod.pod, ComponentNames.of(pod: pod.pod), pod.seconds) }
    for node in scenario.nodes {
      if let seconds = node.seconds { recovery(node.node, ComponentNames.plain(node.node), seconds) }
    }
    for pod in scenario.unrecovered {
      let probe = ProbeObserved(
        name: "\(pod) recovered", component: ComponentNames.of(pod: pod), phase: .recovery, met: false)
      run.add(.probeObserved(probe), at: scenario.endedAt)
    }
    if scenario.exitStatus == 2 {
      run.add(.probeObserved(ProbeObserved(name: "no critical alert", phase: .fault, met: false)), at: scenario.endedAt)
    }
    let answers = checks?.probes(
      from: scenario.startedAt, injected: scenario.startedAt, cleared: scenario.clearedAt, ended: scenario.endedAt)
    for (probe, time) in answers ?? [] { run.add(.probeObserved(probe), at: time) }
  }

  private func note(_ scenario: KrknTelemetry, _ title: String) {
    let says =
      scenario.exitStatus.map { "exit status \($0) says that the scenario itself failed" }
      ?? "it has no exit status, so nobody says how it ended"
    context.note("\(title): \(says); nothing shows that anything was injected")
  }

  private func run(_ report: KrknReport) throws -> ToolRun {
    let title = "run of \(report.name)"
    let fault = ToolFault.make(FaultWords.kind(inName: report.name) ?? .unknown, native: report.name)
    let target = context.runTarget(nil, of: title, orElse: "Krkn's report says nothing of what was disturbed")
    var run = ToolRun(
      id: context.runID("report", report.name, report.from.description), title: title,
      start: RunStarted(
        environment: context.options.environment ?? "unknown", target: target.found, targetUnnamed: target.why,
        fault: fault, runner: Runner(tool: "krkn")), at: report.from)
    run.add(
      .faultInjected(FaultInjected(at: report.from, confirmed: false, evidence: "the report has a window for it")),
      at: report.from)
    for probe in report.probes { run.add(.probeObserved(probe), at: report.to) }
    let kept = report.objectives.count(where: \.isKept)
    if kept > 0 {
      context.note(
        "\(title): Krkn counts an objective without data as kept, so \(kept) kept ones are no evidence of anything steady"
      )
    }
    let claim = report.score.map { "score \(JSON.number($0).text)" }
    run.add(.runFinished(RunFinished(native: NativeClaim(tool: "krkn", verdict: claim))), at: report.to)
    return run
  }
}
