extension FamilyPosterior {
  /// The posterior mean of one variable.
  public func mean(_ variable: Int) -> Double { mean([variable]) }

  /// The posterior mean of θ = 1 − Π (1 − a) over some variables: a cause at a dose is its increments up to it.
  public func mean(_ variables: [Int]) -> Double { 1 - silence(variables) }

  /// The posterior standard deviation of one variable.
  public func standardDeviation(_ variable: Int) -> Double { thetaMoments([variable]).standardDeviation }

  /// E Π (1 − a) over some variables, without the leak: the probability that all stay silent. Exact for the mixture.
  public func silence(_ variables: [Int]) -> Double { silenceMoments(variables).silence }

  /// Mean and standard deviation of θ = 1 − Π (1 − a) over some variables. Exact for the mixture: both come from
  /// products of the Betas' first two moments.
  public func thetaMoments(_ variables: [Int]) -> (mean: Double, standardDeviation: Double) {
    let whole = silenceMoments(variables)
    if let exact = whole.exact { return (exact.mean, exact.standardDeviation) }
    return (1 - whole.first, max(whole.second - whole.first * whole.first, 0).squareRoot())
  }

  /// E Q and E Q² of the silence Q = Π (1 − a) over some variables, by which sets of causes that nothing ties together are multiplied.
  package func silencePowers(_ variables: [Int]) -> (first: Double, second: Double) {
    let whole = silenceMoments(variables)
    guard let exact = whole.exact else { return (whole.first, whole.second) }
    let first = 1 - exact.mean
    return (first, first * first + exact.variance)
  }

  /// The mixture that ties some variables to others; nil where none does, and where several do the first.
  package func mixture(of variables: [Int]) -> Int? {
    for variable in variables {
      let mixture = units[Int(unitOfVariable[variable])].mixture
      if mixture >= 0 { return Int(mixture) }
    }
    return nil
  }

  /// The Beta with the mean and variance of θ over some variables: what to show where one pair of counts is wanted. Exact where
  /// the posterior of θ is a Beta.
  public func summary(_ variables: [Int]) -> Beta { silenceMoments(variables).theta }

  /// The central interval of θ = 1 − Π (1 − a) over some variables that holds the probability `level`.
  ///
  /// The distribution of θ is a mixture with one term a component, each term a Beta: exact for one variable and for one cause
  /// at a dose that no evidence separates, else of the same mean and variance. For two to four independent causes the
  /// ends are then off by less than 0.01 (tests print it). O(components), and some ten evaluations of at most 32 distribution functions an
  /// end.
  public func thetaInterval(_ variables: [Int], level: Double = 0.9) -> (low: Double, high: Double) {
    let terms = SilenceTerm.condensed(silenceTerms(variables), to: 32)
    let weights = terms.map(\.weight)
    let betas = terms.map(\.theta)
    let tail = 0.5 * (1 - level)
    return (
      betaMixtureQuantile(tail, weights: weights, betas: betas),
      betaMixtureQuantile(1 - tail, weights: weights, betas: betas)
    )
  }
}
