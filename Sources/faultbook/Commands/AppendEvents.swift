import ArgumentParser
import KnowledgeBase
import Server

/// Events in the vocabulary's own form.
struct AppendEvents: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "append",
    abstract: "Append events: CloudEvents as JSON lines or as one JSON array.",
    discussion: """
      All events of one call are appended, or none. An event that the book holds already is left out. Components, journeys, runs \
      and proposals that the book does not know are named.

      EXAMPLES
        faultbook append events.jsonl
        faultbook append --create --book shop.sqlite system.jsonl runs.jsonl.gz
        faultbook append --dry-run events.jsonl
        my-runner | faultbook append -
        faultbook append --subject "Ada Lovelace" --seal owner,why events.jsonl
      """)

  @Argument(help: "Files of events, gzip too; - is standard input.", completion: .file())
  var files: [String]

  @Flag(help: "Make the book where there is none.")
  var create = false

  @Flag(help: "Check the events; needs no book and changes none. Where there is one, names are held against it.")
  var dryRun = false

  @OptionGroup var sealing: SealingOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    let sources = try InputFiles.named(files)
    let request = try sealing.request()
    let bar = ProgressBar()
    let progress: @Sendable (String, Int, Int) -> Void = { name, done, all in
      bar.report("reading \(name)", done: Int64(done), of: Int64(all))
    }
    guard !dryRun else {
      let book = try common.bookAtHand()
      defer { book?.close() }
      let answer =
        try book?.append(
          files: sources, actor: common.actorName, dryRun: true, sealing: request, progress: progress)
        ?? KnowledgeBase.dryRunAppend(files: sources, sealing: request, progress: progress)
      bar.finish()
      return try Presenter.print(answer, as: common.format)
    }
    let answer = try common.writing(.append(sources, sealing: request), create: create) { book in
      try book.append(files: sources, actor: common.actorName, sealing: request, progress: progress)
    }
    bar.finish()
    try Presenter.print(answer, as: common.format)
  }
}
