internal import RealModule

/// Equal steps on the logit scale that suit all components of a mixture of Betas at once: the trapezoid rule of ``LogitGrid``, whose nodes
/// are some hundred a component, at some hundred in all.
///
/// A step is that of the narrowest component, and they go as far as the widest reaches. The logarithm of a mixture is less smooth than its
/// components, so that a component's own wider steps were off by up to 3 · 10⁻⁶ in a divergence; these are within 10⁻¹⁰ (tests refine them).
struct LogitSteps {
  let step: Double
  private let low: Double
  private let count: Int

  /// - Parameter fineness: how many steps one is cut into.
  ///
  /// Nil where components differ so much in width that nodes of their own are fewer.
  init?(_ betas: [Beta], fineness: Double = 1) {
    var (low, high) = (Double.infinity, -Double.infinity)
    var least = 0.5
    var apart = 0.0
    for beta in betas {
      let (a, b) = (beta.alpha, beta.beta)
      let centre = Double.log(a / b)
      let width = (1 / a + 1 / b).squareRoot()
      let step = min(0.35 * width, 0.5)
      // The tails fall as e^(a u) and e^(−b u), below the peak's own as a normal density does.
      let (left, right) = (centre - 44 / a - 9 * width, centre + 44 / b + 9 * width)
      (low, high) = (min(low, left), max(high, right))
      least = min(least, step)
      apart += (right - left) / step
    }
    let all = (high - low) / least
    guard betas.count > 1, all < apart else { return nil }
    (self.low, step, count) = (low, least / fineness, Int(all * fineness) + 1)
  }

  /// Calls `body` with (log x, log (1 − x)) of each node.
  func forEach(_ body: (_ logX: Double, _ logY: Double) -> Void) {
    for index in 0...count {
      let u = low + Double(index) * step
      // Each exact in its own tail.
      let logX = u < 0 ? u - Double.log(onePlus: Double.exp(u)) : -Double.log(onePlus: Double.exp(-u))
      body(logX, logX - u)
    }
  }
}
