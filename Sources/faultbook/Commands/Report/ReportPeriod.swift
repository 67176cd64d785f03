import ArgumentParser
import KnowledgeBase
import Vocabulary

/// What happened between two places, told in full.
struct ReportPeriod: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "period",
    abstract:
      "Report on a period: runs, resilience before and after, findings, incidents, how good the forecasts were.",
    discussion: """
      A place is a log position, a recorded time (what was known then; recorded:TIME or TIME) or occurred:TIME (what \
      had happened by then, whenever it was recorded); both are of one kind. A date stands for its first moment, UTC. \
      What to run next is planned for --environment, else for the only one that the book has runs in.

      EXAMPLES
        faultbook report period --from occurred:2026-11-01 --to occurred:2026-12-01 \\
          --html november.html
        faultbook report period --from 1200 --format markdown
        faultbook report period --environment lab --now wall
        faultbook report period --from 2026-11-01T00:00:00Z --to 2100-01-01
      """)

  @Option(
    help: ArgumentHelp("Where it begins. (default: the first event)", valueName: "position|time"),
    transform: ReportPeriod.place)
  var from: View.AsOf = .position(0)

  @Option(
    help: ArgumentHelp("Where it ends. (default: the end of the log)", valueName: "position|time"),
    transform: ReportPeriod.place)
  var to: View.AsOf?

  @OptionGroup var output: ReportOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if to != nil, common.asOf != nil { throw ValidationError("--to and --as-of both name the end; give one") }
  }

  func report(_ book: KnowledgeBase) throws -> Report {
    try book.report(from: from, to: to ?? common.asOf ?? .head, view: common.view)
  }

  /// A place, or a date: the first moment of its day.
  static func place(_ text: String) throws -> View.AsOf {
    let parts = text.split(separator: ":", maxSplits: 1)
    let date = parts.last.map(String.init) ?? ""
    guard date.count == 10, Timestamp(rfc3339: date + "T00:00:00Z") != nil,
      ["recorded", "occurred", date].contains(parts.first.map(String.init))
    else { return try Parse.asOf(text) }
    return try Parse.asOf(text + "T00:00:00Z")
  }
}
