import ArgumentParser
import KnowledgeBase
import Reports
import Vocabulary

/// Where a report goes.
struct ReportOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Write it as one HTML page; - is standard output.", valueName: "file"), completion: .file())
  var html: String?

  @Option(
    help: ArgumentHelp("Write it as Markdown; --format markdown prints it.", valueName: "file"), completion: .file())
  var markdown: String?

  @Flag(help: "Replace files that are there.")
  var overwrite = false

  func validate() throws {
    if html?.isEmpty == true { throw ValidationError("--html must not be empty; name a file") }
    if markdown?.isEmpty == true { throw ValidationError("--markdown must not be empty; name a file") }
    if html == "-", markdown == "-" { throw ValidationError("--html and --markdown cannot both go to standard output") }
    if let html, html == markdown, html != "-" { throw ValidationError("--html and --markdown name the same file") }
    if overwrite, html == nil, markdown == nil {
      throw ValidationError("--overwrite stands without a file; add --html FILE or --markdown FILE")
    }
  }

  /// Whether it goes into a file, or as a page to standard output.
  var isFile: Bool { html != nil || markdown != nil }

  /// Writes the pages that were asked for, and prints what was written; without a file prints the report.
  func deliver(_ report: Report, as format: OutputFormat?) throws {
    let pages = try [(html, ReportPage.html), (markdown, ReportPage.markdown)].compactMap { path, make in
      try path.map { (path: $0, text: try make(report)) }
    }
    if pages.isEmpty {
      if format == .markdown { return try Presenter.printPlain(ReportPage.markdown(report)) }
      return try Presenter.print(report.answer, as: format)
    }
    let files = try pages.filter { $0.path != "-" }.map {
      try OutputFile(path: $0.path, overwriting: overwrite, $0.text)
    }
    for file in files { try file.write() }
    for page in pages where page.path == "-" { return try Presenter.printPlain(page.text) }
    try Presenter.print(OutputFile.answer(files, position: report.json["position"]), as: format)
  }
}

/// A command that makes a report and changes nothing.
protocol Reporting: ParsableCommand {
  var common: CommonOptions { get }
  var output: ReportOptions { get }
  /// The book's report.
  func report(_ book: KnowledgeBase) throws -> Report
}

extension Reporting {
  func run() throws {
    let book = try common.openForReading()
    defer { book.close() }
    try output.deliver(try report(book), as: common.format)
  }
}
