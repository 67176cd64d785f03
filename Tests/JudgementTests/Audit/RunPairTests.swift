import Testing
import Vocabulary

@testable import Judgement

@Suite("What two runs of an archive say of each other")
struct RunPairTests {
  struct Row: CustomStringConvertible, Sendable {
    let description: String
    let isContaminated: Bool
    let spoil: @Sendable (inout AuditedRun) -> Void

    init(_ description: String, _ isContaminated: Bool, _ spoil: @escaping @Sendable (inout AuditedRun) -> Void) {
      self.description = description
      self.isContaminated = isContaminated
      self.spoil = spoil
    }
  }

  // The second run begins 100 s after the first one's fault was cleared.
  @Test(
    arguments: [
      Row("on the same component", true) { _ in },
      Row("on another that reaches the same caller", true) {
        $0.start = AuditScene.sound(target: "cache").start
        $0.reach = [.component("cache"), .component("web")]
      },
      Row("on another that meets nothing of it", false) { $0.reach = [.component("mail")] },
      Row("in another environment", false) { $0.start = AuditScene.sound(environment: "stage").start },
      Row("where nothing was injected", false) { AuditScene.uninject(&$0) },
    ])
  func near(_ row: Row) {
    var second = AuditScene.sound("second", at: 220)
    row.spoil(&second)
    let why = AuditScene.found(second, among: [AuditScene.sound("first")])["contaminated-baseline"]
    #expect((why != nil) == row.isContaminated)
  }

  @Test("the spacing decides, a stated baseline counts, and slow recovery lengthens the disturbance")
  func spacing() {
    func why(_ change: (inout AuditedRun, inout AuditedRun) -> Void = { _, _ in }, spacing: Double = 300) -> String? {
      var (first, second) = (AuditScene.sound("first"), AuditScene.sound("second", at: 220))
      change(&first, &second)
      return AuditScene.found(second, among: [first], spacing: spacing)["contaminated-baseline"]
    }
    #expect(why() == "the fault of first was over 100 s before its baseline; 300 s should lie between")
    #expect(why(spacing: 100) == nil)
    #expect(why({ first, _ in first.verdict = AuditScene.recovering(50) }, spacing: 100) != nil)
    #expect(
      why { first, _ in
        first.clearedAt = nil; first.endedAt = AuditScene.time(250)
      }
        == "the fault of first was not over when its baseline began")
    #expect(
      why { _, second in
        second.start = AuditScene.sound().start.with(baseline: AuditScene.time(-100), AuditScene.time(0))
      } == nil)
  }

  @Test("the look back ends where no earlier fault can reach, and not before: a long one is found behind short ones")
  func lookBack() {
    var long = AuditScene.sound("long")
    long.clearedAt = AuditScene.time(50_000)
    let short = (1...40).map { index -> AuditedRun in
      var run = AuditScene.sound("s\(index)", at: Double(index) * 1000)
      run.reach = [.component("mail")]
      return run
    }
    let last = AuditScene.sound("last", at: 50_100)
    let why = AuditScene.found(last, among: short + [long])["contaminated-baseline"]
    #expect(why == "the fault of long was over 100 s before its baseline; 300 s should lie between")
    #expect(AuditScene.found(AuditScene.sound("later", at: 50_400), among: short + [long]).isEmpty)
  }

  @Test("another measure for the next run of an experiment that went badly is a moved criterion")
  func replaced() throws {
    func pair(_ change: (inout AuditedRun, inout AuditedRun) -> Void) -> String? {
      var (first, second) = (AuditScene.sound("first"), AuditScene.sound("second", at: 10_000))
      first.native = NativeClaim(tool: "tool", verdict: "fail")
      change(&first, &second)
      return AuditScene.found(second, among: [first])["moved-criteria"]
    }
    let lenient: JSON = [200, 503]
    #expect(pair { _, _ in } == nil)
    let why = try #require(pair { $1.probes = [AuditScene.probe(.fault, true, tolerance: lenient)] })
    #expect(why == "first went badly by probe answers 200, which is now [200,503]")
    #expect(pair { $1.probes = [] } == "first went badly, and probe answers is asked no more")
    #expect(
      pair { first, second in
        first.native = NativeClaim(tool: "tool", verdict: "pass")
        second.probes = [AuditScene.probe(.fault, true, tolerance: lenient)]
      } == nil, "the first went well")
    #expect(
      pair { first, second in
        second.start = AuditScene.sound(target: "cache").start
        second.probes = [AuditScene.probe(.fault, true, tolerance: lenient)]
      } == nil, "another experiment")
  }
}

extension AuditScene {
  static func recovering(_ seconds: Double) -> VerdictReached {
    VerdictReached(outcome: .supported, observations: [], grade: .e4, method: "m", recoverySeconds: seconds)
  }
}

extension RunStarted {
  fileprivate func with(baseline from: Timestamp, _ to: Timestamp) -> RunStarted {
    RunStarted(
      intent: intent, proposal: proposal, environment: environment, target: target, fault: fault, runner: runner,
      baseline: TimeWindow(from: from, to: to), journeys: journeys)
  }
}
