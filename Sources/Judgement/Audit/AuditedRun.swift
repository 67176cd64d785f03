public import Vocabulary

/// One run as the evidence audit looks at it: what was asked and answered, what the tool claimed, what was said afterwards. A plain
/// value; the samples themselves stay in the log.
public struct AuditedRun: Sendable {
  /// The run's id, without `run/`.
  public var id: String
  /// How it began.
  public var start: RunStarted
  /// When it began.
  public var startedAt: Timestamp
  /// When the fault began to act; nil where nothing was injected.
  public var injectedAt: Timestamp?
  /// Whether the injection was seen to take effect; nil where nothing was injected.
  public var confirmed: Bool?
  /// Every injection that was tried.
  public var injections: [FaultInjected] = []
  /// When the fault was cleared for the last time.
  public var clearedAt: Timestamp?
  /// How it was cleared, each time.
  public var clearings: [FaultCleared.How] = []
  /// When the run was over; nil while it is not.
  public var endedAt: Timestamp?
  /// Why it was aborted.
  public var aborted: RunAborted?
  /// The tool's own words.
  public var native: NativeClaim?
  /// Its probes, in the order of the log.
  public var probes: [ProbeObserved] = []
  /// How many samples it has.
  public var samples = 0
  /// The verdict that counts.
  public var verdict: VerdictReached?
  /// The log position of its first verdict; nil before one.
  public var firstVerdict: Int64?
  /// The intent that it tested, as it stood when the run began.
  public var intent: IntentDeclared?
  /// That its intent was declared only after it had begun, in words; nil where it was not.
  public var lateIntent: String?
  /// What was said about its criteria once its result could be seen, or about its evidence after its first verdict.
  public var afterthoughts: [Afterthought] = []
  /// Everything that its fault can reach, the target among it.
  public var reach: Set<NodeID> = []

  /// Something that was changed once the result was known.
  public struct Afterthought: Sendable, Hashable {
    /// What was changed.
    public enum Subject: Sendable, Hashable {
      /// What the run was to be judged by.
      case criteria
      /// What it was judged from.
      case evidence
    }
    /// What was changed.
    public let subject: Subject
    /// The log position of the change.
    public let position: Int64
    /// What was done, in words.
    public let what: String

    /// An afterthought.
    public init(_ subject: Subject, at position: Int64, _ what: String) {
      self.subject = subject
      self.position = position
      self.what = what
    }
  }

  /// A run of which no more is known than how it began.
  public init(id: String, start: RunStarted, startedAt: Timestamp) {
    self.id = id
    self.start = start
    self.startedAt = startedAt
  }
}

extension AuditedRun {
  /// What the tool's words claim.
  var claim: ToolClaim { ToolClaim(native) }

  /// Whether it disturbs nothing: then a pass of it claims nothing about a fault.
  var isPlacebo: Bool { start.fault.kind == .none && start.target == nil }

  /// Whether a gate before the fault kept it from being injected.
  var isGateFailed: Bool { injectedAt == nil && aborted?.reason == .guardrail }

  /// The probes that were asked under the fault or after it.
  var probesSince: [ProbeObserved] { probes.filter { $0.phase != .baseline } }

  /// Who degraded, by the verdict.
  var degraded: Set<NodeID> { Set((verdict?.observations ?? []).filter { $0.state == .degraded }.map(\.node)) }

  /// When its own disturbance was over: the clearing and the recovery after it, the end of one that passes by itself; nil where
  /// nothing says that it was.
  var quietFrom: Timestamp? {
    if let clearedAt { return clearedAt.advanced(bySeconds: verdict?.recoverySeconds ?? 0) }
    return isPassing ? endedAt : nil
  }

  /// Whether its fault was injected and nothing says that it ended.
  var isUncleared: Bool { injectedAt != nil && clearedAt == nil && !isPlacebo && !isPassing }

  /// Whether its fault is over at once, as a killed instance that is replaced: there is nothing to clear.
  private var isPassing: Bool {
    ["compute.kill", "compute.node", "data.failover", "net.reset"].contains(start.fault.kind.name)
  }

  /// What would have refuted it: the intent's clauses and gate, and its probes' tolerances, by name.
  var criteria: [String: JSON] {
    var found: [String: JSON] = [:]
    for clause in intent?.clauses ?? [] { found["clause \(clause.id)"] = clause.json }
    if let gate = intent?.steadyState { found["steady state"] = gate.json }
    for probe in probes { if let tolerance = probe.tolerance { found["probe \(probe.name)"] = tolerance } }
    return found
  }
}
