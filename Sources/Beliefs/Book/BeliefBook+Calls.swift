public import Vocabulary

/// What is believed of calls, one belief a call: what a picture of a system tells of its lines.
extension BeliefBook {
  /// The calls that any evidence bears on, now. O(evidence): nothing is inferred.
  public var testedCalls: Set<Dependency> {
    var found: Set<Dependency> = []
    for key in testedFamilies where key.effect.kind == .component {
      let plan = FamilyPlan(inputs, key)
      for row in inputs.ledger.rows(of: key) {
        guard case .family(_, let named, _) = row.key.subject else { continue }
        for cause in plan.members(named) where cause.kind == .call {
          let call = Dependency(caller: key.effect.name, callee: cause.name)
          guard !found.contains(call), inputs.weighing.weight(row, effect: key.effect, cause: cause) > 0 else {
            continue
          }
          found.insert(call)
        }
      }
    }
    return found
  }

  /// Of every call of some callers the belief that tells most: of those with evidence the most probable, and where there is none of all.
  /// The first of equals, by class, then by dose.
  ///
  /// - Complexity: O(calls of those callers · classes), the inference of their tested families, and one interval a call.
  public func tellingBeliefs(of callers: Set<String>, classes: Set<FaultClass>) -> [BeliefSummary] {
    struct Best {
      let family: FamilyBeliefs
      let place: Int
      let dose: Dose
      let isTested: Bool
      let mean: Double
    }
    var best: [Dependency: Best] = [:]
    let keys = familyKeys(withoutEvidence: true, classes, callers).filter { $0.effect.kind == .component }
    for (key, family) in zip(keys, concurrentMap(keys) { family($0) }) {
      for (place, cause) in family.causes.enumerated() where cause.kind == .call {
        let call = Dependency(caller: key.effect.name, callee: cause.name)
        for dose in Dose.allCases {
          let isTested = family.support[place].observations[dose.index] > 0
          let mean = family.mean(place, dose)
          if let held = best[call], (isTested ? 1 : 0, mean) <= (held.isTested ? 1 : 0, held.mean) { continue }
          best[call] = Best(family: family, place: place, dose: dose, isTested: isTested, mean: mean)
        }
      }
    }
    return best.sorted { $0.key < $1.key }.map { $0.value.family.summary($0.value.place, $0.value.dose) }
  }
}

extension BeliefInputs {
  /// Whether a family has a cause of that name, or a mix of symptoms of it.
  func names(_ cause: String, in key: FamilyKey) -> Bool {
    plan(of: key).causes.contains { $0.name == cause }
      || ledger.keys(of: key).contains { row in
        if case .symptom(_, let shown, _) = row.subject { shown.name == cause } else { false }
      }
  }
}
