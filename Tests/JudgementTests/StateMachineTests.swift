import Testing
import Vocabulary

@testable import Judgement

@Suite("The life of a run and its kill switch")
struct StateMachineTests {
  /// The whole table: course, fault, step, and what follows; what is not in it is refused.
  static let legal: [RunLife: [RunLife.Step: (RunLife, RunLife.Action)]] = [
    RunLife(.open, fault: .absent): [
      .inject: (RunLife(.open, fault: .acting), .watch), .observe: (RunLife(.open, fault: .absent), .observe),
      .abort: (RunLife(.aborted, fault: .absent), .judge), .finish: (RunLife(.finished, fault: .absent), .judge),
    ],
    RunLife(.open, fault: .acting): [
      .inject: (RunLife(.open, fault: .acting), .watch), .observe: (RunLife(.open, fault: .acting), .watch),
      .clear: (RunLife(.open, fault: .cleared), .observe), .abort: (RunLife(.aborted, fault: .acting), .rollBack),
      .finish: (RunLife(.finished, fault: .acting), .rollBack),
    ],
    RunLife(.open, fault: .cleared): [
      .inject: (RunLife(.open, fault: .acting), .watch), .observe: (RunLife(.open, fault: .cleared), .observe),
      .clear: (RunLife(.open, fault: .cleared), .observe), .abort: (RunLife(.aborted, fault: .cleared), .judge),
      .finish: (RunLife(.finished, fault: .cleared), .judge),
    ],
    RunLife(.aborted, fault: .absent): [
      .observe: (RunLife(.aborted, fault: .absent), .judge), .abort: (RunLife(.aborted, fault: .absent), .judge),
      .finish: (RunLife(.finished, fault: .absent), .judge),
    ],
    RunLife(.aborted, fault: .acting): [
      .observe: (RunLife(.aborted, fault: .acting), .judge), .clear: (RunLife(.aborted, fault: .cleared), .judge),
      .abort: (RunLife(.aborted, fault: .acting), .rollBack), .finish: (RunLife(.finished, fault: .acting), .rollBack),
    ],
    RunLife(.aborted, fault: .cleared): [
      .observe: (RunLife(.aborted, fault: .cleared), .judge), .clear: (RunLife(.aborted, fault: .cleared), .judge),
      .abort: (RunLife(.aborted, fault: .cleared), .judge), .finish: (RunLife(.finished, fault: .cleared), .judge),
    ],
    RunLife(.finished, fault: .absent): [.observe: (RunLife(.finished, fault: .absent), .judge)],
    // A fault that was left behind can still be said to be gone.
    RunLife(.finished, fault: .acting): [
      .observe: (RunLife(.finished, fault: .acting), .judge), .clear: (RunLife(.finished, fault: .cleared), .judge),
    ],
    RunLife(.finished, fault: .cleared): [.observe: (RunLife(.finished, fault: .cleared), .judge)],
  ]

  @Test("every step from every state: legal, with its action, or refused and unchanged")
  func transitions() throws {
    var refused = 0
    for course in RunLife.Course.allCases {
      for fault in RunLife.FaultState.allCases {
        let state = RunLife(course, fault: fault)
        #expect(StateMachineTests.legal[state] != nil, "\(state)")
        for step in RunLife.Step.allCases {
          var life = state
          if let (next, action) = StateMachineTests.legal[state]?[step] {
            #expect(try life.handle(step) == action, "\(state) \(step)")
            #expect(life == next, "\(state) \(step)")
          } else {
            refused += 1
            #expect(throws: RunLifeError(state: state, step: step)) { try life.handle(step) }
            #expect(life == state)
          }
        }
      }
    }
    #expect(refused == 16)
  }

  @Test("saying a step again leads nowhere new")
  func idempotence() throws {
    for (state, steps) in StateMachineTests.legal {
      for (step, found) in steps {
        var again = found.0
        guard (try? again.handle(step)) != nil else { continue }
        #expect(again == found.0, "\(state) \(step)")
      }
    }
  }

  @Test("a fault that is said to be gone after the run's end is none of what the run shows")
  func leftBehind() throws {
    var scenario = ClaimTests.scenario
    scenario.isCleared = false
    var run = try scenario.run
    let before = Judge().verdict(of: run)
    try run.apply(
      .faultCleared(FaultCleared(how: .manual, confirmed: true)), at: Scenario.zero.advanced(bySeconds: 86_400),
      position: 9)
    #expect(run.life == RunLife(.finished, fault: .cleared))
    #expect(Judge().verdict(of: run) == before)
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
