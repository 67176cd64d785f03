internal import RealModule

/// Steps on the logit scale that suit all components of a mixture of Betas at once, for integrals of the logarithm of one density over
/// another: fine where components are narrow, and growing with the distance from there.
///
/// With u = m + s sinh t the trapezoid rule in t (Trefethen & Weideman 2014, SIAM Review 56, §5) keeps its convergence, and a tail that falls
/// as e^(α u) for hundreds of units of u, as a prior of α = 0.05 has it, takes dozens of nodes where equal steps in u took thousands. A step
/// at a component of width w is at most 0.35 w within six widths of its centre, as in ``LogitGrid``; far out it is at most 4.5 % of the
/// distance, so that where one tail hands over to another, over 1/(α − α′) at most 32/(α − α′) away, some twenty steps lie in between.
/// m is the centre of the narrowest component, s whichever of a few takes the fewest nodes. Error: below 10⁻⁷ nats in mixtures of
/// parameters from 0.02 to 400, below 10⁻⁹ up to 60 (tests refine the steps, and compare with equal ones).
///
/// Cost: 200 to 1,000 nodes.
struct LogitSteps {
  private let centre: Double
  private let scale: Double
  private let step: Double
  private let first: Double
  private let count: Int

  /// - Parameters:
  ///   - betas: the components of the density that is integrated over; one at least.
  ///   - others: those of the density that it is compared with.
  ///   - fineness: how many steps one is cut into.
  init(_ betas: [Beta], against others: [Beta] = [], fineness: Double = 1) {
    var (low, high) = (Double.infinity, -Double.infinity)
    var (narrowest, centre) = (Double.infinity, 0.0)
    for beta in betas {
      let (place, width) = LogitSteps.peak(beta)
      // The tails fall as e^(a u) and e^(−b u), below the peak's own as a normal density does; e⁻³² of it is nothing.
      low = min(low, place - 32 / beta.alpha - 9 * width)
      high = max(high, place + 32 / beta.beta + 9 * width)
      if width < narrowest { (narrowest, centre) = (width, place) }
    }
    var best = (nodes: Double.infinity, scale: 1.0, step: 0.045)
    for scale in [3 * narrowest, 1, 3, 10, 30, 100] {
      // Around u = 0 the logistic function bends over a unit or so, whatever the components are.
      var step = min(0.045, 0.5 / (scale * scale + centre * centre).squareRoot())
      for beta in betas + others {
        let (place, width) = LogitSteps.peak(beta)
        let away = abs(place - centre) + 6 * min(width, 1)
        step = min(step, min(0.35 * width, 0.5) / (scale * scale + away * away).squareRoot())
      }
      let nodes = (Double.asinh((centre - low) / scale) + Double.asinh((high - centre) / scale)) / step
      if nodes < best.nodes { best = (nodes, scale, step) }
    }
    self.centre = centre
    scale = best.scale
    step = best.step / fineness
    first = -Double.asinh((centre - low) / best.scale)
    count = Int(best.nodes * fineness) + 1
  }

  /// The centre and the width of a Beta's peak on this scale.
  private static func peak(_ beta: Beta) -> (centre: Double, width: Double) {
    (Double.log(beta.alpha / beta.beta), (1 / beta.alpha + 1 / beta.beta).squareRoot())
  }

  /// Calls `body` with (log x, log (1 − x)) of each node, and the node's share of the integral.
  func forEach(_ body: (_ logX: Double, _ logY: Double, _ share: Double) -> Void) {
    for index in 0...count {
      let t = first + Double(index) * step
      let (up, down) = (Double.exp(t), Double.exp(-t))
      let u = centre + scale * (up - down) / 2
      // Each exact in its own tail.
      let logX = u < 0 ? u - Double.log(onePlus: Double.exp(u)) : -Double.log(onePlus: Double.exp(-u))
      body(logX, logX - u, step * scale * (up + down) / 2)
    }
  }
}
