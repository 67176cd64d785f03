public import Vocabulary

/// Everything one run left in the log, as a plain value: what the judge judges.
///
/// Filled by folding the events of the stream `run/<id>`, in their order, with ``apply(_:at:position:)``. The order in
/// which samples and probes come does not reach the verdict.
public struct RunRecord: Sendable {
  /// A `metric.sampled` and its time.
  public struct Sample: Sendable, Equatable {
    /// What was measured.
    public let payload: MetricSampled
    /// The END of its window.
    public let at: Timestamp
    /// A sample.
    public init(_ payload: MetricSampled, at: Timestamp) {
      self.payload = payload
      self.at = at
    }
  }

  /// A `probe.observed` and its time.
  public struct Probe: Sendable, Equatable {
    /// What was asked and answered.
    public let payload: ProbeObserved
    /// When.
    public let at: Timestamp
    /// A probe's answer.
    public init(_ payload: ProbeObserved, at: Timestamp) {
      self.payload = payload
      self.at = at
    }
  }

  /// An injection.
  public struct Injection: Sendable, Equatable {
    /// When: the payload's own `at`, else the event's time.
    public let at: Timestamp
    /// Whether it demonstrably took effect.
    public let confirmed: Bool
  }

  /// The run's id, without `run/`.
  public let id: String
  /// How it began: target, fault, environment, stated baseline, journeys under load, intent.
  public private(set) var start: RunStarted
  /// When it began.
  public let startedAt: Timestamp
  /// The injections, by time.
  public private(set) var injections: [Injection] = []
  /// When the fault was cleared, by time.
  public private(set) var clears: [Timestamp] = []
  /// Why it was aborted.
  public private(set) var aborted: RunAborted?
  /// What the tool claimed at the end. Shown beside the verdict; it decides nothing.
  public private(set) var native: NativeClaim?
  /// The samples.
  public private(set) var samples = SampleRows()
  /// The probes.
  public private(set) var probes: [Probe] = []
  /// When it was finished; nil while it was not.
  public private(set) var endedAt: Timestamp?
  /// Where in its life the run is.
  public private(set) var life = RunLife.started
  /// When its last event happened: the time of its verdict.
  public private(set) var lastEventAt: Timestamp
  /// The log position of its last event.
  public private(set) var lastPosition: Int64

  /// A run that has just started.
  public init(id: String, start: RunStarted, at: Timestamp, position: Int64) {
    self.id = id
    self.start = start
    startedAt = at
    lastEventAt = at
    lastPosition = position
  }

  /// Takes up another start of the same run, for what it names beyond the first.
  public mutating func complete(by other: RunStarted, at: Timestamp, position: Int64) {
    let completed = start.completed(by: other)
    guard completed != start else { return }
    start = completed
    lastEventAt = max(lastEventAt, at)
    lastPosition = max(lastPosition, position)
  }

  /// Whether the run is a placebo: everything of a run but the fault.
  public var isPlacebo: Bool { start.fault.kind == .none }

  /// Folds one later event of the run. Events that are no step of its life (verdicts, findings, a disqualification) leave
  /// it as it is and return nil. Throws ``RunLifeError`` where the run's life does not allow the event, and is unchanged
  /// then. Amortised O(1) for samples and probes.
  @discardableResult
  public mutating func apply(_ fact: Fact, at: Timestamp, position: Int64) throws -> RunLife.Action? {
    guard let step = RunLife.Step(fact) else { return nil }
    let action = try life.handle(step)
    // A fault that was left behind and is said to be gone after the run is none of what the run shows.
    if step == .clear, let endedAt, at > endedAt { return action }
    switch fact {
    case .faultInjected(let injected):
      injections.append(Injection(at: injected.at ?? at, confirmed: injected.confirmed))
      injections.sort { $0.at < $1.at }
    case .metricSampled(let sampled): samples.append(sampled, at: at)
    case .probeObserved(let observed): probes.append(Probe(observed, at: at))
    case .faultCleared:
      clears.append(at)
      clears.sort()
    case .runAborted(let reason): aborted = aborted ?? reason
    case .runFinished(let finished):
      native = finished.native
      endedAt = at
    default: break
    }
    lastEventAt = max(lastEventAt, at)
    lastPosition = max(lastPosition, position)
    return action
  }
}

extension RunLife.Step {
  /// The step that an event of a run is; nil for the others.
  public init?(_ fact: Fact) {
    switch fact {
    case .faultInjected: self = .inject
    case .metricSampled, .probeObserved: self = .observe
    case .faultCleared: self = .clear
    case .runAborted: self = .abort
    case .runFinished: self = .finish
    default: return nil
    }
  }
}
