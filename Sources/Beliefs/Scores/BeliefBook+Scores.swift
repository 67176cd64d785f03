internal import SystemModel
internal import Vocabulary

extension BeliefBook {
  /// The scores of the system, its journeys and its components, each with its interval from posterior draws and its coverage.
  ///
  /// R_j = 1 − Σ_f π_f · P(j degrades | f) over ``BeliefInputs/weighedFaults`` at a high dose; the system's is the
  /// criticality-weighted mean of its journeys'; a component's the mean over its dependencies and the classes errors, latency and
  /// unavailable of 1 − θ at a high dose. The leak, which is noise of the judging, takes no part.
  ///
  /// - Parameters:
  ///   - effort: seed, worlds and draws. The same seed gives the same scores.
  ///   - refuted: journeys with an unresolved refuted intent.
  ///   - ofComponents: whether components are told of, too.
  /// - Complexity: O(classes · draws · wordsPerDraw · (calls + Σ over journeys of the calls that they depend on)).
  public func scores(
    effort: ForecastEffort = BeliefBook.scoreEffort, refuted: Set<String> = [], ofComponents: Bool = true
  ) -> Scoreboard {
    let faults = inputs.weighedFaults
    let families = scoredFamilies(faults)
    let graph = inputs.graph
    let effort = effort.fitting(edges: graph.edges.count * families.count)
    let components = ofComponents ? componentScores(families, effort) : []
    let places = graph.nodes.indices.filter { graph.nodes[$0].kind == .journey }
    let inPlay = families.filter { family in faults.contains { $0.faultClass == family.faultClass } }
    let means = JourneyDamage(graph, places, faults, concurrentMap(inPlay) { $0.network(.high) })
    let probabilities = means.probabilities(seed: effort.seed, words: effort.words, drawing: false)
    let resilience = means.resilience(probabilities)
    let draws = concurrentMap(Array(0..<effort.draws)) { draw in
      let drawn = means.probabilities(
        seed: mixedSeed(effort.seed, UInt64(draw)), worlds: effort.seed, words: effort.wordsPerDraw, drawing: true)
      return means.resilience(drawn)
    }
    let coverages = concurrentMap(inPlay) { family in graph.nodes.indices.map { family.coverage(of: $0) } }
    let journeys = concurrentMap(Array(places.indices)) { index -> ResilienceScore in
      let name = graph.nodes[places[index]].name
      let (low, high) = interval(draws.map { $0[index] }, around: resilience[index])
      var coverage = Coverage()
      let needed = graph.dependencies(of: places[index])
      for byNode in coverages { for node in byNode.indices where needed[node] { coverage.add(byNode[node]) } }
      let losses = faults.indices.filter { faults[$0].share * probabilities[index][$0] > 0 }.map {
        ResilienceScore.Loss(fault: faults[$0], probability: probabilities[index][$0])
      }
      return ResilienceScore(
        subject: .journey(name), mean: resilience[index], low: low, high: high, coverage: coverage.value,
        freshness: coverage.freshness, isRefuted: refuted.contains(name),
        losses: losses.enumerated().sorted {
          ($1.element.amount, $0.offset) < ($0.element.amount, $1.offset)
        }.map(\.element))
    }
    let whole = wholeCoverage(inPlay)
    let unconnected = places.isEmpty ? [] : faults.filter { unreached($0.component) }
    return Scoreboard(
      system: systemScore(places, resilience, draws, whole, refuted), journeys: journeys, components: components,
      coverage: whole.value, unconnected: Set(unconnected.map(\.component)).sorted(),
      unconnectedShare: unconnected.reduce(0) { $0 + $1.share })
  }

  /// Whether no journey is known to depend on a component.
  private func unreached(_ component: String) -> Bool {
    inputs.graph.index(.component(component)).map { inputs.graph.criticalityReach[$0] == nil } ?? true
  }

  /// The effort of scores where nobody asks for another.
  public static let scoreEffort = ForecastEffort(words: 64, draws: 60, wordsPerDraw: 4)

