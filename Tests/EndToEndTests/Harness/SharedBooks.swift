import Foundation

/// Books that are made once and read by many tests; a test that writes takes a copy.
enum SharedBooks {
  /// The book that `faultbook demo` makes, and what it printed for people.
  static let demo = Result { try made("demo", ["demo", "--format", "table"]) }
  /// The small system of ``SampleEvents``, judged.
  static let small = Result { try made("small", ["import", "--create", "-"], input: SampleEvents.lines) }

  /// What the log of the small book holds.
  static let smallState = Result { try Workspace().state(of: small.get().path) }

  /// A book and what making it printed.
  struct Made: Sendable {
    let path: String
    let outcome: Binary.Outcome
    private let workspace: Workspace

    fileprivate init(path: String, outcome: Binary.Outcome, workspace: Workspace) {
      self.path = path
      self.outcome = outcome
      self.workspace = workspace
    }

    /// A copy of the book in another folder.
    func copied(to workspace: Workspace, as name: String = "book.sqlite") throws -> String {
      for ending in ["", "-wal"] where FileManager.default.fileExists(atPath: path + ending) {
        try FileManager.default.copyItem(atPath: path + ending, toPath: workspace.path(name + ending))
      }
      return workspace.path(name)
    }
  }

  /// A book could not be made.
  struct Unmade: Error, CustomStringConvertible {
    let description: String
  }

  private static func made(_ name: String, _ arguments: [String], input: String? = nil) throws -> Made {
    let workspace = try Workspace()
    let path = workspace.path("\(name).sqlite")
    let outcome = try workspace.run(arguments + ["--book", path], input: input)
    guard outcome.exitCode == 0 else {
      throw Unmade(description: "\(arguments) left \(outcome.exitCode): \(outcome.error)")
    }
    return Made(path: path, outcome: outcome, workspace: workspace)
  }
}
