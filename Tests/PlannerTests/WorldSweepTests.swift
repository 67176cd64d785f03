import Beliefs
import Testing
import Vocabulary

@testable import Planner

/// Sixty-four worlds at a time against one world after the other.
@Suite("World sweep")
struct WorldSweepTests {
  /// By place and world, the key of the causes that were met, and the worlds in which it degrades.
  private struct Found: SweepCollector, Equatable {
    var keys: [[UInt64]]
    var degraded: [UInt64]

    init(_ places: Int) {
      keys = Array(repeating: Array(repeating: 0, count: 64), count: places)
      degraded = Array(repeating: 0, count: places)
    }

    var wantsSets: Bool { true }

    mutating func met(_ place: Int, _ key: UInt64, _ worlds: UInt64, _ slots: borrowing ActiveSlots) {
      for world in 0..<64 where worlds >> UInt64(world) & 1 == 1 { keys[place][world] ^= key }
      var named: UInt64 = 0
      for index in 0..<slots.count where slots.worlds(index) & worlds != 0 { named ^= slots.key(index) }
      #expect(named == key)
    }

    mutating func degraded(_ place: Int, _ worlds: UInt64) { degraded[place] |= worlds }
  }

  /// One world: component by component in the order of settling, a cycle in rounds in which only who became active in the round before
  /// passes trouble on.
  private static func single(_ graph: WorldGraph, _ drawn: Worlds, _ world: Int, from target: Int) -> Found {
    var found = Found(graph.order.count)
    var active: Set<Int> = [target]
    func isSet(_ mask: UInt64) -> Bool { mask >> UInt64(world) & 1 == 1 }
    for component in 0..<graph.firstPlace.count - 1 {
      let members = Int(graph.firstPlace[component])..<Int(graph.firstPlace[component + 1])
      var news = Set(members).intersection(active)
      var sources = active.subtracting(members)
      while true {
        var coming: Set<Int> = []
        for place in members where place != target && !active.contains(place) {
          for slot in graph.slots(place) {
            let cause = Int(graph.cause[slot])
            guard sources.contains(cause) else { continue }
            found.keys[place][world] ^= graph.key[slot]
            if isSet(drawn.live[slot] | drawn.leak[place]) { coming.insert(place) }
          }
        }
        active.formUnion(coming)
        for place in coming { found.degraded[place] |= 1 << UInt64(world) }
        news.formUnion(coming)
        if news.isEmpty { break }
        // From here on what the members themselves pass on.
        (sources, news) = (news, [])
      }
    }
    return found
  }

  @Test("a sweep meets the causes and degrades whom single worlds do, cycle or not", arguments: 1...12)
  func single(seed: UInt64) {
    var generator = Xoshiro256(seed: seed)
    var scene = Scene()
    scene.leak = seed % 3 == 0 ? 0 : 0.03
    scene.prior = Beta(1, 1 + 2 * generator.unit())
    var seen = Set<Int>()
    // From hardly any cycle to nearly all on one, and places that share words of bits with others.
    let calls = 40 + 15 * Int(seed % 6)
    while seen.count < calls {
      let (one, other) = (Int(generator.unit() * 70), Int(generator.unit() * 70))
      guard one != other, seen.insert(one * 70 + other).inserted else { continue }
      scene.call("s\(one)", "s\(other)")
    }
    scene.journey("j", ["s1", "s2"], 1)
    let graph = WorldGraph(scene.network())
    var sweep = WorldSweep(graph)
    for word in 0..<2 {
      let drawn = Worlds(graph, seed: seed, word: word)
      for target in graph.order.indices where graph.name(target).kind == .component {
        var found = Found(graph.order.count)
        sweep.run(from: target, drawn, into: &found)
        for world in stride(from: Int(seed % 4), to: 64, by: 7) {
          let slow = WorldSweepTests.single(graph, drawn, world, from: target)
          for place in graph.order.indices where place != target {
            let isSame =
              found.keys[place][world] == slow.keys[place][world]
              && (found.degraded[place] ^ slow.degraded[place]) >> UInt64(world) & 1 == 0
            #expect(isSame, "seed \(seed), word \(word), world \(world), \(graph.name(target)) → \(graph.name(place))")
          }
        }
      }
    }
    print("seed \(seed): largest cycle \(graph.largestCycle)")
  }

  @Test("a family's gain is the same whoever asks for it first, and that of its moments", arguments: 1...4)
  func gains(seed: UInt64) {
    var generator = Xoshiro256(seed: seed)
    var scene = Scene()
    for cause in 0..<5 { scene.call("top", "c\(cause)", Beta(0.3 + generator.unit(), 1 + generator.unit())) }
    let graph = WorldGraph(scene.network())
    let surface = GainSurface(leak: 0)
    let slow = GainTable(graph, surface, .quick, isTabled: false)
    guard let top = graph.order.indices.first(where: { graph.name($0) == .component("top") }) else { return }
    var tables = [GainTable(graph, surface, .quick), GainTable(graph, surface, .quick)]
    for key in 1..<UInt64(32) {
      let slots = graph.slots(top).filter { graph.key[$0] & key != 0 }
      var gains: [Float] = []
      for order in [slots, slots.reversed()] {
        var hits = ActiveSlots(most: 5)
        for slot in order { hits.add(slot, graph.key[slot], .max) }
        gains.append(tables[gains.count].gain(top, key, .max, hits))
      }
      #expect(gains[0] == gains[1])
      #expect(abs(Double(gains[0]) - slow.gain(top, slots)) < 1e-6)
    }
  }
}
