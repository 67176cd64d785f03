internal import Beliefs
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
  /// What it is expected to do, where that was asked for.
  var outlook: Outlook?

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
  let safety: SafetyAssessor

  /// A difference of less than this share of the larger is no difference.
  static let tie = 0.01
  /// How many candidates are forecast over the same worlds in one go: bounds the memory.
  private static let piece = 24
  /// First and most words: 256 and 4,096 worlds in a large system, up to 65,536 in one of up to 200 calls; fewer where most of
  /// a large system lies on one cycle, every world of which is a flood.
  private static func words(_ forecasters: [Forecaster]) -> (first: Int, most: Int) {
    let calls = forecasters.map { $0.graph.edge.count }.max() ?? 0
    if calls <= 2000 { return (Forecaster.words, calls <= 200 ? 1024 : 256) }
    return (4, forecasters.contains { $0.graph.largestCycle >= GiantCycle.giantFrom } ? 16 : 64)
  }

  /// The candidates in their final order, the first `head` of them explained, and whether their order is settled.
  ///
  /// The order is found with gains of two moments; the head is then forecast once more with all that a proposal tells, over the
  /// same worlds, and keeps the order of those values.
  func settle(
    _ candidates: [Candidate], head: Int, explained: Int? = nil
  ) -> (ranked: [Assessed], isSettled: Bool) {
    let (first, most) = Settlement.words(search.forecasters)
    var words = first
    var isSettled = true
    var ranked = assess(candidates, words: words, explained: false).sorted(by: Assessed.ranksBefore)
    while true {
      let open = unsettled(ranked, head: head)
      if open.isEmpty { break }
      if words * 4 > most {
        isSettled = false
        break
      }
      words *= 4
      let fresh = assess(open.map { ranked[$0].candidate }, words: words, explained: false)
      for (index, assessed) in zip(open, fresh) { ranked[index] = assessed }
      ranked.sort(by: Assessed.ranksBefore)
    }
    // One more than is wanted: the runner-up of the last.
    safety.confirm(&ranked, head: head + 1)
    let shown = ranked.prefix(explained ?? head + 1).map(\.candidate)
    var told = assess(shown, words: max(words, Forecaster.words), explained: true)
    for index in told.indices { told[index] = safety.known(told[index]) }
    return (told.sorted(by: Assessed.ranksBefore) + ranked.dropFirst(shown.count), isSettled)
  }

  /// The places whose order could still be chance: neighbours within the head, and what could yet come into it.
  private func unsettled(_ ranked: [Assessed], head: Int) -> [Int] {
    guard head > 0 else { return [] }
    var open = Set<Int>()
    func compare(_ index: Int, _ other: Int) {
      let (one, two) = (ranked[index], ranked[other])
      guard one.safety.allowed == two.safety.allowed else { return }
      if one.score - two.score <= Settlement.tie * one.score || one.forecast.isSettled(above: two.forecast) { return }
      if !one.forecast.isExact { open.insert(index) }
      if !two.forecast.isExact { open.insert(other) }
    }
    for index in 0..<max(0, min(head, ranked.count) - 1) { compare(index, index + 1) }
    if head < ranked.count { for other in head..<ranked.count { compare(head - 1, other) } }
    return open.sorted()
  }

  /// Forecasts in pieces of a few candidates of one network, in the order of the candidates.
  private func assess(_ candidates: [Candidate], words: Int, explained: Bool) -> [Assessed] {
    let groups = Dictionary(grouping: candidates.indices) { candidates[$0].forecaster }.sorted { $0.key < $1.key }
    let pieces = groups.flatMap { group in
      stride(from: 0, to: group.value.count, by: Settlement.piece).map { first in
        (forecaster: search.forecasters[group.key], places: Array(group.value[first...].prefix(Settlement.piece)))
      }
    }
    let forecasts = concurrentMap(pieces) { piece in
      piece.forecaster.forecasts(piece.places.map { candidates[$0].site }, words: words, explained: explained)
    }
    var byCandidate = [SiteForecast?](repeating: nil, count: candidates.count)
    for (piece, found) in zip(pieces, forecasts) {
      for (place, forecast) in zip(piece.places, found) { byCandidate[place] = forecast }
    }
    return zip(candidates, byCandidate).compactMap { candidate, forecast in forecast.map { assess(candidate, $0) } }
  }

  private func assess(_ candidate: Candidate, _ forecast: SiteForecast) -> Assessed {
    let planner = search.planner
    let forecaster = search.forecasters[candidate.forecaster]
    var burden = 0.0
    for (place, probability) in forecast.degraded where forecaster.weights.criticality[place] > 0 {
      burden += probability * forecaster.weights.criticality[place]
    }
    let cost = candidate.choice.minutes + burden * planner.policy.journeyCostMinutes
    return Assessed(
      candidate: candidate, forecast: forecast, cost: cost,
      score: search.request.ranking == .bits ? forecast.value : forecast.value / max(cost, 1e-9),
      safety: safety.firstVerdict(candidate, forecast))
  }
}
