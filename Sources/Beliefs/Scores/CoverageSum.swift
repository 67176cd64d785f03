internal import SystemModel
internal import Vocabulary

/// The coverage of a book as sums, so that a run that touches few families changes it at the cost of those.
public struct CoverageSum: Sendable, Equatable {
  /// Σ v·n/(n + n₀).
  public var learned: Double
  /// Σ v.
  public var whole: Double

  /// The coverage, 0 to 1; 0 without beliefs.
  public var value: Double { whole > 0 ? learned / whole : 0 }
}

extension BeliefBook {
  /// The coverage of all beliefs that can reach a journey, of all where there is none, under the classes that scores are about.
  /// O(classes · calls).
  public var coverageSum: CoverageSum { sum(inputs.weighedFaults.map(\.faultClass)) { _ in true } }

  /// The part of some families in it.
  public func coverageSum(of families: Set<FamilyKey>) -> CoverageSum {
    let counted = Set(inputs.weighedFaults.map(\.faultClass))
    return sum(families.map(\.faultClass).filter(counted.contains)) { families.contains($0) }
  }

  private func sum(_ classes: [FaultClass], _ isAsked: (FamilyKey) -> Bool) -> CoverageSum {
    let graph = inputs.graph
    let hasJourneys = graph.componentCount < graph.nodes.count
    var found = CoverageSum(learned: 0, whole: 0)
    for faultClass in Set(classes).sorted() {
      for node in graph.nodes.indices where !graph.calls(of: node).isEmpty {
        let key = FamilyKey(effect: graph.nodes[node], faultClass: faultClass)
        guard isAsked(key), let criticality = hasJourneys ? graph.criticalityReach[node] : 1 else { continue }
        let family = family(key)
        for (place, cause) in family.causes.enumerated() where cause.kind == .call {
          let part = Coverage.Part(family, place, criticality: criticality)
          found.learned += part.learned
          found.whole += part.value
        }
      }
    }
    return found
  }
}
