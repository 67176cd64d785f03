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
        faultbook audit verify --bundle shop-audit --trust shop.pub
      """)

  @Option(
    help: ArgumentHelp("Check a bundle that 'audit bundle' wrote, and no book.", valueName: "folder|tar"),
    completion: .file())
  var bundle: String?

  @OptionGroup var trusting: TrustOptions

  @OptionGroup var common: CommonOptions

  func run() throws {
    let bar = ProgressBar()
    if let bundle {
      let answer = try AuditProofs.verify(bundle: bundle, trust: trusting.named, ownKey: KeyOptions.ownKey) {
        bar.report("verifying events", done: $0, of: $1)
      }
      bar.finish()
      return try Presenter.print(answer, as: common.format)
    }
    let book = try common.openForAudit()
    defer { book.close() }
    let answer = try book.verify(trust: trusting.named, ownKey: KeyOptions.ownKey) {
      bar.report("verifying events", done: $0, of: $1)
    }
    bar.finish()
    try Presenter.print(answer, as: common.format)
  }
}
