import ArgumentParser
import KnowledgeBase
import Vocabulary

/// A system from a file.
struct DeclareFile: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "file",
    abstract: "Declare everything that a YAML or JSON file lists, or nothing.",
    discussion: """
      'faultbook declare FILE' is short for it.

      EXAMPLES
        faultbook declare system.yaml
        faultbook declare --dry-run system.yaml

      A FILE
        components:
          - {component: gateway, kind: gateway}
          - {component: payments, kind: service, tier: "1"}
        dependencies:
          - {caller: gateway, callee: payments, mode: sync}
        journeys:
          - {journey: checkout, entry: [gateway], criticality: 1}
        failureModes:
          - {id: TF-001, name: tool server down, category: tool,
             fault: tool.unavailable, likelihood: occasional, impact: high}
      """)

  @Argument(help: "The file; - is standard input.", completion: .file(extensions: ["yaml", "yml", "json"]))
  var file: String

  @OptionGroup var recording: RecordingOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    let document = try DocumentFile(path: file)
    try Recorder(common: common, options: recording).record(
      try SystemDocument.events(document.json, name: document.name), from: document)
  }
}
