public import Vocabulary

/// Everything one run left in the log, as a plain value: what the judge judges.
///
/// Filled by folding the events of the stream `run/<id>` with ``apply(_:at:position:)``; the order in which samples and
/// probes come does not reach the verdict.
public struct RunRecord: Sendable {
  /// An injection: when, and whether it demonstrably took effect.
  public struct Injection: Sendable, Hashable {
    /// When.
    public let at: Timestamp
    /// Whether it took effect; nil where nobody said.
    public let confirmed: Bool?
    /// An injection.
    public init(at: Timestamp, confirmed: Bool?) {
      self.at = at
      self.confirmed = confirmed
    }
  }

  /// The time a run says its baseline has.
  public struct Span: Sendable, Hashable {
    /// Its beginning.
    public let from: Timestamp
    /// Its end.
    public let to: Timestamp
    /// A span of time.
    public init(from: Timestamp, to: Timestamp) {
      self.from = from
      self.to = to
    }
  }

  /// What the tool itself claimed. It is shown beside the verdict and decides nothing.
  public struct NativeClaim: Sendable, Hashable {
    /// The tool's name.
    public let tool: String?
    /// Its status, word for word.
    public let status: String?
    /// Its verdict, word for word.
    public let verdict: String?
    /// A claim.
    public init(tool: String?, status: String?, verdict: String?) {
      self.tool = tool
      self.status = status
      self.verdict = verdict
    }
  }

  /// The run's id, without `run/`.
  public let id: String
  /// Where it ran.
  public var environment: String
  /// What the fault was injected into; nil in a placebo.
  public var target: Target?
  /// What was injected.
  public var fault: Fault
  /// When it began.
  public var started: Timestamp
  /// The stated baseline.
  public var baseline: Span?
  /// The journeys under load.
  public var journeys: [String]
  /// The injections, by time.
  public private(set) var injections: [Injection] = []
  /// When the fault was cleared, by time.
  public private(set) var clears: [Timestamp] = []
  /// Why it was aborted.
  public private(set) var aborted: String?
  /// What the tool claimed at the end.
  public private(set) var native: NativeClaim?
  /// The samples.
  public private(set) var samples: [Sample] = []
  /// The probes.
  public private(set) var probes: [Probe] = []
  /// Where in its life the run is.
  public private(set) var life: RunLife
  /// When its last event happened: the time of its verdict.
  public private(set) var lastEventAt: Timestamp
  /// The log position of its last event.
  public private(set) var lastPosition: Int64

  /// A run that has just started.
  public init(
    id: String, environment: String, target: Target?, fault: Fault, started: Timestamp, baseline: Span? = nil,
    journeys: [String] = [], position: Int64 = 0
  ) {
    self.id = id
    self.environment = environment
    self.target = target
    self.fault = fault
    self.started = started
    self.baseline = baseline
    self.journeys = journeys
    self.life = .started
    self.lastEventAt = started
    self.lastPosition = position
  }

  /// Whether the run is a placebo: everything of a run but the fault.
  public var isPlacebo: Bool { fault.kind == .none }

  /// Folds one event of the run. Throws ``RunLifeError`` where the run's life does not allow it, and is unchanged then.
  /// Amortised O(1) for samples and probes.
  @discardableResult
  public mutating func apply(_ event: RunEvent, at: Timestamp, position: Int64) throws -> RunLife.Action {
    let action = try life.handle(event.step)
    switch event {
    case .injected(let injection):
      injections.append(injection)
      injections.sort { $0.at < $1.at }
    case .sampled(let sample): samples.append(sample)
    case .probed(let probe): probes.append(probe)
    case .cleared(let instant):
      clears.append(instant)
      clears.sort()
    case .aborted(let reason): aborted = reason
    case .finished(let claim): native = claim
    }
    lastEventAt = max(lastEventAt, at)
    lastPosition = max(lastPosition, position)
    return action
  }
}

/// An event of a run after its start, as far as judging needs it.
public enum RunEvent: Sendable {
  /// `fault.injected`
  case injected(RunRecord.Injection)
  /// `metric.sampled`
  case sampled(Sample)
  /// `probe.observed`
  case probed(Probe)
  /// `fault.cleared`
  case cleared(Timestamp)
  /// `run.aborted`, with its reason
  case aborted(String)
  /// `run.finished`, with the tool's own claim
  case finished(RunRecord.NativeClaim?)

  var step: RunLife.Step {
    switch self {
    case .injected: .inject
    case .sampled, .probed: .observe
    case .cleared: .clear
    case .aborted: .abort
    case .finished: .finish
    }
  }
}
