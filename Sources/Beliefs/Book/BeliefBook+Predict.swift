internal import SystemModel
public import Vocabulary

extension BeliefBook {
  /// What a fault is expected to do: a cascade over the calls with posterior means, from the target and from the nodes that
  /// its hidden couplings reach, P = 1 − (1 − leak)(1 − P from causes).
  ///
  /// Hidden couplings with evidence take part in the cascade, and what they reach spreads on; so do those of a tested target with
  /// nodes upstream of it. Its couplings with all other nodes are suspicions about one node each and spread nothing, or a
  /// large system would be expected to degrade for its size alone. A fault on a link activates that caller's cause alone. Intervals come from
  /// posterior draws over the same worlds.
  ///
  /// - Parameter criticalFrom: the criticality from which on a journey counts as critical.
  /// - Returns: nil for a kind of fault of no class (none, unknown), and for a target that the system does not have.
  /// - Complexity: O(nodes + calls that trouble can reach · (words + draws · wordsPerDraw)), the latter product bounded by the
  ///   effort's `most`.
  public func predict(
    _ target: Target, fault: FaultKind, dose: Dose, effort: ForecastEffort = ForecastEffort(),
    criticalFrom: Double = 0.8
  ) -> Forecast? {
    guard let faultClass = fault.faultClass, let scene = ForecastScene(self, target, faultClass, dose) else {
      return nil
    }
    let effort = effort.fitting(edges: scene.network.edgeMean.count)
    let critical = inputs.graph.nodes.indices.filter {
      inputs.graph.nodes[$0].kind == .journey && inputs.graph.criticality[$0] >= criticalFrom
    }
    let (mean, anyCritical) = scene.probabilities(
      scene.network.edgeMean, seed: effort.seed, words: effort.words,
      anyOf: critical.compactMap { scene.localPlace[$0] })
    var draws: [[Double]] = []
    var generator = Xoshiro256(seed: effort.seed)
    let sampler = effort.draws > 0 ? EdgeSampler(scene.network) : nil
    for _ in 0..<effort.draws {
      guard let means = sampler?.draw(using: &generator) else { break }
      draws.append(scene.probabilities(means, seed: effort.seed, words: effort.wordsPerDraw))
    }
    let leak = leak.mean
    let nodes = inputs.graph.nodes.indices.map { place -> NodeForecast in
      if place == scene.faulted { return targetForecast(place, fault, faultClass, dose) }
      let local = scene.localPlace[place]
      let fromCauses = local.map { mean[$0] } ?? 0
      let steady = (1 - leak) * (1 - scene.suspicion[place])
      let whole = 1 - steady * (1 - fromCauses)
      // Draws carry the noise of few worlds; centred on the mean of many, their spread is what counts.
      let sample = local.map { local in draws.map { 1 - steady * (1 - $0[local]) } } ?? []
      let (low, high) = interval(sample, around: whole)
      let mix = scene.mix(place, mean)
      return NodeForecast(
        node: inputs.graph.nodes[place], isTarget: false, criticality: inputs.graph.criticality[place],
        probability: whole, fromCauses: fromCauses, fromFault: 1 - (1 - scene.suspicion[place]) * (1 - fromCauses),
        low: low, high: high, errors: mix.errors * whole, latency: mix.latency * whole)
    }
    // Of a journey that nothing reaches only the judge's false alarms would count.
    let reached = critical.filter { nodes[$0].fromCauses > 0 }
    let steady = reached.reduce(1 - anyCritical) { $0 * (1 - leak) * (1 - scene.suspicion[$1]) }
    let likeliest = critical.map { nodes[$0].probability }.max() ?? 0
    return Forecast(
      target: target, fault: fault, dose: dose, nodes: nodes, criticalProbability: max(likeliest, 1 - steady))
  }

  /// The target itself: its susceptibility to the kind of fault.
  private func targetForecast(
    _ place: Int, _ fault: FaultKind, _ faultClass: FaultClass, _ dose: Dose
  ) -> NodeForecast {
    let node = inputs.graph.nodes[place]
    let key = FamilyKey(effect: node, faultClass: faultClass)
    let family = family(key, including: [.fault(fault)])
    let cause = family.index(of: .fault(fault)) ?? 0
    let belief = family.summary(cause, dose)
    let mix = inputs.symptomMixes(key)[.fault(fault)] ?? .prior(faultClass)
    let whole = 1 - (1 - leak.mean) * (1 - belief.mean)
    return NodeForecast(
      node: node, isTarget: true, criticality: 0, probability: whole, fromCauses: belief.mean,
      fromFault: belief.mean, low: belief.low, high: belief.high,
      errors: mix.errors.mean * whole, latency: mix.latency.mean * whole)
  }
}

/// The 5 % and 95 % quantiles of a sample, moved so that the sample's mean lies at `centre`; within 0 … 1.
func interval(_ sample: [Double], around centre: Double) -> (low: Double, high: Double) {
  guard sample.count > 1 else { return (centre, centre) }
  let sorted = sample.sorted()
  let shift = centre - sorted.reduce(0, +) / Double(sorted.count)
  func quantile(_ p: Double) -> Double {
    let at = p * Double(sorted.count - 1)
    let below = Int(at)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (at - Double(below)) * (sorted[above] - sorted[below])
  }
  return (min(max(quantile(0.05) + shift, 0), centre), max(min(quantile(0.95) + shift, 1), centre))
}
