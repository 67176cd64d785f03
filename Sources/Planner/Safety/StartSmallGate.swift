internal import Vocabulary

/// The ladder of doses: a larger one waits for a smaller one that went through (kinds with a magnitude alone).
///
/// A run counts where its fault was injected into the same target, of the same class. One that was stopped early, or that refuted its
/// intent or a clause of it, shows that the dose was too much: larger ones wait until that dose, or a larger one, went through since.
/// One of which nothing shows that its fault acted is no step at all.
///
/// Chapter 3 asks for a smaller dose that was *tried*; one that the system did not stand is tried by the letter, and is no reason for
/// more of it. One that is not judged, or of which nothing was observed, leaves a doubt, and so does, in production, a run elsewhere.
public struct StartSmallGate: SafetyGate {
  /// A gate.
  public init() {}
  public var name: String { "start-small" }
  public func judge(_ question: SafetyQuestion) -> (passed: Bool?, why: String) {
    guard question.hasMagnitude else { return (true, "\(question.kind) has no magnitude") }
    guard question.dose > .low else { return (true, "low is the smallest dose") }
    let tried = question.history.runs.filter {
      StartSmallGate.counts($0, question.target, question.kind.faultClass, question.dose)
    }
    let here =
      question.isProduction ? tried.filter { EnvironmentName.same($0.environment, question.environment) } : tried
    let bad = here.indices.last { index in
      let run = here[index]
      return run.dose < question.dose && run.wentBadly
        && !here[index...].contains { $0.wentThrough && $0.dose >= run.dose }
    }
    if let bad = bad.map({ here[$0] }) {
      return (
        false,
        "run \(bad.id) at \(bad.dose.rawValue) \(StartSmallGate.howBadly(bad)); \(question.dose.rawValue) waits until "
          + "\(bad.dose.rawValue) goes through"
      )
    }
    if let good = here.last(where: \.wentThrough) {
      return (true, "run \(good.id) tried \(good.kind) at \(good.dose.rawValue)\(place(good, question))")
    }
    if let unseen = here.last(where: { !$0.wentBadly }) {
      return (
        nil,
        "run \(unseen.id) tried \(unseen.kind) at \(unseen.dose.rawValue), and "
          + (unseen.grade == nil
            ? "it is not judged yet: `faultbook judge \(unseen.id)`" : "nothing was observed of it")
      )
    }
    if question.isProduction, let elsewhere = tried.last(where: { !$0.wentBadly }) {
      return (
        nil,
        "run \(elsewhere.id) tried \(elsewhere.kind) at \(elsewhere.dose.rawValue) in \(elsewhere.environment), and no smaller dose "
          + "was tried in \(question.environment ?? "production")"
      )
    }
    if let idle = question.history.runs.last(where: {
      $0.isIdle && StartSmallGate.isStep($0, question.target, question.kind.faultClass, question.dose)
    }) {
      return (
        false,
        "of run \(idle.id) at \(idle.dose.rawValue) nothing shows that the fault acted: nobody confirmed it, and nobody was seen to "
          + "suffer; run \(idle.dose.rawValue) again, and let the tool confirm that it took effect"
      )
    }
    let smaller = question.dose == .high ? "low or medium" : "low"
    return (
      false,
      "no \(smaller) dose of \(question.kind) or its like was tried on \(question.target); start there\(start(question))"
    )
  }

  private static func howBadly(_ run: RunHistory.PastRun) -> String {
    if let by = run.stoppedBy { return "was stopped early (\(by))" }
    let clauses = run.refutedClauses
    return "refuted its intent"
      + (clauses.isEmpty ? "" : " (clause\(clauses.count == 1 ? "" : "s") \(clauses.joined(separator: ", ")))")
  }

  /// How large a low dose may be, in the unit of the kind's bands: ` (low is below 100 ms)`.
  private func start(_ question: SafetyQuestion) -> String {
    guard let edges = question.policy.doseBands.edges(of: question.kind), let unit = DoseBands.unit(of: question.kind)
    else { return "" }
    return " (low is below \(JSON.number(edges.medium).text) \(unit.name))"
  }

  private func place(_ run: RunHistory.PastRun, _ question: SafetyQuestion) -> String {
    EnvironmentName.same(run.environment, question.environment) ? "" : " in \(run.environment)"
  }

  /// Whether a run shows that the target was tried at a smaller dose, or at this one.
  static func counts(_ run: RunHistory.PastRun, _ target: Target, _ faultClass: FaultClass?, _ dose: Dose) -> Bool {
    guard isStep(run, target, faultClass, dose), !run.isIdle else { return false }
    // Before a verdict the run's own events tell whether there was a fault.
    return run.grade.map { $0 != .e0 } ?? (run.wasInjected && run.endedAt != nil)
  }

  /// Whether a run is a step of the ladder to a dose: on the target, of the class, no larger.
  private static func isStep(
    _ run: RunHistory.PastRun, _ target: Target, _ faultClass: FaultClass?, _ dose: Dose
  ) -> Bool {
    run.target == target && run.kind.faultClass == faultClass && run.dose <= dose
  }
}

extension RunHistory.PastRun {
  /// Whether it shows that its dose was too much: it was stopped early, or refuted its intent or a clause of it.
  var wentBadly: Bool { stoppedBy != nil || outcome == .refuted || !refutedClauses.isEmpty }

  /// Whether it was observed and nothing shows that its fault acted: nobody confirmed it, and nobody suffered. That a system stays
  /// steady under a fault that did not act is no step to a larger one.
  var isIdle: Bool { !wentBadly && (grade.map { $0 > .e1 } ?? false) && !isConfirmed && degraded.isEmpty }

  /// Whether it shows that its dose is borne: something was observed, and nothing spoke against it.
  var wentThrough: Bool { !wentBadly && (grade.map { $0 > .e1 } ?? false) }
}
