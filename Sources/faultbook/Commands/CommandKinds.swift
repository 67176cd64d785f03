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
    let family = "faultbook \(Self._commandName)"
    throw UsageError(
      message: "'\(family)' needs one of its commands, \(names.joined(separator: ", ")); see '\(family) --help'")
  }
}
