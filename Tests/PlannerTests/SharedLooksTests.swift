import Beliefs
import Testing
import Vocabulary

@testable import Planner

@Suite("What no evidence has told apart is looked at once")
struct SharedLooksTests {
  /// A system drawn at random, with beliefs that differ between two classes in a few families alone.
  private func forecasters(seed: UInt64, isCyclic: Bool) -> [Forecaster] {
    var generator = Xoshiro256(seed: seed)
    func below(_ bound: Int) -> Int { min(bound - 1, Int(generator.unit() * Double(bound))) }
    var scene = Scene()
    scene.prior = Beta(0.4, 0.6)
    scene.leak = 0.02
    let count = 60
    for index in 0..<count { scene.component("c\(index)") }
    for caller in 0..<count {
      for _ in 0..<3 {
        let callee = isCyclic ? below(count) : caller + 1 + below(count)
        if callee < count, callee != caller { scene.call("c\(caller)", "c\(callee)") }
      }
    }
    scene.journey("shop", ["c0", "c1"], 1)
    scene.journey("back", ["c2"], 0.4)
    let plain = scene
    // The second class knows more of a few callers.
    for caller in [5, 30, 41] {
      for callee in 0..<count {
        let belief = Scene.Belief(cause: .component("c\(callee)"), effect: .component("c\(caller)"))
        scene.beliefs[belief] = Beta(3, 1 + Double(callee % 3))
      }
    }
    let known = scene
    let surface = GainSurface(leak: 0.02)
    let first = Forecaster(
      plain.network(), .latency, .high, model: plain.model, journey: nil, surface: surface, seed: seed)
    return [
      first,
      Forecaster(
        known.network(), .errors, .high, model: plain.model, journey: nil, surface: surface, seed: seed, like: first),
      Forecaster(
        plain.network(), .data, .high, model: plain.model, journey: nil, surface: surface, seed: seed, like: first),
    ]
  }

  @Test("shared looks are the looks that each network would have had by itself, to the last bit", arguments: 1...6)
  func shared(seed: UInt64) {
    for isCyclic in [false, true] {
      let forecasters = forecasters(seed: seed, isCyclic: isCyclic)
      let shared = SharedLooks(forecasters).looks()
      #expect(shared.count == forecasters.count)
      for (look, forecaster) in zip(shared, forecasters) {
        let alone = forecaster.firstLook()
        #expect(look.nodes == alone.nodes)
        #expect(look.links == alone.links)
      }
      #expect(shared[0].nodes != shared[1].nodes)
    }
  }

  @Test("a layout that is lent is the layout of one's own, and one of other calls is not lent")
  func layouts() {
    var scene = Scene()
    scene.call("a", "b")
    scene.call("b", "c")
    let first = WorldGraph(scene.network())
    let same = WorldGraph(scene.network(), like: first)
    #expect(same.cause == first.cause && same.order == first.order && same.silence == first.silence)
    scene.call("a", "c")
    let other = WorldGraph(scene.network(), like: first)
    #expect(other.cause == WorldGraph(scene.network()).cause && other.cause != first.cause)
  }

  @Test("the sets that are kept of a large family teach what all of its sets teach")
  func largeSets() throws {
    var scene = Scene()
    scene.prior = Beta(0.5, 0.5)
    for index in 0..<12 {
      scene.call("hub", "m\(index)")
      scene.call("m\(index)", "root")
    }
    scene.journey("shop", ["hub"], 1)
    let network = scene.network()
    let forecaster = Forecaster(
      network, .latency, .high, model: scene.model, journey: nil, surface: GainSurface(leak: 0), seed: 3)
    let site = try #require(forecaster.site(.component("root"), places: forecaster.places()))
    let told = try #require(forecaster.sample([site], words: 0..<16, explained: true).first)
    let plain = try #require(forecaster.sample([site], words: 0..<16, explained: false).first)
    let hub = told.exposures.filter { forecaster.graph.name($0.place) == .component("hub") }
    #expect(hub.count <= 16)
    // The hub is met unless all twelve stay steady: then with the probability that any of them degrades.
    #expect(abs(hub.reduce(0) { $0 + $1.probability } - 1) < 0.01)
    #expect(abs(told.value - plain.value) < 0.02 * plain.value)
  }

  @Test(
    "a forecast that is carried on is one over all the worlds at once, to the last bit",
    arguments: 1...6 as ClosedRange<UInt64>)
  func carriedOn(seed: UInt64) throws {
    var generator = Xoshiro256(seed: seed)
    var scene = Scene()
    scene.leak = 0.02
    for _ in 0..<30 {
      let ends = (0..<2).map { _ in Int(generator.next() % 12) }
      if ends[0] != ends[1] { scene.call("n\(ends[0])", "n\(ends[1])") }
    }
    scene.journey("shop", ["n0"], 1)
    scene.journey("desk", ["n1"], 0.5)
    let forecaster = Forecaster(
      scene.network(), .latency, .high, model: scene.model, journey: nil, surface: GainSurface(leak: 0.02),
      seed: seed)
    let sites = forecaster.graph.order.indices.map { Site.node($0) }
    let whole = forecaster.sample(sites, words: 0..<12, explained: false)
    let first = forecaster.sample(sites, words: 0..<3, explained: false)
    let rest = forecaster.sample(sites, words: 3..<12, explained: false)
    for (one, (start, end)) in zip(whole, zip(first, rest)) {
      let carried = start.carriedOn(by: end)
      #expect(carried.value == one.value && carried.worldValues == one.worldValues)
      #expect(carried.criticalProbability == one.criticalProbability)
      #expect(carried.degraded.map(\.place) == one.degraded.map(\.place))
      #expect(carried.degraded.map(\.probability) == one.degraded.map(\.probability))
    }
  }
}
