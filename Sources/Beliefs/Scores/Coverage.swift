internal import SystemModel
internal import Vocabulary

/// How much of what could be learned about some beliefs has been, and how fresh it is.
struct Coverage {
  private var learned = 0.0
  private var whole = 0.0
  private var fresh = 0.0
  private var weight = 0.0

  /// Takes up one belief at a high dose.
  mutating func add(_ part: Part) {
    whole += part.value
    learned += part.learned
    fresh += part.support.freshness
    weight += part.support.unaged
  }

  /// Takes up what another has.
  mutating func add(_ other: Coverage) {
    learned += other.learned
    whole += other.whole
    fresh += other.fresh
    weight += other.weight
  }

  /// What one belief at a high dose has to do with it.
  struct Part {
    /// v: its prior variance × the criticality that it can reach.
    let value: Double
    /// n: its weighted evidence, in effective observations.
    let evidence: Double
    /// n₀: the strength of its prior.
    let strength: Double
    let support: FamilyBeliefs.Support

    /// - Parameter evidence: nil for all that there is.
    init(_ family: FamilyBeliefs, _ cause: Int, criticality: Double, evidence: Double? = nil) {
      let prior = family.priors[cause].theta(.high)
      support = family.support[cause]
      self.evidence = evidence ?? support.observations[Dose.high.index]
      strength = prior.strength
      value = prior.variance * criticality
    }

    /// v·n/(n + n₀).
    var learned: Double { value * evidence / (evidence + strength) }
  }

  /// The same beliefs with nothing learned.
  var unlearned: Coverage {
    var coverage = Coverage()
    coverage.whole = whole
    return coverage
  }

  /// Σ v·n/(n + n₀) / Σ v; 0 without beliefs.
  var value: Double { whole > 0 ? learned / whole : 0 }
  /// Mean freshness by weight; nil without evidence.
  var freshness: Double? { weight > 0 ? fresh / weight : nil }
}

extension NetworkFamilies {
  /// The beliefs about the calls of one node.
  func coverage(of node: Int) -> Coverage {
    var coverage = Coverage()
    addCoverage(of: node, criticality: 1, to: &coverage)
    return coverage
  }

  /// Adds the beliefs about the calls of one node.
  func addCoverage(of node: Int, criticality: Double, to coverage: inout Coverage) {
    guard let family = families[node] else { return }
    for (place, cause) in family.causes.enumerated() where cause.kind == .call {
      coverage.add(Coverage.Part(family, place, criticality: criticality))
    }
  }
}
