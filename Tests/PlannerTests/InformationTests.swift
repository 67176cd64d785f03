import Beliefs
import Foundation
import Planner
import Testing
import Vocabulary

private let nats = log(2.0)

@Suite("Information")
struct InformationTests {
  @Test(
    "one cause without a leak has the known answers",
    arguments: [
      (Beta(0.5, 0.5), 0.306853), (Beta(1, 1), 0.193147), (Beta(2, 2), 0.109814), (Beta(5, 5), 0.047512),
      (Beta(10, 1), 0.038366),
    ])
  func knownAnswers(belief: Beta, expected: Double) throws {
    var scene = Scene()
    scene.call("a", "b", belief)
    let proposal = try #require(scene.plan().proposal(on: "b", "compute.kill"))
    #expect(abs(proposal.bits * nats - expected) < 1e-6)
    #expect(proposal.standardError == 0)
    #expect(proposal.sources.map(\.bits) == [proposal.bits])
  }

  @Test("a source says what would be believed after either outcome")
  func outcomes() throws {
    var scene = Scene()
    scene.call("a", "b", Beta(1, 3))
    let source = try #require(scene.plan().proposal(on: "b", "compute.kill")?.sources.first)
    let cause = try #require(source.causes.first)
    #expect(source.effect == .component("a") && cause.cause == .component("b"))
    #expect(abs(cause.mean - 0.25) < 1e-12)
    #expect(abs((cause.ifDegraded ?? 0) - 2.0 / 5) < 1e-12)
    #expect(abs((cause.ifSteady ?? 0) - 1.0 / 5) < 1e-12)
  }

  @Test("information flows along the cascade, and a link meets its caller alone")
  func chain() throws {
    // b → a → journey: a fault on c degrades b or not; one on the link c–b is the same, c having one caller.
    var scene = Scene()
    scene.call("a", "b")
    scene.call("b", "c")
    scene.call("x", "c")
    let plan = scene.plan()
    let one = 0.193147 / nats
    let c = try #require(plan.proposal(on: "c", "compute.kill"))
    #expect(abs(c.bits - (2 * one + 0.5 * one)) < 1e-5)
    let link = Target.dependency(Dependency(caller: "b", callee: "c"))
    let l = try #require(plan.proposal(on: link, "net.partition"))
    #expect(abs(l.bits - 1.5 * one) < 1e-5)
    #expect(plan.proposal(on: .dependency(Dependency(caller: "a", callee: "b")), "net.partition") == nil)
  }

  @Test("no experiment is expected to teach less than nothing, and all are told in order of value")
  func order() {
    for seed in 1...20 as ClosedRange<UInt64> {
      let scene = randomScene(seed)
      let plan = scene.plan()
      #expect(plan.proposals.allSatisfy { $0.bits >= 0 && $0.objectiveValue >= 0 }, "seed \(seed)")
      for (one, next) in zip(plan.proposals, plan.proposals.dropFirst()) {
        #expect(one.safety.allowed || !next.safety.allowed, "seed \(seed)")
        #expect(one.safety.allowed != next.safety.allowed || one.value >= next.value, "seed \(seed)")
      }
      for proposal in plan.proposals {
        let sum = proposal.sources.reduce(0) { $0 + $1.bits }
        #expect(abs(sum - proposal.bits) < 1e-9, "seed \(seed): sources of \(proposal.target)")
      }
    }
  }

  @Test("symmetric systems give symmetric gains")
  func symmetry() throws {
    var scene = Scene()
    for name in ["b", "c", "d"] { scene.call("a", name) }
    let bits = try ["b", "c", "d"].map { try #require(scene.plan().proposal(on: $0, "compute.kill")).bits }
    #expect(Set(bits).count == 1)

    // A ring: everybody reaches everybody, so these are sampled; the worlds differ from name to name.
    var ring = Scene()
    for index in 0..<6 { ring.call("n\(index)", "n\((index + 1) % 6)") }
    let plan = ring.plan()
    let gains = try (0..<6).map { try #require(plan.proposal(on: "n\($0)", "compute.kill")) }
    for gain in gains {
      #expect(abs(gain.bits - gains[0].bits) < 4 * (gain.standardError + gains[0].standardError))
    }
    // Five families at most, met with probability 1, 1/2, 1/4, …
    let expected = (0..<5).reduce(0.0) { $0 + pow(0.5, Double($1)) } * 0.193147 / nats
    #expect(abs(gains[0].bits - expected) < 4 * gains[0].standardError)
  }

  @Test("the same state, seed and now give the same plan; another seed estimates the same")
  func reproduction() throws {
    var scene = randomScene(3, nodes: 40, calls: 160)
    scene.leak = 0.02
    let request = PlanRequest(top: 5, environment: "staging")
    let one = scene.plan(request)
    #expect(one.json == scene.plan(request).json)
    let other = scene.plan(PlanRequest(top: 20, environment: "staging"), seed: 8)
    #expect(one.proposals.map(\.id) != other.proposals.map(\.id))
    let same = other.proposals.first { $0.target == one.proposals[0].target && $0.dose == one.proposals[0].dose }
    let found = try #require(same)
    let error = one.proposals[0].standardError + found.standardError
    #expect(abs(found.objectiveValue - one.proposals[0].objectiveValue) <= 5 * error)
  }

  @Test("off every user-facing path nothing counts; without journeys everything does")
  func paths() throws {
    var scene = Scene()
    scene.call("front", "store")
    scene.call("report", "archive")
    #expect(scene.plan().proposal(on: "archive", "compute.kill") != nil)
    scene.journey("buy", ["front"], 0.5)
    let plan = scene.plan()
    #expect(plan.proposal(on: "archive", "compute.kill") == nil)
    let store = try #require(plan.proposal(on: "store", "compute.kill"))
    #expect(abs(store.objectiveValue - 0.5 * store.bits) < 1e-12)
    #expect(store.bitsOffPath == 0)
    #expect(store.sources.map(\.weight) == [0.5, 0.5])
  }

  @Test("a journey filter leaves the other journeys' families out")
  func filter() throws {
    var scene = Scene()
    scene.call("front", "store")
    scene.call("search", "store")
    scene.journey("buy", ["front"], 1)
    scene.journey("find", ["search"], 0.3)
    var request = PlanRequest(top: 50, environment: "staging")
    request.journey = "find"
    let store = try #require(scene.plan(request).proposal(on: "store", "compute.kill"))
    #expect(Set(store.sources.map(\.effect)) == [.component("search"), .journey("find")])
    #expect(store.bitsOffPath > 0)
  }
}

/// A random acyclic system; its shape and its beliefs follow from the seed.
func randomScene(_ seed: UInt64, nodes: Int = 8, calls: Int = 12) -> Scene {
  var generator = Xoshiro256(seed: seed)
  var scene = Scene()
  var seen = Set<Int>()
  while seen.count < calls {
    let one = Int(generator.unit() * Double(nodes))
    let other = Int(generator.unit() * Double(nodes))
    guard one < other, seen.insert(one * nodes + other).inserted else { continue }
    scene.call("s\(one)", "s\(other)", Beta(0.5 + 3 * generator.unit(), 0.5 + 3 * generator.unit()))
  }
  return scene
}
