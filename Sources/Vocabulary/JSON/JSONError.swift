/// Why a text is no JSON: what was wrong and where.
public struct JSONError: Error, Equatable, CustomStringConvertible {
  /// What was wrong, "expected ',' or '}'".
  public let problem: String
  /// Bytes before the place.
  public let offset: Int
  /// The line of the place, from 1.
  public let line: Int
  /// The path of the innermost value that was being read, `$.data.fault`.
  public let path: String

  /// One sentence.
  public var description: String { "\(problem) at line \(line), byte \(offset), in \(path)" }
}
