public import Vocabulary

/// The kill switch of a run as its runner meets it: the criteria of ``KillSwitch``, and what to do where data are missing or come
/// too late. A pure state machine: every instant is an argument.
///
/// ```
/// watching ──a criterion trips; silence; too long; the operator's word──▶ stopped (for good)
///     │  ▲
///  cleared, injected again          while the fault is cleared nothing is missed, and criteria still trip
/// ```
///
/// - It judges from the first sample on, before the injection too: whoever asks may be about to inject.
/// - A sample whose window ended before the injection was recorded shows nothing of the fault. It trips nothing.
/// - A sample that comes too late still trips, for what was bad was bad; it is no sign of life. So is one from the future.
/// - While the fault acts, every criterion must be fed: where no sample in time spoke of one for so many seconds, what it would say
///   is unknown, which is not good. Without criteria any sample in time that the standing rule could judge is a sign of life.
///
/// Cost: O(criteria) a sample or tick.
public struct RunWatch: Sendable {
  /// What is done where nothing is heard.
  public enum Silence: String, Sendable, CaseIterable {
    /// It stops the run.
    case stop
    /// It is said, and the run goes on.
    case say
  }

  /// How missing and late data are dealt with.
  public struct Rules: Sendable, Equatable {
    /// Seconds without a sample in time after which a criterion counts as unwatched; nil for never.
    public var silenceSeconds: Double?
    /// What is done then.
    public var onSilence: Silence
    /// Seconds after the end of its window from which on a sample comes too late; nil for never.
    public var maximumAgeSeconds: Double?
    /// Seconds that the fault may act; nil without a limit.
    public var maximumDurationSeconds: Double?

    /// Rules; by default nothing is missed and nothing is late.
    public init(
      silenceSeconds: Double? = nil, onSilence: Silence = .stop, maximumAgeSeconds: Double? = nil,
      maximumDurationSeconds: Double? = nil
    ) {
      self.silenceSeconds = silenceSeconds
      self.onSilence = onSilence
      self.maximumAgeSeconds = maximumAgeSeconds
      self.maximumDurationSeconds = maximumDurationSeconds
    }
  }

  /// The answer to a sample or to the passing of time.
  public enum Answer: Sendable, Equatable {
    /// Go on; with a remark where the sample could not say so.
    case proceed(remark: String?)
    /// Nobody can say: something is not heard of. Only where the rules do not stop for it.
    case unknown(String)
    /// Stop and roll back; the same answer ever after.
    case stop(KillSwitch.Trip)
  }

  private enum Key: Hashable {
    case criterion(Int)
    case anything
  }

  private var killSwitch: KillSwitch
  private let criteria: [Criterion]
  private let rules: Rules
  private var fault = RunLife.FaultState.absent
  /// When the fault began to act, as far as the watch was told.
  public private(set) var injectedAt: Timestamp?
  /// Since when each criterion is unheard of: its last sample in time, or the begin of the watch or of the fault.
  private var heard: [Key: Timestamp] = [:]
  /// How many samples could be judged, in time or not.
  public private(set) var judged = 0
  /// How many of them came too late.
  public private(set) var late = 0

  /// A watch that begins now. `subjects`: whom the standing rule watches; empty for everyone but the target.
  public init(
    abortWhen criteria: [Criterion], subjects: [NodeID] = [], target: Target?, rules: Rules, now: Timestamp
  ) {
    killSwitch = KillSwitch(abortWhen: criteria, subjects: subjects, target: target)
    killSwitch.injected()
    self.criteria = criteria
    self.rules = rules
    restart(now)
  }

  private mutating func restart(_ now: Timestamp) {
    heard = [:]
    if criteria.isEmpty { heard[.anything] = now }
    for index in criteria.indices { heard[.criterion(index)] = now }
  }

  /// Whether it has stopped the run.
  public var isStopped: Bool { killSwitch.decision != .proceed }

  /// Whether the fault acts, as far as the watch was told.
  public var isFaultActing: Bool { fault == .acting }

  // MARK: - The run's life

