internal import RealModule

/// One observation of a family: which variables were active and whether the effect degraded.
public struct FamilyObservation: Sendable, Hashable {
  /// The active variables, ascending.
  public var variables: [Int]
  /// Whether the effect degraded.
  public var isDegraded: Bool
  /// The power w of its likelihood.
  public var weight: Double

  /// An observation of weight `weight`.
  public init(_ variables: [Int], isDegraded: Bool, weight: Double = 1) {
    self.variables = variables.strictlyAscending ? variables : Set(variables).sorted()
    self.isDegraded = isDegraded
    self.weight = weight
  }
}

extension FamilyPosterior {
  /// The probability that this posterior gives to the observed outcome, leak included; its weight plays no part.
  public func probability(_ observation: FamilyObservation) -> Double {
    let silent = (1 - leak) * silence(observation.variables)
    return observation.isDegraded ? 1 - silent : silent
  }

  /// log E[ℓ^w], in nats: the evidence of a further observation, its likelihood ℓ to the power of its weight.
  /// Exact for w = 1; otherwise as exact as a component's θ is a Beta.
  public func logEvidence(_ observation: FamilyObservation) -> Double {
    if observation.weight == 1 { return Double.log(probability(observation)) }
    var sum = 0.0
    for term in SilenceTerm.condensed(silenceTerms(observation.variables), to: 32) {
      let theta = term.theta
      if observation.isDegraded {
        sum += term.weight * expectedPower(theta, leak: leak, power: observation.weight)
      } else {
        let log = logBeta(theta.alpha, theta.beta + observation.weight) - logBeta(theta.alpha, theta.beta)
        sum += term.weight * Double.exp(log + observation.weight * Double.log(onePlus: -leak))
      }
    }
    return Double.log(sum)
  }

  /// E[log ℓ^w], in nats: the mean logarithm of an observation's likelihood to the power of its weight.
  public func meanLogLikelihood(_ observation: FamilyObservation) -> Double {
    var sum = 0.0
    for term in SilenceTerm.condensed(silenceTerms(observation.variables), to: 32) {
      let theta = term.theta
      if !observation.isDegraded {
        sum += term.weight * (Double.log(onePlus: -leak) + theta.meanLogComplement)
      } else if leak == 0 {
        sum += term.weight * theta.meanLog
      } else {
        sum +=
          term.weight
          * betaExpectation(theta, atZero: Double.log(leak), atOne: 0) { x, _ in
            Double.log(leak + (1 - leak) * x)
          }
      }
    }
    return observation.weight * sum
  }

  /// The information that a further observation delivers, in bits: KL(after ‖ before) = E_after[log ℓ^w] − log E_before[ℓ^w], for this
  /// posterior as `before`. Never negative.
  ///
  /// `after` is before · ℓ^w / E_before[ℓ^w], so E_after[log ℓ^w] = E_before[ℓ^w log ℓ^w] / E_before[ℓ^w]: it is never computed, and what its
  /// approximation would lose, the correlation of the causes that share the blame, is not lost here.
  public func deliveredBits(_ observation: FamilyObservation) -> Double {
    var mass = 0.0
    var product = 0.0
    for term in SilenceTerm.condensed(silenceTerms(observation.variables), to: 32) {
      let moments = weightedLikelihood(term.theta, observation)
      mass += term.weight * moments.mass
      product += term.weight * moments.product
    }
    guard mass > 0 else { return 0 }
    return max(product / mass - Double.log(mass), 0) / ln2
  }

  /// E ℓ^w and E[ℓ^w log ℓ^w] for θ of a Beta.
  private func weightedLikelihood(_ theta: Beta, _ observation: FamilyObservation) -> (mass: Double, product: Double) {
    let weight = observation.weight
    let n = digamma(theta.strength + weight)
    if !observation.isDegraded {
      let log = logBeta(theta.alpha, theta.beta + weight) - logBeta(theta.alpha, theta.beta)
      let kept = Double.log(onePlus: -leak)
      let mass = Double.exp(log + weight * kept)
      return (mass, mass * weight * (kept + digamma(theta.beta + weight) - n))
    }
    if leak == 0 {
      let log = logBeta(theta.alpha + weight, theta.beta) - logBeta(theta.alpha, theta.beta)
      let mass = Double.exp(log)
      return (mass, mass * weight * (digamma(theta.alpha + weight) - n))
    }
    let least = Double.pow(leak, weight)
    let product = betaExpectation(theta, atZero: least * weight * Double.log(leak), atOne: 0) { x, _ in
      let log = weight * Double.log(leak + (1 - leak) * x)
      return Double.exp(log) * log
    }
    return (expectedPower(theta, leak: leak, power: weight), product)
  }
}
