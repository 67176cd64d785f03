public import Vocabulary

/// How a state is read: as of which position, at which *now*, for which environment.
public struct View: Sendable {
  /// The time that evidence ages to.
  public enum Now: Sendable, Equatable {
    /// Book time: the greatest time of any system, run or incident event that is read.
    case book
    /// The clock on the wall.
    case wall
    /// An instant.
    case at(Timestamp)
  }

  /// How much of the log is read.
  public enum AsOf: Sendable, Equatable {
    /// All of it.
    case head
    /// Up to a position: what was known there.
    case position(Int64)
    /// Up to the last event that was recorded by then: what was known then.
    case recorded(Timestamp)
    /// Every event that had occurred by then, whenever it was recorded and in the order in which it happened: what had
    /// happened by then.
    case occurred(Timestamp)
  }

  /// The time that evidence ages to.
  public var now: Now
  /// The environment that is asked about; nil where all weigh alike.
  public var environment: String?
  /// How much of the log is read.
  public var asOf: AsOf
  /// Runs and incidents that are left out: what would be thought had they not been. By id, or `run/ID`, `incident/ID`.
  public var without: [String]
  /// Settings that hold whatever the log says of them: what would be thought under another policy.
  public var settings: [PolicySet]

  /// A view; of everything, at book time, of all environments, where nothing is said.
  public init(
    now: Now = .book, environment: String? = nil, asOf: AsOf = .head, without: [String] = [],
    settings: [PolicySet] = []
  ) {
    self.now = now
    self.environment = environment
    self.asOf = asOf
    self.without = without
    self.settings = settings
  }

  /// Whether anything is supposed that the log does not say.
  public var supposes: Bool { !without.isEmpty || !settings.isEmpty }
}
