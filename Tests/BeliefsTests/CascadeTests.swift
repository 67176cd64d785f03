import Testing
import Vocabulary

@testable import Beliefs

@Suite("Cascades")
struct CascadeTests {
  /// A random graph with one belief an edge.
  private func network(
    _ generator: inout Xoshiro256, nodes: Int, edges: Int, isAcyclic: Bool, leak: Double
  ) -> PropagationNetwork {
    var pairs: Set<[Int]> = []
    while pairs.count < edges {
      let one = Int(generator.next() % UInt64(nodes))
      let other = Int(generator.next() % UInt64(nodes))
      if one != other { pairs.insert(isAcyclic ? [max(one, other), min(one, other)] : [one, other]) }
    }
    var causes = Array(repeating: 0, count: nodes)
    let list = pairs.sorted { $0.lexicographicallyPrecedes($1) }.map { pair -> PropagationNetwork.Edge in
      causes[pair[1]] += 1
      return PropagationNetwork.Edge(cause: pair[0], effect: pair[1], variables: [causes[pair[1]] - 1])
    }
    let families = causes.map { count -> FamilyPosterior? in
      if count == 0 { return nil }
      let prior = (0..<count).map { _ in Beta(0.5 + generator.unit(), 0.5 + generator.unit()) }
      return FamilyPosterior.infer(FamilyEvidence(prior: prior, leak: leak))
    }
    return PropagationNetwork(
      nodes: (0..<nodes).map { .component("c\($0)") }, edges: list, families: families, leak: leak)
  }

