import ArgumentParser

/// The life of an experiment.
struct RunCommands: CommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs: record an experiment as it goes, and look at those that were.",
    discussion: """
      A run goes start, inject, sample and probe, clear, finish (or abort); then 'faultbook judge' says what it showed.
      """,
    subcommands: [
      RunStart.self, RunInject.self, RunSample.self, RunProbe.self, RunClear.self, RunAbort.self, RunFinish.self,
      RunDisqualify.self, RunList.self, RunShow.self,
    ])
}
