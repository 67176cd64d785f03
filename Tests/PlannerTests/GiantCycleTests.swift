import Beliefs
import Testing
import Vocabulary

@testable import Planner

@Suite("Giant cycle")
struct GiantCycleTests {
  @Test("the tour round the hubs finds the same cascades as sweeps from every target", arguments: 1...6)
  func tour(seed: UInt64) {
    var generator = Xoshiro256(seed: seed)
    var scene = Scene()
    scene.leak = 0.02
    scene.prior = seed % 2 == 0 ? Beta(1, 5) : Beta(1, 1.5)
    var seen = Set<Int>()
    while seen.count < 200 {
      let one = Int(generator.unit() * 50)
      let other = Int(generator.unit() * 50)
      guard one != other, seen.insert(one * 50 + other).inserted else { continue }
      scene.call("s\(one)", "s\(other)")
    }
    for index in 0..<5 { scene.journey("j\(index)", ["s\(index)", "s\(index + 9)"], 0.2 * Double(index + 1)) }
    let graph = WorldGraph(scene.network())
    let weights = FamilyWeights(graph, scene.model, only: nil)
    let settings = SweepSettings(weights, marks: graph.order.indices.map { UInt32($0 % 3) })
    var collector = ValueCollector(GainTable(graph, GainSurface(leak: 0.02), .quick), settings)
    var sweep = WorldSweep(graph)
    var tour = GiantCycleTour(graph, GainTable(graph, GainSurface(leak: 0.02), .quick), settings)
    var swept = 0.0
    var toured = 0.0
    for word in 0..<4 {
      let worlds = Worlds(graph, seed: seed, word: word)
      let giant = GiantCycle(graph, worlds, settings, &tour.gains, &sweep, seed: seed)
      tour.begin(giant)
      for place in graph.order.indices where graph.name(place).kind == .component {
        collector.reset()
        sweep.run(from: place, worlds, into: &collector)
        let entry = tour.visit(place, giant)
        #expect(entry.components == Float(collector.components) / 64, "seed \(seed), \(graph.name(place))")
        #expect(abs(entry.burden - collector.burden / 64) < 1e-4, "seed \(seed), \(graph.name(place))")
        #expect(entry.critical == Float(collector.critical.nonzeroBitCount) / 64, "seed \(seed)")
        #expect(entry.marks == collector.marks, "seed \(seed), \(graph.name(place))")
        swept += Double(collector.estimate.mean)
        toured += Double(entry.value)
      }
    }
    // The order of rounds is the hub's, not the target's: the sets of causes differ a little, on average by nothing.
    print("giant cycle, seed \(seed), largest \(graph.largestCycle): \(toured / swept) of the value of sweeps")
    #expect(abs(toured / swept - 1) < 0.05)
  }
}
