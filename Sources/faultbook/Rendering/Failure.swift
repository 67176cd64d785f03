import ArgumentParser
import KnowledgeBase
import Vocabulary

/// The one place where errors become what people see: one sentence on standard error, and an exit code.
struct Failure {
  /// The sentence, on one line.
  let message: String
  /// 2 for bad usage or input, 3 where the book is at fault.
  let exitCode: Int32

  /// What is said of an error.
  init(_ error: any Error) {
    switch error {
    case let error as FaultbookError: (message, exitCode) = (error.message, error.exitCode)
    case let error as UsageError: (message, exitCode) = (error.message, 2)
    case let error as ValidationError: (message, exitCode) = (error.message, 2)
    default: (message, exitCode) = (String(describing: error), 2)
    }
  }

  /// The line as it is printed.
  var line: String {
    let text = DisplayText.line(message).trimmed
    return "faultbook: \(text.hasSuffix(".") ? String(text.dropLast()) : text)"
  }

  /// Prints the line and gives the exit code.
  func report() -> Int32 {
    StandardStreams.printError(Terminal.error.hasColour ? Terminal.error.red("faultbook:") + line.dropFirst(10) : line)
    return exitCode
  }
}

/// Arguments that no command takes, in a sentence that ends with the remedy.
struct UsageError: Error {
  /// The sentence.
  let message: String

  /// A sentence of our own.
  init(message: String) { self.message = message }

  /// What the parser says, shortened: its message, and the help that it points to.
  init(_ error: any Error) {
    var text = Faultbook.message(for: error).split(separator: "\n").map { $0.trimmed }.joined(separator: " ")
    while text.last == "." || text.last == " " { text.removeLast() }
    text = text.prefix(1).lowercased() + text.dropFirst()
    let full = Faultbook.fullMessage(for: error)
    let help = full.split(separator: "'").last { $0.hasSuffix(" --help") } ?? "faultbook --help"
    if let word = text.quoted(after: "unexpected argument"), let names = UsageError.subcommands(of: help) {
      let near = Suggestion.nearest(to: word, among: names)
      text =
        "'\(word)' is no command of \(help.dropLast(" --help".count))" + (near.map { "; did you mean '\($0)'?" } ?? "")
    }
    text = text.replacing(". Did you mean", with: "; did you mean").replacing(". Please provide", with: "; give")
    message = text.hasSuffix("?") ? "\(text) See '\(help)'" : "\(text); see '\(help)'"
  }

  /// The names of the commands of the family that a help command is about; nil where it is no family.
  private static func subcommands(of help: some StringProtocol) -> [String]? {
    var command: any ParsableCommand.Type = Faultbook.self
    for word in help.split(separator: " ").dropFirst() where word != "--help" {
      guard let next = command.configuration.subcommands.first(where: { $0._commandName == word }) else { return nil }
      command = next
    }
    let names = command.configuration.subcommands.map { $0._commandName }
    return names.isEmpty ? nil : names
  }
}

extension StringProtocol {
  /// The word in single quotes that ends the text after an introduction; nil where it is not of that form.
  fileprivate func quoted(after introduction: String) -> String? {
    guard hasPrefix(introduction + " '"), hasSuffix("'") else { return nil }
    return String(dropFirst(introduction.count + 2).dropLast())
  }

  /// The text without the spaces at either end.
  var trimmed: String {
    var slice = self[...]
    while slice.first?.isWhitespace == true { slice = slice.dropFirst() }
    while slice.last?.isWhitespace == true { slice = slice.dropLast() }
    return String(slice)
  }

  /// The text without the spaces at its end.
  var trimmingEnd: String {
    var slice = self[...]
    while slice.last == " " { slice = slice.dropLast() }
    return String(slice)
  }
}
