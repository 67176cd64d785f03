import Beliefs
import SystemModel
import Testing
import Vocabulary

@Suite("Why a run says nothing about a belief")
struct SilenceTests {
  let scene = Scene("web>cart web>db cart>db top>web")

  struct Case: Sendable, CustomTestStringConvertible {
    let target: Target
    let states: String
    let cause: Cause
    let effect: String
    let silence: Silence?
    var testDescription: String { "\(target) \(states): \(effect) by \(cause)" }
  }

  static let cases = [
    Case(target: .component("db"), states: "cart-", cause: .call("db"), effect: "web", silence: .effectUnseen),
    Case(target: .component("db"), states: "web?", cause: .call("db"), effect: "web", silence: .effectUnknown),
    Case(target: .component("db"), states: "cart+ web-", cause: .call("cart"), effect: "web", silence: .causeSteady),
    Case(target: .component("db"), states: "web+", cause: .call("cart"), effect: "web", silence: .causeUnknown),
    Case(target: .component("db"), states: "cart-9 web-2", cause: .call("cart"), effect: "web", silence: .causeLater),
    Case(target: .component("db"), states: "cart-2 web-9", cause: .call("cart"), effect: "web", silence: nil),
    Case(target: .component("db"), states: "web-", cause: .call("db"), effect: "web", silence: nil),
    Case(target: .component("db"), states: "top+", cause: .coupling("db"), effect: "top", silence: nil),
    Case(target: .component("db"), states: "top?", cause: .coupling("db"), effect: "top", silence: .effectUnknown),
  ]

  @Test(arguments: cases)
  func reasons(_ one: Case) {
    let run = scene.run(1, on: one.target, one.states)
    let effect = NodeID.component(one.effect)
    #expect(run.silence(about: one.cause, of: effect, in: scene.graph) == one.silence)
    // Where it does not say why not, the run is behind the belief.
    let counts = RunEvidence(run, in: scene.graph).additions.contains { addition in
      guard case .family(let key, let causes, _) = addition.key.subject else { return false }
      return key.effect == effect && causes.contains(one.cause)
    }
    #expect(counts == (one.silence == nil))
  }

  @Test("only a fault whose trouble can reach the cause is expected to speak of it")
  func expectation() {
    let effect = NodeID.component("web")
    func speaks(_ target: Target?, _ cause: Cause) -> Bool {
      scene.run(1, on: target, "web-", fault: target == nil ? "none" : "net.latency")
        .couldSpeak(of: cause, of: effect, in: scene.graph)
    }
    #expect(speaks(.component("db"), .call("cart")) && speaks(.component("cart"), .call("cart")))
    #expect(!speaks(.component("cart"), .call("db")), "trouble of cart does not reach db")
    #expect(
      !speaks(.component("web"), .call("cart")) && speaks(.component("web"), .fault(.init(named: "net.latency")!)))
    #expect(speaks(.dependency(Dependency(caller: "web", callee: "db")), .call("db")))
    #expect(!speaks(.dependency(Dependency(caller: "web", callee: "db")), .call("cart")))
    #expect(speaks(.component("top"), .coupling("top")) && !speaks(nil, .call("cart")))
  }
}
