internal import SystemModel
internal import Vocabulary

/// How much of what could be learned about some beliefs has been, and how fresh it is.
struct Coverage {
  private var learned = 0.0
  private var whole = 0.0
  private var fresh = 0.0
  private var weight = 0.0

  /// Takes up one belief at a high dose, with the criticality that it can reach: v = prior variance × criticality,
  /// n its weighted evidence, n₀ the strength of its prior.
  mutating func add(_ family: FamilyBeliefs, _ cause: Int, criticality: Double) {
    let prior = family.priors[cause].theta(.high)
    let support = family.support[cause]
    let n = support.observations[Dose.high.index]
    let value = prior.variance * criticality
    whole += value
    learned += value * n / (n + prior.strength)
    fresh += support.freshness
    weight += support.unaged
  }

  /// Σ v·n/(n + n₀) / Σ v; 0 without beliefs.
  var value: Double { whole > 0 ? learned / whole : 0 }
  /// Mean freshness by weight; nil without evidence.
  var freshness: Double? { weight > 0 ? fresh / weight : nil }
}

extension NetworkFamilies {
  /// Adds the beliefs about the calls of one node.
  func addCoverage(of node: Int, criticality: Double, to coverage: inout Coverage) {
    guard let family = families[node] else { return }
    for (place, cause) in family.causes.enumerated() where cause.kind == .call {
      coverage.add(family, place, criticality: criticality)
    }
  }
}
