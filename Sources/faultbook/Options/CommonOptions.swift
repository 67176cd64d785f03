import ArgumentParser
import KnowledgeBase

/// What every command accepts, before and after its own arguments.
struct CommonOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The book. (default: $FAULTBOOK_BOOK, else ./faultbook.sqlite)", valueName: "file"),
    completion: .file())
  var book: String?

  @Option(help: "The form of the answer. (default: table on a terminal, else json)")
  var format: OutputFormat?

  @Option(help: ArgumentHelp("Who does this, for the log. (default: user@host)", valueName: "name"))
  var actor: String?

  @Option(
    help: ArgumentHelp(
      "The time that evidence ages to: a time, 'wall' or 'book'. (default: book, the newest time in it)",
      valueName: "time|wall"), completion: .list(["wall", "book"]), transform: Parse.now)
  var now: View.Now?

  @Option(help: ArgumentHelp("The environment that is asked about or recorded in.", valueName: "name"))
  var environment: String?

  @Option(
    help: ArgumentHelp(
      "Read the book as of a log position, a recorded time ([recorded:]TIME) or 'occurred:TIME': what had happened by then.",
      valueName: "position|time"), completion: .default, transform: Parse.asOf)
  var asOf: View.AsOf?

  @Option(help: ArgumentHelp("How long to wait for another writer. (default: 10)", valueName: "seconds"))
  var wait: Double?

  @Option(
    help: ArgumentHelp(
      "A checkpoint kept outside the book, which it must still hold; may be given several times. (default: $FAULTBOOK_ANCHOR, and always FILE.anchor beside the book)",
      valueName: "file"), completion: .file())
  var anchor: [String] = []

  func validate() throws {
    if let wait, !(0...86_400).contains(wait) { throw ValidationError("--wait takes 0 to 86400 seconds, not \(wait)") }
    if let actor, !(1...255).contains(actor.utf8.count) || DisplayText.line(actor) != actor {
      throw ValidationError("--actor takes 1 to 255 bytes of text on one line; say who does this")
    }
    if environment?.isEmpty == true {
      throw ValidationError("--environment must not be empty; name one or leave it out")
    }
    if anchor.contains("") { throw ValidationError("--anchor must not be empty; name a file") }
    if book?.isEmpty == true { throw ValidationError("--book must not be empty; name a file") }
  }

  /// Where the book is.
  var bookPath: String { book ?? Environment.value("FAULTBOOK_BOOK") ?? "faultbook.sqlite" }

  /// Who does this.
  var actorName: String { actor ?? Environment.actor }

  /// How a state is read.
  var view: View { View(now: now ?? .book, environment: environment, asOf: asOf ?? .head) }

  /// How long to wait for another writer, in seconds.
  var waitSeconds: Double { wait ?? 10 }

  /// Files with checkpoints of the book, besides the one beside it.
  var anchors: [String] { anchor.isEmpty ? Environment.value("FAULTBOOK_ANCHOR").map { [$0] } ?? [] : anchor }

  /// Opens the book for questions. Where an anchor speaks against the book, standard error says so.
  func openForReading() throws -> KnowledgeBase {
    let book = try KnowledgeBase.openForReading(at: bookPath, anchors: anchors)
    for doubt in book.anchorDoubts() { StandardStreams.printError("faultbook: note: \(DisplayText.line(doubt))") }
    return book
  }

  /// Opens the book that a dry run holds names against; nil where there is none, for a dry run needs none.
  func bookAtHand() throws -> KnowledgeBase? {
    guard DocumentFile.isThere(bookPath) else { return nil }
    return try openForReading()
  }

  /// Opens the book to look something up before it is written to, here or by the server that holds it; nil where something speaks
  /// against writing, which the writing says.
  func openBeforeWriting() throws -> KnowledgeBase? {
    let book = try KnowledgeBase.openForReading(at: bookPath, anchors: anchors)
    if book.anchorDoubts().isEmpty { return book }
    book.close()
    return nil
  }

  /// Opens the book to be looked over, whatever is damaged in it.
  func openForAudit() throws -> BookAudit { try BookAudit.open(at: bookPath, anchors: anchors) }
}

extension CommonOptions {
  private static let names: Set<String> = [
    "--book", "--format", "--actor", "--now", "--environment", "--as-of", "--wait", "--anchor",
  ]

  /// The arguments with those common options that stand before the command's name moved behind its arguments, so that
  /// `faultbook --book shop.sqlite beliefs` is understood as `faultbook beliefs --book shop.sqlite`.
  static func movedBehindCommand(_ arguments: [String], of root: any ParsableCommand.Type) -> [String] {
    var path: [String] = []
    var moved: [String] = []
    var command = root
    var rest = arguments[...]
    while let next = rest.first {
      if names.contains(next), rest.count > 1 {
        moved += rest.prefix(2)
        rest = rest.dropFirst(2)
      } else if next.contains("="), names.contains(String(next.prefix { $0 != "=" })) {
        moved.append(next)
        rest = rest.dropFirst()
      } else if let found = command.configuration.subcommands.first(where: { $0._commandName == next }) {
        path.append(next)
        command = found
        rest = rest.dropFirst()
      } else {
        break
      }
    }
    let own = rest.prefix { $0 != "--" }
    return path + own + moved + rest.dropFirst(own.count)
  }
}
