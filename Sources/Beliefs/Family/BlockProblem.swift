internal import RealModule

/// The inference of one block: independent Beta priors times positive likelihoods that couple them.
struct BlockProblem {
  var prior: [Beta]
  /// In canonical order: fewer causes first, then lexicographic.
  var sites: [ReducedFamily.Site]
  var leak: Double

  /// The lightest components are left out of an answer as long as together they weigh less than this.
  private static let negligible = 1e-6
  /// The same for components that are yet to be refined, each at a cost.
  private static let light = 1e-4
  /// The most components that are each refined by expectation propagation where powers are fractional, which takes quadrature.
  private static let hybridBound = 64
  /// The same where all powers are whole, which takes none.
  private static let wholeBound = 256
  /// How far a power may lie from a whole number and count as one with a small correction.
  private static let slack = 0.1

  /// The posterior as a mixture.
  ///
  /// Each site's power is rounded to a whole number, which is expanded exactly, and a rest. Without rests, that is all.
  /// * Small rests everywhere (whole weights some days old): the exact expansion times the factors that expectation propagation
  ///   finds for the rests. As the weights tend to one, the answer tends to the exact one.
  /// * Otherwise expectation propagation of the rests on every component of a smaller expansion. Of a site whose expansion does
  ///   not fit the bound as many copies are expanded as do, and the others are left to expectation propagation. The few that are
  ///   expanded are what tells the causes apart that are always met together: each component blames one of them, which one Beta a
  ///   cause cannot say. Two such causes are 0.1 to 0.3 off in the mean by expectation propagation alone, and less than 0.05 so
  ///   (up to a hundred observations; tests print it).
  func solve(componentBound: Int) -> PlainMixture {
    let whole = sites.map { Int(($0.power + BlockProblem.slack).rounded(.down)) }
    let rests = zip(sites, whole).map { $0.power - Double($1) }
    let most = rests.reduce(0) { max($0, abs($1)) }
    if most <= BlockProblem.slack && componentBound > 0 {
      var expansion = MixtureExpansion(prior: prior, leak: leak)
      let isComplete =
        expansion.fits(sites, powers: whole, bound: componentBound)
        && zip(sites, whole).allSatisfy { site, count in
          site.ways.isEmpty
            ? expansion.multiply(slots: site.slots, count: count, bound: componentBound)
            : expansion.multiply(ways: site.ways, bound: componentBound)
        }
      if isComplete { return corrected(expansion.mixture().pruned(to: BlockProblem.negligible), whole, rests) }
    }
    var expansion = MixtureExpansion(prior: prior, leak: leak)
    var rest: [TiltedSite] = []
    let isWhole = most <= BlockProblem.slack
    let bound = min(componentBound, isWhole ? BlockProblem.wholeBound : BlockProblem.hybridBound)
    for (index, site) in sites.enumerated() {
      guard bound > 0 else {
        rest.append(TiltedSite(site))
        continue
      }
      guard site.ways.isEmpty else {
        if !expansion.multiply(ways: site.ways, bound: bound) { rest.append(TiltedSite(site)) }
        continue
      }
      let expanded = expansion.multiply(
        slots: site.slots, upTo: whole[index], bound: bound, sharedBy: sites.count - index)
      // Apart from the fraction, the copies that are left have whole powers: their moments take no quadrature.
      if expanded < whole[index] {
        rest.append(TiltedSite(slots: site.slots, power: Double(whole[index] - expanded)))
      }
      if abs(rests[index]) > 1e-9 { rest.append(TiltedSite(slots: site.slots, power: rests[index])) }
    }
    let start = expansion.mixture().pruned(to: BlockProblem.light)
    return ExpectationPropagation(sites: rest, leak: leak).refine(start).pruned(to: BlockProblem.negligible)
  }

  /// The exact mixture of the whole powers, times the conjugate factors of the rests.
  private func corrected(_ mixture: PlainMixture, _ whole: [Int], _ rests: [Double]) -> PlainMixture {
    var small: [TiltedSite] = []
    var large: [TiltedSite] = []
    for (index, site) in sites.enumerated() {
      if abs(rests[index]) > 1e-9 { small.append(TiltedSite(slots: site.slots, power: rests[index])) }
      if !site.ways.isEmpty {
        large.append(TiltedSite(site))
      } else if whole[index] > 0 {
        large.append(TiltedSite(slots: site.slots, power: Double(whole[index])))
      }
    }
    guard !small.isEmpty else { return mixture }
    let factors = ExpectationPropagation(sites: small + large, leak: leak).factors(prior, count: small.count)
    return mixture.multiplied(by: factors)
  }
}
