import ArgumentParser
import KnowledgeBase
import Vocabulary

/// A way to fail.
struct DeclareFailureMode: Recording {
  static let configuration = CommandConfiguration(
    commandName: "failure-mode",
    abstract: "Catalogue a way in which the system can fail, how often and how badly.",
    discussion: """
      Of an id that the book or the shipped catalogue knows, what is left out
      stays as it stands there. `faultbook failure-modes` lists them.

      EXAMPLES
        faultbook declare failure-mode TF-001 --name "tool server down" \\
          --category tool --fault tool.unavailable \\
          --likelihood occasional --impact high
        faultbook declare failure-mode IF-003 --name "node lost" \\
          --category infrastructure --fault compute.node --component payments \\
          --likelihood rare --impact critical --desired-handling "fail over"
        faultbook declare failure-mode TF-002 --likelihood rare
      """)

  @Argument(help: "Its id in the catalogue, such as TF-001.")
  var id: String

  @Option(help: ArgumentHelp("Its name.", valueName: "text"))
  var name: String?

  @Option(help: "Where the failure comes from.")
  var category: FailureModeCatalogued.Category?

  @Option(
    help: ArgumentHelp("The kind of fault that brings it about.", valueName: "kind"),
    completion: .list(FaultKind.all.map(\.name)), transform: Parse.faultKind)
  var fault: FaultKind?

  @Option(help: ArgumentHelp("Where it strikes. (default: anywhere)", valueName: "name"))
  var component: String?

  @Option(help: "How often it is met.")
  var likelihood: FailureModeCatalogued.Likelihood?

  @Option(help: "How bad it is.")
  var impact: FailureModeCatalogued.Impact?

  @Option(help: ArgumentHelp("What happens, in a sentence.", valueName: "text"))
  var description: String?

  @Option(help: ArgumentHelp("How it is noticed.", valueName: "text"))
  var detection: String?

  @Option(help: ArgumentHelp("What is done about it now.", valueName: "text"))
  var currentHandling: String?

  @Option(help: ArgumentHelp("What should be done about it.", valueName: "text"))
  var desiredHandling: String?

  @Option(help: ArgumentHelp("What helps against it; may be given several times.", valueName: "text"))
  var mitigation: [String] = []

  @OptionGroup var recording: RecordingOptions
  @OptionGroup var common: CommonOptions

  var stream: String { StreamFamily.system.stream() }

  func payload() throws -> any EventPayload {
    let known = try knownMode()
    func needed<Value>(_ given: Value?, _ known: Value?, _ option: String) throws -> Value {
      guard let value = given ?? known else {
        throw UsageError(message: "failure mode \(id) is in no catalogue, so it needs \(option)")
      }
      return value
    }
    // Another fault strikes elsewhere and is watched otherwise.
    let isSame = fault == nil || fault == known?.fault
    let details = isSame ? known?.details : nil
    return FailureModeCatalogued(
      id: id, name: try needed(name, known?.name, "--name"),
      category: try needed(category, known?.category, "--category"),
      injection: try needed(isSame ? known?.injection : nil, fault.map { Fault(kind: $0) }, "--fault"),
      component: component ?? known?.component, likelihood: try needed(likelihood, known?.likelihood, "--likelihood"),
      impact: try needed(impact, known?.impact, "--impact"), detection: detection ?? known?.detection,
      currentHandling: currentHandling ?? known?.currentHandling,
      desiredHandling: desiredHandling ?? known?.desiredHandling,
      details: ModeDetails(
        description: description ?? details?.description, symptoms: details?.symptoms,
        otherFaults: details?.otherFaults ?? [], componentKinds: details?.componentKinds ?? [],
        observe: details?.observe ?? [], mitigations: mitigation.isEmpty ? details?.mitigations ?? [] : mitigation))
  }

  /// What the book says of the id, else the shipped catalogue; a rehearsal takes the book only where it is there.
  private func knownMode() throws -> FailureModeCatalogued? {
    do {
      let book = try KnowledgeBase.openForReading(at: common.bookPath)
      defer { book.close() }
      return book.cataloguedMode(id)
    } catch {
      guard recording.dryRun else { throw error }
      return KnowledgeBase.shippedMode(id)
    }
  }
}
