internal import RealModule

/// log B(a, b) = log Γ(a) + log Γ(b) − log Γ(a + b), for a, b > 0.
///
/// The plain difference of three log-gammas loses digits as they grow: at a = b = 5000 they are of the order 10⁴ and
/// their difference carries 10⁻¹². From 10 on, the large parts of Stirling's series are cancelled on paper first
/// (Didonato & Morris 1992, "Algorithm 708", ACM TOMS 18, §4). Relative error below 5·10⁻¹⁵, except where log B itself
/// is near zero.
package func logBeta(_ a: Double, _ b: Double) -> Double {
  precondition(a > 0 && b > 0, "log B(\(a), \(b)): both arguments must be positive")
  let small = min(a, b)
  let large = max(a, b)
  if small >= 10 {
    let ratio = small / large
    return halfLogTwoPi - 0.5 * Double.log(large) + stirlingRemainder(small) + stirlingRemainder(large)
      - stirlingRemainder(small + large) - large * Double.log(onePlus: ratio)
      + (small - 0.5) * Double.log(ratio / (1 + ratio))
  }
  if large >= 10 {
    // log Γ(b) − log Γ(a + b) with the terms of order b log b cancelled.
    return Double.logGamma(small) - (small + large - 0.5) * Double.log(onePlus: small / large)
      - small * Double.log(large) + small + stirlingRemainder(large) - stirlingRemainder(small + large)
  }
  return Double.logGamma(small) + (Double.logGamma(large) - Double.logGamma(small + large))
}

/// Half the logarithm of 2π.
package let halfLogTwoPi = 0.918938533204672741780329736405617639861

/// log Γ(x) − [(x − ½) log x − x + ½ log 2π], for x ≥ 10: Stirling's series (Abramowitz & Stegun 6.1.41) to x⁻¹³.
/// Absolute error below 10⁻¹⁷.
package func stirlingRemainder(_ x: Double) -> Double {
  let square = 1 / (x * x)
  return
    (1.0 / 12
    - square
    * (1.0 / 360
      - square * (1.0 / 1260 - square * (1.0 / 1680 - square * (1.0 / 1188 - square * (691.0 / 360360 - square / 156))))))
    / x
}
