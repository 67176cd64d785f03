import Beliefs
import Planner
import Testing
import Vocabulary

/// The planner's sweep and the beliefs' cascade engine draw the same worlds and must find the same cascades in them, within
/// cycles too.
@Suite("Worlds")
struct WorldsTests {
  @Test("a sampled proposal predicts exactly what the cascade engine finds in the same worlds", arguments: 1...4)
  func engine(seed: UInt64) throws {
    var generator = Xoshiro256(seed: seed)
    var scene = Scene()
    scene.leak = seed % 2 == 0 ? 0.02 : 0
    var seen = Set<Int>()
    while seen.count < 60 {
      let one = Int(generator.unit() * 20)
      let other = Int(generator.unit() * 20)
      guard one != other, seen.insert(one * 20 + other).inserted else { continue }
      scene.call("s\(one)", "s\(other)", Beta(1, 1 + 2 * generator.unit()))
    }
    let network = scene.network()
    let plan = scene.plan(PlanRequest(top: 12, environment: "staging"))
    for proposal in plan.proposals where proposal.worlds > 0 {
      let engine = CascadeEngine(network, seed: 7, words: proposal.worlds / 64)
      var state = engine.makeState()
      switch proposal.target {
      case .component(let name):
        engine.run(from: try #require(network.nodes.firstIndex(of: .component(name))), &state)
      case .dependency(let link):
        let caller = try #require(network.nodes.firstIndex(of: .component(link.caller)))
        let edge = try #require(
          network.incoming(caller).first { network.nodes[Int(network.edgeCause[$0])] == .component(link.callee) })
        engine.run(link: edge, &state)
      }
      for (index, node) in network.nodes.enumerated() where proposal.target != .component(node.name) {
        let predicted = proposal.predicted.first { $0.node == node }?.probability ?? 0
        #expect(abs(predicted - state.probability(of: index)) < 1e-12, "seed \(seed): \(proposal.target) → \(node)")
      }
    }
    #expect(plan.proposals.contains { $0.worlds > 0 })
  }

  @Test("what is sampled agrees with what is enumerated", arguments: 1...5)
  func sampling(seed: UInt64) throws {
    // The same acyclic system twice: once alone, and once with a long tail behind it that makes it too large to enumerate but
    // that hardly anything reaches.
    let small = randomScene(seed, nodes: 10, calls: 20)
    var large = randomScene(seed, nodes: 10, calls: 20)
    for index in 0..<20 { large.call("t\(index)", index == 0 ? "s0" : "t\(index - 1)", Beta(1e-3, 1e3)) }
    let exact = small.plan()
    let sampled = large.plan()
    var count = 0
    for proposal in exact.proposals where proposal.fault.kind.name == "compute.kill" {
      guard case .component(let name) = proposal.target, let other = sampled.proposal(on: name, "compute.kill"),
        other.worlds > 0
      else { continue }
      count += 1
      let difference = abs(other.bits - proposal.bits)
      #expect(difference < 4.5 * other.standardError + 0.01 * proposal.bits, "seed \(seed): \(name)")
    }
    #expect(count > 0)
  }
}
