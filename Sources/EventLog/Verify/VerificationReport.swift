/// What a verification found.
public struct VerificationReport: Sendable, Equatable {
  /// Something wrong, and where.
  public struct Problem: Sendable, Equatable {
    /// The position of the event; 0 where it is not about one event.
    public let position: Int64
    /// What is wrong, in one sentence without a full stop.
    public let what: String

    /// A problem.
    public init(position: Int64, what: String) {
      self.position = position
      self.what = what
    }
  }

  /// How many events there are, of those that can be read.
  public let events: Int64
  /// The root of the tree over the events as they are, in hexadecimal.
  public let root: String
  /// What is wrong, in the order of the positions; where there is more, the `maximumProblems` at the lowest ones. The first
  /// is at the first bad event, where one is bad; what follows from it, of checkpoints and the root, comes after.
  public let problems: [Problem]
  /// The sizes of the checkpoints in the book whose root is that of the events as they are, each hashed anew, and whose
  /// note says the same; ascending.
  public let soundCheckpoints: [Int64]
  /// How many things are wrong.
  public let problemCount: Int
  /// Whether every event could be read, is the one whose hash was stored with it, and none is missing between them: what
  /// must hold before anything that follows from the events is compared with them.
  public let hasSoundEvents: Bool
  /// Whether there is something in the file that could not be read.
  public let isUnreadable: Bool

  /// How many problems are kept with their words.
  public static let maximumProblems = 100

  /// Whether nothing is wrong.
  public var ok: Bool { problemCount == 0 }

  /// The position of the first event that is wrong; nil where none is.
  public var firstBadPosition: Int64? { problems.map(\.position).filter { $0 > 0 }.min() }
}
