import ArgumentParser
import KnowledgeBase
import Vocabulary

/// A check of the runner's own.
struct RunProbe: Recording {
  static let configuration = CommandConfiguration(
    commandName: "probe",
    abstract: "Record a check of the runner's own, and whether it was met.",
    discussion: """
      EXAMPLES
        faultbook run probe r1 "checkout answers" --phase fault --met false \\
          --value 503 --tolerance 200
        faultbook run probe r1 "queue drained" --phase recovery --met true
      """)

  /// Whether a check was met.
  enum Met: String, CaseIterable, ExpressibleByArgument {
    case `true`
    case `false`
    case unknown
  }

  @OptionGroup var run: RunArgument

  @Argument(help: "The probe's name.")
  var name: String

  @OptionGroup var subject: SubjectOptions

  @Option(help: "The part of the run.")
  var phase: Phase

  @Option(help: "Whether its tolerance was met.")
  var met: Met

  @Option(parsing: .unconditional, help: ArgumentHelp("What was seen, as JSON or text.", valueName: "value"))
  var value: String?

  @Option(parsing: .unconditional, help: ArgumentHelp("What was tolerated, as JSON or text.", valueName: "value"))
  var tolerance: String?

  @OptionGroup var recording: RecordingOptions
  @OptionGroup var common: CommonOptions

  var stream: String { run.stream }

  func payload() -> any EventPayload {
    ProbeObserved(
      name: name, component: subject.component, journey: subject.journey, phase: phase,
      met: met == .unknown ? nil : met == .true, value: value.map(Parse.value), tolerance: tolerance.map(Parse.value))
  }
}
