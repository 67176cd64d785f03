import ArgumentParser
import KnowledgeBase
import Vocabulary

/// Some fields of a hypothesis anew.
struct IntentRevise: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revise",
    abstract: "Change fields of an intent, for the runs that begin from now on.",
    discussion: """
      EXAMPLES
        faultbook intent revise INT-7 changes.yaml --why "the objective was relaxed"
        echo 'owner: team-pay' | faultbook intent revise INT-7 - --why "new owner"
      """)

  @Argument(help: "The intent's id.")
  var id: String

  @Argument(help: "A YAML or JSON file of the changed fields; - is standard input.", completion: .file())
  var file: String

  @Option(help: ArgumentHelp("Why; also the file's field 'why'.", valueName: "text"))
  var why: String?

  @OptionGroup var recording: RecordingOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    let document = try DocumentFile(path: file)
    var data = document.json.without("id")
    if let why { data = data.without("why").with("why", .string(why)) }
    let event = DocumentEvent(type: .intentRevised, stream: StreamFamily.intent.stream(id), data: data)
    try Recorder(common: common, options: recording).record(event, from: document)
  }
}
