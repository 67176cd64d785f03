import ArgumentParser
import KnowledgeBase
import Server

/// The right to be forgotten.
struct SubjectErase: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erase",
    abstract: "Destroy a person's key for ever: what is sealed of them can never be read again.",
    discussion: """
      The events stay, with their hashes and proofs; the log records which key was destroyed, not whose it was.

      EXAMPLES
        faultbook subject erase "Ada Lovelace" --why "asked for on 2026-11-20"
      """)

  @Argument(help: "The person, by the name that was given with --subject.")
  var name: String

  @Option(help: ArgumentHelp("Why; it stays readable, so leave the name out.", valueName: "text"))
  var why: String

  @OptionGroup var common: CommonOptions

  func run() throws {
    let answer = try common.writing(.erase(subject: name, why: why)) {
      try $0.erase(subject: name, why: why, actor: common.actorName)
    }
    try Presenter.print(answer, as: common.format)
  }
}
