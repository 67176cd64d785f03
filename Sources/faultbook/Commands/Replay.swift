import ArgumentParser
import KnowledgeBase
import Vocabulary

/// How what is known came to be, and what would be known had things gone otherwise.
struct Replay: Question {
  static let configuration = CommandConfiguration(
    abstract: "Replay the log: what was known then, what each event changed, what was learned between, what if.",
    discussion: """
      Alone, or with --until, it says what was known there. --step lists what each event changed, in bits: how far \
      beliefs moved, KL(after ‖ before). --from and --to say what was learned between two places. --with and \
      --without ask what if.

      A place is a log position, a recorded time (what was known then; recorded:TIME or TIME) or occurred:TIME (what \
      had happened by then, whenever it was recorded).

      EXAMPLES
        faultbook replay --until 1200
        faultbook replay --step --top 10
        faultbook replay --step --from 12600 --top 3
        faultbook replay --from 12000 --to 12674
        faultbook replay --from 1200 --to recorded:2100-01-01T00:00:00Z
        faultbook replay --until occurred:2026-11-20T18:30:00Z
        faultbook replay --without r04-payments-crash
        faultbook replay --with policy.yaml --until 9000

      A POLICY
        belief.halfLifeDays: 30
        dose.net.latency: [50, 200]
        score.likelihood: null       # back to the default
      """)

  @Option(
    help: ArgumentHelp("Stop there. (default: the end of the log)", valueName: "position|time"), transform: Parse.asOf)
  var until: View.AsOf?

  @Flag(help: "Show what each event changed.")
  var step = false

  @Option(
    help: ArgumentHelp("Begin behind this place: what was learned since.", valueName: "position|time"),
    transform: Parse.asOf)
  var from: View.AsOf?

  @Option(
    help: ArgumentHelp("With --from: what was learned up to this place.", valueName: "position|time"),
    transform: Parse.asOf)
  var to: View.AsOf?

  @Option(
    name: .customLong("with"),
    help: ArgumentHelp("Settings that hold in place of the log's: YAML or JSON.", valueName: "file"),
    completion: .file(extensions: ["yaml", "yml", "json"]))
  var policy: String?

  @Option(
    name: .customLong("without"),
    help: ArgumentHelp("Leave this run or incident out; may be repeated.", valueName: "run"))
  var omitted: [String] = []

  @Option(help: ArgumentHelp("How many steps or beliefs to list. (default: 50 steps, 20 beliefs)", valueName: "n"))
  var top: Int?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let top, !(1...100_000).contains(top) { throw ValidationError("--top takes 1 to 100000, not \(top)") }
    if until != nil, common.asOf != nil {
      throw ValidationError("--until and --as-of both name a place; give one")
    }
    if to != nil, until != nil || common.asOf != nil {
      throw ValidationError("--to and \(until != nil ? "--until" : "--as-of") both name the end; give one")
    }
    if to != nil, from == nil, !step {
      throw ValidationError("--to stands without --from; for what was known at one place use --until")
    }
    if top != nil, !step, from == nil, policy == nil, omitted.isEmpty {
      throw ValidationError("--top bounds a list of steps or changes; add --step, --from, --with or --without")
    }
    if Set(omitted).count < omitted.count { throw ValidationError("--without names a run twice; name it once") }
  }

  func answer(_ book: KnowledgeBase) throws -> Answer {
    var view = common.view
    view.without = omitted
    if let policy {
      let document = try DocumentFile(path: policy)
      view.settings = try KnowledgeBase.settings(document.json, name: document.name)
    }
    let end = to ?? until ?? view.asOf
    let endName = until != nil ? "--until" : to == nil && common.asOf != nil ? "--as-of" : "--to"
    if step { return try book.replaySteps(until: end, after: from, top: top ?? 50, view: view, endName: endName) }
    if let from { return try book.replayBetween(from: from, to: end, view: view, top: top ?? 20, endName: endName) }
    view.asOf = end
    if view.supposes { return try book.replayWhatIf(view: view, top: top ?? 20) }
    return try book.replay(until: end, view: view)
  }
}
