internal import SystemModel
internal import Vocabulary

/// Drafts the intent of a proposal: what should hold under the fault, in a form that a run can refute.
///
/// It speaks of the journeys that the fault is expected to reach, at most three, the most endangered first (criticality ×
/// probability); where it reaches none, of the direct callers. Thresholds come from the journeys' objectives; where there is none,
/// from the baseline: at most 1.5 times its latency, and errors of at most 5 %.
struct IntentDraft {
  let model: SystemModel
  let target: Target
  let fault: Fault
  let dose: Dose
  let environment: String?
  let minutes: Double
  let predicted: [Proposal.Prediction]
  let callers: [NodeID]
  let exclusions: [String]
  let proposal: String?

  static let recoverySeconds = 120.0
  static let steadySeconds = 300.0
  static let latencyRatio = 1.5
  static let errorShare = 0.05
  /// The standing rule of the kill switch.
  static let standingErrorShare = 0.5

  private static let subjectLimit = 3

  var intent: IntentDeclared {
    let subjects = self.subjects
    let journeys = subjects.filter { $0.kind == .journey }
    return IntentDeclared(
      title: "\(phrase) on \(target)", hypothesis: hypothesis(subjects),
      journey: journeys.first?.name, target: target, fault: fault, clauses: clauses(subjects),
      steadyState: SteadyState(
        windowSeconds: IntentDraft.steadySeconds, criteria: subjects.flatMap { limits($0).map(\.criterion) }),
      abortWhen: subjects.flatMap(aborts), exclusions: exclusions, environment: environment,
      maxDurationSeconds: minutes * 60, rollback: rollback, proposal: proposal)
  }

  private var phrase: String { FaultPhrase.text(fault, dose) }

  private var subjects: [NodeID] {
    let endangered = predicted.compactMap { prediction -> (node: NodeID, danger: Double)? in
      guard prediction.node.kind == .journey, let journey = model.journey(prediction.node.name) else { return nil }
      return (prediction.node, prediction.probability * journey.criticality)
    }.sorted { $0.danger != $1.danger ? $0.danger > $1.danger : $0.node < $1.node }
    if !endangered.isEmpty { return endangered.prefix(IntentDraft.subjectLimit).map(\.node) }
    return Array(callers.prefix(IntentDraft.subjectLimit))
  }

  private func hypothesis(_ subjects: [NodeID]) -> String {
    let place = environment.map { " in \($0)" } ?? ""
    let where_ =
      switch target {
      case .component(let name): "\(name) suffers"
      case .dependency(let link): "\(link.caller)'s calls to \(link.callee) suffer"
      }
    let claims = subjects.map { subject in
      let parts = limits(subject).map(\.words)
      return "\(subject) keeps \(parts.joined(separator: " and "))"
    }
    let whole = claims.isEmpty ? "nothing that depends on it degrades" : claims.joined(separator: ", ")
    let recovery =
      claims.isEmpty
      ? ""
      : ", \(claims.count == 1 ? "and is" : "and each is") back within \(short(IntentDraft.recoverySeconds)) s of its end"
    return "While \(where_) \(phrase)\(place), \(whole)\(recovery)."
  }

  /// One measurable limit of a subject.
  private struct Limit {
    let subject: NodeID
    let metric: String
    let comparison: Comparison
    let threshold: Double
    let unit: String
    let relativeTo: ThresholdBasis
    let words: String

    var criterion: Criterion {
      Criterion(subject: subject, metric: metric, comparison: comparison, threshold: threshold, unit: unit)
    }
  }

  private func limits(_ subject: NodeID) -> [Limit] {
    var found: [Limit] = []
    let objective = subject.kind == .journey ? model.journey(subject.name)?.objective : nil
    if let latency = objective?.latencyP99Ms {
      found.append(
        Limit(
          subject: subject, metric: "latency_p99", comparison: .atMost, threshold: latency, unit: "ms",
          relativeTo: .absolute, words: "its p99 latency at or below \(short(latency)) ms"))
    }
    if let errors = objective?.errorRate {
      found.append(
        Limit(
          subject: subject, metric: "error_rate", comparison: .atMost, threshold: errors, unit: "ratio",
          relativeTo: .absolute, words: "its error rate at or below \(percent(errors))"))
    } else if let availability = objective?.availability {
      found.append(
        Limit(
          subject: subject, metric: "availability", comparison: .atLeast, threshold: availability, unit: "ratio",
          relativeTo: .absolute, words: "its availability at or above \(percent(availability))"))
    }
    if found.isEmpty {
      found.append(
        Limit(
          subject: subject, metric: "error_rate", comparison: .atMost, threshold: IntentDraft.errorShare,
          unit: "ratio", relativeTo: .absolute, words: "its error rate at or below \(percent(IntentDraft.errorShare))"))
    }
    return found
  }

  private func clauses(_ subjects: [NodeID]) -> [Clause] {
    var clauses: [Clause] = []
    func add(_ make: (String) -> Clause) { clauses.append(make("c\(clauses.count + 1)")) }
    for subject in subjects {
      let limits = limits(subject)
      for limit in limits {
        add {
          Clause(
            id: $0, claim: .staysWithin, subject: subject, metric: limit.metric, comparison: limit.comparison,
            threshold: limit.threshold, unit: limit.unit, relativeTo: limit.relativeTo)
        }
      }
      if !limits.contains(where: { $0.metric.hasPrefix("latency") }) {
        add {
          Clause(
            id: $0, claim: .staysWithin, subject: subject, metric: "latency_p99", comparison: .atMost,
            threshold: IntentDraft.latencyRatio, unit: "multiple", relativeTo: .baseline)
        }
      }
      if let first = limits.first {
        add {
          Clause(
            id: $0, claim: .recoversWithin, subject: subject, metric: first.metric, comparison: first.comparison,
            threshold: first.threshold, unit: first.unit, relativeTo: first.relativeTo,
            withinSeconds: IntentDraft.recoverySeconds)
        }
      }
    }
    return clauses
  }

  /// The standing rule, and for a journey with a latency objective four times that.
  private func aborts(_ subject: NodeID) -> [Criterion] {
    var criteria = [
      Criterion(
        subject: subject, metric: "error_rate", comparison: .greater, threshold: IntentDraft.standingErrorShare,
        unit: "ratio")
    ]
    if subject.kind == .journey, let latency = model.journey(subject.name)?.objective?.latencyP99Ms {
      criteria.append(
        Criterion(
          subject: subject, metric: "latency_p99", comparison: .greater, threshold: 4 * latency, unit: "ms"))
    }
    return criteria
  }

  private var rollback: [String] {
    let remove = "Remove the \(fault.kind) fault from \(target)."
    let restore: String
    switch fault.kind.faultClass {
    case .unavailable: restore = "Start \(disturbed) again, or let its platform do so, and wait until it answers."
    case .control: restore = "Restore the configuration of \(disturbed) from before the run."
    case .data: restore = "Check the data that \(disturbed) wrote during the run, and repair or replay them."
    case .resource: restore = "Check that \(disturbed) has its resources back; restart it where it has not."
    default: restore = "Check that \(disturbed) is back at its baseline."
    }
    return [remove, restore]
  }

  private var disturbed: String {
    switch target {
    case .component(let name): name
    case .dependency(let link): link.callee
    }
  }
}
