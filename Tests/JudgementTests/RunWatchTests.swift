import Testing
import Vocabulary

@testable import Judgement

@Suite("A watched run")
struct RunWatchTests {
  private static let zero = Timestamp(seconds: 1_000_000)
  private static let errors = Criterion(
    subject: .journey("buy"), metric: "error_rate", comparison: .greater, threshold: 0.2, unit: "ratio")
  private static let slow = Criterion(
    subject: .journey("buy"), metric: "latency_p99", comparison: .greater, threshold: 2, unit: "s")
  private static let rules = RunWatch.Rules(silenceSeconds: 30, maximumAgeSeconds: 30, maximumDurationSeconds: 600)

  private static func at(_ seconds: Double) -> Timestamp { zero.advanced(bySeconds: seconds) }

  private static func watch(
    _ criteria: [Criterion] = [errors], rules: RunWatch.Rules = rules, injected: Bool = true
  ) -> RunWatch {
    var watch = RunWatch(
      abortWhen: criteria, subjects: [.journey("buy")], target: .component("db"), rules: rules, now: zero)
    if injected { watch.injected(at: zero, now: zero) }
    return watch
  }

  private static func sample(_ metric: String, _ value: Double, _ unit: String = "ratio", phase: Phase? = nil)
    -> MetricSampled
  {
    MetricSampled(subject: .node(.journey("buy")), metric: metric, value: value, unit: unit, phase: phase)
  }

  private func isStop(_ answer: RunWatch.Answer) -> Bool { if case .stop = answer { true } else { false } }

  @Test("whatever is heard of a criterion keeps it awake for so long, and not a moment longer")
  func silence() {
    for step in [1.0, 7, 29, 30] {
      var watch = Self.watch()
      var now = 0.0
      for _ in 0..<10 {
        now += step
        #expect(watch.tick(now: Self.at(now)) == .proceed(remark: nil))
        #expect(
          watch.observe(Self.sample("error_rate", 0.1), end: Self.at(now), now: Self.at(now)) == .proceed(remark: nil))
      }
      #expect(watch.tick(now: Self.at(now + 30)) == .proceed(remark: nil))
      #expect(isStop(watch.tick(now: Self.at(now + 30.001))))
      #expect(
        isStop(watch.observe(Self.sample("error_rate", 0.1), end: Self.at(now + 31), now: Self.at(now + 31))),
        "for good")
    }
  }

  @Test("each criterion is listened for by itself")
  func each() {
    var watch = Self.watch([Self.errors, Self.slow])
    for second in stride(from: 5.0, through: 30, by: 5) {
      #expect(
        watch.observe(Self.sample("error_rate", 0.1), end: Self.at(second), now: Self.at(second))
          == .proceed(remark: nil))
    }
    guard case .stop(let trip) = watch.observe(Self.sample("error_rate", 0.1), end: Self.at(31), now: Self.at(31))
    else {
      Issue.record("nobody spoke of the latency")
      return
    }
    #expect(trip.criterion == "no sample of latency_p99 of journey buy in time for 30 s: what it would say is unknown")
    #expect(trip.reason == .guardrail)
  }

  @Test("late, early and foreign samples are no sign of life; a late one can stop the run")
  func signs() {
    let notHeard: [(MetricSampled, Double)] = [
      (Self.sample("error_rate", 0.1), -10), (Self.sample("error_rate", 0.1), 100),
      (Self.sample("latency_p99", 1, "s"), 25),
      (Self.sample("error_rate", 0.1, phase: .recovery), 25),
    ]
    for (sample, end) in notHeard {
      var watch = Self.watch()
      #expect(!isStop(watch.observe(sample, end: Self.at(end), now: Self.at(25))))
      #expect(isStop(watch.tick(now: Self.at(31))), "\(sample) of \(end)")
    }
    var watch = Self.watch(rules: RunWatch.Rules(maximumAgeSeconds: 30))
    let answer = watch.observe(Self.sample("error_rate", 0.1), end: Self.at(5), now: Self.at(95))
    #expect(answer == .proceed(remark: "it came 90 s after its window, too late to speak of now"))
    #expect(watch.judged == 1 && watch.late == 1)
    #expect(isStop(watch.observe(Self.sample("error_rate", 0.9), end: Self.at(5), now: Self.at(96))))
  }

  @Test("where silence is said, the answer is unknown until somebody speaks again")
  func said() {
    var rules = Self.rules
    rules.onSilence = .say
    var watch = Self.watch(rules: rules)
    guard case .unknown = watch.tick(now: Self.at(31)) else {
      Issue.record("nothing was said")
      return
    }
    guard case .unknown = watch.observe(Self.sample("latency_p99", 1, "s"), end: Self.at(32), now: Self.at(32)) else {
      Issue.record("a sample of something else is taken for an answer")
      return
    }
    #expect(watch.observe(Self.sample("error_rate", 0.1), end: Self.at(33), now: Self.at(33)) == .proceed(remark: nil))
  }

  @Test("without criteria anything that the standing rule could judge is a sign of life")
  func standing() {
    var watch = Self.watch([])
    #expect(!isStop(watch.observe(Self.sample("error_rate", 0.5), end: Self.at(20), now: Self.at(20))))
    #expect(!isStop(watch.tick(now: Self.at(50))))
    #expect(isStop(watch.tick(now: Self.at(51))))
  }

  @Test("nothing is missed before the injection and after the clearing; a bad sample stops all the same")
  func phases() {
    var watch = Self.watch(injected: false)
    #expect(watch.tick(now: Self.at(1000)) == .proceed(remark: nil))
    watch.injected(at: Self.at(1000), now: Self.at(1000))
    watch.injected(at: Self.at(1020), now: Self.at(1020))
    watch.cleared()
    #expect(watch.tick(now: Self.at(9000)) == .proceed(remark: nil))
    watch.injected(at: Self.at(9000), now: Self.at(9000))
    #expect(watch.tick(now: Self.at(9030)) == .proceed(remark: nil))
    #expect(isStop(watch.tick(now: Self.at(9031))))
    var early = Self.watch(injected: false)
    #expect(isStop(early.observe(Self.sample("error_rate", 0.9), end: Self.at(1), now: Self.at(1))))
  }

  @Test("a fault acts no longer than its intent allows")
  func duration() {
    var watch = Self.watch(rules: RunWatch.Rules(maximumDurationSeconds: 600))
    #expect(!isStop(watch.tick(now: Self.at(600))))
    guard case .stop(let trip) = watch.tick(now: Self.at(601)) else {
      Issue.record("went on")
      return
    }
    #expect(trip.words == "maxDurationSeconds: the fault acts for longer than 600 s; it was 601 s")
  }
}
