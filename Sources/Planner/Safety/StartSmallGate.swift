internal import Vocabulary

/// The ladder of doses: a larger one waits for a smaller one that went through (kinds with a magnitude alone).
///
/// A run counts where its fault was injected into the same target, of the same class. One that was stopped early shows that the dose
/// was too much: the next larger one waits until that dose, or one between, went through. One of which nothing was observed leaves
/// a doubt, and so does, in production, a run elsewhere.
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
    let here = question.isProduction ? tried.filter { $0.environment == question.environment } : tried
    if let stopped = here.last(where: { $0.dose < question.dose }), let by = stopped.stoppedBy {
      return (
        false,
        "run \(stopped.id) at \(stopped.dose.rawValue) was stopped early (\(by)); \(question.dose.rawValue) waits until "
          + "\(stopped.dose.rawValue) goes through"
      )
    }
    if let good = here.last(where: { $0.stoppedBy == nil && $0.grade != .e1 }) {
      let refuted = good.outcome == .refuted ? ", which refuted its intent" : ""
      return (true, "run \(good.id) tried \(good.kind) at \(good.dose.rawValue)\(place(good, question))\(refuted)")
    }
    if let unseen = here.last(where: { $0.stoppedBy == nil }) {
      return (nil, "run \(unseen.id) tried \(unseen.kind) at \(unseen.dose.rawValue), and nothing was observed of it")
    }
    if question.isProduction, let elsewhere = tried.last(where: { $0.stoppedBy == nil }) {
      return (
        nil,
        "run \(elsewhere.id) tried \(elsewhere.kind) at \(elsewhere.dose.rawValue) in \(elsewhere.environment), and no smaller dose "
          + "was tried in \(question.environment ?? "production")"
      )
    }
    let smaller = question.dose == .high ? "low or medium" : "low"
    return (
      false,
      "no \(smaller) dose of \(question.kind) or its like was tried on \(question.target); start there\(start(question))"
    )
  }

  /// How large a low dose may be, in the unit of the kind's bands: ` (low is below 100 ms)`.
  private func start(_ question: SafetyQuestion) -> String {
    guard let edges = question.policy.doseBands.edges(of: question.kind), let unit = DoseBands.unit(of: question.kind)
    else { return "" }
    return " (low is below \(JSON.number(edges.medium).text) \(unit.name))"
  }

  private func place(_ run: RunHistory.PastRun, _ question: SafetyQuestion) -> String {
    run.environment == question.environment ? "" : " in \(run.environment)"
  }

  /// Whether a run shows that the target was tried at a smaller dose, or at this one.
  static func counts(_ run: RunHistory.PastRun, _ target: Target, _ faultClass: FaultClass?, _ dose: Dose) -> Bool {
    guard run.target == target, run.kind.faultClass == faultClass, run.dose <= dose else { return false }
    // Before a verdict the run's own events tell whether there was a fault.
    return run.grade.map { $0 != .e0 } ?? (run.wasInjected && run.endedAt != nil)
  }
}
