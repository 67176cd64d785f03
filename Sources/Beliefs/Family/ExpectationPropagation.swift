internal import RealModule

/// Expectation propagation (Minka 2001, "Expectation Propagation for Approximate Bayesian Inference", UAI) with products of
/// Betas: each site, a positive over several causes, is replaced by powers of aᵢ and (1 − aᵢ) such that putting the true site in
/// its place leaves the mean and the variance of every aᵢ as they are.
///
/// The schedule is fixed: sites in canonical order, copies of one site share their parameters, steps halved for copies and
/// again whenever the sweep does not settle. A step that would make the approximation improper is shortened to halve the
/// parameter that it would take away, and one without a proper cavity is skipped. So the answer depends on the set of
/// observations alone.
///
/// Shortened and not skipped: where many observations are against a cause and as many for it, the first step of those for it
/// widens a narrow Beta, which times a hundred copies overshoots. Skipped for good, they would not count at all.
struct ExpectationPropagation {
  let sites: [TiltedSite]
  let leak: Double

  private static let tolerance = 1e-5
  private static let sweeps = 120
  private static let refinements = 2
  private static let least = 1e-4

  /// Refines every component of a mixture by the sites and reweighs it by its share of the evidence.
  ///
  /// Where the sites are only the rests of powers that the components hold already, two sweeps a component are enough: a third changes
  /// means by less than 10⁻⁵ on the tests' families.
  func refine(_ start: PlainMixture) -> PlainMixture {
    var logWeights: [Double] = []
    var betas: [Beta] = []
    let isLight = start.weights.count > 1 && sites.allSatisfy { $0.copies == 1 && $0.power < 1 }
    for component in start.weights.indices {
      let base = Array(start.betas[component * start.slots..<(component + 1) * start.slots])
      let answer = solve(base, sweeps: isLight ? ExpectationPropagation.refinements : ExpectationPropagation.sweeps)
      logWeights.append(Double.log(start.weights[component]) + answer.logEvidence)
      betas.append(contentsOf: answer.betas)
    }
    return PlainMixture(slots: start.slots, logWeights: logWeights, betas: betas)
  }

  /// The approximation of base × all sites, and the logarithm of its mass.
  func solve(_ base: [Beta], sweeps: Int = ExpectationPropagation.sweeps) -> (betas: [Beta], logEvidence: Double) {
    if sites.count == 1 && sites[0].copies == 1 {
      let site = sites[0]
      let tilted = site.moments(cavity: site.slots.map { base[$0] }, leak: leak)
      var betas = base
      for (place, slot) in site.slots.enumerated() { betas[slot] = tilted.matched[place] }
      return (betas, tilted.logNormalizer)
    }
    let state = settled(base, sweeps: sweeps)
    return (state.betas, logEvidence(base, state))
  }

  /// What the first `count` sites together add to α and β of every slot, at the fixed point of all sites.
  func factors(_ base: [Beta], count: Int) -> [(alpha: Double, beta: Double)] {
    let state = settled(base)
    var sums: [(alpha: Double, beta: Double)] = Array(repeating: (0, 0), count: base.count)
    for index in 0..<count {
      for (place, slot) in sites[index].slots.enumerated() {
        sums[slot].alpha += Double(sites[index].copies) * state.addedAlpha[state.first[index] + place]
        sums[slot].beta += Double(sites[index].copies) * state.addedBeta[state.first[index] + place]
      }
    }
    return sums
  }

  private func settled(_ base: [Beta], sweeps: Int = ExpectationPropagation.sweeps) -> State {
    var state = State(base: base, sites: sites)
    var damping = 1.0
    for sweep in 1...sweeps {
      var change = 0.0
      for index in sites.indices { change = max(change, update(index, damping, &state)) }
      if change < ExpectationPropagation.tolerance { break }
      if sweep % 20 == 0 { damping *= 0.5 }
    }
    return state
  }

  private struct State {
    var betas: [Beta]
    /// By site, where its places begin in those that follow.
    let first: [Int]
    /// By site and place: what one copy adds to α and β.
    var addedAlpha: [Double]
    var addedBeta: [Double]

