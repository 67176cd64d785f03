import Beliefs
import SystemModel
import Testing
import Vocabulary

@Suite("A book's beliefs")
struct BookTests {
  let scene = Scene("web>cart web>db cart>db top>web", journeys: ["shop": ["web"]])

  var runs: [ObservedRun] {
    [
      scene.run(1, on: .component("db"), "db- cart- web- top+"),
      scene.run(2, on: .component("db"), "db- cart+ web+ top+", dose: .low, day: 3),
      scene.run(3, on: .component("cart"), "cart- web- top? j:shop-", day: 10),
      scene.run(4, on: .component("db"), "cart- web- top-", fault: "app.error", day: 12, environment: "prod"),
      scene.run(5, on: nil, "cart+ web+ db-", fault: "none", day: 13),
      scene.run(6, on: .component("cart"), "web- top-", dose: .medium, day: 14, grade: .e3),
    ]
  }

  private func means(_ book: BeliefBook) -> [Double] { book.beliefs(withoutEvidence: true).map(\.mean) }

  private func near(_ one: [Double], _ other: [Double]) -> Bool {
    one.count == other.count && zip(one, other).allSatisfy { abs($0 - $1) < 1e-9 }
  }

  @Test("the order in which runs are recorded does not matter", arguments: 1...5 as ClosedRange<UInt64>)
  func order(seed: UInt64) {
    print("seed \(seed)")
    var generator = Xoshiro256(seed: seed)
    var shuffled = runs
    for index in stride(from: shuffled.count - 1, to: 0, by: -1) {
      shuffled.swapAt(index, Int(generator.next() % UInt64(index + 1)))
    }
    #expect(scene.ledger(shuffled).rows == scene.ledger(runs).rows)
    #expect(near(means(scene.book(shuffled, day: 20)), means(scene.book(runs, day: 20))))
  }

  @Test("recording a run again changes nothing, and another verdict replaces the first")
  func idempotence() {
    let again = scene.run(3, on: .component("cart"), "cart- web+")
    #expect(scene.ledger(runs + runs).rows == scene.ledger(runs).rows)
    #expect(scene.ledger(runs + [again]).rows == scene.ledger(runs.filter { $0.stream != "run/3" } + [again]).rows)
  }

  @Test("nothing is left of a disqualified run")
  func disqualified() {
    var ledger = scene.ledger(runs)
    for run in runs { ledger.remove(stream: run.stream) }
    #expect(ledger.rows.isEmpty && ledger.families.isEmpty && ledger.streams.isEmpty)
    let book = scene.book(runs, day: 20).recording(nil, stream: "run/3")
    let without = scene.book(runs.filter { $0.stream != "run/3" }, day: 20)
    #expect(near(means(book), means(without)))
  }

  @Test("a ledger read back from its rows is the same")
  func stored() {
    let ledger = scene.ledger(runs)
    #expect(EvidenceLedger(rows: ledger.rows).rows == ledger.rows)
    #expect(EvidenceLedger(rows: ledger.rows).teachingStreams == ledger.teachingStreams)
  }

  @Test("recording one run more gives what a book of all runs gives")
  func incremental() {
    let last = runs[5]
    let before = scene.book(Array(runs.prefix(5)), day: 20)
    let after = before.recording(RunEvidence(last, in: scene.graph), stream: last.stream)
    #expect(near(means(after), means(scene.book(runs, day: 20))))
  }

  @Test("a target that is tested for the first time, and one that no longer is, leave what a book made anew has")
  func newTargets() {
    let scene = Scene("web>cart cart>db web>search search>db", journeys: ["shop": ["web"]])
    let runs = [
      scene.run(1, on: .component("db"), "cart- search+ web-"),
      scene.run(2, on: .component("cart"), "web- search- db+"),
      scene.run(3, on: .component("search"), "web+ cart- db-"),
    ]
    var grown = scene.book([])
    for run in runs { grown = grown.recording(RunEvidence(run, in: scene.graph), stream: run.stream) }
    #expect(near(means(grown), means(scene.book(runs))))
    let without = grown.recording(nil, stream: "run/2")
    #expect(near(means(without), means(scene.book([runs[0], runs[2]]))))
  }

