import Vocabulary

/// Chaos Toolkit experiments and journals, in JSON or YAML; several may follow one another or stand in an array.
///
/// An experiment is an intent. A journal is an intent and a run: what was injected and whether that is certain, every
/// probe with its part of the run, and what the tool claimed, word for word. The verdict is left to whoever judges: the
/// toolkit says `completed` and `deviated: false` also of a run whose gate was not met and whose fault never came.
struct ChaosToolkitImporter {
  private let context: ImportContext

  init(_ context: ImportContext) { self.context = context }

  func read(_ source: any ByteSource) throws {
    var input = source
    var documents: [(JSON, path: String)] = []
    var bytes: [UInt8] = []
    while let piece = try input.next() {
      guard bytes.count + piece.count <= JSONCursor.maximumValue else {
        throw context.error("is longer than \(JSONCursor.maximumValue / 1_048_576) MiB", remedy: "split it")
      }
      bytes += piece
    }
    let first = bytes.first { $0 > 0x20 && ![0xEF, 0xBB, 0xBF].contains($0) }
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
      let cursor = JSONCursor(MemorySource(bytes), file: context.file)
      while try cursor.hasText() {
        if try cursor.peek() == UInt8(ascii: "[") {
          try cursor.forEachElement { _ in documents.append((try cursor.value(), cursor.pathText)) }
        } else {
          documents.append((try cursor.value(), cursor.pathText))
        }
      }
    } else {
      documents = try YAMLDocuments(context).read(bytes).map { ($0.json, "$") }
    }
    guard !documents.isEmpty else { throw context.error("holds no experiment and no journal") }
    context.format = documents.contains { Self.isJournal($0.0) } ? .chaosToolkitJournal : .chaosToolkitExperiment
    for (document, path) in documents { try read(document, path: path) }
  }

  private static func isJournal(_ json: JSON) -> Bool { json["experiment"].map { !$0.isNull } ?? false }

  private func read(_ json: JSON, path: String) throws {
    guard Self.isJournal(json) else {
      guard json["method"] != nil || json["steady-state-hypothesis"] != nil else {
        throw context.error(
          "expected an experiment (title, method) or a journal (experiment, run), found \(json.kind)",
          ImportContext.Place(path: path))
      }
      return try declare(Experiment(json, path: path, context: context))
    }
    // Some runners keep the journal as the result of what they were asked.
    var journal = json
    var place = path
    if let result = json["result"], result.members != nil, json["run"] == nil {
      journal = result
      place += ".result"
    }
    let experiment = try Experiment(
      journal["experiment"] ?? json["experiment"] ?? .null, path: place + ".experiment", context: context)
    guard journal["start"] != nil || journal["run"] != nil else { return try declare(experiment) }
    try JournalImporter(context, journal: journal, experiment: experiment, path: place).emit(declare: declare)
  }

  /// Emits the intent, unless the experiment refers to one that the book has. It has no time: no file says since when
  /// it was believed, and so an experiment and its journals declare it once.
  private func declare(_ experiment: Experiment) throws {
    guard experiment.extensions.intent == nil else { return }
    try context.add(
      .intentDeclared, stream: StreamFamily.intent.stream(experiment.intentID), at: nil,
      experiment.redactor.redact(payload: experiment.intent.json))
  }
}
