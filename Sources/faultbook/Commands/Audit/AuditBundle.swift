import ArgumentParser
import KnowledgeBase

/// The whole log for somebody who does not have this program.
struct AuditBundle: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bundle",
    abstract: "Write all that it takes to check the log without this program: events, tiles, checkpoints, keys.",
    discussion: """
      VERIFY.md in the bundle describes every file and what must hold. With --redact the payloads are left out, their \
      SHA-256 in their place: the bundle verifies all the same, and says nothing but who did what kind of thing when.

      EXAMPLES
        faultbook audit bundle shop-audit
        faultbook audit bundle shop-audit.tar --redact
        faultbook audit bundle shop-audit.tar --trust shop.pub --trust witness.pub
      """)

  @Argument(help: "A new folder, or a new file that ends in .tar.", completion: .file())
  var path: String

  @Flag(help: "Leave payloads out, their SHA-256 in their place.")
  var redact = false

  @OptionGroup var trusting: TrustOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    let book = try common.openForReading()
    defer { book.close() }
    let bar = ProgressBar()
    let request = BundleRequest(
      path: path, redacting: redact, trust: trusting.named, ownKey: KeyOptions.ownKey)
    let answer = try book.bundle(request) { bar.report("bundling events", done: $0, of: $1) }
    bar.finish()
    try Presenter.print(answer, as: common.format)
  }
}
