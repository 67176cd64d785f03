/// The life of a run as a pure state machine: which events may follow which, and what is to be done next.
///
/// Two things go their own ways, the course of the run and that of its fault:
///
/// ```
/// course   open ──abort──▶ aborted ──finish──▶ finished        open ──finish──▶ finished
/// fault    absent ──inject──▶ acting ──clear──▶ cleared ──inject──▶ acting …
/// ```
///
/// | step | legal |
/// |---|---|
/// | inject | while the run is open: a round, or more of one |
/// | observe | always: samples may arrive late, and a later verdict then replaces the earlier one |
/// | clear | once a fault was injected; when the run is finished, only a fault that was left behind |
/// | abort | until it is finished; again by a second guard |
/// | finish | until it is finished |
public struct RunLife: Sendable, Hashable, CustomStringConvertible {
  /// The course of a run.
  public enum Course: String, Sendable, Hashable, CaseIterable {
    /// Under way.
    case open
    /// Stopped early.
    case aborted
    /// Over.
    case finished
  }

  /// The course of its fault.
  public enum FaultState: String, Sendable, Hashable, CaseIterable {
    /// Nothing was injected so far.
    case absent
    /// It acts, as far as is known.
    case acting
    /// It is gone.
    case cleared
  }

  /// How far the run is.
  public private(set) var course: Course
  /// How far its fault is.
  public private(set) var fault: FaultState

  /// A life at some point of it.
  public init(_ course: Course = .open, fault: FaultState = .absent) {
    self.course = course
    self.fault = fault
  }

  /// Begun, nothing injected.
  public static let started = RunLife()

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
  public var isOver: Bool { course != .open }

  /// Where it is, in a word: started, injected, cleared, aborted or finished.
  public var description: String {
    switch (course, fault) {
    case (.open, .absent): "started"
    case (.open, .acting): "injected"
    case (.open, .cleared): "cleared"
    case (.aborted, _): "aborted"
    case (.finished, _): "finished"
    }
  }

  /// Takes a step. Throws ``RunLifeError`` where it is not legal, and stays as it was.
  public mutating func handle(_ step: Step) throws(RunLifeError) -> Action {
    switch (step, course, fault) {
    case (.observe, .open, .acting): return .watch
    case (.observe, .open, _): return .observe
    case (.observe, _, _): return .judge

    case (.inject, .open, _):
      fault = .acting
      return .watch

    case (.clear, .open, .acting), (.clear, .open, .cleared):
      fault = .cleared
      return .observe
    case (.clear, .aborted, .acting), (.clear, .aborted, .cleared), (.clear, .finished, .acting):
      fault = .cleared
      return .judge

    case (.abort, .open, .acting), (.abort, .aborted, .acting):
      course = .aborted
      return .rollBack
    case (.abort, .open, _), (.abort, .aborted, _):
      course = .aborted
      return .judge

    case (.finish, .open, .acting), (.finish, .aborted, .acting):
      course = .finished
      return .rollBack
    case (.finish, .open, _), (.finish, .aborted, _):
      course = .finished
      return .judge

    case (.inject, _, _), (.clear, _, _), (.abort, .finished, _), (.finish, .finished, _):
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

  /// What was asked of which run.
  public var description: String {
    "a run that is \(state), its fault \(state.fault.rawValue), cannot \(step.rawValue)"
  }
}
