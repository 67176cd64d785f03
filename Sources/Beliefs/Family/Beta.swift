internal import RealModule

/// A Beta distribution: what is believed of one probability. `alpha` counts the times it came true, `beta` the times it
/// did not, the prior's own counts included.
public struct Beta: Sendable, Hashable {
  /// Weighted count of "degraded", with the prior's. Positive.
  public var alpha: Double
  /// Weighted count of "stayed steady", with the prior's. Positive.
  public var beta: Double

  /// Beta(alpha, beta). Both must be positive.
  public init(_ alpha: Double, _ beta: Double) {
    precondition(alpha > 0 && beta > 0, "Beta(\(alpha), \(beta)): both parameters must be positive")
    self.alpha = alpha
    self.beta = beta
  }

  /// The Beta of that mean and variance. A variance that no Beta of that mean has is cut to just below mean · (1 − mean);
  /// a mean outside (0, 1) is moved to its edge by 10⁻¹².
  public init(mean: Double, variance: Double) {
    let m = min(max(mean, 1e-12), 1 - 1e-12)
    let most = m * (1 - m)
    let strength = max(most / max(variance, most * 1e-12) - 1, 1e-6)
    self.alpha = m * strength
    self.beta = (1 - m) * strength
  }

  /// α + β: the evidence it rests on, in observations, its prior's own included.
  public var strength: Double { alpha + beta }
  /// α / (α + β).
  public var mean: Double { alpha / (alpha + beta) }
  /// mean · (1 − mean) / (α + β + 1).
  public var variance: Double {
    let n = alpha + beta
    return alpha * beta / (n * n * (n + 1))
  }
  /// The square root of the variance.
  public var standardDeviation: Double { variance.squareRoot() }

  /// The point below which the probability `p` lies. `p` in [0, 1]. About 3 µs.
  public func quantile(_ p: Double) -> Double { betaMixtureQuantile(p, weights: [1], betas: [self]) }

  /// P(X ≤ x), the regularised incomplete beta function.
  public func cumulative(_ x: Double) -> Double { incompleteBeta(x, alpha, beta) }

  /// E log X = ψ(α) − ψ(α + β), in nats.
  public var meanLog: Double { digamma(alpha) - digamma(alpha + beta) }
  /// E log(1 − X), in nats.
  public var meanLogComplement: Double { digamma(beta) - digamma(alpha + beta) }
}
