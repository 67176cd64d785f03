internal import SystemModel
internal import Vocabulary

/// What a score hangs on: the beliefs that move it, and those whose want of evidence costs it coverage.
public struct ScoreAccount: Sendable {
  /// What is scored.
  public let subject: ResilienceScore.Subject
  /// Of the system its journeys, of a component its beliefs: what they add up to. Empty for a journey, whose terms are its losses.
  public let terms: [Term]
  /// The beliefs that move the score most, the most first.
  public let sensitivities: [Sensitivity]
  /// How many beliefs can move the score at all; where more than `sensitivities` names, the rest moves less by a first look.
  public let movingBeliefs: Int
  /// What each belief costs the coverage, the most first; all of them add up to 1 − coverage.
  public let gaps: [Gap]

  /// One term of a weighted sum.
  public struct Term: Sendable, Hashable {
    /// A journey; nil for a belief.
    public let journey: String?
    /// A belief; nil for a journey.
    public let belief: BeliefSummary?
    /// Its weight; the weights sum to 1.
    public let weight: Double
    /// What is weighed: the journey's resilience, or P(steady).
    public let value: Double
    /// weight · value; they sum to the score.
    public var amount: Double { weight * value }
  }

  /// How a score hangs on one belief.
  public struct Sensitivity: Sendable, Hashable {
    /// The belief, at a high dose.
    public let belief: BeliefSummary
    /// ∂ score / ∂ θ: what the score loses (below zero) as θ goes from 0 to 1, all else as believed.
    public let derivative: Double
    /// What one standard deviation of the belief moves the score by, to first order.
    public var swing: Double { abs(derivative) * belief.standardDeviation }
  }

  /// What one belief costs the coverage.
  public struct Gap: Sendable, Hashable {
    /// The belief's id, at a high dose.
    public let belief: BeliefID
    /// v·(1 − n/(n + n₀)) / Σ v.
    public let cost: Double
    /// n: its weighted evidence, in observations.
    public let evidence: Double
    /// n₀: what its prior is worth, in observations.
    public let strength: Double
  }
}

extension BeliefBook {
  /// What a score hangs on; nil for a subject without one. The same worlds as ``scores(effort:refuted:)``, with the same effort.
  ///
  /// - Complexity: that of the scores' means, and for each belief that is looked at closely two backward cascades a journey.
  public func account(
    of subject: ResilienceScore.Subject, scores: Scoreboard, effort: ForecastEffort = BeliefBook.scoreEffort
  ) -> ScoreAccount? {
    let faults = inputs.weighedFaults
    let families = scoredFamilies(faults)
    let effort = effort.fitting(edges: inputs.graph.edges.count * families.count)
    switch subject {
    case .component(let name): return account(ofComponent: name, families)
    case .journey(let name):
      guard let place = inputs.graph.index(.journey(name)) else { return nil }
      return account(subject, [(place, 1)], terms: [], faults, families, effort)
    case .system:
      let places = inputs.graph.nodes.indices.filter { inputs.graph.nodes[$0].kind == .journey }
      guard !places.isEmpty else { return nil }
      let weights = journeyWeights(places)
      let total = weights.reduce(0, +)
      let means = Dictionary(
        scores.journeys.map { ($0.subject, $0.mean) }, uniquingKeysWith: { first, _ in first })
      let terms = zip(places, weights).map { place, weight in
        let name = inputs.graph.nodes[place].name
        return ScoreAccount.Term(
          journey: name, belief: nil, weight: weight / total, value: means[.journey(name)] ?? 0)
      }
      return account(
        subject, zip(places, weights.map { $0 / total }).map { ($0, $1) }, terms: terms, faults, families, effort)
    }
  }

  private func account(
    _ subject: ResilienceScore.Subject, _ journeys: [(place: Int, weight: Double)], terms: [ScoreAccount.Term],
    _ faults: [WeighedFault], _ families: [NetworkFamilies], _ effort: ForecastEffort
  ) -> ScoreAccount {
    let inPlay = families.filter { family in faults.contains { $0.faultClass == family.faultClass } }
    let search = SensitivitySearch(inputs.graph, journeys, faults, inPlay, effort)
    let (found, count) = search.sensitivities()
    let graph = inputs.graph
    let needed = journeys.map { graph.dependencies(of: $0.place) }
    let isSystem = subject == .system
    let gaps = inPlay.flatMap { family in
      graph.nodes.indices.flatMap { node -> [CoverageCost] in
        if isSystem {
          return graph.criticalityReach[node].map { family.costs(of: node, criticality: $0) } ?? []
        }
        return needed[0][node] ? family.costs(of: node, criticality: 1) : []
      }
    }
    return ScoreAccount(
      subject: subject, terms: terms, sensitivities: found, movingBeliefs: count, gaps: CoverageCost.gaps(gaps))
  }

  private func account(ofComponent name: String, _ families: [NetworkFamilies]) -> ScoreAccount? {
    guard let node = inputs.graph.index(.component(name)) else { return nil }
    let relevant = families.filter { BeliefBook.componentClasses.contains($0.faultClass) }
    let beliefs = relevant.compactMap { $0.families[node] }.flatMap { family in
      family.causes.indices.filter { family.causes[$0].kind == .call }.map { family.summary($0, .high) }
    }
    guard !beliefs.isEmpty else { return nil }
    let share = 1 / Double(beliefs.count)
    let sensitivities = beliefs.map { ScoreAccount.Sensitivity(belief: $0, derivative: -share) }
    return ScoreAccount(
      subject: .component(name),
      terms: beliefs.map { ScoreAccount.Term(journey: nil, belief: $0, weight: share, value: 1 - $0.mean) },
      sensitivities: sensitivities.enumerated().sorted {
        ($1.element.swing, $0.offset) < ($0.element.swing, $1.offset)
      }.map(\.element), movingBeliefs: beliefs.count,
      gaps: CoverageCost.gaps(relevant.flatMap { $0.costs(of: node, criticality: 1) }))
  }
}

/// A belief and its part in the coverage.
private struct CoverageCost {
  let belief: BeliefID
  let part: Coverage.Part

  /// The gaps, the most costly first.
  static func gaps(_ costs: [CoverageCost]) -> [ScoreAccount.Gap] {
    let whole = costs.reduce(0) { $0 + $1.part.value }
    guard whole > 0 else { return [] }
    let gaps = costs.map {
      ScoreAccount.Gap(
        belief: $0.belief, cost: ($0.part.value - $0.part.learned) / whole, evidence: $0.part.evidence,
        strength: $0.part.strength)
    }
    return gaps.enumerated().sorted { ($1.element.cost, $0.offset) < ($0.element.cost, $1.offset) }.map(\.element)
  }
}

extension NetworkFamilies {
  /// The beliefs about the calls of one node.
  fileprivate func costs(of node: Int, criticality: Double) -> [CoverageCost] {
    guard let family = families[node] else { return [] }
    return family.causes.indices.filter { family.causes[$0].kind == .call }.map { place in
      CoverageCost(
        belief: BeliefID(
          kind: .propagation, cause: family.causes[place].name, effect: family.key.effect, faultClass: faultClass,
          dose: .high, symptom: nil), part: Coverage.Part(family, place, criticality: criticality))
    }
  }
}
