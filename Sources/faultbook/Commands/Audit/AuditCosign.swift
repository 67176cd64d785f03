import ArgumentParser
import KnowledgeBase
import Server

/// Witnesses' words, taken in.
struct AuditCosign: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cosign",
    abstract: "Keep what witnesses put below this book's checkpoints; exit code 1 where one is refused.",
    discussion: """
      A witness is somebody who follows the book and cosigns its checkpoints: 'faultbook follow --key'. Its \
      cosignature says that it saw the log only grow. Taken in are signatures by the keys that --trust names, over \
      checkpoints of this book.

      EXAMPLES
        faultbook audit cosign --trust w.pub shop.cosigned
        ssh witness cat shop.cosigned | faultbook audit cosign --trust w.pub -
      """)

  @Argument(help: "Cosigned checkpoints, or signature lines; - is standard input.", completion: .file())
  var files: [String]

  @OptionGroup var trusting: TrustOptions

  @OptionGroup var common: CommonOptions

  func run() throws {
    let texts = try files.map { (name: $0 == "-" ? "standard input" : $0, text: try DocumentFile.text(path: $0)) }
    let answer = try common.writing(.cosign(texts: texts, trust: trusting.named)) {
      try $0.cosign(texts: texts, trust: trusting.named)
    }
    try Presenter.print(answer, as: common.format)
  }
}
