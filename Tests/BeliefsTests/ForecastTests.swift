import Beliefs
import Testing
import Vocabulary

@Suite("Forecasts and scores")
struct ForecastTests {
  let scene = Scene("web>cart cart>db other>x", journeys: ["shop": ["web"], "side": ["other"]])

  let latency = FaultKind(named: "net.latency") ?? .none

  @Test("a chain degrades with the product of its beliefs, then the leak is added")
  func chain() throws {
    let book = scene.book([])
    let forecast = try #require(
      book.predict(.component("db"), fault: latency, dose: .high))
    for (name, links) in [("cart", 1.0), ("web", 2), ("other", 0)] {
      let node = try #require(forecast.node(.component(name)))
      let reached = links == 0 ? 0 : links == 1 ? 0.6 : 0.36
      #expect(abs(node.fromCauses - reached) < 0.02)
      #expect(abs(node.probability - (1 - 0.98 * (1 - node.fromCauses))) < 1e-12)
      #expect(node.low <= node.probability && node.probability <= node.high)
      #expect(node.latency > node.errors)
    }
    #expect(forecast.node(.component("db"))?.isTarget == true)
    #expect(abs(forecast.expectedComponents - 0.96) < 0.04)
  }

  @Test("the same seed forecasts the same, and a placebo or an unknown target nothing")
  func seeds() throws {
    let book = scene.book([])
    let kind = try #require(FaultKind(named: "app.error"))
    #expect(
      book.predict(.component("db"), fault: kind, dose: .low)?.nodes
        == book.predict(.component("db"), fault: kind, dose: .low)?.nodes)
    #expect(book.predict(.component("db"), fault: .none, dose: .high) == nil)
    #expect(book.predict(.component("nobody"), fault: kind, dose: .high) == nil)
  }

  @Test("a fault on a link reaches its caller and what lies beyond, not the callee")
  func link() throws {
    let book = scene.book([])
    let kind = try #require(FaultKind(named: "net.latency"))
    let forecast = try #require(
      book.predict(.dependency(Dependency(caller: "cart", callee: "db")), fault: kind, dose: .high))
    #expect(try #require(forecast.node(.component("db"))).fromCauses == 0)
    #expect(abs(try #require(forecast.node(.component("cart"))).fromCauses - 0.6) < 0.02)
    #expect(abs(try #require(forecast.node(.component("web"))).fromCauses - 0.36) < 0.02)
  }

  @Test("what surprised once is foreseen, and what it reaches is too")
  func coupling() throws {
    let scene = Scene("web>db other>x top>other")
    let runs = (1...3).map { scene.run($0, on: .component("db"), "other- web+ top-") }
    let forecast = try #require(
      scene.book(runs).predict(.component("db"), fault: latency, dose: .high))
    #expect(try #require(forecast.node(.component("other"))).probability > 0.4)
    #expect(try #require(forecast.node(.component("top"))).probability > 0.3)
    #expect(try #require(forecast.node(.component("web"))).probability < 0.2)
  }

  @Test("a run without evidence raises no score", arguments: [Grade.e0, .e1])
  func noEvidence(grade: Grade) throws {
    let before = scene.book([]).scores()
    let after = scene.book([scene.run(1, on: .component("db"), "cart+ web+", grade: grade)]).scores()
    #expect(before.journeys == after.journeys && before.components == after.components)
    #expect(before.system == after.system && before.coverage == after.coverage)
  }

  @Test("a dependency that holds raises the score and the coverage; time lowers the coverage")
  func holding() throws {
    let faults = ["net.latency", "app.error", "compute.kill", "compute.cpu", "config.change", "time.skew"]
    let runs = (0..<60).map { number in
      number % 2 == 0
        ? scene.run(number, on: .component("cart"), "web+ j:shop+", fault: faults[number / 2 % 6])
        : scene.run(number, on: .component("web"), "j:shop+", fault: faults[number / 2 % 6])
    }
    let before = try #require(scene.book([]).scores().journeys.first)
    let after = try #require(scene.book(runs).scores().journeys.first)
    let later = try #require(scene.book(runs, day: 400).scores().journeys.first)
    #expect(before.subject == .journey("shop"))
    #expect(after.mean > before.mean && after.coverage > before.coverage && before.coverage == 0)
    #expect(later.coverage < after.coverage && after.freshness == 1)
    #expect(try #require(later.freshness) < 0.25)
    for score in [before, after, later] { #expect(score.low <= score.mean && score.mean <= score.high) }
    #expect(after.high - after.low < before.high - before.low)
  }

  @Test("a journey's score is one less the weighed faults that reach it")
  func journey() throws {
    let book = scene.book([])
    let shop = try #require(book.scores().journeys.first { $0.subject == .journey("shop") })
    #expect(abs(book.inputs.weighedFaults.reduce(0) { $0 + $1.share } - 1) < 1e-12)
    #expect(abs(shop.mean - (1 - shop.losses.reduce(0) { $0 + $1.amount })) < 1e-12)
    #expect(shop.losses.allSatisfy { $0.fault.component != "x" && $0.fault.component != "other" })
    let web = try #require(shop.losses.first { $0.fault.component == "web" && $0.fault.faultClass == .latency })
    #expect(abs(web.probability - 0.6) < 0.02)
  }

  @Test("a journey's score rests on what it depends on, whatever else there is")
  func unrelated() throws {
    let runs = { (scene: Scene) in [scene.run(1, on: .component("db"), "cart- web+")] }
    let small = Scene("web>cart cart>db", journeys: ["shop": ["web"]])
    let large = Scene("web>cart cart>db zoo>ape ape>nut", journeys: ["shop": ["web"]])
    func journey(_ scene: Scene) throws -> (probabilities: [Double], spread: Double) {
      let score = try #require(scene.book(runs(scene)).scores().journeys.first)
      let losses = score.losses.filter { ["web", "cart", "db"].contains($0.fault.component) }
      #expect(losses.count == score.losses.count)
      return (losses.map(\.probability), (score.high - score.low) / (1 - score.mean))
    }
    let (one, other) = (try journey(small), try journey(large))
    #expect(one.probabilities == other.probabilities)
    #expect(abs(one.spread - other.spread) < 1e-9)
  }

  @Test("the catalogue decides which faults count, by their likelihood")
  func catalogue() {
    var scene = scene
    for (id, likelihood) in [("TF-1", FailureModeCatalogued.Likelihood.common), ("TF-2", .rare)] {
      scene.apply(
        .failureModeCatalogued(
          FailureModeCatalogued(
            id: id, name: id, category: .infrastructure, fault: FaultKind(named: "net.latency") ?? .none,
            component: id == "TF-1" ? "db" : "x", likelihood: likelihood, impact: .high)))
    }
    let faults = scene.book([]).inputs.weighedFaults
    #expect(faults.map(\.component) == ["db", "x"] && abs(faults[0].share - 0.9) < 1e-12)
  }

  @Test("an unresolved refuted intent vetoes the score")
  func veto() throws {
    let board = scene.book([]).scores(refuted: ["shop"])
    #expect(board.system?.isRefuted == true)
    #expect(board.journeys.map(\.isRefuted) == [true, false])
    #expect(scene.book([]).scores().system?.isRefuted == false)
  }

  @Test("LitmusChaos' score is the weighted mean of successes")
  func litmus() {
    #expect(litmusScore([(10, 1), (5, 0.5), (0, 0)]) == 12.5 / 15)
    #expect(litmusScore([]) == nil)
  }

  @Test("a run delivers bits once: what was expected delivers little, what surprised much")
  func delivered() {
    let runs = (1...6).map { scene.run($0, on: .component("cart"), "web+") }
    let book = scene.book(runs)
    func bits(_ states: String) -> Double {
      let run = scene.run(7, on: .component("cart"), states)
      return book.delivered(by: RunEvidence(run, in: scene.graph), stream: run.stream).propagationBits
    }
    #expect(bits("web+") > 0 && bits("web+") < 0.1 && bits("web-") > 5 * bits("web+"))
    // One cause, no leak to speak of: KL of Beta(0.3, 1.2) from Beta(0.3, 0.2), ψ(1.2) − ψ(1.5) − log 0.4.
    let first = scene.run(1, on: .component("cart"), "web+")
    let fresh = scene.book([]).delivered(by: RunEvidence(first, in: scene.graph), stream: first.stream)
    #expect(abs(fresh.bits - 0.8523) < 0.001)
    print("delivered by a first steady run: \(fresh.bits) bits")
  }

  @Test("Brier score, log loss and calibration of foreseen states")
  func quality() throws {
    let states = [(0.9, true), (0.8, true), (0.1, false), (0.35, true)].map {
      ForeseenState(node: .component("a"), probability: $0.0, isDegraded: $0.1)
    }
    let quality = try #require(ForecastQuality(states))
    #expect(abs(quality.brier - (0.01 + 0.04 + 0.01 + 0.4225) / 4) < 1e-12)
    #expect(quality.calibration.map(\.count) == [1, 1, 1, 1])
    #expect(ForecastQuality([]) == nil)
    let run = scene.run(1, on: .component("cart"), "web- other+")
    let seen = scene.book([]).foreseen(run)
    #expect(seen.map(\.node.name) == ["other", "web"] && abs(seen[1].probabilityOfObserved - 0.6) < 0.03)
  }
}
