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

  /// The information that one observation delivered, in bits: KL(after ‖ before) = E_after[log ℓ^w] − log E_before[ℓ^w], where
  /// `after` is `before` with the observation added. Never negative.
  public static func deliveredBits(
    before: FamilyPosterior, after: FamilyPosterior, _ observation: FamilyObservation
  ) -> Double {
    max(after.meanLogLikelihood(observation) - before.logEvidence(observation), 0) / ln2
  }
}
