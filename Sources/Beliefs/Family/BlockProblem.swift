internal import RealModule

/// The inference of one block: independent Beta priors times positive likelihoods that couple them.
struct BlockProblem {
  var prior: [Beta]
  /// In canonical order: fewer causes first, then lexicographic.
  var sites: [ReducedFamily.Site]
  var leak: Double

  /// Components below this weight are left out of the answer: at most 4096 · 10⁻⁹ of the mass.
  static let negligible = 1e-9
  /// The most components that are each refined by expectation propagation.
  static let hybridBound = 128

  /// The posterior as a mixture.
  ///
  /// Each site's power is split into a whole part, expanded exactly, and a rest below one. Sites whose expansion does not
  /// fit the bound stay whole with expectation propagation, which then runs on every component of what did fit.
  func solve(componentBound: Int) -> BetaMixture {
    var isFractional = false
    let whole = sites.map { site -> Int in
      let count = (site.power + 1e-9).rounded(.down)
      if site.power - count > 1e-9 { isFractional = true }
      return Int(count)
    }
    var expansion = MixtureExpansion(prior: prior, leak: leak)
    var isComplete = componentBound > 0
    if !isFractional && isComplete {
      for (site, count) in zip(sites, whole) where isComplete {
        isComplete = expansion.multiply(slots: site.slots, count: count, bound: componentBound)
      }
      if isComplete { return expansion.mixture().pruned(below: BlockProblem.negligible) }
      expansion = MixtureExpansion(prior: prior, leak: leak)
    }
    var rest: [TiltedSite] = []
    let bound = min(componentBound, BlockProblem.hybridBound)
    for (site, count) in zip(sites, whole) {
      let isExpanded = bound > 0 && expansion.multiply(slots: site.slots, count: count, bound: bound)
      let power = isExpanded ? max(site.power - Double(count), 0) : site.power
      if power > 1e-9 { rest.append(TiltedSite(slots: site.slots, power: power)) }
    }
    let start = expansion.mixture().pruned(below: BlockProblem.negligible)
    guard !rest.isEmpty else { return start }
    return ExpectationPropagation(sites: rest, leak: leak).refine(start).pruned(below: BlockProblem.negligible)
  }
}

extension BetaMixture {
  /// Without the components of less than a given weight, the others scaled up.
  func pruned(below least: Double) -> BetaMixture {
    let kept = weights.indices.filter { weights[$0] >= least }
    guard kept.count < weights.count else { return self }
    let total = kept.reduce(0.0) { $0 + weights[$1] }
    return BetaMixture(
      slots: slots, weights: kept.map { weights[$0] / total },
      betas: kept.flatMap { betas[$0 * slots..<($0 + 1) * slots] })
  }

  /// A mixture from unnormalised log weights.
  init(slots: Int, logWeights: [Double], betas: [Beta]) {
    let top = logWeights.max() ?? 0
    var weights = logWeights.map { Double.exp($0 - top) }
    let total = weights.reduce(0, +)
    for index in weights.indices { weights[index] /= total }
    self.init(slots: slots, weights: weights, betas: betas)
  }
}
