import ArgumentParser
import KnowledgeBase

/// The kill switch.
struct RunWatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "The kill switch: read samples as they come and answer continue or stop.",
    discussion: """
      Samples come on standard input, as for 'run sample --stdin', or with --follow from \
      the book, as others append to it. Each is answered by a line: continue, or stop \
      with the criterion, and then exit code 1. What stops a run: a criterion of its \
      intent's abortWhen; more than half of a subject's requests failing; a subject that \
      is not up; the intent's maxDurationSeconds; somebody else's abort; and silence. A \
      stop is recorded in the book as run.aborted, with the sample that tripped it, unless --no-record says not to.

      Unknown is not good: while the fault acts, each criterion must be heard of at least \
      every --silence seconds, by a sample that is no older than --max-age; what is not \
      heard of is a stop, or with --on-silence say an answer 'unknown'. A sample that \
      comes too late can still stop the run, and is no sign of life. Where the input ends \
      while the fault acts, or without a sample that could be judged, the answer is unknown, and the exit code 1.

      With --now TIME a run of the past is watched as it was then: time stands still, and a \
      stop is recorded at that time.

      EXAMPLES
        my-sampler | faultbook run watch r1 || ./roll-back.sh
        my-sampler | faultbook run watch r1 --keep --silence 10
        faultbook run watch r1 --follow || ./roll-back.sh
        my-sampler | faultbook run watch r1 --no-record --on-silence say
      """)

  /// What is done where nothing is heard.
  enum OnSilence: String, CaseIterable, ExpressibleByArgument { case stop, say }

  @OptionGroup var which: RunArgument

  @Flag(help: "Follow the book instead of reading standard input; ends when the fault is cleared or the run is over.")
  var follow = false

  @Flag(help: "Also record the samples that are read from standard input.")
  var keep = false

  @Flag(inversion: .prefixedNo, help: "Whether a stop is recorded in the book.")
  var record = true

  @Option(
    help: ArgumentHelp(
      "Seconds for which a criterion may not be heard of; 0 for any. (default: 60)", valueName: "seconds"),
    transform: Parse.number)
  var silence: Double?

  @Option(help: "What silence is.")
  var onSilence: OnSilence = .stop

  @Option(
    help: ArgumentHelp(
      "Seconds after its window from which on a sample is too late; 0 for any. (default: --silence)",
      valueName: "seconds"),
    transform: Parse.number)
  var maxAge: Double?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    for (name, value) in [("--silence", silence), ("--max-age", maxAge)] {
      if let value, !(0...86_400).contains(value) {
        throw ValidationError("\(name) takes 0 to 86400 seconds, not \(value)")
      }
    }
    if follow, keep { throw ValidationError("--keep stands beside --follow; what is in the book is kept already") }
  }

  func run() throws {
    let silence = silence ?? 60
    let rules = WatchRules(
      silenceSeconds: silence > 0 ? silence : nil, stopsOnSilence: onSilence == .stop,
      maximumAgeSeconds: (maxAge ?? silence) > 0 ? maxAge ?? silence : nil)
    var session = try WatchSession(
      run: which.id, rules: rules, keeps: keep, records: record, common: common)
    try follow ? session.followBook() : session.readInput()
  }
}
