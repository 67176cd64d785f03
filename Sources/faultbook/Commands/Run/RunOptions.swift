import ArgumentParser
import Vocabulary

/// Which run.
struct RunArgument: ParsableArguments {
  @Argument(help: ArgumentHelp("The run's id.", valueName: "run"))
  var id: String

  /// Its stream.
  var stream: String { StreamFamily.run.stream(id) }
}
