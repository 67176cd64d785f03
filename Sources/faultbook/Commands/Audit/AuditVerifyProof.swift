import ArgumentParser
import KnowledgeBase

/// A proof of somebody else's, checked without their book.
struct AuditVerifyProof: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify-proof",
    abstract: "Check a proof that 'audit prove' made, without the book; exit code 1 where it does not hold.",
    discussion: """
      The signer's key must be named, or be your own: a proof is worth what the signer's word is.

      EXAMPLES
        faultbook audit verify-proof event-1200.tlog-proof --trust shop.pub
        faultbook audit prove 1200 | faultbook audit verify-proof - --trust shop.pub
        faultbook audit prove --consistency 1000 1200 --format json \\
          | faultbook audit verify-proof - --trust shop.pub
      """)

  @Argument(help: "The file of the proof; - is standard input.", completion: .file())
  var file: String

  @OptionGroup var trusting: TrustOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    let answer = try AuditProofs.verify(
      DocumentFile.text(path: file), named: file == "-" ? "standard input" : file, trust: trusting.named,
      ownKey: KeyOptions.ownKey)
    try Presenter.print(answer, as: common.format)
  }
}
