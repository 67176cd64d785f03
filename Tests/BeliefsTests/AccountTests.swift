import Beliefs
import SystemModel
import Testing
import Vocabulary

@Suite("The account of a belief")
struct AccountTests {
  let scene = Scene("web>cart web>db cart>db top>web", journeys: ["shop": ["web"]])

  /// Runs of any target, outcome, dose, day, place and grade.
  private func randomRuns(_ seed: UInt64, count: Int) -> [ObservedRun] {
    print("seed \(seed)")
    var generator = Xoshiro256(seed: seed)
    func one<Element>(of choices: [Element]) -> Element { choices[Int(generator.next() % UInt64(choices.count))] }
    return (1...count).map { id in
      let states = ["web", "cart", "db", "top", "j:shop"].map { $0 + one(of: ["-", "-", "+", "?"]) }
      return scene.run(
        id, on: one(of: [.component("db"), .component("cart"), .dependency(Dependency(caller: "web", callee: "db"))]),
        states.joined(separator: " "), dose: one(of: Dose.allCases), day: Int(generator.next() % 200),
        environment: one(of: ["test", "prod"]), grade: one(of: [.e2, .e3, .e4]),
        attribution: one(of: [1, 1, 0.4]))
    }
  }

  private func accounts(_ book: BeliefBook) -> [(belief: BeliefSummary, account: BeliefAccount)] {
    book.beliefs().compactMap { belief in
      let key = FamilyKey(effect: belief.effect, faultClass: belief.faultClass)
      let account =
        if let symptom = belief.symptom {
          book.account(of: symptom, belief.cause, key)
        } else {
          book.account(of: belief.cause, key, dose: belief.dose ?? .high)
        }
      return account.map { (belief, $0) }
    }
  }

  @Test(
    "the shares of all runs add up to KL(posterior ‖ prior), in whatever way they were inferred",
    arguments: 1...4 as ClosedRange<UInt64>)
  func additivity(seed: UInt64) {
    let book = scene.book(randomRuns(seed, count: 9), day: 200, environment: "test")
    let accounts = accounts(book)
    #expect(accounts.count == book.beliefs().count && accounts.count > 20)
    for (belief, account) in accounts {
      let sum = account.testimonies.reduce(0) { $0 + $1.bits }
      #expect(abs(sum - account.bits) < 1e-7, "\(belief.id): \(sum) against \(account.bits)")
      #expect(account.bits > -1e-7, "\(belief.id)")
    }
  }

  @Test(
    "it is about the belief that is shown: its mean, its evidence, its prior, its weights",
    arguments: 5...7 as ClosedRange<UInt64>)
  func agreement(seed: UInt64) {
    let book = scene.book(randomRuns(seed, count: 8), day: 200, environment: "test")
    for (belief, account) in accounts(book) {
      #expect(account.belief == belief)
      #expect(abs(account.prior.theta.mean - belief.priorMean) < 1e-12)
      let evidence = account.testimonies.reduce(0) { $0 + $1.evidence }
      #expect(abs(evidence - belief.evidence) < 1e-9, "\(belief.id): \(evidence) against \(belief.evidence)")
      // Of two symptoms one may never have been watched.
      #expect(account.testimonies.contains { $0.isDirect } || belief.kind == .symptom && belief.evidence == 0)
      for one in account.testimonies {
        let factors = one.factors
        let product = factors.grade * factors.environment * factors.freshness * factors.attribution
        #expect(abs(product - factors.weight) < 1e-12)
      }
      #expect(abs((account.testimonies.last?.after ?? belief.priorMean) - belief.mean) < 1e-9, "\(belief.id)")
    }
  }

  @Test("the mean without a run is that of a book without it", arguments: 8...9 as ClosedRange<UInt64>)
  func leavingOut(seed: UInt64) throws {
    let runs = randomRuns(seed, count: 6)
    let book = scene.book(runs, day: 200)
    let key = FamilyKey(effect: .component("web"), faultClass: .latency)
    let account = try #require(book.account(of: .call("db"), key, dose: .medium))
    #expect(account.testimonies.count > 1)
    for one in account.testimonies {
      let rest = scene.book(runs.filter { $0.stream != one.contribution.stream }, day: 200)
      let belief = try #require(rest.belief(.call("db"), .component("web"), .latency, .medium))
      #expect(abs(belief.mean - (one.without ?? -1)) < 1e-9)
    }
  }

