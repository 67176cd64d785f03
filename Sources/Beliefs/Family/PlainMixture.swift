internal import RealModule

/// A weighted sum of products of Betas while inference is at work on it: what a ``BetaMixture`` is made of at last, once, with the columns that
/// queries read.
struct PlainMixture {
  /// How many variables.
  let slots: Int
  /// By component; positive, summing to one.
  let weights: [Double]
  /// By component and slot, row by row.
  let betas: [Beta]

  /// A mixture from weights that sum to one.
  init(slots: Int, weights: [Double], betas: [Beta]) {
    (self.slots, self.weights, self.betas) = (slots, weights, betas)
  }

  /// A mixture from unnormalised log weights.
  init(slots: Int, logWeights: [Double], betas: [Beta]) {
    let top = logWeights.max() ?? 0
    var weights = logWeights.map { Double.exp($0 - top) }
    let total = weights.reduce(0, +)
    for index in weights.indices { weights[index] /= total }
    self.init(slots: slots, weights: weights, betas: betas)
  }

  /// Without its lightest components, which together weigh at most `loss`; the others are scaled up.
  func pruned(to loss: Double) -> PlainMixture {
    // Who is not light alone is not dropped: only the light ones need an order.
    let ascending = weights.filter { $0 <= loss }.sorted()
    var dropped = 0.0
    var least = 0.0
    for weight in ascending {
      dropped += weight
      if dropped > loss { break }
      least = weight
    }
    let kept = weights.indices.filter { weights[$0] > least }
    guard !kept.isEmpty && kept.count < weights.count else { return self }
    let total = kept.reduce(0.0) { $0 + weights[$1] }
    var rows: [Beta] = []
    rows.reserveCapacity(kept.count * slots)
    for component in kept { rows += betas[component * slots..<(component + 1) * slots] }
    return PlainMixture(slots: slots, weights: kept.map { weights[$0] / total }, betas: rows)
  }

  /// Every component times Π aᵢ^x (1 − aᵢ)^y, the x and y by slot: conjugate, so each Beta moves and the weights follow. A parameter
  /// is left at least a tenth of what it was.
  func multiplied(by exponents: [(alpha: Double, beta: Double)]) -> PlainMixture {
    var logs: [Double] = []
    var moved: [Beta] = []
    moved.reserveCapacity(betas.count)
    for component in weights.indices {
      var log = Double.log(weights[component])
      for slot in 0..<slots {
        let old = betas[component * slots + slot]
        let new = Beta(
          max(old.alpha + exponents[slot].alpha, 0.1 * old.alpha), max(old.beta + exponents[slot].beta, 0.1 * old.beta))
        log += logBeta(new.alpha, new.beta) - logBeta(old.alpha, old.beta)
        moved.append(new)
      }
      logs.append(log)
    }
    return PlainMixture(slots: slots, logWeights: logs, betas: moved)
  }
}
