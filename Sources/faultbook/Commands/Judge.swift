import ArgumentParser
import KnowledgeBase
import Server

/// Verdicts from samples and clauses.
struct Judge: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Judge runs that are over: what degraded, which clauses held, how good the evidence is.",
    discussion: """
      A run that is not over is named and skipped. Judging a run twice adds nothing.

      EXAMPLES
        faultbook judge run-42
        faultbook judge --all

      \(GradeHelp.section)
      """)

  @Argument(help: ArgumentHelp("The run.", valueName: "run"))
  var runID: String?

  @Flag(help: "Every run that is over and has no verdict later than its last event.")
  var all = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if runID == nil, !all { throw ValidationError("no run is named; give its id, or --all") }
    if runID != nil, all { throw ValidationError("a run and --all stand together; give one of them") }
  }

  func run() throws {
    try Presenter.print(
      try common.writing(.judge(run: runID)) { try $0.judge(run: runID, actor: common.actorName) }, as: common.format)
  }
}
