import ArgumentParser
import KnowledgeBase
import Server

/// Which experiment next.
struct Next: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Propose the experiments that teach most, and say whether each may run now.",
    discussion: """
      What may run ranks first; what may not follows, with the reason. Exit code 1 where nothing may run.

      Objectives: information (default), about the beliefs; prediction, about what the next trouble would show;
      resilience, the variance of the journeys' scores; hypothesis:INTENT, about one intent's clauses.

      EXAMPLES
        faultbook next --top 5
        faultbook next --journey checkout --environment staging
        faultbook next --batch 3 --by bits-per-cost
        faultbook next --sequence 8
        faultbook next --objective resilience
        faultbook next --objective hypothesis:checkout-survives-payments
        faultbook next --goal breaking-point --dependency checkout:payments
        faultbook next --failure-mode TF-001
        faultbook next --record
        faultbook next --sequence 8 --record
        faultbook next --intent checkout-survives-payments --format json
      """)

  @OptionGroup var plan: PlanOptions

  @Option(
    help: ArgumentHelp("So many, planned anew after each simulated outcome; forecasts coverage.", valueName: "k"))
  var sequence: Int?

  @OptionGroup var goal: GoalOptions

  @Flag(help: "Record the proposals in the book, so that runs can refer to them; of a sequence the first.")
  var record = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let sequence, !(1...50).contains(sequence) {
      throw ValidationError("--sequence takes 1 to 50, not \(sequence)")
    }
    if sequence != nil, plan.batch != nil || goal.goal != nil {
      throw ValidationError("--sequence, --batch and --goal exclude one another; give one of them")
    }
    if goal.goal != nil, let other = plan.namesBeyondOneLink.first {
      throw ValidationError("--goal looks at one link alone; leave out \(other)")
    }
  }

  func run() throws {
    var request = plan.request
    request.record = record
    if record, sequence == nil, goal.dependency == nil {
      let answer = try common.writing(.next(request, view: common.view)) {
        try $0.next(request, view: common.view, actor: common.actorName)
      }
      return try Presenter.print(answer, as: common.format)
    }
    let book = try record ? common.openForWriting() : common.openForReading()
    defer { book.close() }
    try Presenter.print(try answer(book, request), as: common.format)
  }

  private func answer(_ book: KnowledgeBase, _ request: NextRequest) throws -> Answer {
    let actor = record ? common.actorName : nil
    if let sequence { return try book.sequence(of: sequence, request, view: common.view, recordingAs: actor) }
    guard let dependency = goal.dependency else {
      return try book.next(request, view: common.view, actor: common.actorName)
    }
    let wanted = BreakingPointGoal(
      dependency, faultClass: goal.faultClass, level: goal.level ?? 0.5, confidence: goal.confidence ?? 0.9)
    return try book.breakingPoint(wanted, view: common.view, seed: request.seed, recordingAs: actor)
  }
}
