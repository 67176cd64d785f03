internal import SystemModel
public import Vocabulary

/// Where trouble may begin: a component, and the class of its trouble.
public struct FaultPlace: Sendable, Hashable, Comparable {
  /// The component.
  public let component: String
  /// The class of its trouble.
  public let faultClass: FaultClass

  /// A place.
  public init(component: String, faultClass: FaultClass) {
    self.component = component
    self.faultClass = faultClass
  }

  public static func < (one: FaultPlace, other: FaultPlace) -> Bool {
    (one.component, one.faultClass) < (other.component, other.faultClass)
  }
}

/// Some places, and the runs and incidents that were of the very trouble that may begin there.
public struct FaultGroup: Sendable {
  /// The places.
  public let places: [FaultPlace]
  /// The streams of the runs and incidents that were of it: `run/7`.
  public let streams: Set<String>

  /// A group.
  public init(places: [FaultPlace], streams: Set<String>) {
    self.places = places
    self.streams = streams
  }
}

/// What is believed of the damage that trouble does which may begin at any of some places, each alike.
public struct FaultStanding: Sendable, Equatable {
  /// What is believed of one place.
  public struct Place: Sendable, Equatable {
    /// The place.
    public let place: FaultPlace
    /// The expected share of the journeys that degrade, weighed by their criticality; nil without journeys.
    public let harm: Double?
    /// How much of what could be learned about its direct callers the group's own runs have taught.
    public let coverage: Double
    /// How much of it has been learned from whatever is of the class.
    public let classCoverage: Double
  }

  /// The expected share of the journeys that degrade at a high dose, weighed by their criticality: the mean over the places. Nil
  /// without journeys or places.
  public let harm: Double?
  /// The 5 % quantile of that share under the posterior.
  public let low: Double?
  /// The 95 % quantile.
  public let high: Double?
  /// How much of what could be learned about how the direct callers of the places take it the group's own runs and incidents have
  /// taught: Σ v·n/(n + n₀) / Σ v with n of theirs alone, 0 to 1. 0 where there is none, whatever others of the class have shown.
  public let coverage: Double
  /// The same of all runs and incidents of the class: what the harm rests on.
  public let classCoverage: Double
  /// The mean freshness of the class's evidence by its weight, 0 to 1; nil without any.
  public let freshness: Double?
  /// Place by place, the most harmful first.
  public let places: [Place]
}

extension BeliefBook {
  /// What is believed of several troubles, each of which may begin at any of some places. Places that the system does not have
  /// are left out.
  ///
  /// Cost: that of ``scores(effort:refuted:)`` with all the places as its faults, and the callers of the places.
  public func standings(
    of groups: [FaultGroup], effort: ForecastEffort = BeliefBook.scoreEffort
  ) -> [FaultStanding] {
    let graph = inputs.graph
    let places = Set(groups.flatMap(\.places)).filter { graph.index(.component($0.component)) != nil }.sorted()
    let families = Set(places.map(\.faultClass)).sorted().map { NetworkFamilies(self, $0) }
    let effort = effort.fitting(edges: graph.edges.count * families.count)
    let faults = places.map { WeighedFault(component: $0.component, faultClass: $0.faultClass, kinds: [], share: 1) }
    let journeys = graph.nodes.indices.filter { graph.nodes[$0].kind == .journey }
    let damage = JourneyDamage(graph, journeys, faults, families.map { $0.network(.high) })
    let weights = journeyWeights(journeys)
    let whole = weights.reduce(0, +)
    /// By place: the weighed share of the journeys that degrade.
    func harms(_ probabilities: [[Double]]) -> [Double] {
      places.indices.map { place in
        zip(weights, probabilities).reduce(0) { $0 + $1.0 * $1.1[place] } / whole
      }
    }
    let means = harms(damage.probabilities(seed: effort.seed, words: effort.words, drawing: false))
    let draws = (0..<(journeys.isEmpty ? 0 : effort.draws)).map { draw in
      harms(
        damage.probabilities(
          seed: mixedSeed(effort.seed, UInt64(draw)), worlds: effort.seed, words: effort.wordsPerDraw, drawing: true))
    }
    let index = Dictionary(uniqueKeysWithValues: places.enumerated().map { ($1, $0) })
    let known = places.map { place in coverage(of: place, families) }
    return groups.map { group in
      let chosen = Set(group.places).compactMap { index[$0] }.sorted()
      let own =
        group.streams.isEmpty
        ? known.map(\.unlearned) : places.map { coverage(of: $0, families, taughtBy: group.streams) }
      return standing(chosen, places, known, own: own, journeys.isEmpty ? nil : (means, draws))
    }
  }

  private func standing(
    _ chosen: [Int], _ places: [FaultPlace], _ known: [Coverage], own: [Coverage],
    _ harms: (means: [Double], draws: [[Double]])?
  ) -> FaultStanding {
    func mean(_ values: [Double]) -> Double { chosen.reduce(0) { $0 + values[$1] } / Double(chosen.count) }
    let coverage = chosen.reduce(into: Coverage()) { $0.add(own[$1]) }.value
    let ofClass = chosen.reduce(into: Coverage()) { $0.add(known[$1]) }
    let each = chosen.map {
      FaultStanding.Place(
        place: places[$0], harm: harms?.means[$0], coverage: own[$0].value, classCoverage: known[$0].value)
    }
    let ordered = each.enumerated().sorted {
      ($1.element.harm ?? 0, $0.offset) < ($0.element.harm ?? 0, $1.offset)
    }.map(\.element)
    guard let harms, !chosen.isEmpty else {
      return FaultStanding(
        harm: nil, low: nil, high: nil, coverage: coverage, classCoverage: ofClass.value, freshness: ofClass.freshness,
        places: ordered)
    }
    let (low, high) = interval(harms.draws.map(mean), around: mean(harms.means))
    return FaultStanding(
      harm: mean(harms.means), low: low, high: high, coverage: coverage, classCoverage: ofClass.value,
      freshness: ofClass.freshness, places: ordered)
  }

  /// What has been learned about the direct callers of a place, each by the highest criticality that it can reach.
  /// With streams, what they alone have taught.
  private func coverage(
    of place: FaultPlace, _ families: [NetworkFamilies], taughtBy streams: Set<String>? = nil
  ) -> Coverage {
    let graph = inputs.graph
    var coverage = Coverage()
    guard let node = graph.index(.component(place.component)),
      let family = families.first(where: { $0.faultClass == place.faultClass })
    else { return coverage }
    let hasJourneys = graph.componentCount < graph.nodes.count
    for caller in graph.callers(of: node) {
      guard let beliefs = family.families[caller], let cause = beliefs.index(of: .call(place.component)),
        let criticality = hasJourneys ? graph.criticalityReach[caller] : 1
      else { continue }
      let own = streams.map { inputs.observations(of: beliefs.causes[cause], in: beliefs, taughtBy: $0) }
      coverage.add(Coverage.Part(beliefs, cause, criticality: criticality, evidence: own))
    }
    return coverage
  }
}
