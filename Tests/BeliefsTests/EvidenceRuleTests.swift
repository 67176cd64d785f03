import Beliefs
import Testing
import Vocabulary

/// Chapter "Beliefs", section "Evidence": one case a rule.
@Suite("Rules of evidence")
struct EvidenceRuleTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let rule: String
    let calls: String
    let target: Target?
    let states: String
    var fault = "net.latency"
    var grade = Grade.e4
    var tookEffect = true
    let rows: [String]
    var testDescription: String { rule }
  }

  static let cases: [Case] = [
    Case(
      rule: "the target counts as active whatever its own samples say", calls: "web>db",
      target: .component("db"), states: "db+ web-", rows: ["db+ fault net.latency", "web- call db"]),
    Case(
      rule: "a steady caller is one negative for every active cause", calls: "web>a web>db a>db",
      target: .component("db"), states: "a- web+", rows: ["a- call db", "web+ call a + call db"]),
    Case(
      rule: "a degraded caller of several active causes is one ambiguous positive", calls: "web>a web>db a>db",
      target: .component("db"), states: "a- web-", rows: ["a- call db", "web- call a + call db"]),
    Case(
      rule: "a steady cause is not active", calls: "web>a web>db a>db", target: .component("db"),
      states: "a+ web-", rows: ["a+ call db", "web- call db"]),
    Case(
      rule: "an unknown cause that the target can reach joins a positive", calls: "web>a web>db a>db",
      target: .component("db"), states: "a? web-", rows: ["web- call a + call db"]),
    Case(
      rule: "an unknown cause does not join a negative", calls: "web>a web>db a>db", target: .component("db"),
      states: "a? web+", rows: ["web+ call db"]),
    Case(
      rule: "an unknown cause that the target cannot reach joins nothing", calls: "web>a web>db",
      target: .component("db"), states: "a? web-", rows: ["web- call db"]),
    Case(
      rule: "an unknown effect teaches nothing", calls: "web>db", target: .component("db"), states: "web?", rows: []),
    Case(
      rule: "a node that does not declare the target has a hidden coupling with it", calls: "web>a a>db other>x",
      target: .component("db"), states: "a- web- other+",
      rows: ["a- call db", "other+ coupling db", "web- call a + coupling db"]),
    Case(
      rule: "a degraded node that nothing else explains is a surprise of the coupling alone", calls: "web>db other>x",
      target: .component("db"), states: "other-", rows: ["other- coupling db"]),
    Case(
      rule: "without onsets a cause that the target reaches only through the effect does not count",
      calls: "web>db back>web web>back", target: .component("db"), states: "web- back-",
      rows: ["back- call web + coupling db", "web- call db"]),
    Case(
      rule: "with onsets a cause counts that is less than a sampling step later",
      calls: "web>db back>web web>back",
      target: .component("db"), states: "web-30.5 back-30",
      rows: ["back- call web + coupling db", "web- call back + call db"]),
    Case(
      rule: "with onsets a later cause does not count", calls: "web>a web>db a>db", target: .component("db"),
      states: "a-60 web-30", rows: ["a- call db", "web- call db"]),
    Case(
      rule: "a fault on a link activates that caller's cause alone", calls: "web>db api>db top>web",
      target: .dependency(Dependency(caller: "web", callee: "db")), states: "web- api+ top+ db+",
      rows: ["top+ call web", "web- call db"]),
    Case(
      rule: "a fault on an undeclared link is a coupling of its caller alone", calls: "web>x api>db",
      target: .dependency(Dependency(caller: "web", callee: "db")), states: "web- api+",
      rows: ["web- coupling db"]),
    Case(
      rule: "grade E1 moves no belief", calls: "web>db", target: .component("db"), states: "web-", grade: .e1, rows: []),
    Case(
      rule: "grade E0 moves no belief", calls: "web>db", target: .component("db"), states: "web-", grade: .e0, rows: []),
    Case(
      rule: "an injection shown to have failed teaches nothing", calls: "web>db", target: .component("db"),
      states: "web-", tookEffect: false, rows: []),
    Case(
      rule: "a fault of no class teaches nothing", calls: "web>db", target: .component("db"), states: "web-",
      fault: "unknown", rows: []),
    Case(
      rule: "a placebo teaches the leak alone", calls: "web>db", target: nil, states: "web- db+", fault: "none",
      rows: []),
    Case(
      rule: "a journey is a caller of its entry components", calls: "web>db", target: .component("web"),
      states: "j:shop-", rows: ["shop- call web"]),
  ]

  @Test("every rule of the section Evidence", arguments: cases)
  func rule(_ example: Case) {
    let scene = Scene(example.calls, journeys: ["shop": ["web"]])
    let run = scene.run(
      1, on: example.target, example.states, fault: example.fault, grade: example.grade,
      tookEffect: example.tookEffect)
    #expect(scene.rows(run).sorted() == example.rows.sorted())
  }

  @Test("any degraded symptom degrades, all steady is steady, else unknown")
  func states() {
    let scene = Scene("web>db")
    var run = scene.run(1, on: .component("db"), "a- b+ c?")
    for (name, state) in [("a", ObservedState.unknown), ("b", .unknown), ("c", .degraded)] {
      run.observations.append(Observation(node: .component(name), symptom: .errors, state: state))
    }
    #expect(run.states[.component("a")]?.isDegraded == true)
    #expect(run.states[.component("b")] == nil)
    #expect(run.states[.component("c")]?.isDegraded == true)
  }

  @Test("a surprise is listed as a candidate, and no edge is made of it")
  func surprise() {
    let scene = Scene("web>db other>x")
    let evidence = RunEvidence(scene.run(1, on: .component("db"), "other- web-"), in: scene.graph)
    #expect(evidence.surprises.map(\.effect) == [.component("other")])
    let network = scene.book([scene.run(1, on: .component("db"), "other-")]).network(.latency, .high)
    #expect(network.couplings.count == 1)
  }

  @Test("a placebo counts one trial of the leak for every known node")
  func leak() {
    let scene = Scene("web>db")
    let leak = scene.book([scene.run(1, on: nil, "web- db+ x+ y?", fault: "none")]).leak
    #expect(leak == Beta(2, 51))
  }

  @Test("errors and latency of an effect with one cause teach how its degradation shows")
  func symptoms() {
    let scene = Scene("web>db")
    var run = scene.run(1, on: .component("db"), "web-")
    run.observations.append(Observation(node: .component("web"), symptom: .errors, state: .steady))
    let mix = scene.book([run]).inputs.symptomMixes(FamilyKey(effect: .component("web"), faultClass: .latency))
    let prior = SymptomMix.prior(.latency)
    #expect(mix[.call("db")]?.latency == Beta(prior.latency.alpha + 1, prior.latency.beta))
    #expect(mix[.call("db")]?.errors == Beta(prior.errors.alpha, prior.errors.beta + 1))
  }
}
