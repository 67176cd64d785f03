import ArgumentParser
import KnowledgeBase

/// Prints answers in the form that was asked for.
enum Presenter {
  /// Prints one answer. Throws `ExitCode(1)` where the answer is no, `OutputError` where it cannot be printed.
  static func print(_ answer: Answer, as format: OutputFormat?) throws {
    try print([answer], as: format)
  }

  /// Prints several answers as one text; the answer is no where one of them is.
  static func print(_ answers: [Answer], as format: OutputFormat?) throws {
    let terminal = Terminal.output
    let rendering = Rendering(format: format ?? (terminal.isInteractive ? .table : .json), terminal: terminal)
    try printPlain(rendering.text(answers))
    if answers.contains(where: { !$0.isYes }) { throw ExitCode(1) }
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
