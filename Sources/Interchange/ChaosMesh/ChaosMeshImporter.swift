import Vocabulary

/// Chaos Mesh's experiments, Schedules and Workflows, in YAML or JSON, alone or in lists.
///
/// Every experiment is an intent. One with a status is a run: when the fault was seen to take effect and to be taken back.
/// Chaos Mesh observes nothing of the system, so a run has no more than its injection until samples are given for it.
struct ChaosMeshImporter {
  private let context: ImportContext

  init(_ context: ImportContext) { self.context = context }

  func read(_ source: any ByteSource) throws {
    var runs: [ToolRun] = []
    var checks: [KubernetesObject] = []
    var isKnown = false
    for document in try Documents(context).read(source).flattened() {
      let object = try KubernetesObject(document)
      guard object.apiVersion.hasPrefix("chaos-mesh.org/") else {
        context.note("\(object.title) of \(object.apiVersion) is not of Chaos Mesh; left out")
        continue
      }
      isKnown = true
      switch object.kind {
      case _ where MeshFaults.kinds.contains(object.kind):
        if let run = try experiment(object) { runs.append(run) }
      case "Schedule": try schedule(object)
      case "Workflow": if let run = try workflow(object, spec: object.spec) { runs.append(run) }
      case "StatusCheck": checks.append(object)
      default: context.note("\(object.title) injects nothing that can be told of it; left out")
      }
    }
    guard isKnown else {
      throw context.error(
        "holds no object of Chaos Mesh", remedy: "export its kinds, for example with kubectl get -o yaml")
    }
    try ask(checks, of: &runs)
    for run in runs where !run.isObserved {
      context.note(
        "\(run.title): the tool observes nothing of the system; give samples for run \(run.id) to learn from it")
    }
    try context.emit(runs)
  }

  private func experiment(_ object: KubernetesObject) throws -> ToolRun? {
    guard let spec = object.spec else { throw object.element.error("expected \"spec\", found none") }
    let experiment = try MeshExperiment(
      kind: object.kind, title: object.title, spec: spec, own: object.ownTarget)
    let intent = try declare(experiment, of: object)
    guard let status = object.status, !(status.json.members?.isEmpty ?? true) else { return nil }
    return try run(of: experiment, object, MeshStatus(status), intent: intent)
  }

  private func declare(_ experiment: MeshExperiment, of object: KubernetesObject) throws -> String {
    if experiment.fault.kind == .unknown {
      context.note(
        "\(experiment.title): \"\(experiment.fault.native ?? "")\" is no fault that is known; kept as unknown")
    }
    if let held = object.own("intent") { return held }
    guard let told = try object.ownIntent() else { return try context.declare(experiment.intent(own: object)) }
    return try context.declare(
      own: context.reconciled(told, target: experiment.target, fault: experiment.fault, title: experiment.title))
  }

  private func run(
    of experiment: MeshExperiment, _ object: KubernetesObject, _ status: MeshStatus, intent: String
  ) throws -> ToolRun? {
    let title = "run of \(object.title)"
    if !status.isInjected, !status.isEmpty, status.failure == nil {
      context.note(
        status.isStopped
          ? "\(title): it is over, and nothing in its status shows that anything was injected (before 2.2 it forgets)"
          : "\(title): nothing is injected so far; import it again when it is")
      return nil
    }
    var run = start(experiment, object, title: title, intent: intent, at: object.created ?? status.appliedAt)
    if status.isInjected {
      let at = status.appliedAt ?? object.created
      run.add(
        .faultInjected(
          FaultInjected(at: at, confirmed: true, evidence: "the tool's status: \(status.words.nonEmpty ?? "injected")")),
        at: at)
      if status.missed > 0 {
        let why = status.failure.map { ": \(Redactor().redact($0).prefix(300))" } ?? ""
        context.note("\(title): \(status.missed) of the \(status.records) that it chose were not injected\(why)")
      }
    } else {
      let why = status.isEmpty ? "its selector found nothing" : status.failure ?? ""
      context.note("\(title): nothing was injected: \(Redactor().redact(why).prefix(300))")
    }
    if status.isRecovered {
      let planned = experiment.seconds.flatMap { seconds in run.lastTime?.advanced(bySeconds: seconds) }
      run.add(
        .faultCleared(FaultCleared(how: .expired, confirmed: true)), at: status.recoveredAt ?? planned ?? run.lastTime)
    }
    if status.isRecovered || !status.isInjected || experiment.isOneShot {
      let native = NativeClaim(tool: "chaos-mesh", status: status.words.nonEmpty)
      run.add(.runFinished(RunFinished(native: native)), at: run.lastTime)
    } else {
      let end =
        experiment.seconds == nil ? "it has no duration, so it acts until it is deleted" : "it acts for its duration"
      context.note("\(title): the fault still acts as of the file (\(end)); import it again when it is taken back")
    }
    return run
  }

