import Testing
import Vocabulary

@testable import Judgement

@Suite("The life of a run and its kill switch")
struct StateMachineTests {
  @Test("every step from every state: legal, with its action, or refused and unchanged")
  func transitions() throws {
    let legal: [RunLife: [RunLife.Step: (RunLife, RunLife.Action)]] = [
      .started: [
        .inject: (.injected, .watch), .observe: (.started, .observe), .abort: (.aborted, .judge),
        .finish: (.finished, .judge),
      ],
      .injected: [
        .inject: (.injected, .watch), .observe: (.injected, .watch), .clear: (.cleared, .observe),
        .abort: (.aborted, .rollBack), .finish: (.finished, .judge),
      ],
      .cleared: [
        .inject: (.injected, .watch), .observe: (.cleared, .observe), .clear: (.cleared, .observe),
        .abort: (.aborted, .judge), .finish: (.finished, .judge),
      ],
      .aborted: [
        .observe: (.aborted, .judge), .clear: (.aborted, .judge), .abort: (.aborted, .judge),
        .finish: (.finished, .judge),
      ],
      .finished: [.observe: (.finished, .judge)],
    ]
    for state in RunLife.allCases {
      for step in RunLife.Step.allCases {
        var life = state
        if let (next, action) = legal[state]?[step] {
          #expect(try life.handle(step) == action, "\(state) \(step)")
          #expect(life == next, "\(state) \(step)")
        } else {
          #expect(throws: RunLifeError(state: state, step: step)) { try life.handle(step) }
          #expect(life == state)
        }
      }
    }
    #expect(
      RunLifeError(state: .started, step: .clear).description
        == "no fault has been injected into this run, so none can be cleared; inject one first")
    #expect(
      RunLifeError(state: .finished, step: .inject).description
        == "the run is finished, so it cannot inject; start another run")
  }

  @Test("a refused event leaves the record as it was")
  func refused() throws {
    var run = try Scenario().run
    let samples = run.samples.count
    #expect(throws: RunLifeError.self) {
      try run.apply(.faultInjected(FaultInjected(confirmed: true)), at: Scenario.zero, position: 99)
    }
    #expect(run.injections.count == 1)
    #expect(run.lastPosition == 5)
    let late = MetricSampled(subject: .node(web), metric: "up", value: 1, unit: "bool")
    try run.apply(.metricSampled(late), at: Scenario.zero, position: 7)
    #expect(run.samples.count == samples + 1)
    #expect(run.lastPosition == 7)
  }

  static func sample(_ node: NodeID, _ metric: String, _ value: Double, _ unit: String) -> MetricSampled {
    MetricSampled(subject: .node(node), metric: metric, value: value, unit: unit)
  }

  static let criterion = Criterion(
    subject: .journey("checkout"), metric: "latency_p99", comparison: .greater, threshold: 2, unit: "s")

  struct Trip: Sendable, CustomStringConvertible {
    let description: String
    let sample: MetricSampled
    let criterion: String?
  }

  @Test(
    "one sample is enough",
    arguments: [
      Trip(
        description: "an abort criterion, in another unit",
        sample: sample(.journey("checkout"), "latency_p99", 2500, "ms"),
        criterion: "latency_p99 of journey checkout > 2 s"),
      Trip(
        description: "just below it", sample: sample(.journey("checkout"), "latency_p99", 2000, "ms"), criterion: nil),
      Trip(
        description: "more than half of the requests fail",
        sample: sample(.journey("checkout"), "error_rate", 0.51, "ratio"),
        criterion: "standing rule: error_rate of journey checkout > 0.5 ratio"),
      Trip(
        description: "half of them", sample: sample(.journey("checkout"), "error_rate", 0.5, "ratio"), criterion: nil),
      Trip(
        description: "availability says the same", sample: sample(.journey("checkout"), "availability", 0.2, "ratio"),
        criterion: "standing rule: error_rate of journey checkout > 0.5 ratio"),
      Trip(
        description: "a subject does not respond", sample: sample(web, "up", 0, "bool"),
        criterion: "standing rule: web does not respond"),
      Trip(description: "the target was to fail", sample: sample(db, "error_rate", 1, "ratio"), criterion: nil),
    ])
  func killSwitch(_ trip: Trip) {
    var killSwitch = KillSwitch(abortWhen: [StateMachineTests.criterion], target: .component("db"))
    #expect(killSwitch.observe(trip.sample) == .proceed, "nothing trips before the injection")
    killSwitch.injected()
    let decision = killSwitch.observe(trip.sample)
    guard let criterion = trip.criterion else {
      #expect(decision == .proceed)
      return
    }
    guard case .stop(let found) = decision else {
      Issue.record("did not stop")
      return
    }
    #expect(found.criterion == criterion)
    #expect(found.reason == .guardrail)
    #expect(killSwitch.observe(StateMachineTests.sample(web, "up", 1, "bool")) == decision, "stopped for good")
    #expect(killSwitch.operatorStops("enough") == decision)
  }

  @Test("the operator's word stops a run at any time, and named subjects alone are watched")
  func operatorAndSubjects() {
    var killSwitch = KillSwitch(abortWhen: [], subjects: [.journey("checkout")], target: nil)
    killSwitch.injected()
    #expect(killSwitch.observe(StateMachineTests.sample(web, "up", 0, "bool")) == .proceed)
    let stopped = KillSwitch.Decision.stop(.init(reason: .operator, criterion: "enough", actual: nil))
    #expect(killSwitch.operatorStops("enough") == stopped)
    #expect(killSwitch.decision == stopped)
  }
}
