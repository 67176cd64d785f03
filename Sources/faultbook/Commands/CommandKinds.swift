import ArgumentParser
import KnowledgeBase
import Vocabulary

/// A command that asks the book something and changes nothing.
protocol Question: ParsableCommand {
  var common: CommonOptions { get }
  /// The book's answer.
  func answer(_ book: KnowledgeBase) throws -> Answer
}

extension Question {
  func run() throws {
    let book = try common.openForReading()
    defer { book.close() }
    try Presenter.print(try answer(book), as: common.format)
  }
}

/// A command that records one event made of its options.
protocol Recording: ParsableCommand {
  var common: CommonOptions { get }
  var recording: RecordingOptions { get }
  /// The stream that the event belongs to.
  var stream: String { get }
  /// What the event says.
  func payload() throws -> any EventPayload
}

extension Recording {
  func run() throws {
    try Recorder(common: common, options: recording).record(payload(), stream: stream)
  }
}

/// A family of commands, which alone does nothing.
protocol CommandFamily: ParsableCommand {}

extension CommandFamily {
  func run() throws {
    let names = Self.configuration.subcommands.map { $0._commandName }
    let family = "faultbook \(Self.path(below: Faultbook.self).joined(separator: " "))"
    throw UsageError(
      message: "'\(family)' needs one of its commands, \(names.joined(separator: ", ")); see '\(family) --help'")
  }

  /// The names that lead to this family from a command above it; its own alone where it is not below.
  private static func path(below command: any ParsableCommand.Type) -> [String] {
    func search(_ command: any ParsableCommand.Type) -> [String]? {
      for child in command.configuration.subcommands {
        if child == Self.self { return [child._commandName] }
        if let rest = search(child) { return [child._commandName] + rest }
      }
      return nil
    }
    return search(command) ?? [_commandName]
  }
}
