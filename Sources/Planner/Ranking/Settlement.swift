internal import Vocabulary

/// A candidate with its full forecast.
struct Assessed: Sendable {
  let candidate: Candidate
  var forecast: SiteForecast
  /// Expected cost in minutes.
  var cost: Double
  /// What it is ranked by.
  var score: Double
  var safety: SafetyVerdict

  /// Allowed before blocked, then the higher score, then the earlier in the enumeration.
  static func ranksBefore(_ one: Assessed, _ other: Assessed) -> Bool {
    if one.safety.allowed != other.safety.allowed { return one.safety.allowed }
    return one.score != other.score ? one.score > other.score : one.candidate.order < other.candidate.order
  }
}

/// Forecasts the head of the list with more and more worlds until its order is settled.
///
/// Two neighbours are settled where their difference is above two standard errors, taken over the worlds they share, or below
/// 1 % of the larger: then either order serves.
struct Settlement {
  let search: CandidateSearch
  let evaluator: SafetyEvaluator
  let recentRadii: [(run: RunHistory.PastRun, nodes: Set<NodeID>)]

  /// A difference of less than this share of the larger is no difference.
  static let tie = 0.01
  /// 4,096 worlds in a large system, 65,536 in one of up to 200 calls.
  private static func mostWords(_ calls: Int) -> Int { calls <= 200 ? 1024 : calls <= 2000 ? 256 : 64 }

  /// The candidates in their final order, and whether the order of the first `head` is settled.
  func settle(_ candidates: [Candidate], head: Int) -> (ranked: [Assessed], isSettled: Bool) {
    let most = Settlement.mostWords(search.forecasters.map { $0.graph.edge.count }.max() ?? 0)
    var words = Forecaster.words
    var ranked = assess(candidates, words: words).sorted(by: Assessed.ranksBefore)
    while true {
      let open = unsettled(ranked, head: head)
      if open.isEmpty { return (ranked, true) }
      words *= 4
      if words > most { return (ranked, false) }
      let fresh = assess(open.map { ranked[$0].candidate }, words: words)
      for (index, assessed) in zip(open, fresh) { ranked[index] = assessed }
      ranked.sort(by: Assessed.ranksBefore)
    }
  }

  /// The places within the head (and the one after it) whose order could still be chance.
  private func unsettled(_ ranked: [Assessed], head: Int) -> [Int] {
    var open = Set<Int>()
    for index in 0..<max(0, min(head, ranked.count - 1)) {
      let (one, other) = (ranked[index], ranked[index + 1])
      guard one.safety.allowed == other.safety.allowed else { continue }
      if one.score - other.score <= Settlement.tie * one.score { continue }
      if one.forecast.isSettled(above: other.forecast) { continue }
      if !one.forecast.isExact { open.insert(index) }
      if !other.forecast.isExact { open.insert(index + 1) }
    }
    return open.sorted()
  }

  /// Full forecasts, network by network, in the order of the candidates.
  private func assess(_ candidates: [Candidate], words: Int) -> [Assessed] {
    let groups = Dictionary(grouping: candidates.indices) { candidates[$0].forecaster }
      .sorted { $0.key < $1.key }.map { (forecaster: search.forecasters[$0.key], places: $0.value) }
    let forecasts = concurrentMap(groups) { group in
      group.forecaster.forecasts(group.places.map { candidates[$0].site }, words: words)
    }
    var byCandidate = [SiteForecast?](repeating: nil, count: candidates.count)
    for (group, found) in zip(groups, forecasts) {
      for (place, forecast) in zip(group.places, found) { byCandidate[place] = forecast }
    }
    return zip(candidates, byCandidate).compactMap { candidate, forecast in
      forecast.map { assess(candidate, $0) }
    }
  }

  private func assess(_ candidate: Candidate, _ forecast: SiteForecast) -> Assessed {
    let planner = search.planner
    let forecaster = search.forecasters[candidate.forecaster]
    var burden = 0.0
    for (place, probability) in forecast.degraded where forecaster.weights.criticality[place] > 0 {
      burden += probability * Double(forecaster.weights.criticality[place])
    }
    let cost = candidate.choice.minutes + burden * planner.policy.journeyCostMinutes
    let question = SafetyQuestion(
      target: candidate.target, kind: candidate.choice.kind, dose: forecaster.dose,
      hasMagnitude: candidate.choice.hasMagnitude, environment: search.request.environment, now: planner.now,
      minutes: candidate.choice.minutes,
      predicted: forecast.degraded.map { (forecaster.graph.name($0.place), $0.probability) }
        .sorted { $0.0 < $1.0 },
      criticalProbability: forecast.criticalProbability, model: planner.model, policy: planner.policy,
      history: planner.history, recentRadii: recentRadii)
    return Assessed(
      candidate: candidate, forecast: forecast, cost: cost,
      score: search.request.ranking == .bits ? forecast.value : forecast.value / max(cost, 1e-9),
      safety: evaluator.judge(question))
  }
}
