public import Vocabulary

extension FamilyBeliefs {
  /// How probably θ of a cause at a dose lies in each of so many equal stretches of 0 … 1: what a curve of the belief is drawn
  /// from. It adds up to 1, and stays finite where the density does not. O(bins · components, at most 32).
  public func masses(_ cause: Int, _ dose: Dose, bins: Int) -> [Double] {
    let terms = SilenceTerm.condensed(posterior.silenceTerms(variables(cause, dose)), to: 32)
    return Beliefs.masses(weights: terms.map(\.weight), betas: terms.map(\.theta), bins: bins)
  }
}

extension FamilyBeliefs {
  /// The same of the prior of θ, before any evidence of runs. O(bins).
  public func priorMasses(_ cause: Int, _ dose: Dose, bins: Int) -> [Double] {
    Beliefs.masses(weights: [1], betas: [priors[cause].theta(dose)], bins: bins)
  }
}

extension BeliefMove {
  /// The distribution of the belief in a state of the book, as stretches of 0 … 1: at a dose, or of the one symptom. Empty where
  /// it is not there.
  public func masses(in book: BeliefBook, dose: Dose, bins: Int) -> [Double] {
    if let symptom {
      let mix = book.inputs.symptomMixes(key)[cause] ?? .prior(key.faultClass)
      return Beliefs.masses(weights: [1], betas: [symptom == .errors ? mix.errors : mix.latency], bins: bins)
    }
    let family = book.family(key, including: cause.kind == .call ? [] : [cause])
    guard let place = family.index(of: cause) else { return [] }
    return family.masses(place, dose, bins: bins)
  }
}

private func masses(weights: [Double], betas: [Beta], bins: Int) -> [Double] {
  let total = weights.reduce(0, +)
  guard bins > 0, total > 0 else { return [] }
  var below = 0.0
  return (1...bins).map { bin in
    let upTo =
      bin == bins
      ? 1 : zip(weights, betas).reduce(0) { $0 + $1.0 * $1.1.cumulative(Double(bin) / Double(bins)) } / total
    defer { below = max(below, upTo) }
    return max(upTo - below, 0)
  }
}
