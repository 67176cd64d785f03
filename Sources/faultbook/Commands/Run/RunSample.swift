import ArgumentParser
import KnowledgeBase
import Vocabulary

/// One value of one metric.
struct RunSample: Recording {
  static let configuration = CommandConfiguration(
    commandName: "sample",
    abstract: "Record one value of one metric, or a stream of them; --time is the end of its window.",
    discussion: """
      With --stdin samples are read from standard input as they come: JSON, one object \
      a line, or CSV with a header. They are kept in batches, at least each second, and \
      each batch is acknowledged by a line once it is on disk: 'acknowledged' counts the \
      lines from the start, a header too, that need not be sent again. What is sent again, or imported \
      as a file later, adds nothing: a sample's id follows from its content and time. \
      A bad line ends the stream with exit code 2; the sound lines before it stay \
      recorded, and the message counts them. A line without 'value' is bad; null says \
      that nothing was measured, and such lines are counted and left out.

      A single sample with --time is recorded once, however often it is said; without,
      each call is a sample of its own.

      EXAMPLES
        faultbook run sample r1 --journey checkout \\
          --metric error_rate --value 0.02 --unit ratio
        faultbook run sample r1 --component payments \\
          --metric latency_p99 --value 181.5 --unit ms --window 5
        faultbook run sample r1 --dependency checkout:payments --reporter caller \\
          --metric error_rate --value 0.4 --unit ratio
        my-sampler | faultbook run sample r1 --stdin

      A LINE
        {"journey": "checkout", "metric": "error_rate", "value": 0.02,
         "unit": "ratio", "at": "2026-11-20T18:11:44Z"}
      """)

  @OptionGroup var which: RunArgument
  @OptionGroup var subject: SubjectOptions

  @Flag(help: "Read samples from standard input, for as long as they come.")
  var stdin = false

  @Option(help: ArgumentHelp("The call that it is about.", valueName: "caller:callee"), transform: Parse.dependency)
  var dependency: Dependency?

  @Option(help: "Which end of the call says so.")
  var reporter: SampleSubject.Reporter = .caller

  @Option(help: ArgumentHelp("The metric, such as error_rate or latency_p99.", valueName: "name"))
  var metric: String?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("The value, in --unit.", valueName: "number"), transform: Parse.number)
  var value: Double?

  @Option(help: ArgumentHelp("The unit, such as ratio, ms or s.", valueName: "unit"))
  var unit: String?

  @Option(help: "The part of the run. (default: by the run's times)")
  var phase: Phase?

  @Option(
    help: ArgumentHelp("The window's length. (default: the spacing of the samples)", valueName: "seconds"),
    transform: Parse.number)
  var window: Double?

  @OptionGroup var recording: RecordingOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    let isSingle = subject.node != nil || dependency != nil || metric != nil || value != nil || unit != nil
    if stdin {
      guard !isSingle, phase == nil, window == nil, recording.time == nil, recording.eventID == nil else {
        throw ValidationError(
          "--stdin stands beside a sample; each line says its own subject, metric, value, unit and time")
      }
      if recording.sealing.subject != nil {
        throw ValidationError("--subject stands beside --stdin; samples hold nothing personal")
      }
      return
    }
    if subject.node == nil, dependency == nil {
      throw ValidationError("nobody is named; give --component, --journey or --dependency")
    }
    if subject.node != nil, dependency != nil {
      throw ValidationError("--dependency stands beside --component or --journey; a sample is about one of them")
    }
  }

  var stream: String { which.stream }

  func run() throws {
    guard stdin else { return try Recorder(common: common, options: recording).record(payload(), stream: stream) }
    var samples = SampleIntake(of: which.id, common: common, dryRun: recording.dryRun)
    try samples.takeAll()
  }

  func payload() throws -> any EventPayload {
    guard let metric, let value, let unit else {
      throw ValidationError("a sample is --metric, --value and --unit; give all three, or --stdin")
    }
    let about = subject.node.map { SampleSubject.node($0) } ?? dependency.map { .dependency($0, reporter: reporter) }
    return MetricSampled(
      subject: about ?? .node(.component("")), metric: metric, value: value, unit: unit, phase: phase,
      windowSeconds: window)
  }
}
