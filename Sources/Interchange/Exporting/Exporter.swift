import Vocabulary

/// What a user may say about an export.
public struct ExportOptions: Sendable {
  /// How the parts of the system are reached.
  public var bindings: Bindings
  /// Whether an experiment may be exported that nothing in the bindings observes.
  public var mayBeUnobserved: Bool
  /// Whether, where a tool cannot do exactly the magnitude, it may do the nearest within the same dose.
  public var mayRound: Bool

  /// Options.
  public init(bindings: Bindings, mayBeUnobserved: Bool = false, mayRound: Bool = false) {
    self.bindings = bindings
    self.mayBeUnobserved = mayBeUnobserved
    self.mayRound = mayRound
  }
}

/// Writes an experiment as another tool's document: the way back of ``Importer``, as pure as it is.
///
/// ```swift
/// let document = try Exporter.document(of: experiment, as: .chaosToolkit, options: ExportOptions(bindings: bindings))
/// ```
///
/// What is written is read again by our own importer before it is given out: a document that would come back as another
/// experiment (another target, kind, dose or proposal) teaches something false, and is refused.
public enum Exporter {
  /// The document. Throws `ExportError` where the tool has nothing that does it, where a fact is missing, and where what was
  /// written would not come back as the same.
  public static func document(
    of experiment: PlannedExperiment, as tool: ExportTool, options: ExportOptions
  ) throws -> ExportedDocument {
    try options.bindings.check(for: tool)
    let document: ExportedDocument
    switch tool {
    case .chaosToolkit: document = try ChaosToolkitExporter(experiment, options).document()
    case .chaosMesh: document = try ChaosMeshExporter(experiment, options).document(asWorkflow: false)
    case .chaosMeshWorkflow: document = try ChaosMeshExporter(experiment, options).document(asWorkflow: true)
    case .litmus: document = try LitmusExporter(experiment, options).document()
    case .awsFIS: document = try AWSFISExporter(experiment, options).document()
    case .toxiproxy: document = try ToxiproxyExporter(experiment, options).document()
    case .krkn: document = try KrknExporter(experiment, options).document()
    case .markdown: document = try GameDayPlan(experiment, options).document()
    }
    if let format = tool.format { try check(document, of: experiment, as: format) }
    return document
  }

  private static func check(_ document: ExportedDocument, of experiment: PlannedExperiment, as format: Format) throws {
    guard experiment.heldIntent == nil else { return }
    var found: IntentDeclared?
    do {
      _ = try Importer.run(
        ImportSource(name: document.fileName, bytes: Array(document.text.utf8)), options: ImportOptions(as: format)
      ) { event in
        if case .intentDeclared(let intent) = event.fact { found = found ?? intent }
      }
    } catch let error as ImportError {
      throw ExportError(.unsound, "what was written for \(experiment.origin.id) cannot be read again: \(error)")
    }
    func same<Value: Equatable>(_ what: String, _ written: Value, _ read: Value?) throws {
      guard written != read else { return }
      throw ExportError(
        .unsound,
        "what was written for \(experiment.origin.id) would come back with another \(what): \(written) was meant, "
          + "\(read.map { "\($0)" } ?? "nothing") is read")
    }
    try same("target", experiment.target, found?.target)
    try same("fault", experiment.fault.kind, found?.fault?.kind)
    try same("dose", experiment.dose, found?.fault?.dose(experiment.bands))
    try same("proposal", experiment.proposal ?? "", found?.proposal ?? "")
  }
}
