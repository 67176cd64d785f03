import ArgumentParser
import KnowledgeBase

/// A copy in the place of the book.
struct Restore: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Put a backup in the book's place; what it lacks is given up only by a recorded decision.",
    discussion: """
      The copy is verified first. Where the book, or an anchor of it, shows that there were events which the copy \
      lacks, it is refused with exit code 3, and --accept-loss with --why gives them up: the log then says so, as \
      book.restored, with what was given up, by whom and why. What stood in the place is kept beside it. A \
      follower's copy lacks least: --promote makes it the book that goes on.

      EXAMPLES
        faultbook restore /mnt/backups/shop.sqlite --book shop.sqlite
        faultbook restore /mnt/backups/shop.sqlite --accept-loss --why "lost disk"
        faultbook restore copy.sqlite --promote --why "the first host is gone"
      """)

  @Argument(help: "The copy: a backup, or a follower's book.", completion: .file())
  var copy: String

  @Flag(help: "Give up events that the copy lacks; needs --why.")
  var acceptLoss = false

  @Flag(help: "Make a follower's copy a book of its own; needs --why.")
  var promote = false

  @Option(help: ArgumentHelp("Why; the log records it.", valueName: "text"))
  var why: String?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if acceptLoss || promote, why?.isEmpty ?? true {
      throw ValidationError("--accept-loss and --promote need a reason for the log; give --why")
    }
  }

  func run() throws {
    var decision = RestoreDecision()
    decision.acceptsLoss = acceptLoss
    decision.promotes = promote
    decision.why = why
    let bar = ProgressBar()
    defer { bar.finish() }
    let answer = try KnowledgeBase.restore(
      copy, to: common.bookPath, anchors: common.anchors, wait: common.waitSeconds, decision: decision,
      actor: common.actorName, progress: { bar.report($0, done: $1, of: $2) })
    bar.finish()
    try Presenter.print(answer, as: common.format)
  }
}
