import ArgumentParser
import KnowledgeBase
import Vocabulary

/// A new hypothesis.
struct IntentDeclare: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "declare",
    abstract: "Declare an intent from a YAML or JSON file.",
    discussion: """
      The intent's id is --id, else the file's field 'id', else the file's name.

      EXAMPLES
        faultbook intent declare checkout-survives-payments.yaml
        faultbook intent declare --id INT-7 intent.json
        cat intent.yaml | faultbook intent declare --id INT-7 -

      A FILE
        title: checkout survives slow payments
        hypothesis: with payments 300 ms slower, checkout stays within its objective
        journey: checkout
        target: {component: payments}
        fault: {kind: net.latency, magnitude: {value: 300, unit: ms}}
        clauses:
          - {id: p99, claim: stays-within, subject: {journey: checkout},
             metric: latency_p99, op: "<=", threshold: 500, unit: ms}
          - {id: back, claim: recovers-within, subject: {journey: checkout},
             metric: latency_p99, op: "<=", threshold: 500, unit: ms,
             withinSeconds: 60}
        steadyState:
          windowSeconds: 60
          criteria:
            - {journey: checkout, metric: error_rate, op: "<=",
               threshold: 0.02, unit: ratio}
        abortWhen:
          - {journey: checkout, metric: error_rate, op: ">",
             threshold: 0.2, unit: ratio}
        exclusions: [ledger]
        environment: staging
        maxDurationSeconds: 300
        rollback: [delete the toxic]

      The claims, and all the members: faultbook intent schema
      """)

  @Argument(help: "The file; - is standard input.", completion: .file(extensions: ["yaml", "yml", "json"]))
  var file: String

  @Option(help: ArgumentHelp("The intent's id.", valueName: "id"))
  var id: String?

  @OptionGroup var recording: RecordingOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    let document = try DocumentFile(path: file)
    guard let id = id ?? document.json["id"]?.stringValue ?? DocumentFile.stem(of: file) else {
      throw UsageError(message: "the intent has no id; give one with --id")
    }
    let event = DocumentEvent(
      type: .intentDeclared, stream: StreamFamily.intent.stream(id), data: document.json.without("id"))
    try Recorder(common: common, options: recording).record(event, from: document)
  }
}
