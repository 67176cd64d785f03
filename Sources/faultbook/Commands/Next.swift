import ArgumentParser
import KnowledgeBase

/// Which experiment next.
struct Next: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Propose the experiments that teach most, and say whether each may run now.",
    discussion: """
      What may run ranks first; what may not follows, with the reason. Exit code 1 where nothing may run.

      EXAMPLES
        faultbook next --top 5
        faultbook next --journey checkout --environment staging
        faultbook next --batch 3 --by bits-per-cost
        faultbook next --failure-mode TF-001
        faultbook next --record
        faultbook next --intent checkout-survives-payments --format json
      """)

  @OptionGroup var plan: PlanOptions

  @Flag(help: "Record the proposals in the book, so that runs can refer to them.")
  var record = false

  @OptionGroup var common: CommonOptions

  func run() throws {
    let book = try record ? common.openForWriting() : common.openForReading()
    defer { book.close() }
    var request = plan.request
    request.record = record
    try Presenter.print(try book.next(request, view: common.view, actor: common.actorName), as: common.format)
  }
}
