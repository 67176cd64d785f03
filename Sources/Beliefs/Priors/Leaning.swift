internal import SystemModel

/// How much a caller leans on one call among its others: what makes one group's prior fit callers with one call and with a
/// thousand.
///
/// A caller with fifty dependencies cannot be brought down by each as easily as one with a single dependency, or it would never be
/// up. So of its group's prior a call gets the part
///
///     λ = min(1, r · √(s / k))
///
/// with k the number of its caller's calls and s the part of their traffic that goes over it, 1/k where nobody counted
/// (``SystemGraph/Edge/share``): a caller leans wholly on every call while it has at most r. The probabilities of a threshold at
/// low, medium and high are all multiplied by λ, and what they lose falls to *never*, so that the prior stays a Dirichlet of the same
/// strength:
///
///     Dirichlet(q₁, q₂, q₃, p)  →  Dirichlet(λq₁, λq₂, λq₃, p + (1 − λ)(q₁ + q₂ + q₃))
///
/// Σ √(s/k) ≤ 1 over a caller's calls, so the means of a caller's beliefs sum to at most r times the group's, however many they are, and a
/// degraded component degrades about as many others in a system of a hundred components as in one of twenty thousand. Why this form
/// and this r: <doc:PriorAtScale>.
public struct Leaning: Sendable, Hashable {
  /// r, at least 1.
  public let reference: Double

  /// A leaning of reference r.
  public init(reference: Double) { self.reference = reference }

  /// The leaning of the product.
  public static let standard = Leaning(reference: 10)

  /// All calls alike, however many a caller has.
  public static let flat = Leaning(reference: .infinity)

  /// λ of a call with that share of its caller's traffic, in (0, 1]. A call that hardly any traffic goes over may matter all the same: a
  /// share of less than a hundredth of an equal one counts as that.
  ///
  /// - Parameters:
  ///   - share: in (0, 1].
  ///   - calls: how many calls the caller has.
  public func factor(share: Double, among calls: Int) -> Double {
    let equal = 1 / Double(calls)
    return min(1, reference * (max(share, 0.01 * equal) * equal).squareRoot())
  }
}

extension ThresholdPrior {
  /// The prior of a call on which its caller leans by λ in (0, 1] (``Leaning``).
  public func leaning(_ factor: Double) -> ThresholdPrior {
    guard factor < 1 else { return self }
    return ThresholdPrior(
      low: factor * low, medium: factor * medium, high: factor * high,
      never: never + (1 - factor) * (low + medium + high))
  }
}
