public import Vocabulary

/// What the planner needs to know of the past: the runs and the open incidents, as plain values.
public struct RunHistory: Sendable, Equatable {
  /// One run of the past, or one under way.
  public struct PastRun: Sendable, Equatable {
    /// Its id.
    public var id: String
    /// What was disturbed.
    public var target: Target
    /// The kind of fault.
    public var kind: FaultKind
    /// Its dose.
    public var dose: Dose
    /// Where.
    public var environment: String
    /// When it began.
    public var startedAt: Timestamp
    /// When its fault was cleared or the run ended; nil while it goes on.
    public var endedAt: Timestamp?
    /// Whether its fault was injected, as far as its events tell.
    public var wasInjected: Bool
    /// Whether somebody confirmed that its fault took effect.
    public var isConfirmed: Bool
    /// Whether its fault was injected and, as far as is known, not cleared.
    public var isFaultActive: Bool
    /// How its fault is said to have ended where nobody saw that it is gone (expired, rolled-back, manual); nil where somebody did.
    public var unseenEnd: String?
    /// Whether it is under way: begun, and neither finished nor aborted.
    public var isOpen: Bool
    /// What stopped it early, in words; nil where nothing did.
    public var stoppedBy: String?
    /// How good its evidence is; nil before a verdict.
    public var grade: Grade?
    /// What its verdict said.
    public var outcome: Outcome?
    /// Who degraded, sorted.
    public var degraded: [NodeID]
    /// Of whom too little was seen, sorted.
    public var unknown: [NodeID]
    /// The clauses of its intent that are not supported, by id.
    public var openClauses: [String]
    /// The clauses of its intent that it refuted, by id.
    public var refutedClauses: [String]
    /// What its proposal promised, in bits.
    public var promisedBits: Double?

    /// A run.
    public init(
      id: String, target: Target, kind: FaultKind, dose: Dose, environment: String, startedAt: Timestamp,
      endedAt: Timestamp?, wasInjected: Bool = true, isConfirmed: Bool = true, isFaultActive: Bool = false,
      unseenEnd: String? = nil, isOpen: Bool = false, stoppedBy: String? = nil,
      grade: Grade? = nil, outcome: Outcome? = nil,
      degraded: [NodeID] = [], unknown: [NodeID] = [], openClauses: [String] = [], refutedClauses: [String] = [],
      promisedBits: Double? = nil
    ) {
      self.id = id
      self.target = target
      self.kind = kind
      self.dose = dose
      self.environment = environment
      self.startedAt = startedAt
      self.endedAt = endedAt
      self.wasInjected = wasInjected
      self.isConfirmed = isConfirmed
      self.isFaultActive = isFaultActive
      self.unseenEnd = unseenEnd
      self.isOpen = isOpen
      self.stoppedBy = stoppedBy
      self.grade = grade
      self.outcome = outcome
      self.degraded = degraded
      self.unknown = unknown
      self.openClauses = openClauses
      self.refutedClauses = refutedClauses
      self.promisedBits = promisedBits
    }
  }

  /// A component that is known to be in trouble now.
  public struct OpenIncident: Sendable, Equatable {
    /// Its id.
    public var id: String
    /// The component.
    public var component: String
    /// Since when.
    public var since: Timestamp

    /// An incident that has not ended.
    public init(id: String, component: String, since: Timestamp) {
      self.id = id
      self.component = component
      self.since = since
    }
  }

  /// The runs, in order of their start; placebo runs left out.
  public var runs: [PastRun]
  /// What is degraded now.
  public var openIncidents: [OpenIncident]
  /// The runs whose fault was injected and not seen to be gone, and of whose start nobody told: what they reach is not known. Sorted.
  public var unplacedFaults: [String]
  /// The runs of which nobody said whom they disturb, in order of their start.
  public var unaimed: [UnaimedRun]

  /// A past.
  public init(
    runs: [PastRun] = [], openIncidents: [OpenIncident] = [], unplacedFaults: [String] = [], unaimed: [UnaimedRun] = []
  ) {
    self.runs = runs
    self.unaimed = unaimed
    self.openIncidents = openIncidents
    self.unplacedFaults = unplacedFaults
  }

  /// The runs that another one must keep clear of at a time and a place: those whose fault is still at work, or was never seen to
  /// be gone, however long ago; those that ended, or began, less than the spacing ago, or are to by a clock that is ahead; those that
  /// go on by then; and those that began within a day and have not come to an end. What runs in another environment poisons nobody's
  /// baseline here; where none is named, every one counts, and so does a run of which nobody said where it was.
  public func standing(at now: Timestamp, spacing: Double, in environment: String?) -> [PastRun] {
    runs.filter { $0.stands(at: now, spacing: spacing, in: environment) }
  }
}

extension RunHistory.PastRun {
  /// What it disturbed, and how: of two runs that are the same in it the blast radius is, too.
  public struct Disturbance: Hashable, Sendable {
    let target: Target
    let kind: FaultKind
    let dose: Dose
  }

  /// What it disturbed, and how.
  public var disturbance: Disturbance { Disturbance(target: target, kind: kind, dose: dose) }
}
