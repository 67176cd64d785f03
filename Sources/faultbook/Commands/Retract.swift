import ArgumentParser
import KnowledgeBase
import Server

/// Something that should not have been said.
struct Retract: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Take an event back: it stays in the log, and is read as absent from now on.",
    discussion: """
      Whatever is asked as of before still reads it. A correction, a disqualification and a retraction can be taken \
      back, too, and so undone. Runs that it concerns are judged again.

      EXAMPLES
        faultbook retract 42 --why "recorded in the wrong run"
        faultbook retract 57 --why "the run was sound after all"
      """)

  @Argument(help: "The event's position in the log.")
  var position: Int64

  @Option(help: ArgumentHelp("Why.", valueName: "text"))
  var why: String

  @OptionGroup var sealing: SealingOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    let sealing = try sealing.request()
    let answer = try common.writing(.retract(position, why: why, sealing: sealing)) { book in
      try book.retract(position, why: why, actor: common.actorName, sealing: sealing)
    }
    try Presenter.print(answer, as: common.format)
  }
}
