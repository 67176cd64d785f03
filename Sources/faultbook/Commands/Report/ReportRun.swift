import ArgumentParser
import KnowledgeBase

/// One run, told in full.
struct ReportRun: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract:
      "Report on a run: what was asked, what came of it, how good the evidence is, what it taught, what is next.",
    discussion: """
      The HTML is one file that needs nothing beside it. The same position of the book gives the same report, byte by \
      byte; its root hash ties it to the log.

      EXAMPLES
        faultbook report run r05-inventory-latency --html r05.html
        faultbook report run r05-inventory-latency --format markdown
        faultbook report run r05-inventory-latency --html - --as-of 12000 > then.html
      """)

  @Argument(help: "The run.")
  var run: String

  @OptionGroup var output: ReportOptions
  @OptionGroup var common: CommonOptions

  func report(_ book: KnowledgeBase) throws -> Report { try book.report(run: run, view: common.view) }
}
