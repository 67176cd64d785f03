import ArgumentParser
import KnowledgeBase
import Vocabulary

/// One value of one metric.
struct RunSample: Recording {
  static let configuration = CommandConfiguration(
    commandName: "sample",
    abstract: "Record one value of one metric; --time is the end of its window.",
    discussion: """
      For many samples take 'faultbook append' or 'faultbook import --run'.

      EXAMPLES
        faultbook run sample r1 --journey checkout \\
          --metric error_rate --value 0.02 --unit ratio
        faultbook run sample r1 --component payments \\
          --metric latency_p99 --value 181.5 --unit ms --window 5
        faultbook run sample r1 --dependency checkout:payments --reporter caller \\
          --metric error_rate --value 0.4 --unit ratio
      """)

  @OptionGroup var run: RunArgument
  @OptionGroup var subject: SubjectOptions

  @Option(help: ArgumentHelp("The call that it is about.", valueName: "caller:callee"), transform: Parse.dependency)
  var dependency: Dependency?

  @Option(help: "Which end of the call says so.")
  var reporter: SampleSubject.Reporter = .caller

  @Option(help: ArgumentHelp("The metric, such as error_rate or latency_p99.", valueName: "name"))
  var metric: String

  @Option(
    parsing: .unconditional, help: ArgumentHelp("The value, in --unit.", valueName: "number"), transform: Parse.number)
  var value: Double

  @Option(help: ArgumentHelp("The unit, such as ratio, ms or s.", valueName: "unit"))
  var unit: String

  @Option(help: "The part of the run. (default: by the run's times)")
  var phase: Phase?

  @Option(
    help: ArgumentHelp("The window's length. (default: the spacing of the samples)", valueName: "seconds"),
    transform: Parse.number)
  var window: Double?

  @OptionGroup var recording: RecordingOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if subject.node == nil, dependency == nil {
      throw ValidationError("nobody is named; give --component, --journey or --dependency")
    }
    if subject.node != nil, dependency != nil {
      throw ValidationError("--dependency stands beside --component or --journey; a sample is about one of them")
    }
  }

  var stream: String { run.stream }

  func payload() -> any EventPayload {
    let about = subject.node.map { SampleSubject.node($0) } ?? dependency.map { .dependency($0, reporter: reporter) }
    return MetricSampled(
      subject: about ?? .node(.component("")), metric: metric, value: value, unit: unit, phase: phase,
      windowSeconds: window)
  }
}
