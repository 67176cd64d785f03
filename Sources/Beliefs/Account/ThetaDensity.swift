internal import RealModule

/// The distribution of one belief's θ as a mixture of Betas: the one that its 90 % interval is read from.
struct ThetaDensity {
  let weights: [Double]
  let betas: [Beta]
  /// By component: log weight − log B(α, β).
  private let scales: [Double]

  init(weights: [Double], betas: [Beta]) {
    self.weights = weights
    self.betas = betas
    scales = zip(weights, betas).map { Double.log($0) - logBeta($1.alpha, $1.beta) }
  }

  /// The density of θ = 1 − Π (1 − a) over some variables of a family.
  init(_ posterior: FamilyPosterior, _ variables: [Int]) {
    let terms = SilenceTerm.condensed(posterior.silenceTerms(variables), to: 32).filter { $0.weight > 0 }
    self.init(weights: terms.map(\.weight), betas: terms.map(\.theta))
  }

  /// log of the density, times θ (1 − θ): what it is on the logit scale, where it stays finite.
  func log(_ logX: Double, _ logY: Double) -> Double {
    if betas.count == 1 { return betas[0].alpha * logX + betas[0].beta * logY + scales[0] }
    // Twice over the terms, of which there are at most some thirty: cheaper than room for their exponents.
    var most = -Double.infinity
    var sum = 0.0
    scales.withUnsafeBufferPointer { scales in
      betas.withUnsafeBufferPointer { betas in
        for index in scales.indices {
          most = max(most, betas[index].alpha * logX + betas[index].beta * logY + scales[index])
        }
        for index in scales.indices {
          let exponent = betas[index].alpha * logX + betas[index].beta * logY + scales[index] - most
          // What is 10⁻¹⁹ of the largest changes no digit.
          if exponent > -44 { sum += Double.exp(exponent) }
        }
      }
    }
    return most + Double.log(sum)
  }
}

extension ThetaDensity {
  /// What each step of a chain of densities contributes to the information of its last, in bits:
  ///
  ///     share_i = E_last[ log₂ f_i(θ) / f_{i−1}(θ) ],      Σ share_i = KL(f_last ‖ f_0)
  ///
  /// The logarithms telescope at every θ, so that the shares add up whatever the densities are, exact or approximated. A step
  /// that moved the belief to where it stands at last has a positive share, one that led away from there a negative one.
  static func shares(_ chain: [ThetaDensity]) -> [Double] {
    guard let last = chain.last, chain.count > 1 else { return [] }
    let grid = LogitGrid(weights: last.weights, betas: last.betas)
    var shares = Array(repeating: 0.0, count: chain.count - 1)
    for node in grid.nodes {
      var before = chain[0].log(node.logX, node.logY)
      for step in shares.indices {
        let now = chain[step + 1].log(node.logX, node.logY)
        shares[step] += node.weight * (now - before)
        before = now
      }
    }
    return shares.map { $0 / ln2 }
  }

  /// KL(this ‖ other) in bits: the information gained by coming from the other to this one.
  func divergence(from other: ThetaDensity) -> Double {
    guard weights != other.weights || betas != other.betas else { return 0 }
    if betas.count == 1, other.betas.count == 1 { return betas[0].divergence(from: other.betas[0]) / ln2 }
    return divergence(from: other, LogitSteps(betas, against: other.betas))
  }

  func divergence(from other: ThetaDensity, _ steps: LogitSteps) -> Double {
    var sum = 0.0
    steps.forEach { logX, logY, share in
      let now = log(logX, logY)
      // What weighs less than 10⁻¹⁵ adds nothing, however far the logarithms are apart.
      if now > -36 { sum += share * Double.exp(now) * (now - other.log(logX, logY)) }
    }
    return sum / ln2
  }
}