  private func start(
    _ experiment: MeshExperiment, _ object: KubernetesObject, title: String, intent: String, at time: Timestamp?
  ) -> ToolRun {
    let target = context.runTarget(
      experiment.target, of: title, orElse: "its selector chooses by no label of a service")
    return ToolRun(
      id: object.own("run") ?? context.runID(object.identity, time?.description, experiment.title), title: title,
      start: RunStarted(
        intent: intent, proposal: object.own("proposal"),
        environment: context.options.environment ?? object.own("environment") ?? "unknown",
        target: target.found, targetUnnamed: target.why, fault: experiment.fault,
        runner: Runner(tool: "chaos-mesh")), at: time)
  }

  // MARK: Schedules and workflows

  /// The kind whose specification a member such as `podChaos` holds; nil for other members.
  private static func kind(ofMember name: String) -> String? {
    MeshFaults.kinds.first { $0.lowercased() == name.lowercased() }
  }

  private func schedule(_ object: KubernetesObject) throws {
    guard let spec = object.spec else { throw object.element.error("expected \"spec\", found none") }
    var isKnown = false
    for member in try spec.members() {
      if let kind = Self.kind(ofMember: member.name) {
        isKnown = true
        _ = try declare(
          MeshExperiment(
            kind: kind, title: object.title, spec: member.value, own: object.ownTarget), of: object)
      } else if member.name == "workflow" {
        isKnown = true
        _ = try workflow(object, spec: member.value)
      }
    }
    if !isKnown { context.note("\(object.title): no experiment of a known kind is in it") }
    if object.status?["time"] != nil {
      context.note("\(object.title): what it started are objects of their own, which say when each acted; export those")
    }
  }

  private func workflow(_ object: KubernetesObject, spec: Element?) throws -> ToolRun? {
    guard let spec else { throw object.element.error("expected \"spec\", found none") }
    var found: [(MeshExperiment, intent: String)] = []
    for template in try spec.elements("templates") {
      let name = try template.label("name") ?? "unnamed"
      let inner = template["schedule"] ?? template
      let deadline = try template.label("deadline")
      for member in try inner.members() {
        guard let kind = Self.kind(ofMember: member.name), !member.value.json.isNull else { continue }
        let title = "\(object.title), step \"\(name)\""
        let experiment = try MeshExperiment(
          kind: kind, title: title, spec: member.value, deadline: deadline, own: object.ownTarget)
        found.append((experiment, try declare(experiment, of: object)))
      }
    }
    if found.isEmpty { context.note("\(object.title): none of its steps injects anything") }
    guard object.kind == "Workflow", let begun = try object.status?.time("startTime") else { return nil }
    guard found.count == 1, let (experiment, intent) = found.first else {
      context.note(
        "\(object.title): it ran, but which of its steps acted when is not in it; export the experiments that it made")
      return nil
    }
    let title = "run of \(object.title)"
    var run = start(experiment, object, title: title, intent: intent, at: begun)
    run.add(
      .faultInjected(FaultInjected(at: begun, confirmed: false, evidence: "the workflow started")), at: begun)
    if let end = try object.status?.time("endTime") {
      if !experiment.isOneShot { run.add(.faultCleared(FaultCleared(how: .expired, confirmed: false)), at: end) }
      let conditions = try object.status?.elements("conditions").map { condition in
        "\(try condition.label("type") ?? "")=\(try condition.label("status") ?? "")"
      }
      run.add(
        .runFinished(
          RunFinished(native: NativeClaim(tool: "chaos-mesh", status: conditions?.joined(separator: ", ")))), at: end)
    } else {
      context.note("\(title): it is not over as of the file; import it again then")
    }
    return run
  }

  // MARK: Status checks

  /// The records of status checks as probes of the one run of the file.
  private func ask(_ checks: [KubernetesObject], of runs: inout [ToolRun]) throws {
    guard !checks.isEmpty else { return }
    guard runs.count == 1 else {
      return context.note(
        runs.isEmpty
          ? "status checks without a run say nothing; export the experiment's object with them"
          : "of \(runs.count) runs it is not said which one the status checks belong to; left out")
    }
    for check in checks {
      let address = try check.spec?["http"]?.label("url")
      for record in try check.status?.elements("records") ?? [] {
        guard let time = try record.time("startTime"), let outcome = try record.label("outcome") else { continue }
        let phase = runs[0].phase(at: time)
        let probe = ProbeObserved(
          name: check.name, component: address.flatMap(ComponentNames.of(address:)), phase: phase,
          met: outcome == "Success" ? true : outcome == "Failure" ? false : nil)
        runs[0].add(.probeObserved(probe), at: time)
      }
    }
  }
}
