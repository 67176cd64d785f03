/// What was wrong with a payload, and where: one sentence that names the field.
public struct VocabularyError: Error, Equatable, CustomStringConvertible {
  /// The path of the field, `data.fault.magnitude.unit`.
  public let field: String
  /// What was wrong and what would be right, without a full stop.
  public let problem: String

  /// An error at a field.
  public init(field: String, problem: String) {
    self.field = field
    self.problem = problem
  }

  /// One sentence.
  public var description: String { "\(field): \(problem)" }
}
