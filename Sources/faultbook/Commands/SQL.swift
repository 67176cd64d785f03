import ArgumentParser
import KnowledgeBase

/// Any question, read-only.
struct SQL: Question {
  static let configuration = CommandConfiguration(
    abstract: "Run one read-only SQL statement on the book's tables, with a time limit.",
    discussion: """
      EXAMPLES
        faultbook sql "select type, count(*) from log group by type"
        faultbook sql --time-limit 60 --format csv "select * from runs"
        faultbook sql - < question.sql
        faultbook sql --verified "select * from scores"

      The tables are read as they stand. Somebody who writes to the file past this program can change them:
      --verified compares them with the events first, and 'audit verify' the events with their hashes.
      """)

  @Argument(help: "The statement; - reads it from standard input.")
  var statement: String

  @Option(help: ArgumentHelp("Stop the statement after so long.", valueName: "seconds"))
  var timeLimit = 10.0

  @OptionGroup var checking: VerifiedOption

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if !(0.001...86_400).contains(timeLimit) {
      throw ValidationError("--time-limit takes 0.001 to 86400 seconds, not \(timeLimit)")
    }
  }

  func answer(_ book: KnowledgeBase) throws -> Answer {
    let text = statement == "-" ? try DocumentFile.text(path: "-") : statement
    return try book.sql(text, view: common.view, timeLimit: timeLimit, verified: checking.verified)
  }
}