  @Test("where all is a Beta, the information is that of the closed form")
  func closedForm() throws {
    let runs = [
      scene.run(1, on: .component("cart"), "web+"), scene.run(2, on: .component("cart"), "web+", day: 3, grade: .e3),
    ]
    let account = try #require(
      scene.book(runs, day: 30).account(
        of: .call("cart"), FamilyKey(effect: .component("web"), faultClass: .latency), dose: .high))
    let prior = account.prior.theta
    let after = Beta(prior.alpha, prior.beta + account.testimonies.reduce(0) { $0 + $1.factors.weight })
    #expect(abs(account.bits - divergence(after, prior)) < 1e-6)
    #expect(account.testimonies.allSatisfy { $0.bits > 0 }, "both say the same, and both are to the point")
    // How a degradation shows is a plain Beta, whatever was seen.
    let seen = [1, 2, 3].map { scene.run($0, on: .component("cart"), "web-") }
    let symptom = try #require(
      scene.book(seen).account(
        of: .latency, .call("cart"), FamilyKey(effect: .component("web"), faultClass: .latency)))
    let start = symptom.prior.theta
    #expect(abs(symptom.bits - divergence(Beta(start.alpha + 3, start.beta), start)) < 1e-6)
  }

  /// KL(one ‖ other) in bits.
  private func divergence(_ one: Beta, _ other: Beta) -> Double {
    let nats =
      logBeta(other.alpha, other.beta) - logBeta(one.alpha, one.beta)
      + (one.alpha - other.alpha) * digamma(one.alpha) + (one.beta - other.beta) * digamma(one.beta)
      + (other.strength - one.strength) * digamma(one.strength)
    return nats / ln2
  }

  @Test("where a leak could have done it too, the information is that of a sum over the prior's quantiles")
  func leak() throws {
    let book = scene.book([scene.run(1, on: .component("cart"), "web-")])
    let account = try #require(
      book.account(of: .call("cart"), FamilyKey(effect: .component("web"), faultClass: .latency), dose: .high))
    let leak = book.leak.mean
    let points = (0..<20_000).map { account.prior.theta.quantile((Double($0) + 0.5) / 20_000) }
    let likelihoods = points.map { leak + (1 - leak) * $0 }
    let mass = likelihoods.reduce(0, +) / Double(points.count)
    let nats =
      likelihoods.reduce(0) { $0 + $1 * naturalLogarithm($1) } / Double(points.count) / mass - naturalLogarithm(mass)
    #expect(abs(account.bits - nats / ln2) < 1e-4)
  }

  @Test("of a hundred runs the shares add up too, and the coarser chain ends where the belief stands")
  func many() throws {
    let book = scene.book(randomRuns(21, count: 70), day: 200)
    let key = FamilyKey(effect: .component("web"), faultClass: .latency)
    let account = try #require(book.account(of: .call("cart"), key, dose: .high))
    let last = try #require(account.testimonies.last)
    #expect(account.testimonies.count > 48)
    #expect(abs(account.testimonies.reduce(0) { $0 + $1.bits } - account.bits) < 1e-7)
    print("the chain of \(account.testimonies.count) runs ends at \(last.after), the belief is \(account.belief.mean)")
    #expect(abs(last.after - account.belief.mean) < 0.01)
  }

  @Test("a run that names another cause alone is listed where it explains away, and not where it does not")
  func explainingAway() throws {
    let shared = scene.run(1, on: .component("db"), "cart- web-")
    let other = scene.run(2, on: .component("cart"), "web-")
    let key = FamilyKey(effect: .component("web"), faultClass: .latency)
    let account = try #require(scene.book([shared, other]).account(of: .call("db"), key, dose: .high))
    let second = try #require(account.testimonies.last)
    #expect(second.contribution.stream == "run/2" && !second.isDirect && second.evidence == 0)
    #expect(second.after < second.before, "that cart alone does it makes db the less to blame")
    let apart = try #require(
      scene.book([scene.run(1, on: .component("db"), "web+"), other]).account(of: .call("db"), key, dose: .high))
    #expect(apart.testimonies.map(\.contribution.stream) == ["run/1"])
  }

  @Test("an untested belief is its prior, told how it was made")
  func untested() throws {
    var scene = scene
    let window = DependencyObserved(
      dependency: Dependency(caller: "web", callee: "db"), mode: .sync, from: Scene.start,
      to: Scene.start.advanced(bySeconds: 60), calls: 100, errors: 30, propagatedErrors: 15, maskedErrors: 5)
    scene.apply(.dependencyObserved(window))
    let key = FamilyKey(effect: .component("web"), faultClass: .errors)
    let account = try #require(scene.book([]).account(of: .call("db"), key, dose: .medium))
    #expect(account.testimonies.isEmpty && abs(account.bits) < 1e-9)
    #expect(abs(account.belief.mean - account.belief.priorMean) < 1e-12)
    let making = try #require(account.prior.making)
    #expect(making.fit == nil && making.group.description == "sync/errors")
    #expect(making.traces?.calls == 20 && making.traces?.strength == 2 && making.traces?.reached == 1.5)
    #expect(abs(making.whole.strength - making.standard.strength - 2) < 1e-12)
    // Nothing is believed of what is no cause.
    #expect(scene.book([]).account(of: .call("top"), key, dose: .high) == nil)
    #expect(scene.book([]).account(of: .coupling("db"), key, dose: .high) == nil, "web calls db")
  }

  @Test("a fitted prior names its position, its runs and the calls that it was fitted to")
  func fitted() throws {
    let calls = (1...6).map { "c\($0)>db" }.joined(separator: " ")
    let scene = Scene(calls)
    let states = (1...6).map { "c\($0)\($0 > 2 ? "-" : "+")" }.joined(separator: " ")
    let runs = (1...5).map { scene.run($0, on: .component("db"), states) }
    let inputs = scene.book(runs).inputs
    var fitted = inputs
    fitted.priors = inputs.fittedPriors(position: 5)
    let account = try #require(
      BeliefBook(fitted).account(
        of: .call("db"), FamilyKey(effect: .component("c1"), faultClass: .latency), dose: .high))
    let fit = try #require(account.prior.making?.fit)
    #expect(fit.position == 5 && fit.runs == 5 && fit.edges == 6)
    #expect(fit.prior == account.prior.making?.whole)
  }
}
