import Vocabulary

/// When the fault of a journal's run came and went.
struct JournalLife {
  struct Injection {
    let at: Timestamp
    let fact: FaultInjected
  }

  struct Clearing {
    let at: Timestamp
    let fact: FaultCleared
  }

  private(set) var injections: [Injection] = []
  private(set) var clearings: [Clearing] = []
  /// Actions that failed, in words.
  private(set) var failures: [String] = []
  /// Whether any rollback was executed.
  let hasRolledBack: Bool
  /// The time before the fault to compare with, where the method waited for it.
  private(set) var baseline: TimeWindow?
  /// The latest time in the journal.
  private(set) var lastTime: Timestamp
  /// Whether the fault passes by itself at once, as a killed instance that is replaced.
  private let isPassing: Bool

  init(_ experiment: Experiment, run: [Execution], rollbacks: [Execution], started: Timestamp, ended: Timestamp?) {
    let all = run + rollbacks
    lastTime = ([started, ended] + all.map(\.end)).compactMap(\.self).max() ?? started
    hasRolledBack = rollbacks.contains { $0.happened }
    isPassing = ["compute.kill", "compute.node", "data.failover", "net.reset"].contains(experiment.fault.kind.name)
    inject(experiment, run, started)
    guard let first = injections.first else { return }
    clear(run, rollbacks, readings(of: run))
    if let pause = run.first(where: { readingInjects($0, experiment) })?.activity.pauseBefore, pause > 0,
      first.at > started
    {
      baseline = TimeWindow(from: started, to: first.at)
    }
  }

  private func readings(of run: [Execution]) -> [ActionReading] {
    run.map { $0.activity.isAction ? ActionReading($0.activity) : ActionReading(role: .neutral) }
  }

  /// Whether an executed step is one of those that bring the fault about.
  private func readingInjects(_ execution: Execution, _ experiment: Experiment) -> Bool {
    guard execution.activity.isAction else { return false }
    let role = ActionReading(execution.activity).role
    return experiment.injecting.contains { experiment.actions[$0].role == role }
  }

  /// Every round of the fault. A failed round before the first that worked is no begin of anything: it is only noted.
  private mutating func inject(_ experiment: Experiment, _ run: [Execution], _ started: Timestamp) {
    let isPlacebo = experiment.fault.kind == .none
    if isPlacebo, experiment.extensions.fault == nil { return }
    if let dry = experiment.dry, dry != "pause", dry != "probes" { return }
    if isPlacebo {
      // Everything of a run but the fault: its place is the first step of the method.
      guard let first = run.first(where: { $0.happened })?.start else { return }
      injections = [Injection(at: first, fact: FaultInjected(at: first, confirmed: false, evidence: "a placebo"))]
      return
    }
    var tried: [(isConfirmed: Bool, at: Timestamp, evidence: String)] = []
    for execution in run where execution.activity.isAction && execution.happened {
      let injects = readingInjects(execution, experiment)
      let role = ActionReading(execution.activity).role
      if execution.failed || !execution.wasTaken { failures.append(execution.evidence) }
      guard injects || role == .unknown && execution.failed else { continue }
      guard let asked = execution.start ?? execution.end else { continue }
      let isConfirmed = injects && execution.wasTaken
      tried.append((isConfirmed, isConfirmed ? execution.actedAt(asked: asked) : asked, execution.evidence))
    }
    let first = tried.firstIndex { $0.isConfirmed } ?? 0
    injections = tried.dropFirst(first).map { one in
      Injection(at: one.at, fact: FaultInjected(at: one.at, confirmed: one.isConfirmed, evidence: one.evidence))
    }
  }

  /// The fault ends by a rollback, by a step of the method that takes it back, or by its own time limit.
  private mutating func clear(_ run: [Execution], _ rollbacks: [Execution], _ readings: [ActionReading]) {
    guard let first = injections.first?.at else { return }
    var known: [Clearing] = []
    for (execution, reading) in zip(run, readings) where reading.role == .clears && execution.succeeded {
      guard let at = execution.end, at > first else { continue }
      known.append(
        Clearing(
          at: execution.actedAt(asked: at), fact: FaultCleared(how: .rolledBack, confirmed: execution.wasTaken)))
    }
    let undone = rollbacks.filter { $0.activity.isAction && $0.happened }
    if undone.contains(where: \.succeeded), let last = undone.last(where: \.succeeded), let at = last.end {
      let isConfirmed = undone.allSatisfy(\.wasTaken)
      known.append(
        Clearing(at: last.actedAt(asked: at), fact: FaultCleared(how: .rolledBack, confirmed: isConfirmed)))
    }
    for execution in undone where !execution.wasTaken { failures.append("rollback: \(execution.evidence)") }
    // Its own limit counts where it came before all of these and within the journal.
    let limits = zip(run, readings).compactMap { execution, reading -> Timestamp? in
      guard reading.role == .injects, execution.wasTaken, let seconds = reading.seconds, let asked = execution.start
      else { return nil }
      return execution.actedAt(asked: asked).advanced(bySeconds: min(seconds, 1e8))
    }
    if let limit = limits.max(), limit > first, limit <= lastTime, known.allSatisfy({ $0.at > limit }) {
      known.insert(Clearing(at: limit, fact: FaultCleared(how: .expired, confirmed: false)), at: 0)
    }
    clearings = known.sorted { $0.at < $1.at }
    // What failed once the fault was taken back did not bring it about again.
    if let cleared = clearings.first?.at { injections.removeAll { !$0.fact.confirmed && $0.at > cleared } }
  }

  /// Whether the fault is taken back, or known to end, at a time that the journal has.
  var isCleared: Bool { !clearings.isEmpty }

  /// The part of the run that a time lies in.
  func phase(at time: Timestamp) -> Phase {
    guard let first = injections.first?.at, time > first else { return .baseline }
    guard let cleared = clearings.first?.at else { return .fault }
    return time <= cleared ? .fault : .recovery
  }

  /// The part of the run in which the hypothesis was asked again after the method; rollbacks come later. `time` is nil
  /// where the journal's cannot be.
  func phaseAfterMethod(at time: Timestamp?) -> Phase {
    if injections.isEmpty { return .recovery }
    if isCleared { return time.map { phase(at: $0) } ?? .fault }
    return isPassing ? .recovery : .fault
  }
}
