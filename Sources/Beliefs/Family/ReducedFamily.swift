/// The evidence of a family in the smallest terms: increments that nothing separates merged, observations that name one
/// variable folded into its Beta, equal cause sets added up, and what is left split into blocks that share no variable.
struct ReducedFamily {
  /// A positive likelihood to a power: (1 − (1 − leak) Π_{slots} (1 − a))^power.
  struct Site: Hashable {
    /// Ascending places within the block.
    var slots: [Int]
    /// The summed weight of the observations with exactly these causes.
    var power: Double
    /// Of an observation that may have been any of several: its ways, over the same places; the power is then 1.
    var ways: [MixedObservation.Way] = []
  }
  /// Units that observations couple, with those observations in canonical order.
  struct Block {
    var units: [Int]
    var sites: [Site]
  }

  var units: [BetaUnit] = []
  var unitOfVariable: [Int32] = []
  var blocks: [Block] = []

  init(_ evidence: FamilyEvidence) {
    let sets = ReducedFamily.collapsed(evidence.positives)
    makeUnits(evidence, sets)
    let mixed = evidence.mixed.map {
      MixedObservation(
        $0.ways.map { way in
          MixedObservation.Way(weight: way.weight, variables: units(of: way.variables), isDegraded: way.isDegraded)
        })
    }
    var ambiguous: [Site] = []
    for set in sets {
      let members = units(of: set.slots)
      if members.count == 1 && evidence.leak == 0 {
        units[members[0]].beta.alpha += set.power
      } else {
        ambiguous.append(Site(slots: members, power: set.power))
      }
    }
    for observation in mixed {
      let members = observation.variables
      if !members.isEmpty { ambiguous.append(Site(slots: members, power: 1, ways: observation.ways)) }
    }
    makeBlocks(ambiguous)
  }

  /// The units that some variables belong to, ascending.
  private func units(of variables: [Int]) -> [Int] {
    var members: [Int] = []
    for variable in variables {
      let unit = Int(unitOfVariable[variable])
      if members.last != unit { members.append(unit) }
    }
    return members
  }

  /// Positives by cause set, powers added up. Sorted first, so that the sum does not depend on the order of events.
  private static func collapsed(_ positives: [FamilyEvidence.Positive]) -> [Site] {
    let sorted = positives.filter { $0.count > 0 }.sorted { one, other in
      if one.variables != other.variables { return one.variables.precedes(other.variables) }
      return (one.weight, one.count) < (other.weight, other.count)
    }
    var sets: [Site] = []
    for positive in sorted {
      let power = positive.weight * Double(positive.count)
      if let last = sets.last, last.slots == positive.variables {
        sets[sets.count - 1].power += power
      } else {
        sets.append(Site(slots: positive.variables, power: power))
      }
    }
    return sets
  }

  /// Neighbours v, v + 1 of a chain become one unit where the same positives contain both and β_v = α_{v+1} + β_{v+1}:
  /// then (1 − a_v)(1 − a_{v+1}) is exactly Beta(β_{v+1}, α_v + α_{v+1}), independent of how the two share it (the
  /// aggregation and neutrality of the Dirichlet; Connor & Mosimann 1969), and the likelihood sees the product alone.
  private mutating func makeUnits(_ evidence: FamilyEvidence, _ sets: [Site]) {
    let updated = zip(evidence.prior, evidence.negatives).map { Beta($0.alpha, $0.beta + $1) }
    unitOfVariable = Array(repeating: 0, count: updated.count)
    var chained = Array(repeating: false, count: updated.count)
    var membership: [[Int32]] = []
    if !evidence.chains.isEmpty && !(sets.isEmpty && evidence.mixed.isEmpty) {
      membership = Array(repeating: [], count: updated.count)
      for (index, set) in sets.enumerated() {
        for variable in set.slots { membership[variable].append(Int32(index)) }
      }
      var index = Int32(sets.count)
      for way in evidence.mixed.lazy.flatMap(\.ways) {
        for variable in way.variables { membership[variable].append(index) }
        index += 1
      }
      for chain in evidence.chains {
        for variable in chain.dropLast() {
          let gap = updated[variable].beta - updated[variable + 1].strength
          chained[variable] =
            abs(gap) <= 1e-9 * updated[variable].beta && !membership[variable].isEmpty
            && membership[variable] == membership[variable + 1]
        }
      }
    }
    units.reserveCapacity(updated.count)
    for variable in updated.indices {
      if variable > 0 && chained[variable - 1] {
        let last = units.count - 1
        units[last].count += 1
        units[last].beta = Beta(units[last].beta.alpha + updated[variable].alpha, updated[variable].beta)
      } else {
        units.append(BetaUnit(first: Int32(variable), count: 1, beta: updated[variable]))
      }
      unitOfVariable[variable] = Int32(units.count - 1)
    }
  }

  /// Connected components of the hypergraph whose edges are the ambiguous sets.
  private mutating func makeBlocks(_ ambiguous: [Site]) {
    guard !ambiguous.isEmpty else { return }
    var parent = Array(units.indices)
    func root(_ unit: Int) -> Int {
      var at = unit
      while parent[at] != at { at = parent[at] }
      return at
    }
    for site in ambiguous {
      for unit in site.slots.dropFirst() {
        let one = root(site.slots[0])
        let other = root(unit)
        parent[max(one, other)] = min(one, other)
      }
    }
    var blockOfRoot = Array(repeating: -1, count: units.count)
    for site in ambiguous {
      let top = root(site.slots[0])
      guard blockOfRoot[top] < 0 else { continue }
      blockOfRoot[top] = blocks.count
      blocks.append(Block(units: [], sites: []))
    }
    // One pass over the units for all blocks: a family of thousands may have hundreds.
    var slotOfUnit = Array(repeating: -1, count: units.count)
    for unit in units.indices {
      let block = blockOfRoot[root(unit)]
      guard block >= 0 else { continue }
      slotOfUnit[unit] = blocks[block].units.count
      blocks[block].units.append(unit)
    }
    for site in ambiguous {
      let top = root(site.slots[0])
      let slots = site.slots.map { slotOfUnit[$0] }
      let ways = site.ways.map {
        MixedObservation.Way(
          weight: $0.weight, variables: $0.variables.map { slotOfUnit[$0] }, isDegraded: $0.isDegraded)
      }
      blocks[blockOfRoot[top]].sites.append(Site(slots: slots, power: site.power, ways: ways))
    }
  }
}

extension Array where Element == Int {
  /// Fewer elements first, then lexicographic.
  func precedes(_ other: [Int]) -> Bool {
    count == other.count ? lexicographicallyPrecedes(other) : count < other.count
  }
}
