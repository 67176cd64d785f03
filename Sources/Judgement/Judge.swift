public import Vocabulary

/// Judges runs: from samples and probes to observations, clause verdicts, evidence grade and recovery time.
///
/// A pure function of the run, the intent as it stood when the run began, and a few facts of the system. The order of
/// samples does not matter; nothing of earlier runs enters, so that a book's first run is judged as its hundredth.
/// How well it does on real campaigns stands in the article *Judging a run*.
///
/// ```swift
/// let verdict = Judge().verdict(of: run, expecting: Expectation(clauses: intent.clauses))
/// ```
public struct Judge: Sendable {
  /// The method's name and version, as verdicts carry it. It changes with the constants and with what the judge does.
  public static let method = "faultbook-judge/2"

  /// The method with what a verdict depends on beside the run: a verdict under other facts is another verdict.
  public static func method(with system: SystemFacts) -> String {
    guard let objective = system.tightestLatencyObjectiveMs else { return method }
    return "\(method), latency objective \(objective) ms"
  }

  /// What the method is called beyond where probes tell of guards and alerts: earlier verdicts took them for any other probe.
  private static let indicatorSuffix = ", probes of guards and alerts"

  private static func readsIndicators(_ run: RunRecord, _ expectation: Expectation, _ claims: ClaimJudge) -> Bool {
    run.probes.contains { Indicator($0.payload).kind != nil }
      || expectation.clauses.contains { clause in
        switch clause.claim {
        case .tripsBefore: !claims.indicators(clause, .guarding).isEmpty
        case .detectsWithin: !claims.indicators(clause, .alert).isEmpty
        default: false
        }
      }
  }

  private let constants: JudgeConstants

  /// A judge.
  public init(constants: JudgeConstants = .standard) { self.constants = constants }

  /// The verdict on a run. Cost: O(n log n) of its samples and probes.
  public func verdict(
    of run: RunRecord, expecting expectation: Expectation = Expectation(), in system: SystemFacts = SystemFacts()
  ) -> VerdictReached {
    let series = RunSeries(run, constants)
    let probes = ProbeBook(run, journey: hypothesisJourney(run, expectation), series.timeline)
    let nodes = NodeJudge(
      series: series, probes: probes, objectiveMs: system.tightestLatencyObjectiveMs, constants: constants)
    let seen = series.timeline.isInjected ? nodes.all() : []

    let isConfirmed =
      run.isPlacebo || Judge.targetDegraded(run, seen) || run.injections.contains(where: \.confirmed)
    let grade = EvidenceGrading(series, probes).grade(run, isConfirmed: isConfirmed, hasControl: system.hasControl)
    let claims = ClaimJudge(
      run: run, series: series, seen: seen, probes: probes, isConfirmed: isConfirmed, constants: constants)
    let gate = expectation.steadyState.map(claims.steadiness) ?? .steady
    var clauses = expectation.clauses.map { clause in
      grade == .e0 ? ClaimJudge.notRun(clause) : claims.verdict(on: clause, given: gate)
    }
    if clauses.isEmpty, expectation.isStated, grade != .e0, let verdict = HypothesisProbes.verdict(on: run) {
      clauses = [verdict]
    }
    return VerdictReached(
      outcome: grade == .e0 ? .notRun : Judge.outcome(of: clauses.map(\.outcome)), clauses: clauses,
      observations: seen.map(\.observation), grade: grade,
      method: Judge.method(with: system)
        + (Judge.readsIndicators(run, expectation, claims) ? Judge.indicatorSuffix : ""),
      recoverySeconds: recoverySeconds(series, seen), samplingStepSeconds: series.samplingStep,
      lateCriteria: expectation.late)
  }

  private func hypothesisJourney(_ run: RunRecord, _ expectation: Expectation) -> NodeID? {
    (expectation.journey ?? (run.start.journeys.count == 1 ? run.start.journeys[0] : nil)).map { .journey($0) }
  }

  private static func targetDegraded(_ run: RunRecord, _ seen: [SymptomJudgement]) -> Bool {
    guard case .component(let name) = run.start.target else { return false }
    return seen.contains { $0.node == .component(name) && $0.state == .degraded }
  }

  /// All supported is supported, all refuted refuted; some of both, or some supported and the rest unseen, is partly
  /// supported. Refuted beside unseen is refuted: one counterexample is enough. Without clauses inconclusive.
  static func outcome(of clauses: [Outcome]) -> Outcome {
    let isSupported = clauses.contains(.supported)
    let isRefuted = clauses.contains(.refuted)
    switch (isSupported, isRefuted) {
    case (true, true): return .partlySupported
    case (true, false): return clauses.allSatisfy { $0 == .supported } ? .supported : .partlySupported
    case (false, true): return .refuted
    case (false, false): return .inconclusive
    }
  }

  /// A measured `time_to_recover` wins over the windows; of several the longest.
  private func recoverySeconds(_ series: RunSeries, _ seen: [SymptomJudgement]) -> Double? {
    let measured = series.nodes.flatMap { series.own($0, Metric.timeToRecover) }.flatMap { one in
      one.windows.compactMap { one.milliseconds($0.value) }
    }
    if let longest = measured.max() { return longest / 1000 }
    var longest: Double?
    for judgement in seen where judgement.state == .degraded {
      switch judgement.recovery {
      case .unseen: continue
      case .recovered(let seconds): longest = max(longest ?? 0, seconds)
      case .lasting: return nil
      }
    }
    return longest
  }
}
