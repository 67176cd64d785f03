import Vocabulary

/// Judges the clauses of an intent, each with what was expected beside what was seen.
///
/// A clause with a metric and a threshold is judged by its own numbers; one without by what the judge found of its
/// subject. What was not seen is inconclusive, never supported; so is what held where too little of the time was sampled, or
/// under a fault that nothing shows to have taken effect.
struct ClaimJudge {
  let run: RunRecord
  let series: RunSeries
  let seen: [SymptomJudgement]
  let probes: ProbeBook
  /// Whether the fault demonstrably took effect; of a placebo there is nothing to show.
  let isConfirmed: Bool
  let constants: JudgeConstants

  /// What a clause came to.
  struct Finding {
    var outcome: Outcome
    var actual: String?
    var evidence: String
    var unit: String?
    var figures: ClauseFigures?

    static func inconclusive(_ why: String, _ figures: ClauseFigures? = nil) -> Finding {
      Finding(outcome: .inconclusive, evidence: why, figures: figures)
    }
  }

  /// The verdict on one clause, given how steady the system was before the fault.
  func verdict(on clause: Clause, given gate: Steadiness) -> ClauseVerdict {
    if case .unsteady(let why) = gate { return ClaimJudge.blocked(clause, by: why) }
    var finding = finding(on: clause)
    if finding.outcome == .supported {
      var doubts: [String] = []
      if case .unknown(let why) = gate { doubts.append(why) }
      if !isConfirmed { doubts.append("nothing shows that the fault took effect") }
      if !doubts.isEmpty {
        finding.outcome = .inconclusive
        finding.evidence += "; it held, but " + doubts.joined(separator: ", and ")
      }
    }
    // That nobody noticed a fault that did not act is no failure to notice.
    if finding.outcome == .refuted, clause.claim == .detectsWithin, !isConfirmed || run.isPlacebo {
      finding.outcome = .inconclusive
      finding.evidence += "; but nothing shows that there was a fault to notice"
    }
    return ClauseVerdict(
      id: clause.id, outcome: finding.outcome, expected: ClaimJudge.expected(clause), actual: finding.actual,
      unit: finding.unit ?? clause.unit, evidence: finding.evidence, figures: finding.figures)
  }

  private func finding(on clause: Clause) -> Finding {
    if clause.threshold != nil, clause.metric == nil {
      return .inconclusive("the clause's threshold is of no metric")
    }
    // Of a guard or an alert it may name the probe that tells.
    let isAsked = clause.claim == .tripsBefore || clause.claim == .detectsWithin && !indicators(clause, .alert).isEmpty
    if let metric = clause.metric, clause.threshold == nil, ClaimJudge.symptom(of: metric) == nil, !isAsked {
      return .inconclusive("the clause names \(metric) and no threshold for it")
    }
    return switch clause.claim {
    case .staysWithin, .isolates: staysWithin(clause)
    case .recoversWithin: recovers(clause)
    case .detectsWithin: detects(clause)
    case .tripsBefore: trips(clause)
    case .degradesGracefully: degradesGracefully(clause)
    }
  }

  /// The verdict where the experiment did not happen.
  static func notRun(_ clause: Clause) -> ClauseVerdict {
    ClauseVerdict(
      id: clause.id, outcome: .notRun, expected: expected(clause), actual: nil, unit: clause.unit,
      evidence: "no fault was injected")
  }

  /// The verdict where the system was not steady to begin with.
  private static func blocked(_ clause: Clause, by why: String) -> ClauseVerdict {
    ClauseVerdict(
      id: clause.id, outcome: .inconclusive, expected: expected(clause), actual: nil, unit: clause.unit, evidence: why)
  }

  /// What a clause claims, in words and numbers.
  static func expected(_ clause: Clause) -> String {
    let bound = Bound(clause)?.words
    let time = clause.withinSeconds.map { "within \(Format.number($0)) s" }
    switch clause.claim {
    case .staysWithin: return bound ?? "\(clause.subject) stays steady"
    case .isolates: return bound ?? "\(clause.subject) does not degrade"
    case .recoversWithin:
      return [bound ?? "\(clause.subject) recovers", time].compactMap(\.self).joined(separator: " ")
    case .detectsWithin: return [bound ?? "\(clause.subject) shows it", time].compactMap(\.self).joined(separator: " ")
    case .tripsBefore:
      return [bound ?? "a guard trips", time ?? "before \(clause.subject) degrades"].joined(separator: " ")
    case .degradesGracefully: return bound ?? "\(clause.subject) does not fail"
    }
  }

  // MARK: - Reading

  /// The reading that a bound asks for, or the finding that there is none.
  func reading(_ clause: Clause, _ bound: Bound) -> Result<Reading, FindingError> {
    do throws(Reading.Missing) {
      return .success(try Reading(clause.subject, bound.metric, in: bound.readingUnit, from: series))
    } catch {
      switch error {
      case .notMeasured: return .failure(FindingError("\(bound.metric) of \(clause.subject) was not measured"))
      case .unit(let unit):
        return .failure(
          FindingError("\(bound.metric) of \(clause.subject) was measured in \(unit), not in \(bound.unit)"))
      }
    }
  }

  /// Why nothing could be read.
  struct FindingError: Error {
    let finding: Finding
    init(_ why: String) { finding = .inconclusive(why) }
  }

  /// The symptom that a metric stands for; nil for one that stands for none.
  static func symptom(of metric: String) -> Symptom? {
    switch metric {
    case Metric.errorRate, Metric.availability, Metric.up: .errors
    case Metric.cpu, Metric.queueDepth, Metric.retryCount: .saturation
    default: Metric.isLatency(metric) ? .latency : nil
    }
  }

  /// What was seen of a clause's subject; of a metric the symptom that it stands for.
  func judgements(_ clause: Clause) -> [SymptomJudgement] {
    let symptom = clause.metric.flatMap(ClaimJudge.symptom)
    return seen.filter { $0.node == clause.subject && (symptom == nil || $0.symptom == symptom) }
  }

  /// The state of some judgements together, and where it comes from, in words.
  func state(of judgements: [SymptomJudgement]) -> (state: ObservedState, words: String) {
    let degraded = judgements.filter { $0.state == .degraded }
    let state: ObservedState =
      !degraded.isEmpty
      ? .degraded : !judgements.isEmpty && judgements.allSatisfy { $0.state == .steady } ? .steady : .unknown
    let named = (degraded.isEmpty ? judgements : degraded).map { judgement in
      let sources = judgement.evidence.filter { $0.isDegraded == (judgement.state == .degraded) }.map(\.source)
      return "\(judgement.symptom.rawValue) \(judgement.state.rawValue)"
        + (sources.isEmpty ? "" : " by \(sources.joined(separator: ", "))")
    }
    return (state, named.isEmpty ? "nothing was observed of it" : named.joined(separator: "; "))
  }
}
