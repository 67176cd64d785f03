extension FamilyPosterior {
  /// The posterior of a family.
  ///
  /// Exact where it is cheap and the weights are whole; where weights are fractional, exact in their whole part and
  /// expectation propagation in the rest; expectation propagation where the exact mixture would have more components than
  /// `componentBound` (Minka 2001). A function of the set of observations, not of their order.
  ///
  /// - Parameter componentBound: the most components of an exact mixture; 0 asks for expectation propagation alone.
  /// - Complexity: O(components · variables) for the exact part; a family where every positive names one cause and there
  ///   is no leak costs well under a microsecond a variable.
  public static func infer(_ evidence: FamilyEvidence, componentBound: Int = 4096) -> FamilyPosterior {
    let reduced = ReducedFamily(evidence)
    var units = reduced.units
    var mixtures: [BetaMixture] = []
    for block in reduced.blocks {
      let problem = BlockProblem(
        prior: block.units.map { units[$0].beta }, sites: block.sites, leak: evidence.leak)
      let solved = BetaMixture(problem.solve(componentBound: componentBound))
      for (slot, unit) in block.units.enumerated() {
        if solved.weights.count == 1 {
          units[unit].beta = solved.betas[slot]
        } else {
          units[unit].beta = Beta(mean: solved.mean(slot), variance: solved.variance(slot))
          units[unit].mixture = Int32(mixtures.count)
          units[unit].slot = Int32(slot)
        }
      }
      if solved.weights.count > 1 { mixtures.append(solved) }
    }
    return FamilyPosterior(
      leak: evidence.leak, units: units, mixtures: mixtures, unitOfVariable: reduced.unitOfVariable,
      shares: evidence.prior.map(\.alpha))
  }
}
