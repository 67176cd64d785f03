internal import RealModule

/// A likelihood factor of expectation propagation: (1 − (1 − leak) Π (1 − a))^power over the causes `slots`, taken as `copies` equal
/// sites of a power p ≤ 1 each, which share their approximation.
struct TiltedSite {
  let slots: [Int]
  let copies: Int
  let power: Double

  init(slots: [Int], power: Double) {
    self.slots = slots
    copies = max(1, Int((power - 1e-9).rounded(.up)))
    self.power = power / Double(copies)
  }

  /// The normaliser and the matched Betas of cavity × ℓ^p, where the cavity is a product of Betas.
  struct Moments {
    var logNormalizer: Double
    var matched: [Beta]
  }

  /// Moments of the tilted distribution. With s = 1 − aᵢ, E[sᵏ ℓ^p] = E[sᵏ] · Z(βᵢ + k): tilting a Beta by sᵏ gives another Beta,
  /// so every moment is a normaliser of shifted parameters. For p = 1 that is exact; for p < 1 the product of
  /// the (1 − a) is matched to a Beta by its first two moments, which is exact for one cause and for dose increments.
  func moments(cavity: [Beta], leak: Double) -> Moments {
    let kept = 1 - leak
    var first = 1.0
    var second = 1.0
    for beta in cavity {
      let n = beta.strength
      first *= beta.beta / n
      second *= beta.beta * (beta.beta + 1) / (n * (n + 1))
    }
    let normalizer = normalizer(first, second, kept: kept)
    var matched: [Beta] = []
    matched.reserveCapacity(cavity.count)
    for beta in cavity {
      let n = beta.strength
      let b = beta.beta
      let s1 = b / n
      let s2 = s1 * (b + 1) / (n + 1)
      let up1 = (b + 1) / (n + 1)
      let up2 = (b + 2) / (n + 2)
      let up3 = (b + 3) / (n + 3)
      let z1 = self.normalizer(first / s1 * up1, second / s2 * up1 * up2, kept: kept)
      let z2 = self.normalizer(first / s1 * up2, second / s2 * up2 * up3, kept: kept)
      let mean = s1 * z1 / normalizer
      let square = s2 * z2 / normalizer
      matched.append(Beta(mean: 1 - mean, variance: square - mean * mean))
    }
    return Moments(logNormalizer: Double.log(normalizer), matched: matched)
  }

  /// E (1 − kept · Q)^p for Q with these two moments.
  private func normalizer(_ first: Double, _ second: Double, kept: Double) -> Double {
    if power == 1 { return max(1 - kept * first, 1e-300) }
    return expectedPower(
      Beta(mean: 1 - first, variance: second - first * first), leak: 1 - kept, power: power)
  }
}

/// E (leak + (1 − leak) θ)^w for θ of a Beta: the chance of the observation "degraded" to the power w. Closed form without a
/// leak and for w = 1, quadrature otherwise.
func expectedPower(_ theta: Beta, leak: Double, power: Double) -> Double {
  if power == 1 { return leak + (1 - leak) * theta.mean }
  if leak == 0 { return Double.exp(logBeta(theta.alpha + power, theta.beta) - logBeta(theta.alpha, theta.beta)) }
  return betaExpectation(theta, atZero: Double.pow(leak, power), atOne: 1) { x, _ in
    Double.pow(leak + (1 - leak) * x, power)
  }
}
