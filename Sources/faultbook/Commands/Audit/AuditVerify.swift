import ArgumentParser
import KnowledgeBase

/// The log against its own hashes.
struct AuditVerify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Compute every hash of the log again and compare; exit code 1 where something does not fit.",
    discussion: """
      EXAMPLES
        faultbook audit verify
        faultbook audit verify --book shop.sqlite --format json | jq .root
        faultbook audit verify --trust auditors.keys --anchor /mnt/safe/shop.anchor
      """)

  @OptionGroup var trusting: TrustOptions

  @OptionGroup var common: CommonOptions

  func run() throws {
    let book = try common.openForReading()
    defer { book.close() }
    let bar = ProgressBar()
    let answer = try book.verify(trust: trusting.named, ownKey: KeyOptions.ownKey) {
      bar.report("verifying events", done: $0, of: $1)
    }
    bar.finish()
    try Presenter.print(answer, as: common.format)
  }
}
