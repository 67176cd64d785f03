import Vocabulary

/// Why an experiment was not exported: one sentence that says what was wrong, where, and what to do.
public struct ExportError: Error, Equatable, CustomStringConvertible {
  /// What kind of trouble; who walks down a list of proposals goes on where the tool cannot do one.
  public struct Code: RawRepresentable, Sendable, Hashable {
    /// The code's name.
    public let rawValue: String
    /// A code.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The tool has nothing that does this.
    public static let inexpressible = Code(rawValue: "inexpressible")
    /// A fact of the user's is missing.
    public static let missing = Code(rawValue: "missing")
    /// The bindings are unsound.
    public static let bindings = Code(rawValue: "bindings")
    /// The experiment itself cannot be exported.
    public static let unsound = Code(rawValue: "unsound")
  }

  /// What kind of trouble.
  public let code: Code
  /// One sentence.
  public let message: String

  /// An error.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { message }

  /// The error of a fault that a tool has nothing for.
  static func inexpressible(
    _ experiment: PlannedExperiment, _ tool: ExportTool, _ why: String? = nil, can kinds: [String] = []
  ) -> ExportError {
    let able = kinds.isEmpty ? "" : "; it can do \(kinds.joined(separator: ", "))"
    let reason = why ?? "has nothing that does \(experiment.fault.kind) to \(experiment.place)"
    return ExportError(.inexpressible, "\(tool.title) \(reason)\(able)")
  }
}
