import ArgumentParser
import KnowledgeBase

/// Prints answers in the form that was asked for.
enum Presenter {
  /// Prints one answer. Throws `ExitCode(1)` where the answer is no, `OutputError` where it cannot be printed.
  static func print(_ answer: Answer, as format: OutputFormat?) throws {
    try printAll([answer], as: format)
    if !answer.isYes { throw ExitCode(1) }
  }

  /// Prints several answers as one text: a no among them is part of the story and not of the exit code.
  static func printAll(_ answers: [Answer], as format: OutputFormat?) throws {
    try printPlain(Rendering(format: chosen(format), terminal: Terminal.output).text(answers))
  }

  /// Tells people the steps of long work as they are done, above the tables; programs hear nothing.
  static func story(as format: OutputFormat?) -> (String) -> Void {
    guard chosen(format) == .table else { return { _ in } }
    return { line in try? printPlain(DisplayText.line(line) + "\n") }
  }

  /// The form that was asked for, else tables on a terminal and JSON in a pipe.
  private static func chosen(_ format: OutputFormat?) -> OutputFormat {
    format ?? (Terminal.output.isInteractive ? .table : .json)
  }

  /// Prints text as it is. A reader that went away (`| head`) is no error.
  static func printPlain(_ text: String) throws {
    do {
      try StandardStreams.print(text)
    } catch let error as OutputError where error.readerIsGone {
      return
    }
  }
}
