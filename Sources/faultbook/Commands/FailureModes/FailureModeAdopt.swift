import ArgumentParser
import KnowledgeBase
import Server
import Vocabulary

/// From the shipped catalogue into the book.
struct FailureModeAdopt: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "adopt",
    abstract: "Take shipped failure modes into the book, so that they weigh.",
    discussion: """
      What a book catalogues weighs in its scores and ranks its proposals; what is
      shipped does not. Change an adopted one with `faultbook declare failure-mode`.

      EXAMPLES
        faultbook failure-modes adopt TF-001 TF-002
        faultbook failure-modes adopt --applicable
      """)

  @Argument(help: ArgumentHelp("Their ids.", valueName: "id"))
  var ids: [String] = []

  @Flag(help: "All that strike a component of the book.")
  var applicable = false

  @Option(
    help: ArgumentHelp("When it happened in the world. (default: when it is recorded)", valueName: "time"),
    transform: Parse.time)
  var time: Timestamp?

  @Flag(help: "Say what would be recorded; with ids it needs no book, and it changes none.")
  var dryRun = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if ids.isEmpty != applicable {
      throw ValidationError("name failure modes such as TF-001, or take --applicable; one of the two")
    }
  }

  func run() throws {
    if dryRun, !applicable { return try Presenter.print(try KnowledgeBase.dryRunAdopt(ids), as: common.format) }
    func adopt(in book: KnowledgeBase) throws -> Answer {
      try book.adoptFailureModes(ids, time: time, actor: common.actorName, dryRun: dryRun)
    }
    guard dryRun else { return try Presenter.print(common.writing(.adopt(ids, time: time), adopt), as: common.format) }
    let book = try common.openForReading()
    defer { book.close() }
    try Presenter.print(adopt(in: book), as: common.format)
  }
}
