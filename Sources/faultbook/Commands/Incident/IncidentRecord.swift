import ArgumentParser
import KnowledgeBase
import Vocabulary

/// An outage that nobody planned.
struct IncidentRecord: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record",
    abstract: "Record a real outage: it teaches as a run does, weighed by how sure its cause is.",
    discussion: """
      Of options, or of a YAML or JSON file; 'faultbook import' takes such files too, also several in one. Recording it \
      again under the same id replaces what was said before.

      A node is NAME, 'journey NAME', and behind it :SYMPTOM (errors, latency, saturation, correctness; errors where \
      none is named) and @SECONDS after the begin. A name that itself holds a colon is one that the book knows.

      EXAMPLES
        faultbook incident record inc-42.yaml
        faultbook incident record --id INC-42 --suspected db \\
          --fault storage.latency --attribution 0.8 \\
          --started 2026-11-20T02:14:00Z --ended 2026-11-20T03:40:00Z \\
          --degraded checkout:latency@30 --degraded 'journey checkout' --steady cart
        cat incident.json | faultbook incident record --id INC-42 -

      A FILE
        incident: INC-42
        title: checkout slow after the nightly backup
        started: 2026-11-20T02:14:00Z
        ended: 2026-11-20T03:40:00Z
        suspected: db
        fault: storage.latency      # left out: unknown, and no belief moves
        cause: the backup filled the disk's queue
        attribution: 0.8
        degraded: [checkout:latency@30, journey checkout]
        steady: [cart]
      """)

  @Argument(
    help: "The file; - is standard input. (default: none, the options say it)",
    completion: .file(extensions: ["yaml", "yml", "json"]))
  var file: String?

  @Option(
    help: ArgumentHelp("The incident's id. (default: the file's field 'incident', else its name)", valueName: "id"))
  var id: String?

  @OptionGroup var incident: IncidentOptions
  @OptionGroup var recording: RecordingOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if file != nil, incident.isStated {
      throw ValidationError("a file says what the incident was; leave the options out that say it too")
    }
    if file == nil { _ = try incident.requireIncident() }
  }

  func run() throws {
    let recorder = Recorder(common: common, options: recording)
    guard let file else {
      guard let id else { throw UsageError(message: "the incident has no id; give one with --id") }
      let stated = try incident.requireIncident()
      try knownNames { knows in
        for seen in stated.observations {
          guard let problem = seen.misspeltSymptom(knows: knows) else { continue }
          throw UsageError(message: "--\(seen.state == .degraded ? "degraded" : "steady") \(problem)")
        }
      }
      return try recorder.record(stated, stream: StreamFamily.incident.stream(id))
    }
    let document = try DocumentFile(path: file)
    let found: IncidentDocument
    do {
      found = try knownNames { try IncidentDocument(FieldReader(document.json), knows: $0) }
    } catch let error as VocabularyError {
      throw FaultbookError(.input, "\(document.name): \(error.sentence)")
    }
    guard let id = id ?? found.id ?? DocumentFile.stem(of: file) else {
      throw UsageError(message: "the incident has no id; give one with --id")
    }
    for name in found.ignored {
      StandardStreams.printError(
        "faultbook: note: \(document.name): \"\(name)\" is no field of an incident and was left out")
    }
    try recorder.record(found.incident, stream: StreamFamily.incident.stream(id))
  }

  /// Hands on whether a name is one of the book's; where there is none to ask, every name passes.
  private func knownNames<Value>(_ body: (_ knows: (NodeID) -> Bool) throws -> Value) throws -> Value {
    let book = try DocumentFile.isThere(common.bookPath) ? common.openBeforeWriting() : nil
    defer { book?.close() }
    return try body { book?.knows($0) ?? true }
  }
}