    init(base: [Beta], sites: [TiltedSite]) {
      betas = base
      var count = 0
      first = sites.map { site in
        defer { count += site.slots.count }
        return count
      }
      addedAlpha = Array(repeating: 0, count: count)
      addedBeta = addedAlpha
    }
  }

  /// One step of one site; the largest relative change of a parameter.
  private func update(_ index: Int, _ damping: Double, _ state: inout State) -> Double {
    let site = sites[index]
    let count = site.slots.count
    return withUnsafeTemporaryAllocation(of: Beta.self, capacity: max(2 * count, 1)) { room in
      guard let cavity = room.baseAddress, self.cavity(index, state, into: cavity) else { return 0 }
      let matched = cavity + count
      _ = site.match(UnsafeBufferPointer(start: cavity, count: count), leak: leak, into: matched)
      let step = site.copies == 1 ? damping : 0.5 * damping
      let copies = Double(site.copies)
      let first = state.first[index]
      var change = 0.0
      for place in 0..<count {
        let slot = site.slots[place]
        var moveAlpha = step * (matched[place].alpha - cavity[place].alpha - state.addedAlpha[first + place])
        var moveBeta = step * (matched[place].beta - cavity[place].beta - state.addedBeta[first + place])
        let before = state.betas[slot]
        let length = min(
          ExpectationPropagation.length(copies * moveAlpha, from: before.alpha),
          ExpectationPropagation.length(copies * moveBeta, from: before.beta))
        if length < 1 {
          moveAlpha *= length
          moveBeta *= length
        }
        let alpha = before.alpha + copies * moveAlpha
        let beta = before.beta + copies * moveBeta
        guard alpha > ExpectationPropagation.least && beta > ExpectationPropagation.least else { continue }
        change = max(change, abs(copies * moveAlpha) / before.alpha, abs(copies * moveBeta) / before.beta)
        state.addedAlpha[first + place] += moveAlpha
        state.addedBeta[first + place] += moveBeta
        state.betas[slot] = Beta(alpha, beta)
      }
      return change
    }
  }

  /// The share of a step that leaves a parameter proper: all of it, or what halves the parameter.
  private static func length(_ move: Double, from parameter: Double) -> Double {
    parameter + move > least ? 1 : 0.5 * parameter / -move
  }

  /// Writes the approximation without one copy of a site; false where that is no proper Beta.
  private func cavity(_ index: Int, _ state: State, into cavity: UnsafeMutablePointer<Beta>) -> Bool {
    let slots = sites[index].slots
    let first = state.first[index]
    for place in slots.indices {
      let beta = state.betas[slots[place]]
      let left = (alpha: beta.alpha - state.addedAlpha[first + place], beta: beta.beta - state.addedBeta[first + place])
      guard left.alpha > ExpectationPropagation.least && left.beta > ExpectationPropagation.least else { return false }
      (cavity + place).initialize(to: Beta(left.alpha, left.beta))
    }
    return true
  }

  /// The mass of base × sites by the approximation: Π B(q)/B(base) · Π_sites [Z · Π B(cavity)/B(q)]^copies.
  private func logEvidence(_ base: [Beta], _ state: State) -> Double {
    func logMass(_ beta: Beta) -> Double { logBeta(beta.alpha, beta.beta) }
    let masses = state.betas.map(logMass)
    var sum = 0.0
    for slot in base.indices { sum += masses[slot] - logMass(base[slot]) }
    for (index, site) in sites.enumerated() {
      let count = site.slots.count
      withUnsafeTemporaryAllocation(of: Beta.self, capacity: max(count, 1)) { room in
        guard let cavity = room.baseAddress, self.cavity(index, state, into: cavity) else { return }
        var log = Double.log(site.match(UnsafeBufferPointer(start: cavity, count: count), leak: leak, into: nil))
        for (place, slot) in site.slots.enumerated() { log += logMass(cavity[place]) - masses[slot] }
        sum += Double(site.copies) * log
      }
    }
    return sum
  }
}
