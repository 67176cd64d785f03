import ArgumentParser
import KnowledgeBase
import Server

/// Results, traces, catalogues and samples of other tools.
struct ImportFiles: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Learn from the files of other tools, and judge the runs that they bring.",
    discussion: """
      The format is known by the content; --as settles doubt. Importing a file twice adds nothing. \
      Components, journeys, runs and proposals that the book does not know are named; samples of a \
      --run that nobody started are refused.

      EXAMPLES
        faultbook import journal.json
        faultbook import --create --book shop.sqlite traces.json.gz journal.json
        faultbook import --run r1 --component checkout samples.jsonl
        faultbook import --run r1 --metric error_rate --label app range.json
        faultbook import --dry-run journal.json
        curl -s "$JAEGER/api/traces?service=web" | faultbook import --as jaeger -
      """)

  @Argument(help: "Files, gzip too; - is standard input.", completion: .file())
  var files: [String]

  @Option(
    name: .customLong("as"), help: ArgumentHelp("The format. (default: known by the content)", valueName: "format"))
  var format: String?

  @Option(name: .customLong("run"), help: ArgumentHelp("The run that bare samples belong to.", valueName: "id"))
  var runID: String?

  @Option(help: ArgumentHelp("The component that bare samples are about.", valueName: "name"))
  var component: String?

  @Option(help: ArgumentHelp("The metric that bare samples are of.", valueName: "name"))
  var metric: String?

  @Option(help: ArgumentHelp("The unit that bare samples are in.", valueName: "name"))
  var unit: String?

  @Option(
    help: ArgumentHelp(
      "The label of Prometheus' series that names the component. (default: service, app, job, component)",
      valueName: "name"))
  var label: String?

  @Flag(help: "Make the book where there is none.")
  var create = false

  @Flag(
    help: "Say what would be recorded; needs no book and changes none. Where there is one, names are held against it.")
  var dryRun = false

  @Flag(inversion: .prefixedNo, help: "Judge the runs that end in these files.")
  var judge = true

  @OptionGroup var common: CommonOptions

  func run() throws {
    let sources = try InputFiles.named(files)
    let choices = ImportChoices(
      format: format, run: runID, component: component, metric: metric, unit: unit, label: label,
      environment: common.environment, judge: judge, dryRun: dryRun)
    let bar = ProgressBar()
    let progress: @Sendable (String, Int, Int) -> Void = { name, done, all in
      bar.report("reading \(name)", done: Int64(done), of: Int64(all))
    }
    guard !dryRun else {
      let book = try common.bookAtHand()
      defer { book?.close() }
      let answer =
        try book?.importFiles(sources, choices: choices, actor: common.actorName, progress: progress)
        ?? KnowledgeBase.dryRunImport(sources, choices: choices, progress: progress)
      bar.finish()
      return try Presenter.print(answer, as: common.format)
    }
    let answer = try common.writing(.importing(sources, choices), create: create) { book in
      try book.importFiles(sources, choices: choices, actor: common.actorName, progress: progress)
    }
    bar.finish()
    try Presenter.print(answer, as: common.format)
  }
}
