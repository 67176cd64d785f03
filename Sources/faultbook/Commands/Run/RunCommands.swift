import ArgumentParser

/// The life of an experiment.
struct RunCommands: CommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs: record an experiment as it goes, and look at those that were.",
    discussion: """
      A run goes start, inject, sample and probe, clear, finish (or abort); then 'faultbook judge' says what it showed. \
      Saying a step again, with the same content, adds nothing: the step that stands is told, with its position and id.
      """,
    subcommands: [
      RunStart.self, RunInject.self, RunSample.self, RunProbe.self, RunClear.self, RunAbort.self, RunFinish.self,
      RunWatchCommand.self, RunDisqualify.self, RunList.self, RunShow.self,
    ])
}
