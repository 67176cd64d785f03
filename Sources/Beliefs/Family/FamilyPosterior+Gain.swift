internal import RealModule

extension FamilyPosterior {
  /// What observing the effect once, with these variables active, is expected to teach about the family:
  /// g(A) = h(E q) − E h(q) with q = (1 − leak) Π (1 − a), the mutual information of the outcome and the beliefs (Lindley 1956;
  /// chapter "Planner"), and the probability that the effect degrades. Bits; zero for no variables.
  ///
  /// One cause without a leak is closed form. Several causes are matched to one Beta a component by two moments; the leak adds
  /// a quadrature. Mixtures of more than sixteen components are condensed to sixteen. About 0.15 µs a term without a leak, 1 µs with one.
  public func gain(_ variables: [Int]) -> (bits: Double, fires: Double) {
    guard !variables.isEmpty else { return (0, 0) }
    let kept = 1 - leak
    var silent = 0.0
    var expected = 0.0
    for term in SilenceTerm.condensed(silenceTerms(variables), to: 16) {
      silent += term.weight * term.first
      expected += term.weight * outcomeEntropy(term.theta, leak: leak)
    }
    return (max(binaryEntropy(kept * silent) - expected, 0), 1 - kept * silent)
  }
}

/// E h(q), q = (1 − leak)(1 − θ), in bits, for θ of a Beta.
///
/// E[q log q] is closed form with or without a leak: E[(1 − θ) log(1 − θ)] = (1 − m)(ψ(β + 1) − ψ(n + 1)). So is E[θ log θ]; with a leak
/// E[y log y], y = leak + (1 − leak) θ, is taken by quadrature.
package func outcomeEntropy(_ theta: Beta, leak: Double) -> Double {
  let n = theta.strength
  let mean = theta.alpha / n
  let psi = digamma(n + 1)
  let silentLog = (1 - mean) * (digamma(theta.beta + 1) - psi)
  if leak == 0 { return -(mean * (digamma(theta.alpha + 1) - psi) + silentLog) / ln2 }
  let kept = 1 - leak
  let steady = kept * (Double.log(onePlus: -leak) * (1 - mean) + silentLog)
  let fired = betaExpectation(theta, atZero: leak * Double.log(leak), atOne: 0) { x, y in
    let fires = leak + kept * x
    return fires * (y < 0.5 ? Double.log(onePlus: -kept * y) : Double.log(fires))
  }
  return -(steady + fired) / ln2
}
