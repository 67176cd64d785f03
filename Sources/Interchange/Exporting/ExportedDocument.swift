/// An experiment as a tool's own document.
public struct ExportedDocument: Sendable {
  /// The tool.
  public let tool: ExportTool
  /// The text, which ends with a line break.
  public let text: String
  /// What to call the file. Krkn's results know the file's name and little else.
  public let fileName: String
  /// How to run it, what it does not cover, how its result comes back; one sentence each.
  public let notes: [String]

  init(_ experiment: PlannedExperiment, _ tool: ExportTool, text: String, notes: [String]) {
    self.tool = tool
    self.text = text.hasSuffix("\n") ? text : text + "\n"
    self.notes = notes
    fileName = "\(experiment.slug).\(tool.fileExtension)"
  }
}