  /// The fault was injected at a time of the world; the watch hears of it now.
  public mutating func injected(at time: Timestamp, now: Timestamp) {
    if fault != .acting {
      injectedAt = time
      restart(now)
    }
    fault = .acting
  }

  /// The fault was cleared: from now on nothing is missed.
  public mutating func cleared() { fault = .cleared }

  /// Somebody aborted the run.
  public mutating func aborted(_ abort: RunAborted) -> Answer {
    answer(killSwitch.stops(abort.reason, abort.criterion ?? "the run was aborted"))
  }

  // MARK: - What comes

  /// A sample came; `end` is the end of its window.
  public mutating func observe(_ sample: MetricSampled, end: Timestamp, now: Timestamp) -> Answer {
    if isStopped { return answer(killSwitch.decision) }
    if let passed = passing(now), case .stop = passed { return passed }
    if let injectedAt, fault == .acting, end <= injectedAt {
      return passing(now) ?? .proceed(remark: "its window ended before the injection, so it shows nothing of the fault")
    }
    let keys = heardOf(by: sample)
    guard !keys.isEmpty || killSwitch.watches(sample) else {
      return passing(now) ?? .proceed(remark: "no criterion speaks of it")
    }
    judged += 1
    let lateness = self.lateness(end, now)
    if lateness == nil {
      for key in keys { heard[key] = now }
    } else {
      late += 1
    }
    let decision = killSwitch.observe(sample)
    guard decision == .proceed else { return answer(decision) }
    return passing(now) ?? .proceed(remark: lateness)
  }

  /// Time passed, and nothing came.
  public mutating func tick(now: Timestamp) -> Answer {
    if isStopped { return answer(killSwitch.decision) }
    return passing(now) ?? .proceed(remark: nil)
  }

  /// What the passing of time alone says; nil where it says nothing.
  private mutating func passing(_ now: Timestamp) -> Answer? {
    guard fault == .acting else { return nil }
    if let limit = rules.maximumDurationSeconds, let injectedAt {
      let lasted = now.seconds(since: injectedAt)
      if lasted > limit {
        return answer(
          killSwitch.stops(
            .guardrail, "maxDurationSeconds: the fault acts for longer than \(Format.number(limit)) s", actual: lasted,
            unit: "s"))
      }
    }
    guard let limit = rules.silenceSeconds else { return nil }
    let silent = heard.filter { now.seconds(since: $0.value) > limit }
    guard let first = silent.keys.min(by: { place(of: $0) < place(of: $1) }) else { return nil }
    let words = "no sample of \(name(of: first)) in time for \(Format.number(limit)) s: what it would say is unknown"
    switch rules.onSilence {
    case .stop: return answer(killSwitch.stops(.guardrail, words))
    case .say: return .unknown(words)
    }
  }

  private func place(of key: Key) -> Int { if case .criterion(let index) = key { index } else { -1 } }

  private func name(of key: Key) -> String {
    guard case .criterion(let index) = key else { return "anything that is watched" }
    return "\(criteria[index].metric) of \(criteria[index].subject)"
  }

  /// The criteria that a sample speaks of.
  private func heardOf(by sample: MetricSampled) -> [Key] {
    guard sample.phase ?? .fault == .fault, case .node(let node) = sample.subject else { return [] }
    if criteria.isEmpty { return killSwitch.watches(sample) ? [.anything] : [] }
    return criteria.indices.filter { criteria[$0].subject == node && criteria[$0].value(of: sample) != nil }
      .map { .criterion($0) }
  }

  /// Why a sample does not speak of now; nil where it does.
  private func lateness(_ end: Timestamp, _ now: Timestamp) -> String? {
    guard let limit = rules.maximumAgeSeconds else { return nil }
    let age = now.seconds(since: end)
    if age > limit { return "it came \(Format.number(age.rounded())) s after its window, too late to speak of now" }
    if age < -limit {
      return "its window ends \(Format.number((-age).rounded())) s from now, so it does not speak of now"
    }
    return nil
  }

  private func answer(_ decision: KillSwitch.Decision) -> Answer {
    if case .stop(let trip) = decision { .stop(trip) } else { .proceed(remark: nil) }
  }
}
