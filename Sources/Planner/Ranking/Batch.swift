internal import Beliefs
internal import Vocabulary

/// Chooses a batch greedily by what each experiment adds to those already chosen. Information is submodular here: the outcome
/// of one experiment only ever makes another less surprising (Golovin & Krause 2011).
///
/// Approximation. After an experiment that meets the active set A of an effect with probability P, each cause in A is taken to
/// have been observed P / |A| times more: its θ keeps its mean, and its Beta gains that strength. What A′ still teaches is scaled
/// by g(moments after) / g(moments now). An observation at another dose of the same class counts by ρ², the squared correlation of θ at
/// both doses under the posterior: 1 − θ_d′ = (1 − θ_d) · (the increments between), independent. Classes share nothing. So a
/// repetition is worth what a second look is worth, and experiments on disjoint families lose nothing. Other objectives are
/// discounted by the same share: what is known of a family's outcome can no longer tell of anything that hangs on it.
struct Batch {
  let forecasters: [Forecaster]
  /// By class, effect and cause: at which doses it was observed how often by those chosen.
  private var observed: [Belief: [(forecaster: Int, slot: Int, count: Double)]] = [:]

  private struct Belief: Hashable {
    let faultClass: FaultClass
    let cause: NodeID
    let effect: NodeID
  }

  init(_ forecasters: [Forecaster]) { self.forecasters = forecasters }

  /// The first `count` by what they add, with that; allowed ones before blocked ones.
  static func choose(_ ranked: [Assessed], count: Int, _ forecasters: [Forecaster], by ranking: PlanRequest.Ranking)
    -> [(assessed: Assessed, adds: Double)]
  {
    var batch = Batch(forecasters)
    var left = ranked
    var chosen: [(assessed: Assessed, adds: Double)] = []
    while chosen.count < count, !left.isEmpty {
      var best: (index: Int, score: Double, adds: Double)?
      for index in left.indices {
        // What it adds is at most its value alone: later ones cannot win any more.
        if let best, left[index].score <= best.score || left[best.index].safety.allowed && !left[index].safety.allowed {
          break
        }
        let adds = batch.adds(left[index])
        let score = ranking == .bits ? adds : adds / max(left[index].cost, 1e-9)
        if score > best?.score ?? -.infinity { best = (index, score, adds) }
      }
      guard let best else { break }
      let next = left.remove(at: best.index)
      chosen.append((next, best.adds))
      batch.take(next)
    }
    return chosen
  }

  /// What a candidate adds: its value, each exposure discounted by what the chosen ones are expected to have taught.
  private func adds(_ assessed: Assessed) -> Double {
    let forecaster = forecasters[assessed.candidate.forecaster]
    var sum = 0.0
    for exposure in assessed.forecast.exposures {
      let worth = exposure.worth ?? forecaster.weights.weight[exposure.place] * exposure.gain
      guard worth > 0 else { continue }
      sum += exposure.probability * worth * share(exposure, assessed.candidate.forecaster)
    }
    return sum
  }

  /// The share of an exposure's gain that is left.
  private func share(_ exposure: SiteForecast.Exposure, _ index: Int) -> Double {
    let forecaster = forecasters[index]
    let graph = forecaster.graph
    var now = (first: 1.0, second: 1.0)
    var after = now
    var isTouched = false
    for slot in exposure.slots {
      let first = graph.silence[slot]
      let second = graph.squaredSilence[slot]
      now = (now.first * first, now.second * second)
      let count = observations(of: slot, exposure.place, index)
      let spread = second - first * first
      if count > 0 && spread > 0 {
        isTouched = true
        let strength = first * (1 - first) / spread - 1
        after = (after.first * first, after.second * (first * first + first * (1 - first) / (strength + count + 1)))
      } else {
        after = (after.first * first, after.second * second)
      }
    }
    guard isTouched else { return 1 }
    let before = forecaster.surface.gain(first: now.first, second: now.second)
    guard before > 0 else { return 1 }
    return min(1, forecaster.surface.gain(first: after.first, second: after.second) / before)
  }

  private func observations(of slot: Int, _ place: Int, _ index: Int) -> Double {
    let graph = forecasters[index].graph
    let belief = Belief(
      faultClass: forecasters[index].faultClass, cause: graph.name(Int(graph.cause[slot])), effect: graph.name(place))
    return (observed[belief] ?? []).reduce(0) { sum, one in
      sum + one.count * squaredCorrelation((index, slot), (one.forecaster, one.slot))
    }
  }

  /// ρ² of θ of one edge at two doses.
  private func squaredCorrelation(
    _ one: (forecaster: Int, slot: Int), _ other: (forecaster: Int, slot: Int)
  ) -> Double {
    if one.forecaster == other.forecaster { return 1 }
    let isRising = forecasters[one.forecaster].dose < forecasters[other.forecaster].dose
    let (low, high) = isRising ? (one, other) : (other, one)
    let lowGraph = forecasters[low.forecaster].graph
    let highGraph = forecasters[high.forecaster].graph
    let (lowFirst, lowSecond) = (lowGraph.silence[low.slot], lowGraph.squaredSilence[low.slot])
    let (highFirst, highSecond) = (highGraph.silence[high.slot], highGraph.squaredSilence[high.slot])
    let lowSpread = lowSecond - lowFirst * lowFirst
    let highSpread = highSecond - highFirst * highFirst
    guard lowFirst > 0, lowSpread > 0, highSpread > 0 else { return 0 }
    let covariance = lowSecond * highFirst / lowFirst - lowFirst * highFirst
    return min(1, covariance * covariance / (lowSpread * highSpread))
  }

  /// Counts a chosen one's expected observations.
  private mutating func take(_ assessed: Assessed) {
    let index = assessed.candidate.forecaster
    let graph = forecasters[index].graph
    var counts: [Int: Double] = [:]
    var order: [(slot: Int, place: Int)] = []
    for exposure in assessed.forecast.exposures {
      for slot in exposure.slots {
        if counts[slot] == nil { order.append((slot, exposure.place)) }
        counts[slot, default: 0] += exposure.probability / Double(exposure.slots.count)
      }
    }
    for (slot, place) in order {
      let belief = Belief(
        faultClass: forecasters[index].faultClass, cause: graph.name(Int(graph.cause[slot])), effect: graph.name(place))
      observed[belief, default: []].append((index, slot, counts[slot] ?? 0))
    }
  }
}
