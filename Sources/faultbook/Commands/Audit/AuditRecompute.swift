import ArgumentParser
import KnowledgeBase

/// Recorded proposals, computed again.
struct AuditRecompute: Question {
  static let configuration = CommandConfiguration(
    commandName: "recompute",
    abstract: "Compute a recorded proposal again and compare; exit code 1 where anything differs.",
    discussion: """
      A proposal is recorded with the log position, policy, seed, time and environment that it was computed from. \
      The same numbers must follow from them again, to the last bit.

      EXAMPLES
        faultbook next --record
        faultbook audit recompute p-edd80fbf9a306e81
        faultbook audit recompute --all --format json | jq .ok
      """)

  @Argument(help: "The proposal's id, as 'faultbook next --record' shows it.")
  var id: String?

  @Flag(help: "Every recorded proposal.")
  var all = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if id == nil && !all { throw ValidationError("no proposal is named; give its id, or --all") }
    if id != nil && all { throw ValidationError("a proposal and --all stand together; give one of them") }
  }

  func answer(_ book: KnowledgeBase) throws -> Answer { try book.recompute(proposal: id, view: common.view) }
}
