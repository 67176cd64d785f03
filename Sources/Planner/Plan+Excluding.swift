extension Plan {
  /// The plan without the proposals that `isExcluded` names, cut to so many and ranked anew.
  public func excluding(top: Int, by ranking: PlanRequest.Ranking, where isExcluded: (Proposal) -> Bool) -> Plan {
    var kept = Array(proposals.filter { !isExcluded($0) }.prefix(top))
    for index in kept.indices {
      kept[index].rank = index + 1
    }
    // Who came next may be gone.
    for index in kept.indices {
      let next = index + 1 < kept.count ? kept[index + 1] : nil
      kept[index].runnerUp = next.map { ProposalComparison(kept[index], $0, ranking).sentence }
    }
    return Plan(
      proposals: kept, redundant: redundant, candidates: candidates, isSettled: isSettled, objective: objective,
      seed: seed, position: position, now: now)
  }
}

extension Plan {
  /// The plan with one of its proposals alone, as it stands in it: rank, comparison and all.
  public func keeping(_ id: String) -> Plan {
    Plan(
      proposals: proposals.filter { $0.id == id }, redundant: redundant, candidates: candidates, isSettled: isSettled,
      objective: objective, seed: seed, position: position, now: now)
  }
}

extension Plan {
  /// The plan with the proposals of others behind its own, each as it stands: of plans that were asked of one planner, for one goal.
  public func joined(with others: [Plan]) -> Plan {
    Plan(
      proposals: others.reduce(proposals) { $0 + $1.proposals }, redundant: redundant,
      candidates: others.reduce(candidates) { $0 + $1.candidates },
      isSettled: others.reduce(isSettled) { $0 && $1.isSettled }, objective: objective, seed: seed, position: position,
      now: now)
  }
}
