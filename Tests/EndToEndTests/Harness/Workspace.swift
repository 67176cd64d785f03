import Foundation
import Testing
import Vocabulary

/// A folder of one test, gone with it, in which the executable runs.
final class Workspace: Sendable {
  let folder: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.path + "/faultbook-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// The path of a file in the folder.
  func path(_ name: String) -> String { folder + "/" + name }

  /// Writes a file and gives its path.
  @discardableResult
  func write(_ name: String, _ content: String) throws -> String { try write(name, Array(content.utf8)) }

  /// Writes a file and gives its path.
  @discardableResult
  func write(_ name: String, _ content: [UInt8]) throws -> String {
    try Data(content).write(to: URL(filePath: path(name)))
    return path(name)
  }

  /// The bytes of a file; empty where it is not there.
  func bytes(_ name: String) -> [UInt8] { (try? Data(contentsOf: URL(filePath: path(name)))).map(Array.init) ?? [] }

  /// Runs the executable in the folder.
  func run(
    _ arguments: [String], input: String? = nil, environment: [String: String] = [:], output: Binary.Output = .kept,
    blocks: Int? = nil, kilobytes: Int? = nil
  ) throws -> Binary.Outcome {
    try Binary.run(
      [Binary.path] + arguments, in: folder, input: input, environment: environment, output: output, blocks: blocks,
      kilobytes: kilobytes)
  }

  /// Runs a command that must be done, and gives its answer as JSON.
  @discardableResult
  func answer(_ arguments: [String], input: String? = nil, exitCode: Int32 = 0) throws -> JSON {
    let outcome = try run(arguments, input: input)
    #expect(outcome.exitCode == exitCode, "\(arguments): \(outcome.error)")
    return try JSON.parse(outcome.output)
  }

  /// What the log of a book holds: its number of events and its root. Verifies it whole.
  func state(of book: String) throws -> JSON {
    let answer = try self.answer(["audit", "verify", "--book", book])
    return ["events": answer["events"] ?? .null, "root": answer["root"] ?? .null, "ok": answer["ok"] ?? .null]
  }
}

/// Expects that a call failed as it should: the exit code, nothing on standard output, one sentence on standard error.
func expectFailure(
  _ outcome: Binary.Outcome, exitCode: Int32, says expected: String? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(outcome.exitCode == exitCode, "\(outcome.error)", sourceLocation: sourceLocation)
  #expect(outcome.output.isEmpty, sourceLocation: sourceLocation)
  let lines = outcome.error.split(separator: "\n", omittingEmptySubsequences: false)
  #expect(lines.count == 2 && lines.last == "", "not one line: \(outcome.error)", sourceLocation: sourceLocation)
  #expect(outcome.error.hasPrefix("faultbook: "), "\(outcome.error)", sourceLocation: sourceLocation)
  for word in ["Error Domain", "Fatal error", "NSError", "Optional(", "SQLITE_", "Swift."] {
    #expect(!outcome.error.contains(word), "not for people: \(outcome.error)", sourceLocation: sourceLocation)
  }
  if let expected {
    #expect(outcome.error == "faultbook: \(expected)\n", sourceLocation: sourceLocation)
  }
}

extension Workspace {
  /// Whether the folder holds no file.
  var isEmpty: Bool { (try? FileManager.default.contentsOfDirectory(atPath: folder))?.isEmpty ?? false }
}
