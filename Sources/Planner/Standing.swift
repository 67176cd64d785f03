public import Vocabulary

/// What of a run tells whether another one must keep clear of it, wherever it strikes: its place, its times, the end of its fault.
public protocol Standing: Sendable {
  /// Where; empty or `unknown` where nobody said.
  var environment: String { get }
  /// When it began.
  var startedAt: Timestamp { get }
  /// When its fault was cleared or the run ended; nil while it goes on.
  var endedAt: Timestamp? { get }
  /// Whether its fault was injected and, as far as is known, not cleared.
  var isFaultActive: Bool { get }
  /// How its fault is said to have ended where nobody saw that it is gone; nil where somebody did.
  var unseenEnd: String? { get }
  /// Whether it is under way: begun, and neither finished nor aborted.
  var isOpen: Bool { get }
}

extension Standing {
  /// Whether nobody said where it was: importers write `unknown` where their file does not tell.
  var isPlaceUnknown: Bool { EnvironmentName(environment).isUnknown }

  /// Whether it may have been in an environment, and nobody can tell.
  func isPlaceInDoubt(for asked: String?) -> Bool {
    isPlaceUnknown && asked.map { !EnvironmentName.same($0, environment) } ?? false
  }

  /// Whether its times alone forbid another run at a time: it goes on then, or lies less than the spacing away from it. Its own clock
  /// may be ahead of the asker's, so that lies on either side.
  public func blocks(at now: Timestamp, spacing: Double) -> Bool {
    let gap = now.seconds(since: endedAt ?? startedAt)
    return gap >= 0 ? gap < spacing : now.seconds(since: startedAt) > -spacing
  }

  /// Whether it began within a day and has not come to an end.
  func isUnderWay(at now: Timestamp) -> Bool {
    let age = now.seconds(since: startedAt)
    return isOpen && age >= 0 && age < SafetyLimits.underWaySeconds
  }

  /// Whether another run at a time and a place must keep clear of it.
  func stands(at now: Timestamp, spacing: Double, in asked: String?) -> Bool {
    if let asked, !EnvironmentName.same(asked, environment), !isPlaceUnknown { return false }
    return isFaultActive || unseenEnd != nil || blocks(at: now, spacing: spacing) || isUnderWay(at: now)
  }
}

extension RunHistory.PastRun: Standing {}

extension RunHistory {
  /// A run of which nobody said whom it disturbed: what it reaches is not known.
  public struct UnaimedRun: Standing, Equatable {
    /// Its id.
    public var id: String
    public var environment: String
    public var startedAt: Timestamp
    public var endedAt: Timestamp?
    public var isFaultActive: Bool
    public var unseenEnd: String?
    public var isOpen: Bool

    /// A run.
    public init(
      id: String, environment: String, startedAt: Timestamp, endedAt: Timestamp?, isFaultActive: Bool = false,
      unseenEnd: String? = nil, isOpen: Bool = false
    ) {
      self.id = id
      self.environment = environment
      self.startedAt = startedAt
      self.endedAt = endedAt
      self.isFaultActive = isFaultActive
      self.unseenEnd = unseenEnd
      self.isOpen = isOpen
    }
  }
}
