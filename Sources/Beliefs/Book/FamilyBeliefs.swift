internal import SystemModel
public import Vocabulary

/// What is believed of one effect under one fault class: its causes, their priors, the posterior of all together.
public struct FamilyBeliefs: Sendable {
  /// Which family.
  public let key: FamilyKey
  /// Its causes: the effect's callees in order, then retired ones with evidence, couplings with evidence, and faults.
  public let causes: [Cause]
  /// By cause.
  public let priors: [ThresholdPrior]
  /// By cause, the group of its prior.
  public let groups: [BeliefGroup]
  /// Of all causes together; a cause at a dose is ``variables(_:_:)``.
  public let posterior: FamilyPosterior
  /// By cause: what was seen of it.
  public let support: [Support]

  /// How much evidence a belief rests on.
  public struct Support: Sendable, Hashable {
    /// By dose: the weighted observations that bear on θ at that dose: degraded at most there, steady at least there. An
    /// ambiguous one is shared equally among its causes.
    public var observations: [Double] = [0, 0, 0]
    /// The sum of freshness · weight and of weight, for the mean freshness.
    public var freshness = 0.0
    /// The summed weight without its freshness.
    public var unaged = 0.0
    /// The latest injection among it.
    public var last: Timestamp?
    /// Whether any evidence names the cause.
    public var isEmpty: Bool { last == nil }
  }

  /// The place of a cause.
  public func index(of cause: Cause) -> Int? { causes.firstIndex(of: cause) }

  /// The variables of the posterior that make up a cause at a dose.
  public func variables(_ cause: Int, _ dose: Dose) -> [Int] { DoseFamily.variables(cause, at: dose) }

  /// The posterior mean of a cause at a dose, without what else is told of it (``summary(_:_:)``).
  public func mean(_ cause: Int, _ dose: Dose) -> Double {
    posterior.thetaMoments(DoseFamily.variables(cause, at: dose)).mean
  }

  /// The variables of several causes at a dose.
  public func variables(_ causes: [Int], _ dose: Dose) -> [Int] { DoseFamily.variables(causes, at: dose) }
}

extension BeliefInputs {
  /// The group that a cause of an effect belongs to.
  func group(_ cause: Cause, of key: FamilyKey) -> BeliefGroup {
    switch cause.kind {
    case .coupling:
      return BeliefGroup(.coupling(isUpstream: isUpstream(key.effect, of: cause.name)), key.faultClass)
    case .fault: return BeliefGroup(.susceptibility, key.faultClass)
    case .call:
      // A journey waits for its entry components, unguarded.
      var mode = CallMode.sync
      var isGuarded = false
      if key.effect.kind == .component,
        let record = model.dependency(Dependency(caller: key.effect.name, callee: cause.name))
      {
        mode = record.mode
        isGuarded = record.isGuarded
      }
      return BeliefGroup(.call(mode: mode, isGuarded: isGuarded), key.faultClass)
    }
  }

  /// λ of a cause of an effect: how much the caller leans on the call; 1 for what is no call. A call that is retired by now counts as one
  /// more of its caller's.
  func leaning(_ cause: Cause, of key: FamilyKey) -> Double {
    guard cause.kind == .call, key.effect.kind == .component, let effect = graph.index(key.effect) else { return 1 }
    let calls = graph.calls(of: effect).count
    guard let call = graph.call(effect, cause.name) else {
      return leaning.factor(share: 1 / Double(calls + 1), among: calls + 1)
    }
    return leaning.factor(share: graph.edges[call].share, among: calls)
  }

  /// The prior of a cause of an effect: its group's, as far as the caller leans on it, with what traces say of a call.
  func prior(_ cause: Cause, of key: FamilyKey) -> ThresholdPrior {
    let prior = priors[group(cause, of: key)].leaning(leaning(cause, of: key))
    return traces(cause, of: key).map(prior.adding) ?? prior
  }

  /// What traces say of a call under the family's class; nil where they say nothing.
  func traces(_ cause: Cause, of key: FamilyKey) -> TraceSupport? {
    guard cause.kind == .call, key.effect.kind == .component else { return nil }
    return model.dependency(Dependency(caller: key.effect.name, callee: cause.name))?.observed
      .flatMap { TraceSupport($0, key.faultClass) }
  }

  /// The calls that an effect is known to make, as causes, in order.
  func callees(of effect: NodeID) -> [Cause] {
    graph.index(effect).map { graph.callees(of: $0).map { Cause.call(graph.nodes[$0].name) } } ?? []
  }

  /// The beliefs of one family, from its rows alone. O(rows + inference).
  ///
  /// Evidence of a hidden coupling whose call has become known since counts for the call.
  ///
  /// - Parameters:
  ///   - including: causes to believe in though no evidence names them, such as a hidden coupling of a target.
  ///   - leak: the mean of ``leak``, where it is at hand already.
  public func family(_ key: FamilyKey, including: [Cause] = [], leak: Double? = nil) -> FamilyBeliefs {
    family(
      key, including: including, leak: leak ?? self.leak.mean, rows: ledger.rows(of: key), componentBound: 4096)
  }

  /// The causes of one family with their priors, before its rows are weighed.
  func plan(of key: FamilyKey) -> FamilyPlan {
    var plan = FamilyPlan(self, key)
    plan.add(ledger.keys(of: key), self)
    return plan
  }