  @Test func `a network is sorted by effect and indexed by cause`() {
    var generator = Xoshiro256(seed: 1)
    let network = network(&generator, nodes: 30, edges: 90, isAcyclic: false, leak: 0)
    for node in 0..<30 {
      for edge in network.incoming(node) { #expect(Int(network.edgeEffect[edge]) == node) }
      for edge in network.outgoing(node) { #expect(Int(network.edgeCause[Int(edge)]) == node) }
    }
    #expect((0..<30).reduce(0) { $0 + network.outgoing($1).count } == 90)
  }

  @Test(arguments: [true, false]) func `the condensation puts causes first and joins what can reach itself`(
    _ isAcyclic: Bool
  ) {
    var generator = Xoshiro256(seed: 2)
    for _ in 0..<20 {
      let network = network(&generator, nodes: 14, edges: 22, isAcyclic: isAcyclic, leak: 0)
      let condensation = Condensation(network)
      var reaches = (0..<14).map { node in (0..<14).map { $0 == node } }
      for _ in 0..<14 {
        for edge in network.edgeCause.indices {
          let cause = Int(network.edgeCause[edge])
          let effect = Int(network.edgeEffect[edge])
          for from in 0..<14 where reaches[from][cause] { reaches[from][effect] = true }
        }
      }
      for one in 0..<14 {
        for other in 0..<14 {
          let isSame = condensation.componentOfNode[one] == condensation.componentOfNode[other]
          #expect(isSame == (reaches[one][other] && reaches[other][one]))
          if reaches[one][other] {
            #expect(condensation.componentOfNode[one] <= condensation.componentOfNode[other])
          }
        }
      }
      #expect(condensation.isAcyclic == isAcyclic || !isAcyclic)
    }
  }

  @Test(arguments: [true, false], [0, 0.1]) func `sixty-four worlds at once are sixty-four cascades, one by one`(
    _ isAcyclic: Bool, _ leak: Double
  ) {
    var generator = Xoshiro256(seed: 3)
    for seed in 0..<8 as Range<UInt64> {
      let network = network(&generator, nodes: 12, edges: 26, isAcyclic: isAcyclic, leak: leak)
      let engine = CascadeEngine(network, seed: seed, words: 2)
      var state = engine.makeState()
      for target in 0..<12 {
        engine.run(from: target, &state)
        for bit in [0, 17, 63, 64, 100] {
          let (degraded, met) = cascade(engine, target, word: bit / 64, bit: UInt64(bit % 64))
          for node in 0..<12 {
            #expect((state.activeWorlds(node, word: bit / 64) >> UInt64(bit % 64) & 1 == 1) == degraded[node])
            guard node != target, state.exposed.contains(Int32(node)) else {
              #expect(node == target || network.incoming(node).allSatisfy { !met[$0] })
              continue
            }
            for edge in network.incoming(node) {
              #expect((state.exposedWorlds(edge, word: bit / 64) >> UInt64(bit % 64) & 1 == 1) == met[edge])
            }
          }
        }
      }
    }
  }

  /// One world, breadth first: in each round every steady node meets the causes that degraded in the round before.
  private func cascade(
    _ engine: CascadeEngine, _ target: Int, word: Int, bit: UInt64
  ) -> (degraded: [Bool], met: [Bool]) {
    let network = engine.network
    var degraded = network.nodes.map { _ in false }
    var met = network.edgeCause.map { _ in false }
    degraded[target] = true
    // In topological order of the components, rounds only within a component.
    for component in 0..<engine.condensation.count {
      let members = engine.condensation.members(of: component).map(Int.init)
      var isChanging = true
      while isChanging {
        isChanging = false
        let before = degraded
        for node in members where node != target && !before[node] {
          for edge in network.incoming(node) where before[Int(network.edgeCause[edge])] {
            met[edge] = true
            let isLive = engine.live[edge * engine.words + word] >> bit & 1 == 1
            let leaks = !engine.leaks.isEmpty && engine.leaks[node * engine.words + word] >> bit & 1 == 1
            if isLive || leaks { degraded[node] = true }
          }
          if degraded[node] { isChanging = true }
        }
      }
    }
    return (degraded, met)
  }

  @Test func `a run is determined by the seed and untouched by the run before`() {
    var generator = Xoshiro256(seed: 4)
    let network = network(&generator, nodes: 40, edges: 120, isAcyclic: false, leak: 0.02)
    let engine = CascadeEngine(network, seed: 5, words: 4)
    let again = CascadeEngine(network, seed: 5, words: 4)
    var state = engine.makeState()
    for target in 0..<40 {
      engine.run(from: (target + 13) % 40, &state)
      engine.run(link: target, &state)
      engine.run(from: target, &state)
      var fresh = again.makeState()
      again.run(from: target, &fresh)
      #expect((0..<40).allSatisfy { state.activeCount($0) == fresh.activeCount($0) })
    }
  }

  @Test func `masks have their probability, and a larger one only adds worlds`() {
    var ones = 0
    for seed in 0..<2000 as Range<UInt64> {
      let low = bernoulliMask(0.23, seed: seed)
      let high = bernoulliMask(0.3, seed: seed)
      #expect(low & ~high == 0)
      ones += low.nonzeroBitCount
    }
    #expect(abs(Double(ones) / 128_000 - 0.23) < 0.005)
    #expect(bernoulliMask(0, seed: 1) == 0 && bernoulliMask(1, seed: 1) == .max)
  }

  @Test(arguments: [0, 0.05]) func `worlds agree with the exact enumeration`(_ leak: Double) throws {
    var generator = Xoshiro256(seed: 6)
    let network = network(&generator, nodes: 9, edges: 18, isAcyclic: true, leak: leak)
    let condensation = Condensation(network)
    let engine = CascadeEngine(network, seed: 7, words: 256, condensation: condensation)
    var state = engine.makeState()
    for target in 0..<9 {
      let exact = try #require(CascadeEnumeration(network, condensation: condensation, target: target))
      engine.run(from: target, &state)
      for node in 0..<9 {
        #expect(abs(state.probability(of: node) - exact.probability[node]) < 0.018)
      }
    }
  }

  @Test func `a link degrades its caller alone, and the caller's effects as if the caller were the target`() throws {
    var generator = Xoshiro256(seed: 8)
    let network = network(&generator, nodes: 9, edges: 18, isAcyclic: true, leak: 0.02)
    let condensation = Condensation(network)
    let engine = CascadeEngine(network, seed: 9, words: 256, condensation: condensation)
    var state = engine.makeState()
    for edge in network.edgeCause.indices {
      let effect = Int(network.edgeEffect[edge])
      let fires = 1 - 0.98 * (1 - network.edgeMean[edge])
      let exact = try #require(CascadeEnumeration(network, condensation: condensation, target: effect))
      engine.run(link: edge, &state)
      #expect(state.exposed.first == Int32(effect))
      for node in 0..<9 { #expect(abs(state.probability(of: node) - fires * exact.probability[node]) < 0.018) }
    }
  }

  @Test func `the enumeration's predictions and gains are the oracle's`() throws {
    let (_, cases) = try OracleCase.load()
    var predictions: [Double] = []
    var gains: [Double] = []
    for entry in cases.prefix(60) {
      let system = entry.case
      let families = system.nodes.map { node -> FamilyPosterior? in
        system.causes(of: node).isEmpty ? nil : FamilyPosterior.infer(system.evidence(of: node))
      }
      let place = Dictionary(uniqueKeysWithValues: system.nodes.enumerated().map { ($1, $0) })
      let edges = system.nodes.flatMap { node in
        system.causes(of: node).enumerated().map { variable, edge in
          PropagationNetwork.Edge(cause: place[edge.cause] ?? 0, effect: place[node] ?? 0, variables: [variable])
        }
      }
      let network = PropagationNetwork(
        nodes: system.nodes.map { .component($0) }, edges: edges, families: families, leak: system.leak)
      let condensation = Condensation(network)
      let best = entry.expected.experiments.map(\.bits).max() ?? 0
      guard best > 1e-9 else { continue }
      for experiment in entry.expected.experiments {
        let target = try #require(place[experiment.target])
        let exact = try #require(CascadeEnumeration(network, condensation: condensation, target: target))
        for (node, probability) in experiment.predicted {
          predictions.append(abs(exact.probability[place[node] ?? 0] - probability))
        }
        let bits = exact.exposures.reduce(0.0) { sum, exposure in
          let gain = families[exposure.effect]?.gain(network.variables(exposure.edges)).bits ?? 0
          return sum + exposure.probability * gain
        }
        gains.append(abs(bits - experiment.bits) / best)
      }
    }
    print("enumeration: predicted probability \(ErrorFigures(predictions)); gain, error / best \(ErrorFigures(gains))")
    #expect(ErrorFigures(predictions).max < 1e-5)
    #expect(ErrorFigures(gains).mean < 0.002 && ErrorFigures(gains).max < 0.02)
  }
}
