/// Why a file was not imported: nothing of it counts then.
///
/// ```
/// journal.json, line 12, $.run[0].start: expected a time, found "yesterday"; correct the file or leave it out
/// ```
public struct ImportError: Error, Equatable, CustomStringConvertible {
  /// The file's name as given.
  public let file: String
  /// The line, from 1.
  public let line: Int?
  /// The JSON path of the value, `$.resourceSpans[0]`.
  public let path: String?
  /// What was expected and what was found, without a full stop.
  public let problem: String
  /// What to do about it.
  public let remedy: String?

  /// An error at a place.
  public init(file: String, line: Int? = nil, path: String? = nil, problem: String, remedy: String? = nil) {
    self.file = file
    self.line = line
    self.path = path
    self.problem = problem
    self.remedy = remedy
  }

  /// One sentence.
  public var description: String {
    let place = [file, line.map { "line \($0)" }, path].compactMap(\.self).joined(separator: ", ")
    return "\(place): \(problem)" + (remedy.map { "; \($0)" } ?? "")
  }
}