  /// The families of every class that some score is about, ascending by class.
  func scoredFamilies(_ faults: [WeighedFault]) -> [NetworkFamilies] {
    concurrentMap(Set(faults.map(\.faultClass)).union(BeliefBook.componentClasses).sorted()) {
      NetworkFamilies(self, $0)
    }
  }

  /// The classes of a component's score.
  static let componentClasses: [FaultClass] = [.latency, .errors, .unavailable]

  private func wholeCoverage(_ families: [NetworkFamilies]) -> Coverage {
    let graph = inputs.graph
    let hasJourneys = graph.componentCount < graph.nodes.count
    var coverage = Coverage()
    for family in families {
      for node in graph.nodes.indices {
        guard let criticality = hasJourneys ? graph.criticalityReach[node] : 1 else { continue }
        family.addCoverage(of: node, criticality: criticality, to: &coverage)
      }
    }
    return coverage
  }

  /// What each journey weighs in the system's score: its criticality, or 1 where all are of criticality 0.
  func journeyWeights(_ places: [Int]) -> [Double] {
    let given = places.map { inputs.graph.criticality[$0] }
    return given.contains { $0 > 0 } ? given : given.map { _ in 1 }
  }

  /// The mean of the journeys' scores by criticality; plain where all are of criticality 0.
  private func systemScore(
    _ places: [Int], _ resilience: [Double], _ draws: [[Double]], _ coverage: Coverage, _ refuted: Set<String>
  ) -> ResilienceScore? {
    guard !places.isEmpty else { return nil }
    let graph = inputs.graph
    let weights = journeyWeights(places)
    let total = weights.reduce(0, +)
    func mean(_ scores: [Double]) -> Double { zip(weights, scores).reduce(0) { $0 + $1.0 * $1.1 } / total }
    let whole = mean(resilience)
    let (low, high) = interval(draws.map(mean), around: whole)
    let isRefuted = places.contains { graph.criticality[$0] >= 1 && refuted.contains(graph.nodes[$0].name) }
    return ResilienceScore(
      subject: .system, mean: whole, low: low, high: high, coverage: coverage.value, freshness: coverage.freshness,
      isRefuted: isRefuted, losses: [])
  }

  private func componentScores(_ families: [NetworkFamilies], _ effort: ForecastEffort) -> [ResilienceScore] {
    let relevant = families.filter { BeliefBook.componentClasses.contains($0.faultClass) }
    let size = 512
    let count = inputs.graph.componentCount
    let pieces = stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
    return concurrentMap(pieces) { nodes in nodes.compactMap { componentScore($0, relevant, effort) } }.flatMap { $0 }
  }

  /// The score of one component; nil where it calls nobody.
  private func componentScore(
    _ node: Int, _ relevant: [NetworkFamilies], _ effort: ForecastEffort
  ) -> ResilienceScore? {
    let mine = relevant.compactMap { $0.families[node] }
    let terms = mine.map { family in
      family.causes.indices.filter { family.causes[$0].kind == .call }.map { family.variables($0, .high) }
    }
    let count = Double(terms.reduce(0) { $0 + $1.count })
    guard count > 0 else { return nil }
    var coverage = Coverage()
    for family in relevant { family.addCoverage(of: node, criticality: 1, to: &coverage) }
    let silence = zip(mine, terms).reduce(0) { sum, pair in
      pair.1.reduce(sum) { $0 + pair.0.posterior.silence($1) }
    }
    var generator = Xoshiro256(seed: mixedSeed(effort.seed, UInt64(node)))
    let samplers = zip(mine, terms).map { ThetaSampler($0.posterior, $1) }
    let draws = (0..<effort.draws).map { _ in
      samplers.reduce(0) { sum, sampler in sampler.draw(using: &generator).reduce(sum) { $0 + (1 - $1) } } / count
    }
    let (low, high) = interval(draws, around: silence / count)
    return ResilienceScore(
      subject: .component(inputs.graph.nodes[node].name), mean: silence / count, low: low, high: high,
      coverage: coverage.value, freshness: coverage.freshness, isRefuted: false, losses: [])
  }
}
