extension FamilyPosterior {
  /// E log P(threshold = k) for k = low, medium, high, never of one cause of a ``DoseFamily``, in nats.
  ///
  /// With 1 − θ_d = Π_{k≤d} (1 − a_k) the logarithm of a share is a sum over increments: log a_k + Σ_{j<k} log(1 − a_j). Within a
  /// merged unit no evidence has touched the split, whose mean logarithms are those of its prior, ψ(q_k) − ψ(Σ q).
  package func meanLogThresholds(_ cause: Int) -> [Double] {
    var logs: [Double] = []
    var silent = 0.0
    var variable = 3 * cause
    while variable < 3 * cause + 3 {
      let unit = units[Int(unitOfVariable[variable])]
      let (fires, stays) = meanLogs(unit)
      let count = Int(unit.count)
      let parts = shares[variable..<variable + count]
      let whole = count > 1 ? digamma(parts.reduce(0, +)) : 0
      for part in parts { logs.append(silent + fires + (count > 1 ? digamma(part) - whole : 0)) }
      silent += stays
      variable += count
    }
    logs.append(silent)
    return logs
  }

  /// E log a and E log(1 − a) of a unit.
  private func meanLogs(_ unit: BetaUnit) -> (fires: Double, stays: Double) {
    guard unit.mixture >= 0 else { return (unit.beta.meanLog, unit.beta.meanLogComplement) }
    let mixture = mixtures[Int(unit.mixture)]
    var fires = 0.0
    var stays = 0.0
    for (component, weight) in mixture.weights.enumerated() {
      let beta = mixture.betas[component * mixture.slots + Int(unit.slot)]
      fires += weight * beta.meanLog
      stays += weight * beta.meanLogComplement
    }
    return (fires, stays)
  }
}
