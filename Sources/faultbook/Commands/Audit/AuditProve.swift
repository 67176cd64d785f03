import ArgumentParser
import KnowledgeBase
import Vocabulary

/// A proof that others check without the book.
struct AuditProve: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove",
    abstract: "Prove that an event is among those that were signed, or that the log only grew.",
    discussion: """
      For a position, prints a C2SP tlog-proof that holds the event itself and the newest checkpoint: whoever trusts \
      the signer's key checks it with 'audit verify-proof', or without this program. With --consistency, two sizes: \
      that the log of the second begins with that of the first.

      EXAMPLES
        faultbook audit prove 1200
        faultbook audit prove 1200 --out event-1200.tlog-proof --redact
        faultbook audit prove --consistency 1000 1200 --format json
      """)

  @Argument(help: ArgumentHelp("The position; with --consistency two numbers of events.", valueName: "position"))
  var positions: [Int64]

  @Flag(help: "Prove that the log of the second number of events begins with that of the first.")
  var consistency = false

  @Flag(help: "Leave the payload out, its SHA-256 in its place; the proof holds all the same.")
  var redact = false

  @Option(help: ArgumentHelp("The file that the proof is written to. (default: print it)", valueName: "file"))
  var out: String?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard positions.count == (consistency ? 2 : 1) else {
      throw ValidationError(
        consistency ? "--consistency takes two numbers of events, the smaller first" : "give one position to prove")
    }
    if consistency, redact { throw ValidationError("--redact is about an event; a consistency proof holds none") }
    if out?.isEmpty == true { throw ValidationError("--out must not be empty; name a file") }
  }

  func run() throws {
    let book = try common.openForReading()
    defer { book.close() }
    if consistency {
      let answer = try book.consistency(from: positions[0], to: positions[1])
      if let out { try OutputFile.write(answer.json.text + "\n", to: out) }
      return try Presenter.print(answer, as: common.format)
    }
    let answer = try book.proof(position: positions[0], redacting: redact)
    let text = answer.json["proof"]?.stringValue ?? ""
    if let out { try OutputFile.write(text, to: out) }
    // The proof itself where it has no file of its own and no other form was asked for.
    if out == nil, common.format == nil { return try Presenter.printPlain(text) }
    try Presenter.print(answer, as: common.format)
  }
}
