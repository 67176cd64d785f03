import Vocabulary

/// Templates and experiments of AWS Fault Injection Service, as `get-experiment-template` and `get-experiment` answer.
///
/// Every action that disturbs something is an intent; in an experiment it is a run too. FIS speaks of the injection alone:
/// `completed` says that the actions were carried out, and nothing of the system. An action that was skipped because its
/// target was empty did nothing.
struct AWSFISImporter {
  private let context: ImportContext

  init(_ context: ImportContext) { self.context = context }

  func read(_ source: any ByteSource) throws {
    var runs: [ToolRun] = []
    for document in try Documents(context).read(source).flattened() {
      for element in try experiments(in: document) {
        guard element["actions"] != nil else {
          let id = try element.label("id") ?? "without an id"
          context.note("experiment \(id) is only listed, without its actions; export it with get-experiment")
          continue
        }
        let experiment = try FISExperiment(element)
        let intents = try declare(experiment)
        if experiment.isExperiment { runs += try self.runs(of: experiment, intents: intents) }
      }
    }
    try context.emit(runs)
  }

  private func experiments(in document: Element) throws -> [Element] {
    for name in ["experiment", "experimentTemplate"] {
      if let inner = try document.object(name) { return [inner] }
    }
    for name in ["experiments", "experimentTemplates"] where document[name] != nil {
      return try document.elements(name)
    }
    guard document["actions"] != nil || document["experimentTemplateId"] != nil else {
      throw document.error("expected a template or an experiment with \"actions\", found none")
    }
    return [document]
  }

  /// Declares an intent for every action that disturbs something; by the action's name.
  private func declare(_ experiment: FISExperiment) throws -> [String: String] {
    var intents: [String: String] = [:]
    for action in experiment.actions {
      guard let fault = action.fault else { continue }
      if fault.kind == .unknown {
        context.note("\"\(experiment.title)\": \"\(fault.native ?? "")\" is no fault that is known; kept as unknown")
      }
      intents[action.name] = try experiment.own("intent") ?? context.declare(experiment.intent(action, fault: fault))
    }
    if intents.isEmpty { context.note("\"\(experiment.title)\": none of its actions disturbs anything") }
    return intents
  }

  private static let over: Set<String> = ["completed", "stopped", "failed", "cancelled"]

  private func runs(of experiment: FISExperiment, intents: [String: String]) throws -> [ToolRun] {
    let element = experiment.element
    let id = try element.required("id")
    let status = try element["state"]?.label("status")?.lowercased() ?? "unknown"
    let title = "run of \"\(experiment.title)\" (\(id))"
    guard Self.over.contains(status) else {
      context.note("\(title): it is \(status), so it is not over; import it again then")
      return []
    }
    let times =
      experiment.actions.flatMap { [$0.startedAt, $0.endedAt] } + [
        try element.instant("startTime"), try element.instant("endTime"), try element.instant("creationTime"),
      ]
    guard
      let begun = try element.instant("startTime") ?? element.instant("creationTime") ?? times.compactMap(\.self).min(),
      let ended = times.compactMap(\.self).max()
    else {
      context.note("\(title): no time is in it, so nothing can be said of when it was")
      return []
    }
    let acted = experiment.injecting.filter(\.isInjected)
    for action in experiment.injecting where !action.isInjected { note(action, of: title) }
    if experiment.injecting.isEmpty { return [] }
    // Each action that acted is a run of its own: its fault, its target, its times. Nothing acted: one run that says so.
    let told = acted.isEmpty ? Array(experiment.injecting.prefix(1)) : acted
    if acted.count > 1 {
      context.note("\(title): \(acted.count) actions acted; each is a run, and what is seen may be of any")
    }
    let reason = try element["state"]?.label("reason")
    let native = NativeClaim(tool: "aws-fis", status: status)
    return told.map { action in
      var run = start(
        experiment, action, id: id, title: title, isOne: told.count == 1, intent: intents[action.name], begun)
      if action.isInjected { inject(action, into: &run) }
      assert(experiment.actions, of: &run)
      if let abort = abort(status, reason: reason) { run.add(.runAborted(abort), at: ended) }
      run.add(.runFinished(RunFinished(native: native)), at: ended)
      if !run.isObserved {
        context.note("\(title): FIS observes nothing of the system; give samples for run \(run.id) to learn from it")
      }
      return run
    }
  }

  private func note(_ action: FISAction, of title: String) {
    let why = action.status == "skipped" ? "its target was empty" : action.reason ?? action.status ?? "no state"
    context.note("\(title): action \"\(action.name)\" did nothing: \(Redactor().redact(why).prefix(300))")
  }

  private func start(
    _ experiment: FISExperiment, _ action: FISAction, id: String, title: String, isOne: Bool, intent: String?,
    _ begun: Timestamp
  ) -> ToolRun {
    let own = experiment.own("run") ?? context.options.run
    let target = context.runTarget(action.target, of: title, orElse: action.targetWords)
    let runID = own.map { isOne ? $0 : "\($0)-\(action.name)" } ?? (isOne ? id : "\(id)-\(action.name)")
    return ToolRun(
      id: runID, title: title,
      start: RunStarted(
        intent: intent, proposal: experiment.own("proposal"),
        environment: context.options.environment ?? experiment.own("environment") ?? "unknown",
        target: target.found, targetUnnamed: target.why, fault: action.fault ?? Fault(kind: .unknown),
        runner: Runner(tool: "aws-fis")), at: begun)
  }

  private func inject(_ action: FISAction, into run: inout ToolRun) {
    let evidence = "action \"\(action.name)\" \(action.status ?? "")"
    run.add(
      .faultInjected(
        FaultInjected(at: action.startedAt, confirmed: action.status == "completed", evidence: evidence)),
      at: action.startedAt)
    guard let ended = action.endedAt, !action.isOneShot else { return }
    let isExpired = action.status == "completed"
    run.add(
      .faultCleared(FaultCleared(how: isExpired ? .expired : .rolledBack, confirmed: isExpired)), at: ended)
  }

  /// Assertions of alarms' states are the one thing that FIS looks at.
  private func assert(_ actions: [FISAction], of run: inout ToolRun) {
    for action in actions where action.actionID == "aws:cloudwatch:assert-alarm-state" {
      guard let time = action.endedAt ?? action.startedAt else { continue }
      let met = action.status == "completed" ? true : action.status == "failed" ? false : nil
      run.add(
        .probeObserved(
          ProbeObserved(
            name: action.name, phase: run.phase(at: time), met: met, value: action.reason.map { .string($0) })),
        at: time)
    }
  }

  private func abort(_ status: String, reason: String?) -> RunAborted? {
    let words = reason?.lowercased() ?? ""
    switch status {
    case "stopped" where words.contains("stop condition"):
      return RunAborted(reason: .guardrail, criterion: reason)
    case "stopped", "cancelled": return RunAborted(reason: .operator, criterion: reason)
    case "failed": return RunAborted(reason: .error, criterion: reason)
    default: return nil
    }
  }
}
