import ArgumentParser
import Glibc

/// The process: takes the arguments, runs the command, leaves with its exit code.
@main
enum Program {
  static func main() {
    StandardStreams.secure()
    exit(run(Array(CommandLine.arguments.dropFirst())))
  }

  /// Runs one command line; the exit code is 0 for done, 1 where the answer is no, 2 for bad usage or input, 3 where
  /// the book is damaged, foreign or locked.
  private static func run(_ arguments: [String]) -> Int32 {
    do {
      var command = try parse(
        CommonOptions.movedBehindCommand(NegativeNumbers.tied(arguments), of: Faultbook.self))
      try command.run()
      return 0
    } catch let code as ExitCode {
      return code.rawValue
    } catch let error where Faultbook.exitCode(for: error) == .success {
      return printed(HelpText.shortened(Faultbook.fullMessage(for: error)))
    } catch {
      return Failure(error).report()
    }
  }

  private static func printed(_ text: String) -> Int32 {
    do {
      try Presenter.printPlain(text + "\n")
      return 0
    } catch {
      return Failure(error).report()
    }
  }

  private static func parse(_ arguments: [String]) throws -> any ParsableCommand {
    do {
      return try Faultbook.parseAsRoot(arguments)
    } catch let error where Faultbook.exitCode(for: error) != .success {
      throw UsageError(error)
    }
  }
}
