import ArgumentParser
import KnowledgeBase

/// The root of the commands; the folder `Commands` has the same tree.
struct Faultbook: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "faultbook",
    abstract: "What is known about the resilience of a system, how surely, and what to test next.",
    discussion: """
      A book is one SQLite file. Its events are never changed; everything else is computed from them.

      EXAMPLES
        faultbook demo                       # the whole way on example data
        faultbook init --book shop.sqlite    # a book of your own
        faultbook import journal.json        # learn from another tool's results
        faultbook beliefs                    # what is known, and how surely
        faultbook next --top 5               # what teaches most, and may it run

      EXIT CODES
        0  done
        1  the answer is no: nothing is allowed to run, a verification failed
        2  bad usage or bad input; the book is unchanged
        3  the book is damaged, locked, or no book of this program
      """,
    version: KnowledgeBase.programVersion,
    groupedSubcommands: [
      CommandGroup(
        name: "Begin", subcommands: [DemoCommand.self, Initialise.self, AppendEvents.self, ImportFiles.self]),
      CommandGroup(
        name: "Record",
        subcommands: [
          IntentCommands.self,
          RunCommands.self,
          IncidentCommands.self,
          DeclareCommands.self,
          PolicyCommands.self,
          Judge.self,
          Correct.self,
          Retract.self,
        ]),
      CommandGroup(
        name: "Plan", subcommands: [Next.self, ProposalCommands.self, Predict.self, ScenarioCommands.self]),
      CommandGroup(
        name: "Ask",
        subcommands: [
          BeliefList.self, Scores.self, System.self, Findings.self, ExplainCommands.self, Ask.self, SQL.self,
          LogList.self, Replay.self, ReportCommands.self, FailureModeCommands.self,
        ]),
      CommandGroup(name: "Serve", subcommands: [Serve.self, TokenCommands.self]),
      CommandGroup(
        name: "Keep",
        subcommands: [
          AuditCommands.self,
          Backup.self,
          Restore.self,
          Follow.self,
          SubjectCommands.self,
          Rebuild.self,
          Doctor.self,
        ]),
      CommandGroup(name: "Serve", subcommands: [ModelContext.self]),
    ])
}
