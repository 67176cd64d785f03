import Vocabulary

/// Judges the clauses of an intent, each with what was expected beside what was seen.
///
/// A clause with a metric and a threshold is judged by its own numbers; one without by what the judge found of its
/// subject. What was not seen is inconclusive, never supported.
struct ClaimJudge {
  let run: RunRecord
  let series: RunSeries
  let seen: [SymptomJudgement]
  let probes: ProbeBook
  let constants: JudgeConstants

  /// What a clause came to.
  struct Finding {
    var outcome: Outcome
    var actual: String?
    var evidence: String
    var unit: String?

    static func inconclusive(_ why: String) -> Finding { Finding(outcome: .inconclusive, evidence: why) }
  }

  /// The verdict on one clause.
  func verdict(on clause: Clause) -> ClauseVerdict {
    let finding =
      switch clause.claim {
      case .staysWithin, .isolates: staysWithin(clause)
      case .recoversWithin: recovers(clause)
      case .detectsWithin: detects(clause)
      case .tripsBefore: trips(clause)
      case .degradesGracefully: degradesGracefully(clause)
      }
    return ClauseVerdict(
      id: clause.id, outcome: finding.outcome, expected: ClaimJudge.expected(clause), actual: finding.actual,
      unit: finding.unit ?? clause.unit, evidence: finding.evidence)
  }

  /// The verdict where the experiment did not happen.
  static func notRun(_ clause: Clause) -> ClauseVerdict {
    ClauseVerdict(
      id: clause.id, outcome: .notRun, expected: expected(clause), actual: nil, unit: clause.unit,
      evidence: "no fault was injected")
  }

  /// The verdict where the system was not steady to begin with.
  static func blocked(_ clause: Clause, by why: String) -> ClauseVerdict {
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

  /// The first criterion of the steady state that did not hold before the fault, in words; nil where all that was
  /// measured held. Judged on the last `windowSeconds` before the injection, where there are samples in them.
  func unmetSteadyState(_ steadyState: SteadyState) -> String? {
    for criterion in steadyState.criteria {
      guard let reading = try? Reading(criterion.subject, criterion.metric, in: criterion.unit, from: series) else {
        continue
      }
      let last = reading.baseline.filter { $0.end > -steadyState.windowSeconds }
      let windows = steadyState.windowSeconds > 0 && !last.isEmpty ? last : reading.baseline
      let value =
        reading.isShare
        ? reading.summary(of: windows, for: criterion.comparison, tolerating: 0)
        : Statistics.median(windows.map(\.value))
      if let value, !criterion.comparison.holds(value, criterion.threshold) {
        return "not steady before the fault: \(criterion.words), was \(Format.number(value))"
      }
    }
    return nil
  }

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

  /// What was seen of a clause's subject; of a metric the symptom that it stands for.
  func judgements(_ clause: Clause) -> [SymptomJudgement] {
    let symptom: Symptom? = clause.metric.flatMap { metric in
      metric.hasPrefix("latency")
        ? .latency : metric == Metric.errorRate || metric == Metric.availability ? .errors : nil
    }
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