  @Test("a belief without evidence is told as its family tells it, and of one class or effect alone the same is told")
  func withoutEvidence() {
    let scene = Scene(
      "web>cart cart>db web>search search>db web>ads ads>db", journeys: ["shop": ["web"]], guarded: ["web>ads"])
    let book = scene.book([scene.run(1, on: .component("db"), "cart- search+")])
    let all = book.beliefs(withoutEvidence: true)
    let plain = all.filter { $0.kind == .propagation }.map { one in
      book.belief(one.cause, one.effect, one.faultClass, one.dose ?? .high)
    }
    #expect(all.filter { $0.kind == .propagation } == plain.compactMap { $0 })
    #expect(Set(all.map(\.id)).count == all.count)
    #expect(all.filter { $0.kind == .propagation }.count == 7 * 6 * 3)
    #expect(
      book.beliefs(withoutEvidence: true, classes: [.errors]) == all.filter { $0.faultClass == .errors })
    #expect(book.beliefs(withoutEvidence: true, effects: ["web"]) == all.filter { $0.effect.name == "web" })
  }

  @Test("the greater the dose, the greater the mean")
  func doses() {
    let beliefs = scene.book(runs, day: 20).beliefs(withoutEvidence: true).filter { $0.dose != nil }
    for index in stride(from: 0, to: beliefs.count, by: 3) {
      #expect(beliefs[index].mean <= beliefs[index + 1].mean + 1e-12)
      #expect(beliefs[index + 1].mean <= beliefs[index + 2].mean + 1e-12)
    }
  }

  @Test("a steady effect lowers, a degraded effect raises the belief")
  func direction() throws {
    let prior = try #require(scene.book([]).belief(.call("cart"), .component("web")))
    let up = try #require(
      scene.book([scene.run(1, on: .component("cart"), "web-")]).belief(.call("cart"), .component("web")))
    let down = try #require(
      scene.book([scene.run(1, on: .component("cart"), "web+")]).belief(.call("cart"), .component("web")))
    #expect(down.mean < prior.mean && prior.mean < up.mean)
    #expect(up.evidence == 1 && prior.evidence == 0 && prior.mean == prior.priorMean)
  }

  @Test("age, place, grade, attribution and change thin the evidence")
  func weights() throws {
    func weight(day: Int = 0, environment: String? = nil, changed: Bool = false, _ run: ObservedRun) throws -> Double {
      var scene = scene
      if changed {
        scene.apply(
          .componentChanged(ComponentChanged(component: "web", change: .deploy)),
          at: Scene.start.advanced(bySeconds: 60))
      }
      let book = scene.book([run], day: day, environment: environment)
      return try #require(book.belief(.call("cart"), .component("web"))).evidence
    }
    let run = scene.run(1, on: .component("cart"), "web+")
    #expect(try weight(run) == 1)
    #expect(try abs(weight(day: 180, run) - 0.5) < 1e-12)
    #expect(try weight(environment: "prod", run) == 0.5)
    #expect(try weight(environment: "test", run) == 1)
    #expect(try weight(day: 0, changed: true, run) == 1)
    #expect(try abs(weight(day: 1, changed: true, run) - 0.7 * weight(day: 1, run)) < 1e-12)
    #expect(try weight(scene.run(1, on: .component("cart"), "web+", grade: .e2)) == 0.25)
    #expect(try weight(scene.run(1, on: .component("cart"), "web+", attribution: 0.3)) == 0.3)
  }

  @Test("time without tests takes beliefs back to their prior")
  func forgetting() throws {
    let run = scene.run(1, on: .component("cart"), "web-")
    let belief = Cause.call("cart")
    let fresh = try #require(scene.book([run]).belief(belief, .component("web")))
    let old = try #require(scene.book([run], day: 720).belief(belief, .component("web")))
    #expect(fresh.priorMean < old.mean && old.mean < fresh.mean)
  }

  @Test("the evidence of a coupling counts for the call once the call is known")
  func discovered() throws {
    let run = scene.run(1, on: .component("db"), "top- web+")
    var later = scene
    later.apply(
      .dependencyDeclared(DependencyDeclared(dependency: Dependency(caller: "top", callee: "db"), mode: .sync)))
    let book = BeliefBook(BeliefInputs(ledger: scene.ledger([run]), model: later.model, now: Scene.start))
    #expect(book.belief(.coupling("db"), .component("top")) == nil)
    #expect(try #require(book.belief(.call("db"), .component("top"))).evidence == 1)
  }

  @Test("traces shift the prior at medium, at most by four pseudo-observations, and are no evidence")
  func traces() throws {
    var scene = scene
    let before = try #require(scene.book([]).belief(.call("cart"), .component("web"), .errors, .medium))
    scene.apply(
      .dependencyObserved(
        DependencyObserved(
          dependency: Dependency(caller: "web", callee: "cart"), mode: .sync, from: Scene.start, to: Scene.start,
          calls: 1000, errors: 100, propagatedErrors: 0, maskedErrors: 100)))
    let after = try #require(scene.book([]).belief(.call("cart"), .component("web"), .errors, .medium))
    #expect(after.mean < before.mean && after.evidence == 0)
    let strength = scene.book([]).family(FamilyKey(effect: .component("web"), faultClass: .errors)).priors[0].strength
    #expect(abs(strength - 4.5) < 1e-12)
    let latency = try #require(scene.book([]).belief(.call("cart"), .component("web"), .latency, .medium))
    #expect(latency.mean == latency.priorMean && abs(latency.mean - 0.48) < 1e-12)
  }

  @Test("guarded calls have a prior of their own")
  func guards() throws {
    let guarded = Scene("web>cart", guarded: ["web>cart"])
    let one = try #require(guarded.book([]).belief(.call("cart"), .component("web")))
    let other = try #require(scene.book([]).belief(.call("cart"), .component("web")))
    #expect(one.mean < other.mean)
  }

  @Test("with one cause, one dose and no leak the posterior is the plain Beta")
  func plain() throws {
    let run = scene.run(1, on: .component("cart"), "web+")
    let belief = try #require(scene.book([run]).belief(.call("cart"), .component("web")))
    let exact = Beta(0.5 * 0.6, 0.5 * 0.4 + 1)
    #expect(abs(belief.mean - exact.mean) < 1e-12)
    #expect(abs(belief.standardDeviation - exact.standardDeviation) < 1e-12)
  }
}