  func family(
    _ key: FamilyKey, including: [Cause] = [], leak: Double, rows: [EvidenceRow], componentBound: Int
  ) -> FamilyBeliefs {
    var plan = FamilyPlan(self, key)
    plan.add(including, self)
    plan.add(rows.map(\.key), self)
    var family = DoseFamily(priors: plan.priors, leak: leak)
    var support = Array(repeating: FamilyBeliefs.Support(), count: plan.causes.count)
    let scenes = unseen == nil ? [] : ledger.scenes(of: key)
    for row in rows {
      var plain = row
      if !scenes.isEmpty {
        plain = addUnseen(row, of: key, scenes, plan, to: &family)
      }
      guard case .family(_, let named, let dose) = row.key.subject else { continue }
      let members = plan.members(named)
      let indices = members.compactMap(plan.place).sorted()
      if row.key.isDegraded, !plain.contributions.isEmpty {
        let weight = weighing.weight(plain, effect: key.effect, causes: members)
        if weight > 0 { family.addDegraded(indices, at: dose, weight: weight) }
      }
      for index in indices {
        let weight = weighing.weight(row, effect: key.effect, cause: plan.causes[index])
        if !row.key.isDegraded && weight > 0 { family.addSteady([index], at: dose, weight: weight) }
        support[index].add(
          row, dose, weight: row.key.isDegraded ? weight / Double(indices.count) : weight,
          freshness: weighing.freshness(day: row.key.day))
      }
    }
    return FamilyBeliefs(
      key: key, causes: plan.causes, priors: plan.priors, groups: plan.groups,
      posterior: .infer(family.evidence, componentBound: componentBound), support: support)
  }
}

extension BeliefInputs {
  /// Adds what a row says in runs in which something was not seen that it hangs on, as ``UnseenStates`` has it. An observation of a weight w < 1 counts with
  /// the probability w, and otherwise says nothing: a power of a sum over ways would be no such sum.
  ///
  /// - Returns: what of the row is left to be taken as it stands.
  private func addUnseen(
    _ row: EvidenceRow, of key: FamilyKey, _ scenes: Set<String>, _ plan: FamilyPlan, to family: inout DoseFamily
  ) -> EvidenceRow {
    let named: [Cause]
    let dose: Dose
    switch row.key.subject {
    case .family(_, let causes, let level), .unseen(_, let causes, let level): (named, dose) = (causes, level)
    case .symptom, .leak: return row
    }
    var rest: [Contribution] = []
    for contribution in row.contributions {
      guard scenes.contains(contribution.stream), let ways = unseen?[contribution.stream]?.ways[key] else {
        rest.append(contribution)
        continue
      }
      // Of a steady effect the sure causes are taken as they stand.
      if case .family = row.key.subject, !row.key.isDegraded { rest.append(contribution) }
      let one = EvidenceRow(key: row.key, contributions: [contribution])
      let weight = weighing.weight(one, effect: key.effect, causes: plan.members(named))
      guard weight > 0 else { continue }
      let placed = ways.map { way in
        (way, plan.members(way.causes).compactMap(plan.place).sorted())
      }
      if placed.count == 1, row.key.isDegraded {
        family.addDegraded(placed[0].1, at: dose, weight: weight)
        continue
      }
      var mixed = placed.map { way, places in
        way.mixed(DoseFamily.variables(places, at: dose), weight: min(weight, 1))
      }
      if weight < 1 { mixed.append(MixedObservation.Way(weight: 1 - weight, variables: [], isDegraded: false)) }
      family.add(MixedObservation(mixed))
    }
    return EvidenceRow(key: row.key, contributions: rest)
  }

  /// The weighted observations that some runs and incidents alone give of a belief at a high dose, as ``FamilyBeliefs/Support`` counts
  /// them. O(rows of the family).
  func observations(of cause: Cause, in family: FamilyBeliefs, taughtBy streams: Set<String>) -> Double {
    let calls = Set(family.causes.filter { $0.kind == .call })
    return ledger.rows(of: family.key).reduce(into: 0) { sum, row in
      guard case .family(_, let named, let dose) = row.key.subject, row.key.isDegraded || dose == .high else { return }
      let members = Set(named.map { $0.known(among: calls) })
      let own = row.contributions.filter { streams.contains($0.stream) }
      guard members.contains(cause), !own.isEmpty else { return }
      let weight = weighing.weight(
        EvidenceRow(key: row.key, contributions: own), effect: family.key.effect, cause: cause)
      sum += row.key.isDegraded ? weight / Double(members.count) : weight
    }
  }
}

extension Cause {
  /// The cause as it counts by now: a hidden coupling whose call has become known since is that call.
  func known(among calls: Set<Cause>) -> Cause {
    kind == .coupling && calls.contains(.call(name)) ? .call(name) : self
  }
}

extension FamilyBeliefs.Support {
  fileprivate mutating func add(_ row: EvidenceRow, _ dose: Dose, weight: Double, freshness fresh: Double) {
    guard weight > 0 else { return }
    for level in Dose.allCases where row.key.isDegraded ? dose <= level : level <= dose {
      observations[level.index] += weight
    }
    freshness += weight
    unaged += weight / fresh
    let latest = row.contributions.map(\.injected).max()
    last = [last, latest].compactMap { $0 }.max()
  }
}
