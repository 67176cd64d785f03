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
  /// How many candidates are forecast over the same worlds in one go: each go draws these anew, and the exposures of those that are
  /// explained take memory.
  private static func piece(_ explained: Bool) -> Int { explained ? 24 : 96 }
  /// How the words of worlds grow. The worlds that a candidate was forecast over already are not swept again, so in a large system, where
  /// each is dear, small steps let go early of what is settled.
  private struct Pace {
    /// 64 worlds in a large system: whoever is far behind over these is let go of.
    let first: Int
    /// 1,024 worlds in a large system, up to 65,536 in one of up to 200 calls. Where thousands of beliefs are alike the head is a crowd of
    /// near-equals whose order 4,096 worlds settle no better: the ten best of either give away nothing (`faultbook-bench planner --only regret`).
    let most: Int
    let growth: Int

    init(_ forecasters: [Forecaster]) {
      let calls = forecasters.map { $0.graph.edge.count }.max() ?? 0
      if calls <= 2000 {
        (first, most, growth) = (Forecaster.words, calls <= 200 ? 1024 : 256, 4)
      } else {
        (first, most, growth) = (1, 16, 2)
      }
    }

    /// How many standard errors a difference must be above for chance to be ruled out: more over few worlds, which tell the error itself badly.
    func sigmas(_ words: Int) -> Double { words < 4 ? 4 : 2 }
  }

  /// The candidates in their final order, the first `head` of them explained, and whether their order is settled.
  ///
  /// The order is found with gains of two moments; the head is then forecast once more with all that a proposal tells, over the
  /// same worlds, and keeps the order of those values.
  func settle(
    _ candidates: [Candidate], head: Int, explained: Int? = nil
  ) -> (ranked: [Assessed], isSettled: Bool) {
    let pace = Pace(search.forecasters)
    var words = pace.first
    var isSettled = true
    var ranked = assess(candidates, words: words, explained: false).sorted(by: Assessed.ranksBefore)
    while true {
      let open = unsettled(ranked, head: head, sigmas: pace.sigmas(words))
      if open.isEmpty { break }
      if words * pace.growth > pace.most {
        isSettled = false
        break
      }
      words *= pace.growth
      let fresh = carryOn(open.map { ranked[$0] }, words: words)
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
  private func unsettled(_ ranked: [Assessed], head: Int, sigmas: Double) -> [Int] {
    guard head > 0 else { return [] }
    var open = Set<Int>()
    func compare(_ index: Int, _ other: Int) {
      let (one, two) = (ranked[index], ranked[other])
      guard one.safety.allowed == two.safety.allowed else { return }
      if one.score - two.score <= Settlement.tie * one.score { return }
      if one.forecast.isSettled(above: two.forecast, sigmas: sigmas) { return }
      if !one.forecast.isExact { open.insert(index) }
      if !two.forecast.isExact { open.insert(other) }
    }
    for index in 0..<max(0, min(head, ranked.count) - 1) { compare(index, index + 1) }
    if head < ranked.count { for other in head..<ranked.count { compare(head - 1, other) } }
    return open.sorted()
  }

  /// Forecasts from the first world on.
  private func assess(_ candidates: [Candidate], words: Int, explained: Bool) -> [Assessed] {
    let forecasts = pieceByPiece(candidates, Settlement.piece(explained)) { forecaster, sites, _ in
      forecaster.forecasts(sites, words: words, explained: explained)
    }
    return concurrentMap(Array(zip(candidates, forecasts))) { candidate, forecast in
      forecast.map { assess(candidate, $0) }
    }.compactMap(\.self)
  }

  /// The same candidates over so many words of worlds, from the worlds on that they were forecast over.
  private func carryOn(_ assessed: [Assessed], words: Int) -> [Assessed] {
    let forecasts = pieceByPiece(assessed.map(\.candidate), Settlement.piece(false)) { forecaster, sites, places in
      var carried = places.map { assessed[$0].forecast }
      // Who was let go of for a while lags behind.
      for (known, members) in Dictionary(grouping: places.indices, by: { carried[$0].worldValues.count / 64 }) {
        let more = forecaster.sample(members.map { sites[$0] }, words: known..<words, explained: false)
        for (member, forecast) in zip(members, more) { carried[member] = carried[member].carriedOn(by: forecast) }
      }
      return carried
    }
    return concurrentMap(Array(zip(assessed, forecasts))) { one, forecast in
      forecast.map { assess(one.candidate, $0) }
    }.compactMap(\.self)
  }

  /// Forecasts in pieces of a few candidates of one network, in the order of the candidates.
  ///
  /// - Parameter forecast: given a network's forecaster, some sites and their places among the candidates, their forecasts.
  private func pieceByPiece(
    _ candidates: [Candidate], _ size: Int, _ forecast: @Sendable (Forecaster, [Site], [Int]) -> [SiteForecast]
  ) -> [SiteForecast?] {
    let groups = Dictionary(grouping: candidates.indices) { candidates[$0].forecaster }.sorted { $0.key < $1.key }
    let pieces = groups.flatMap { group in
      stride(from: 0, to: group.value.count, by: size).map { first in
        (forecaster: search.forecasters[group.key], places: Array(group.value[first...].prefix(size)))
      }
    }
    let forecasts = concurrentMap(pieces) { piece in
      forecast(piece.forecaster, piece.places.map { candidates[$0].site }, piece.places)
    }
    var byCandidate = [SiteForecast?](repeating: nil, count: candidates.count)
    for (piece, found) in zip(pieces, forecasts) {
      for (place, forecast) in zip(piece.places, found) { byCandidate[place] = forecast }
    }
    return byCandidate
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
