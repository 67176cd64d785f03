import Beliefs
import SystemModel
import Testing
import Vocabulary

/// A caller with many calls leans on each less; what that does to priors, to their fit and to the size of cascades.
@Suite("Leaning")
struct LeaningTests {
  private let group = BeliefGroup(.call(mode: .sync, isGuarded: false), .latency)

  @Test(
    "a caller leans wholly on up to ten calls, and on one of fifty by a fifth",
    arguments: [(1, 1.0), (10, 1.0), (20, 0.5), (50, 0.2), (1000, 0.01)])
  func equalShares(calls: Int, expected: Double) {
    #expect(abs(Leaning.standard.factor(share: 1 / Double(calls), among: calls) - expected) < 1e-12)
    #expect(Leaning.flat.factor(share: 1 / Double(calls), among: calls) == 1)
  }

  @Test(
    "whatever the traffic, the leanings of a caller sum to at most ten or the number of its calls", arguments: 1...50)
  func bound(seed: UInt64) {
    var generator = Xoshiro256(seed: seed)
    let calls = 1 + Int(generator.unit() * 300)
    var shares = (0..<calls).map { _ in generator.unit() * generator.unit() * generator.unit() }
    let whole = shares.reduce(0, +)
    shares = shares.map { $0 / whole }
    let sum = shares.reduce(0) { $0 + Leaning.standard.factor(share: $1, among: calls) }
    // A share of less than a hundredth of an equal one counts as that: at most a tenth on top.
    #expect(sum <= min(Double(calls), 1.1 * Leaning.standard.reference) + 1e-9, "seed \(seed): \(calls) calls")
  }

  @Test("a busier call is leant on more, and an idle one not wholly less")
  func traffic() {
    let busy = Leaning.standard.factor(share: 0.5, among: 100)
    let idle = Leaning.standard.factor(share: 1e-9, among: 100)
    #expect(busy > 0.5 && idle < 0.02 && idle > 0.005)
  }

  @Test("leaning scales the mean at every dose and keeps the strength", arguments: [1, 0.5, 0.01])
  func prior(factor: Double) {
    let whole = group.defaultPrior
    let part = whole.leaning(factor)
    #expect(abs(part.strength - whole.strength) < 1e-12)
    for dose in Dose.allCases { #expect(abs(part.theta(dose).mean - factor * whole.theta(dose).mean) < 1e-12) }
  }

  @Test("beliefs and networks show it, evidence moves them all the same, and the account of the prior tells it")
  func book() throws {
    let fan = (0..<50).map { "hub>d\($0)" }.joined(separator: " ")
    let scene = Scene("\(fan) one>d0", journeys: ["shop": ["hub"]])
    let book = scene.book([])
    let mean = group.defaultPrior.theta(.high).mean
    #expect(abs(try #require(book.belief(.call("d7"), .component("hub"))).mean - 0.2 * mean) < 1e-12)
    #expect(abs(try #require(book.belief(.call("d0"), .component("one"))).mean - mean) < 1e-12)
    #expect(abs(try #require(book.belief(.call("hub"), .journey("shop"))).mean - mean) < 1e-12)
    let network = book.network(.latency, .high)
    let hub = try #require(network.nodes.firstIndex(of: .component("hub")))
    #expect(network.incoming(hub).allSatisfy { abs(network.edgeMean[$0] - 0.2 * mean) < 1e-12 })

    let after = scene.book([scene.run(1, on: .component("d7"), "d7- hub- one+")])
    #expect(try #require(after.belief(.call("d7"), .component("hub"))).mean > 0.5)
    let account = try #require(
      after.account(of: .call("d7"), FamilyKey(effect: .component("hub"), faultClass: .latency), dose: .high))
    #expect(abs(try #require(account.prior.making).leaning - 0.2) < 1e-12)
  }

  @Test("a fit to callers of every size finds the prior that they share")
  func fit() throws {
    // Twelve callers of one, and twelve of forty, each tested twenty times; a call leant on by a quarter passes trouble on a
    // quarter as often.
    var generator = Xoshiro256(seed: 5)
    var calls: [String] = []
    var states: [(target: String, states: String)] = []
    for caller in 0..<24 {
      let count = caller < 12 ? 1 : 40
      for callee in 0..<count { calls.append("c\(caller)>d\(caller)x\(callee)") }
      for callee in 0..<min(count, 10) {
        let isFragile = generator.unit() < (count == 1 ? 0.6 : 0.15)
        for _ in 0..<20 { states.append(("d\(caller)x\(callee)", "c\(caller)\(isFragile ? "-" : "+")")) }
      }
    }
    let scene = Scene(calls.joined(separator: " "))
    let runs = states.enumerated().map { scene.run($0, on: .component($1.target), $1.states) }
    let inputs = BeliefInputs(
      ledger: scene.ledger(runs), model: scene.model, graph: scene.graph, now: Scene.start)
    let fitted = inputs.fittedPriors(position: 1)[group].theta(.high).mean
    var flat = inputs
    flat.leaning = .flat
    let without = flat.fittedPriors(position: 1)[group].theta(.high).mean
    print("the mean that callers of one and of forty share, 0.6: fitted \(fitted), without leaning \(without)")
    #expect(abs(fitted - 0.6) < 0.12)
    #expect(without < 0.35)
  }
}
