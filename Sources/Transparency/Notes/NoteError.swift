/// Why a note, a key or a checkpoint could not be read or made: one sentence without a full stop.
public struct NoteError: Error, Equatable, CustomStringConvertible {
  /// What was wrong, and what would be right.
  public let problem: String

  /// An error.
  public init(_ problem: String) { self.problem = problem }

  public var description: String { problem }
}
