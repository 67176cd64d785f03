import Beliefs
import Foundation
import Planner
import SystemModel
import Vocabulary

/// Every component of a small system as a target, three ways in one run: the planner's look, a straightforward nested Monte Carlo, and
/// plain NumPy. The two others are what one would write in an afternoon; small, because they take long.
func yardstickFigures(_ bench: PlannerBench, _ system: LargeSystem) throws -> [Figure] {
  guard system.flatMean == nil, (50...200).contains(system.components) else { return [] }
  let networks = system.networks(system.book)
  let network = networks(.latency, .high)
  let planner = system.planner(networks, seed: bench.seed)
  var looks: [TargetLook] = []
  let ours = bench.times { looks = planner.look(at: .latency, .high, words: 16) }
  var values: [NodeID: Double] = [:]
  for look in looks { if case .component(let name) = look.target { values[.component(name)] = look.value } }
  let targets = network.nodes.indices.filter { values[network.nodes[$0]] != nil }
  let weights = network.nodes.map { node in system.graph.index(node).flatMap { system.graph.criticalityReach[$0] } ?? 0
  }
  func comparison(_ other: [Double]) -> String {
    let mine = targets.map { values[network.nodes[$0]] ?? 0 }
    let difference = zip(mine, other).reduce(0) { $0 + abs($1.0 - $1.1) } / Double(max(mine.count, 1))
    let best = other.indices.sorted { (other[$1], $0) < (other[$0], $1) }.prefix(10)
    let top = mine.sorted(by: >).prefix(10).reduce(0, +)
    let regret = top > 0 ? 1 - best.reduce(0) { $0 + mine[$1] } / top : 0
    return "mean difference \(hundredths(difference)) bits, its top ten give away \(percentage(max(regret, 0)))"
  }
  let name = "\(system.name): \(targets.count) components as targets"
  let measured = "\(shortSeconds(ours.processor)) CPU with all \(grouped(Double(system.calls))) links, 1 024 worlds"
  var found: [Double] = []
  let nested = processorSeconds {
    found = targets.map { target in
      var estimate = NestedMonteCarlo(network, weights, seed: bench.seed &+ UInt64(target))
      return estimate.value(of: target, outer: 256, inner: 256)
    }
  }
  var figures = [
    Figure(
      name: name, measured: measured, yardstick: "nested Monte Carlo, 256 × 256: \(shortSeconds(nested)) CPU",
      ratio: "\(hundredths(nested / ours.processor)) ×"),
    Figure(name: "  what it finds", measured: "", yardstick: comparison(found)),
  ]
  if let numpy = try PlainNumPy.run(network, weights, targets, worlds: 1024, seed: bench.seed) {
    figures += [
      Figure(
        name: name, measured: measured, yardstick: "plain NumPy, 1 024 worlds: \(shortSeconds(numpy.processor)) CPU",
        ratio: "\(hundredths(numpy.processor / ours.processor)) ×"),
      Figure(name: "  what it finds", measured: "", yardstick: comparison(numpy.values)),
    ]
  } else {
    figures.append(Figure(name: name, measured: measured, yardstick: "no Python with NumPy here"))
  }
  return figures
}

/// Expected information gain as its definition says: outcomes drawn from draws of the beliefs, their probability under the draw
/// against their mean probability under many other draws (nested Monte Carlo; Rainforth et al. 2018).
///
/// Cost a target: (outer + inner) draws of every belief, and outer × inner probabilities of every effect that is met.
struct NestedMonteCarlo {
  private let network: PropagationNetwork
  private let weights: [Double]
  private var generator: Xoshiro256

  init(_ network: PropagationNetwork, _ weights: [Double], seed: UInt64) {
    self.network = network
    self.weights = weights
    generator = Xoshiro256(seed: seed)
  }

  /// The weighed bits of a fault on a component.
  mutating func value(of target: Int, outer: Int, inner: Int) -> Double {
    let others = (0..<inner).map { _ in draw() }
    var sum = 0.0
    for _ in 0..<outer {
      let theta = draw()
      for (effect, causes, isDegraded) in outcome(of: target, theta) where weights[effect] > 0 {
        let own = probability(causes, isDegraded, theta)
        let mean = others.reduce(0) { $0 + probability(causes, isDegraded, $1) } / Double(inner)
        sum += weights[effect] * (log2(own) - log2(mean))
      }
    }
    return sum / Double(outer)
  }

  /// By edge, θ.
  private mutating func draw() -> [Double] {
    var theta = [Double](repeating: 0, count: network.edgeMean.count)
    for effect in network.nodes.indices {
      let edges = network.incoming(effect)
      guard !edges.isEmpty, let family = network.families[effect] else { continue }
      let values = family.draw(using: &generator)
      for edge in edges { theta[edge] = 1 - network.edgeVariables[edge].reduce(1) { $0 * (1 - values[$1]) } }
    }
    return theta
  }

  private func probability(_ causes: [Int], _ isDegraded: Bool, _ theta: [Double]) -> Double {
    let silent = causes.reduce(1 - network.leak) { $0 * (1 - theta[$1]) }
    return isDegraded ? 1 - silent : silent
  }

  /// Who was met by which active causes, and degraded or not.
  private mutating func outcome(
    of target: Int, _ theta: [Double]
  ) -> [(effect: Int, causes: [Int], isDegraded: Bool)] {
    var met: [Int: [Int]] = [:]
    var isActive = [Bool](repeating: false, count: network.nodes.count)
    isActive[target] = true
    var news = [target]
    while !news.isEmpty {
      var fired = Set<Int>()
      for cause in news {
        for edge in network.outgoing(cause).map(Int.init) {
          let effect = Int(network.edgeEffect[edge])
          guard !isActive[effect] else { continue }
          let isFirst = met[effect] == nil
          met[effect, default: []].append(edge)
          if generator.unit() < theta[edge] || (isFirst && generator.unit() < network.leak) { fired.insert(effect) }
        }
      }
      news = fired.sorted()
      for node in news { isActive[node] = true }
    }
    return met.sorted { $0.key < $1.key }.map { ($0.key, $0.value, isActive[$0.key]) }
  }
}
