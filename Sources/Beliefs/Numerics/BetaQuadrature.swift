internal import RealModule

/// Expectations under a Beta distribution by the trapezoid rule on the logit scale.
///
/// With x = eᵘ/(1 + eᵘ), a Beta(a, b) density in u is x^a (1 − x)^b / B(a, b): analytic in the strip |Im u| < π and with
/// exponential tails, for which the trapezoid rule converges geometrically (Trefethen & Weideman 2014, SIAM Review 56,
/// §5). No nodes need be solved for, as Gauss–Jacobi would, and small a and b, whose density is unbounded at the ends,
/// need no special case: the chord between the values at both ends is integrated exactly and only the rest, which
/// vanishes there, is summed.
///
/// - Parameters:
///   - beta: the distribution.
///   - atZero: f(0).
///   - atOne: f(1).
///   - f: called with (x, 1 − x); smooth inside, with f(x) − f(0) = O(x) and f(x) − f(1) = O((1 − x) log(1 − x)) at the ends.
/// - Returns: E f(X), with an absolute error below 10⁻⁶ on the tests' tables. Some 20–40 evaluations.
package func betaExpectation(
  _ beta: Beta, atZero: Double, atOne: Double, _ f: (_ x: Double, _ complement: Double) -> Double
) -> Double {
  let a = beta.alpha
  let b = beta.beta
  let mean = a / (a + b)
  // The rest behaves like a Beta(a + 1, b + 1) weight: centre and width of that one place the nodes.
  let centre = Double.log((a + 0.5) / (b + 0.5))
  let spread = (1 / (a + 0.5) + 1 / (b + 0.5)).squareRoot()
  let step = min(0.7 * spread, 0.9)
  let logScale = -logBeta(a, b)
  var sum = 0.0
  for direction in [1.0, -1.0] {
    var index = direction > 0 ? 0 : 1
    while index < 400 {
      let (x, y) = logistic(centre + direction * Double(index) * step)
      let weight = Double.exp(a * Double.log(x) + b * Double.log(y) + logScale)
      let rest = f(x, y) - atZero * y - atOne * x
      let term = weight * rest
      sum += term
      index += 1
      if abs(term) < 1e-10 && index > 5 { break }
    }
  }
  return atZero * (1 - mean) + atOne * mean + sum * step
}
