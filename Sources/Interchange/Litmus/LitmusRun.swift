import Vocabulary

/// Makes runs of results.
enum LitmusRun {
  /// The run of a result; nil, with a note, where it is not over.
  static func make(
    _ result: LitmusResult, engine: LitmusEngine?, context: ImportContext,
    declare: (LitmusPlan, LitmusEngine) throws -> String
  ) throws -> ToolRun? {
    let title = "run of \(result.experiment) (\(result.object.name))"
    guard result.isOver else {
      let state = result.verdict ?? result.phase ?? "no status"
      context.note("\(title): \(state), so it is not over and nothing can be said of it yet; import it again then")
      return nil
    }
    let plan = engine?.plans.first { $0.experiment == result.experiment }
    var intent: String?
    if let plan, let engine { intent = try declare(plan, engine) }
    let fault = plan?.fault ?? LitmusFaults.fault(result.experiment)
    let target = context.runTarget(
      plan?.target ?? result.component.map { .component($0) }, of: title,
      orElse: engine == nil ? "its ChaosEngine is not in the file" : "its engine names no application")
    let time = try time(of: result, engine, context: context, title: title)
    if intent == nil, !result.answers.isEmpty {
      intent = try context.declare(ownIntent(of: result, fault: fault, target: target.found))
    }
    let history = result.history.map { "\($0.passed)/\($0.failed)/\($0.stopped)" }
    let own = result.object
    var run = ToolRun(
      id: own.own("run")
        ?? context.runID(own.identity, result.engine, result.experiment, result.instance, history, result.verdict),
      title: title,
      start: RunStarted(
        intent: intent, proposal: own.own("proposal") ?? engine?.object.own("proposal"),
        environment: context.options.environment ?? own.own("environment") ?? engine?.object.own("environment")
          ?? "unknown",
        target: target.found, targetUnnamed: target.why, fault: fault, runner: Runner(tool: "litmus")), at: time)
    fill(&run, result, plan)
    note(result, run, context)
    return run
  }

  /// Everything between the start and the end of a run.
  private static func fill(_ run: inout ToolRun, _ result: LitmusResult, _ plan: LitmusPlan?) {
    if result.isInjected {
      let states = Set(result.targets.map(\.status)).sorted().joined(separator: ", ")
      let evidence = result.targets.isEmpty ? "the tool names no target" : "the tool's targets are \(states)"
      run.add(.faultInjected(FaultInjected(confirmed: result.isConfirmed, evidence: evidence)))
      if result.isReverted {
        run.add(.faultCleared(FaultCleared(how: .rolledBack, confirmed: true)))
      } else if result.verdict?.lowercased() != "stopped" {
        run.add(.faultCleared(FaultCleared(how: .expired, confirmed: false)))
      }
    }
    for probe in result.probes(of: plan) { run.add(.probeObserved(probe)) }
    if let gate = result.gateUnmet {
      run.add(.runAborted(RunAborted(reason: .guardrail, criterion: gate)))
    } else if result.verdict?.lowercased() == "stopped" {
      run.add(.runAborted(RunAborted(reason: .operator, criterion: nil)))
    } else if result.verdict?.lowercased() == "error" {
      run.add(.runAborted(RunAborted(reason: .error, criterion: result.reason.map { String($0.prefix(300)) })))
    }
    run.add(
      .runFinished(
        RunFinished(native: NativeClaim(tool: "litmus", status: result.phase, verdict: result.verdict))))
  }

  /// When the run was: what the engine says of the experiment, else when the cluster wrote the result; of a first run,
  /// when the result was made. Nil where none of them is in the file.
  private static func time(
    of result: LitmusResult, _ engine: LitmusEngine?, context: ImportContext, title: String
  ) throws -> Timestamp? {
    let told = try engine?.object.status?.elements("experiments").first { status in
      try status.label("name") == result.experiment
    }?.time("lastUpdateTime")
    if let told { return told }
    if let written = result.writtenAt { return written }
    if result.earlierRuns == 0, let created = result.object.created { return created }
    context.note("\(title): no time is in it, so it counts as of the import; export its engine with it")
    return nil
  }

  private static func ownIntent(of result: LitmusResult, fault: Fault, target: Target?) -> IntentDeclared {
    let names = Set(result.answers.map(\.name)).sorted().joined(separator: ", ")
    return IntentDeclared(
      title: "\(result.engine.nonEmpty ?? result.object.name): \(result.experiment)",
      hypothesis:
        "While \(target?.description ?? "the target") suffers \(ToolFault.words(fault)), every probe passes: \(names)",
      target: target,
      fault: fault, proposal: result.object.own("proposal"))
  }

  private static func note(_ result: LitmusResult, _ run: ToolRun, _ context: ImportContext) {
    if result.earlierRuns > 0 {
      context.note(
        "\(run.title): its history counts \(result.earlierRuns) earlier runs, of which it keeps nothing else")
    }
    if let gate = result.gateUnmet { context.note("\(run.title): \(gate) was not met, so nothing was injected") }
    if !result.isInjected, result.gateUnmet == nil {
      context.note("\(run.title): nothing shows that anything was injected\(result.reason.map { ": \($0)" } ?? "")")
    }
    if result.isInjected, !run.isObserved {
      let claim = result.verdict.map { "\($0) with" } ?? "it has"
      context.note("\(run.title): \(claim) no probe that looked during or after the fault: nothing was observed")
    }
    if result.answers.contains(where: { $0.met == nil }) {
      context.note("\(run.title): probes that were not asked, or not answered, are no failures and no evidence")
    }
    if result.answers.contains(where: { $0.mode == "continuous" && $0.met == false }) {
      context.note("\(run.title): a continuous probe does not say when it failed; it counts for the time of the fault")
    }
    if run.start.fault.kind == .unknown {
      context.note("\(run.title): \"\(result.experiment)\" is no fault that is known; it is kept as unknown")
    }
  }

  /// A run of which only the engine tells: that it came to an end, and nothing that was observed; nil where it did not.
  static func make(
    _ engine: LitmusEngine, _ plan: LitmusPlan, intent: String, context: ImportContext
  ) throws -> ToolRun? {
    let status = try engine.object.status?.elements("experiments").first { try $0.label("name") == plan.experiment }
    guard let status else { return nil }
    let title = "run of \(plan.experiment) (\(engine.object.name))"
    let verdict = try status.label("verdict")
    let state = try status.label("status")
    guard let verdict, ["pass", "fail", "stopped", "error"].contains(verdict.lowercased()) else {
      context.note("\(title): \(verdict ?? state ?? "no verdict"), so nothing can be said of it yet")
      return nil
    }
    let time = try status.time("lastUpdateTime")
    let target = context.runTarget(plan.target, of: title, orElse: "its engine names no application")
    var run = ToolRun(
      id: engine.object.own("run")
        ?? context.runID(engine.object.identity, plan.experiment, time?.description, verdict), title: title,
      start: RunStarted(
        intent: intent, proposal: engine.object.own("proposal"),
        environment: context.options.environment ?? engine.object.own("environment") ?? "unknown",
        target: target.found, targetUnnamed: target.why, fault: plan.fault, runner: Runner(tool: "litmus")), at: time)
    if ["pass", "fail"].contains(verdict.lowercased()), state?.lowercased() == "completed" {
      run.add(.faultInjected(FaultInjected(confirmed: false, evidence: "the engine says \(state ?? "")")))
    }
    run.add(.runFinished(RunFinished(native: NativeClaim(tool: "litmus", status: state, verdict: verdict))))
    context.note("\(title): what its probes saw stands in its ChaosResult, which is not in the file")
    return run
  }
}
