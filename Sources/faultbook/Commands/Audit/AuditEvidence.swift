import ArgumentParser
import KnowledgeBase

/// What the runs are worth.
struct AuditEvidence: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evidence",
    abstract: "Say what the runs are worth: their grades, and which passes do not hold what they promise.",
    discussion: """
      After importing an archive: passes that observed nothing, went over a probe that failed, or are refuted by what \
      was measured; gates that failed, faults that nothing shows to have acted, questions without an answer; \
      rollbacks that were not executed, runs too close to one another, criteria changed after the result.

      EXAMPLES
        faultbook import archive/*.json && faultbook audit evidence
        faultbook audit evidence --tool litmus --format markdown
        faultbook audit evidence --html evidence.html
        faultbook audit evidence --strict       # exit code 1 where anything is found

      \(GradeHelp.section)
      """)

  @Option(help: ArgumentHelp("Only the runs of this tool, such as chaostoolkit.", valueName: "name"))
  var tool: String?

  @Flag(help: "Leave with exit code 1 where any check finds a run.")
  var strict = false

  @OptionGroup var output: ReportOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    let book = try common.openForReading()
    defer { book.close() }
    let answer = try book.auditEvidence(tool: tool, strict: strict, view: common.view)
    if output.isFile {
      try output.deliver(try book.reportEvidence(tool: tool, view: common.view), as: common.format)
      if !answer.isYes { throw ExitCode(1) }
    } else {
      try Presenter.print(answer, as: common.format)
    }
  }
}
