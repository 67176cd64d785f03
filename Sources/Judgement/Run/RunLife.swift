/// The life of a run as a pure state machine: which events may follow which, and what is to be done next.
///
/// ```
/// started ──inject──▶ injected ──clear──▶ cleared ──finish──▶ finished
///    │                   │  ▲                │ │
///    │                   │  └────inject──────┘ │
///    └──────abort──────▶ aborted ◀────abort────┘      finish is legal from every state but finished
/// ```
///
/// Observations are legal in every state: samples may arrive late, and a later verdict then replaces the earlier one.
public enum RunLife: String, Sendable, Hashable, CaseIterable {
  /// Begun, nothing injected. Legal: inject, observe, abort, finish.
  case started
  /// The fault acts. Legal: inject (another round or more of it), observe, clear, abort, finish (a tool that never
  /// says when its fault ends).
  case injected
  /// The fault is gone. Legal: inject (another round), observe, clear (a rollback after the fault expired), abort, finish.
  case cleared
  /// Stopped early. Legal: observe, clear (the rollback), abort (a second guard), finish.
  case aborted
  /// Over. Legal: observe.
  case finished

  /// What an event does to a run.
  public enum Step: String, Sendable, Hashable, CaseIterable {
    /// A fault is injected.
    case inject
    /// A sample or a probe arrives.
    case observe
    /// The fault is cleared.
    case clear
    /// The run is stopped.
    case abort
    /// The run is over.
    case finish
  }

  /// What whoever drives the run should do after a step.
  public enum Action: String, Sendable, Hashable, CaseIterable {
    /// Nothing in particular: keep observing.
    case observe
    /// Ask the kill switch about what arrived.
    case watch
    /// Make sure the fault is cleared.
    case rollBack
    /// Reach a verdict.
    case judge
  }

  /// Whether a verdict may be reached: the run is finished or aborted.
  public var isOver: Bool { self == .finished || self == .aborted }

  /// Takes a step. Throws ``RunLifeError`` where it is not legal, and stays as it was.
  public mutating func handle(_ step: Step) throws(RunLifeError) -> Action {
    switch (self, step) {
    case (.started, .observe), (.cleared, .observe): return .observe
    case (.injected, .observe): return .watch
    case (.aborted, .observe), (.finished, .observe): return .judge
    case (.started, .inject), (.injected, .inject), (.cleared, .inject):
      self = .injected
      return .watch
    case (.injected, .clear), (.cleared, .clear):
      self = .cleared
      return .observe
    case (.aborted, .clear): return .judge
    case (.injected, .abort):
      self = .aborted
      return .rollBack
    case (.started, .abort), (.cleared, .abort), (.aborted, .abort):
      self = .aborted
      return .judge
    case (.started, .finish), (.injected, .finish), (.cleared, .finish), (.aborted, .finish):
      self = .finished
      return .judge
    case (.started, .clear), (.aborted, .inject), (.finished, .inject), (.finished, .clear), (.finished, .abort),
      (.finished, .finish):
      throw RunLifeError(state: self, step: step)
    }
  }
}

/// A step that a run's life does not allow.
public struct RunLifeError: Error, Equatable, CustomStringConvertible {
  /// Where the run is.
  public let state: RunLife
  /// What was asked.
  public let step: RunLife.Step

  /// One sentence that says what to do.
  public var description: String {
    switch (state, step) {
    case (.started, .clear): "no fault has been injected into this run, so none can be cleared; inject one first"
    case (.finished, _): "the run is finished, so it cannot \(step.rawValue); start another run"
    default: "the run is \(state.rawValue), so it cannot \(step.rawValue); start another run"
    }
  }
}
