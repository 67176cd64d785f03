public import Vocabulary

/// A part of the system, as the events up to a position leave it.
public struct Component: Sendable, Equatable {
  /// Something about it became new at an instant: older evidence weighs less.
  public struct Change: Sendable, Equatable {
    /// When it happened in the world.
    public let at: Timestamp
    /// What changed.
    public let change: ComponentChanged.Change
    /// The version after it.
    public let version: String?

    /// A change.
    public init(at: Timestamp, change: ComponentChanged.Change, version: String? = nil) {
      self.at = at
      self.change = change
      self.version = version
    }
  }

  /// Its name.
  public let name: String
  /// What it is; service where nobody said.
  public internal(set) var kind = ComponentKind.service
  /// Whether a `component.declared` named it. A name known from dependencies and journeys alone is not declared.
  public internal(set) var declared = false
  /// Who owns it.
  public internal(set) var owner: String?
  /// How much it matters, in the organisation's own words.
  public internal(set) var tier: String?
  /// Free labels, as declared.
  public internal(set) var tags: [String] = []
  /// Whether it is gone.
  public internal(set) var retired = false
  /// What changed about it, oldest first.
  public internal(set) var changes: [Change] = []

  init(_ name: String) { self.name = name }

  /// How many changes lie after `evidence` and not after `now`: each makes that evidence weigh less (chapter 2, Weight).
  /// Cost: logarithmic in the changes.
  public func changes(after evidence: Timestamp, upTo now: Timestamp) -> Int {
    max(0, firstChange(after: now) - firstChange(after: evidence))
  }

  private func firstChange(after instant: Timestamp) -> Int {
    var low = 0
    var high = changes.count
    while low < high {
      let middle = (low + high) / 2
      if changes[middle].at <= instant { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// A user-facing behaviour: the caller of its entry components.
public struct Journey: Sendable, Equatable {
  /// Its name.
  public let name: String
  /// The components where it enters, by name, each once.
  public let entry: [String]
  /// How much it matters, 0 to 1.
  public let criticality: Double
  /// What it should reach.
  public let objective: Objective?
}

/// The last word on an error budget.
public struct Budget: Sendable, Equatable {
  /// Whose.
  public let node: NodeID
  /// What is left, 0 to 1 of the whole.
  public let remaining: Double
  /// How fast it burns; 1 spends it exactly by the end of its window.
  public let burnRate: Double?
  /// When it was reported, in the world.
  public let at: Timestamp
}
