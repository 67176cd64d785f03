import ArgumentParser
import KnowledgeBase
import Vocabulary

/// A way to fail.
struct DeclareFailureMode: Recording {
  static let configuration = CommandConfiguration(
    commandName: "failure-mode",
    abstract: "Catalogue a way in which the system can fail, how often and how badly.",
    discussion: """
      EXAMPLES
        faultbook declare failure-mode TF-001 --name "tool server down" \\
          --category tool --fault tool.unavailable \\
          --likelihood occasional --impact high
        faultbook declare failure-mode IF-003 --name "node lost" \\
          --category infrastructure --fault compute.node --component payments \\
          --likelihood rare --impact critical --desired-handling "fail over"
      """)

  @Argument(help: "Its id in the catalogue, such as TF-001.")
  var id: String

  @Option(help: ArgumentHelp("Its name.", valueName: "text"))
  var name: String

  @Option(help: "Where the failure comes from.")
  var category: FailureModeCatalogued.Category

  @Option(
    help: ArgumentHelp("The kind of fault that brings it about.", valueName: "kind"),
    completion: .list(FaultKind.all.map(\.name)), transform: Parse.faultKind)
  var fault: FaultKind

  @Option(help: ArgumentHelp("Where it strikes. (default: anywhere)", valueName: "name"))
  var component: String?

  @Option(help: "How often it is met.")
  var likelihood: FailureModeCatalogued.Likelihood

  @Option(help: "How bad it is.")
  var impact: FailureModeCatalogued.Impact

  @Option(help: ArgumentHelp("How it is noticed.", valueName: "text"))
  var detection: String?

  @Option(help: ArgumentHelp("What is done about it now.", valueName: "text"))
  var currentHandling: String?

  @Option(help: ArgumentHelp("What should be done about it.", valueName: "text"))
  var desiredHandling: String?

  @OptionGroup var recording: RecordingOptions
  @OptionGroup var common: CommonOptions

  var stream: String { StreamFamily.system.stream() }

  func payload() -> any EventPayload {
    FailureModeCatalogued(
      id: id, name: name, category: category, fault: fault, component: component, likelihood: likelihood,
      impact: impact, detection: detection, currentHandling: currentHandling, desiredHandling: desiredHandling)
  }
}
