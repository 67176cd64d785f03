internal import Beliefs
internal import Synchronization
internal import Vocabulary

/// Asks the safety gates about candidates: of all that are forecast with the planner's own worlds, of the head of the list with the
/// outlook, which also knows hidden couplings and false alarms.
///
/// Outlooks are dear, some milliseconds each in a large system, and kept: each candidate is asked about once a plan.
final class SafetyAssessor: Sendable {
  private let planner: Planner
  private let request: PlanRequest
  private let forecasters: [Forecaster]
  private let recentRadii: [(run: RunHistory.PastRun, nodes: Set<NodeID>)]
  /// By the candidate's place in the enumeration.
  private let kept = Mutex<[Int: Known]>([:])

  /// What the outlook says of one candidate.
  private struct Known {
    let outlook: Outlook?
    let safety: SafetyVerdict
  }

  init(
    _ planner: Planner, _ request: PlanRequest, _ forecasters: [Forecaster],
    recentRadii: [(run: RunHistory.PastRun, nodes: Set<NodeID>)]
  ) {
    self.planner = planner
    self.request = request
    self.forecasters = forecasters
    self.recentRadii = recentRadii
  }

  /// The verdict by the planner's own worlds.
  func firstVerdict(_ candidate: Candidate, _ forecast: SiteForecast) -> SafetyVerdict {
    let forecaster = forecasters[candidate.forecaster]
    return planner.safety.judge(
      question(
        candidate,
        predicted: forecaster.graph.byName(forecast.degraded),
        critical: forecast.criticalProbability, components: nil))
  }

  /// Brings the verdicts of the first `head` to what the outlook says, and the list into the order that follows from them: what is
  /// blocked by it falls behind, and what comes up in its place is asked about, too.
  func confirm(_ ranked: inout [Assessed], head: Int) {
    guard planner.predict != nil else { return }
    var isConfirmed: Set<Int> = []
    while true {
      let open = ranked.indices.prefix(head).filter { !isConfirmed.contains(ranked[$0].candidate.order) }
      guard !open.isEmpty else { return }
      let found = concurrentMap(open.map { ranked[$0] }) { self.confirmed($0) }
      for (index, assessed) in zip(open, found) {
        ranked[index] = assessed
        isConfirmed.insert(assessed.candidate.order)
      }
      ranked.sort(by: Assessed.ranksBefore)
    }
  }

  /// The candidate with the verdict by its outlook, where that was asked for already.
  func known(_ assessed: Assessed) -> Assessed {
    guard let known = kept.withLock({ $0[assessed.candidate.order] }) else { return assessed }
    var copy = assessed
    copy.safety = known.safety
    copy.outlook = known.outlook
    return copy
  }

  /// The candidate with the verdict by its outlook.
  func confirmed(_ assessed: Assessed) -> Assessed {
    let order = assessed.candidate.order
    if kept.withLock({ $0[order] }) == nil {
      let candidate = assessed.candidate
      let outlook = planner.predict?(candidate.target, candidate.choice.kind, forecasters[candidate.forecaster].dose)
      let verdict = outlook.map { outlook in
        planner.safety.judge(
          question(
            candidate, predicted: outlook.predicted, critical: outlook.criticalProbability,
            components: outlook.expectedComponents))
      }
      kept.withLock { $0[order] = Known(outlook: outlook, safety: verdict ?? assessed.safety) }
    }
    return known(assessed)
  }

  private func question(
    _ candidate: Candidate, predicted: [(node: NodeID, probability: Double)], critical: Double, components: Double?
  ) -> SafetyQuestion {
    SafetyQuestion(
      target: candidate.target, kind: candidate.choice.kind, dose: forecasters[candidate.forecaster].dose,
      hasMagnitude: candidate.choice.hasMagnitude, environment: request.environment, now: planner.now,
      minutes: candidate.choice.minutes, predicted: predicted, criticalProbability: critical, model: planner.model,
      policy: planner.policy, history: planner.history, recentRadii: recentRadii, expectedComponents: components,
      exclusions: request.exclusions, intendedEnvironment: request.intendedEnvironment)
  }
}
