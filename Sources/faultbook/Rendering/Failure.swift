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
    let text = DisplayText.line(message).trimmingSuffix { $0 == " " || $0 == "." }
    return "faultbook: \(text)"
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
    let command = full.split(separator: "'", omittingEmptySubsequences: false).last { $0.hasSuffix(" --help") }
    message = "\(text.isEmpty ? "a command is missing" : text); see '\(command ?? "faultbook --help")'"
  }
}

extension StringProtocol {
  /// The text without the spaces at either end.
  var trimmed: String {
    var slice = self[...]
    while slice.first?.isWhitespace == true { slice = slice.dropFirst() }
    while slice.last?.isWhitespace == true { slice = slice.dropLast() }
    return String(slice)
  }

  /// The text without its last characters of a kind.
  fileprivate func trimmingSuffix(_ isDropped: (Character) -> Bool) -> String {
    var slice = self[...]
    while let last = slice.last, isDropped(last) { slice = slice.dropLast() }
    return String(slice)
  }
}
