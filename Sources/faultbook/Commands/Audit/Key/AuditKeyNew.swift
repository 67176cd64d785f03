import ArgumentParser
import KnowledgeBase

/// A new signing key.
struct AuditKeyNew: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Make an Ed25519 key in a file that only you can read; a file that is there is left as it is.",
    discussion: """
      What others check signatures with is printed, and put beside the key in a file that ends in .pub. Whoever has \
      the key can sign another history: keep it where the book is not.

      EXAMPLES
        faultbook audit key new
        faultbook audit key new --name example.com/shop --key ~/keys/shop.key
        faultbook audit key new --witness --key ~/keys/witness.key
      """)

  @Option(
    help: ArgumentHelp(
      "What stands beside its signatures: a name like example.com/shop, no spaces and no plus. (default: --actor's)",
      valueName: "name"))
  var name: String?

  @Flag(help: "A key that cosigns other logs' checkpoints, and signs none of its own.")
  var witness = false

  @OptionGroup var keys: KeyOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    let answer = try AuditKeys.create(
      at: keys.path, name: name ?? common.actorName, isWitness: witness, book: common.bookPath)
    try Presenter.print(answer, as: common.format)
  }
}
