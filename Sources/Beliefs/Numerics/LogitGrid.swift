internal import RealModule

/// Nodes and weights for expectations under a mixture of Betas, by the trapezoid rule on the logit scale (Trefethen & Weideman
/// 2014, SIAM Review 56, §5), where a Beta's density is analytic with exponential tails.
///
/// Unlike ``betaExpectation(_:atZero:atOne:_:)`` it serves functions without a limit at the ends, as the logarithm of a ratio of
/// densities is one: there it grows no faster than linearly in the logit, and the tails are followed until they weigh less than
/// 10⁻¹⁷. Making one costs some 100 nodes a component, more for parameters well below one.
struct LogitGrid {
  /// A place, by the logarithms of x and 1 − x, and what it weighs.
  struct Node {
    let logX: Double
    let logY: Double
    let weight: Double
  }

  private(set) var nodes: [Node] = []

  init(weights: [Double], betas: [Beta]) {
    for (weight, beta) in zip(weights, betas) where weight > 0 { add(beta, weight) }
  }

  private mutating func add(_ beta: Beta, _ share: Double) {
    let (a, b) = (beta.alpha, beta.beta)
    let centre = Double.log(a / b)
    // The density's width on this scale: that of its peak, of order (1/a + 1/b)^½, or of order one where a tail is slow.
    let step = min(0.35 * (1 / a + 1 / b).squareRoot(), 0.5)
    let scale = Double.log(share * step) - logBeta(a, b)
    for direction in [1.0, -1.0] {
      var index = direction > 0 ? 0 : 1
      while index < 200_000 {
        let u = centre + direction * Double(index) * step
        // log x and log(1 − x) of x = eᵘ/(1 + eᵘ), each exact in its own tail.
        let logX = u < 0 ? u - Double.log(onePlus: Double.exp(u)) : -Double.log(onePlus: Double.exp(-u))
        let logY = logX - u
        let log = a * logX + b * logY + scale
        if log < -40 && index > 5 { break }
        nodes.append(Node(logX: logX, logY: logY, weight: Double.exp(log)))
        index += 1
      }
    }
  }

  /// E f over the mixture. `f` is called with (log x, log (1 − x)).
  func expectation(_ f: (_ logX: Double, _ logY: Double) -> Double) -> Double {
    nodes.reduce(0) { $0 + $1.weight * f($1.logX, $1.logY) }
  }
}
