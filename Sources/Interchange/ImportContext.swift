import Crypto
import Vocabulary

/// One import under way: makes events with ids that follow from their content, and keeps count of what was used.
final class ImportContext {
  let file: String
  let options: ImportOptions
  let sha256: String
  /// The format that provenance names; a reader may make it more exact than what it was called.
  var format: Format
  /// Fields that were not understood.
  var ignoredFields = 0
  /// Where the values of a YAML stream stand; nil for other text.
  var places: YAMLPlaces?
  /// The intents that were declared so far.
  var declaredIntents: Set<String> = []
  /// The id of the `source.imported` that ends the import. It follows from content, format and name: the same file under
  /// another name is one more source of the same events.
  private(set) lazy var correlation = EventID.version8(
    at: Timestamp(microseconds: 0),
    hash: SHA256.hash(data: Array("import|\(sha256)|\(format.rawValue)|\(name)".utf8)))
  private let bytes: Int
  /// Whether the events are of no import that is told in the end: they come one by one, for as long as somebody writes.
  private let isStream: Bool
  private let emit: (NewEvent) throws -> Void
  private(set) var counts: [EventType: Int] = [:]
  private var notes: [(text: String, count: Int)] = []
  private var noteIndex: [String: Int] = [:]

  init(
    file: String, format: Format, options: ImportOptions, sha256: String, bytes: Int, isStream: Bool = false,
    emit: @escaping (NewEvent) throws -> Void
  ) {
    self.file = file
    self.format = format
    self.options = options
    self.sha256 = sha256
    self.bytes = bytes
    self.isStream = isStream
    self.emit = emit
  }

  /// The file's own name, without its folder and without secrets.
  private var name: String {
    let last = file.split(separator: "/").last.map(String.init) ?? file
    return last.isEmpty ? "-" : Redactor().redact(last)
  }

  /// The source of the events of this import: one for all files of a tool, so that its intents are the same in all.
  var source: String { "urn:faultbook:import:\(format.tool)" }

  /// Makes an event of a payload and emits it. `time` nil: the world's time is not in the file. `occurrence` tells events
  /// apart that say the same at the same time. `place` is for errors.
  func add(
    _ type: EventType, stream: String, at time: Timestamp?, _ payload: JSON, occurrence: Int = 0,
    place: Place = Place()
  ) throws {
    let text = payload.text
    let id = eventID(type, stream: stream, at: time, payload: text, occurrence: occurrence)
    do {
      let event = try NewEvent(
        id: id, source: source, type: type, stream: stream, time: time, schemaVersion: 1, actor: nil,
        correlation: isStream ? nil : correlation, causation: nil, payload: text, data: payload)
      try add(event, place: place)
    } catch let error as VocabularyError {
      throw self.error("\(type.shortName): \(error)", place)
    }
  }

  /// Makes an event of a fact, without its secrets, and emits it.
  func add(
    _ fact: Fact, stream: String, at time: Timestamp?, occurrence: Int = 0, place: Place = Place(),
    redactor: Redactor = Redactor()
  ) throws {
    try add(
      type(of: fact.payload).type, stream: stream, at: time, redactor.redact(payload: fact.payload.json),
      occurrence: occurrence, place: place)
  }

  private func eventID(
    _ type: EventType, stream: String, at time: Timestamp?, payload: String, occurrence: Int
  ) -> String {
    var place = "\(source)|\(stream)|\(type.shortName)|\(time?.description ?? "")|\(payload)"
    if occurrence > 0 { place += "|\(occurrence)" }
    return EventID.version8(at: time ?? Timestamp(microseconds: 0), hash: SHA256.hash(data: Array(place.utf8)))
  }

  /// Emits an event that is complete. Throws for one that is dated in the future.
  func add(_ event: NewEvent, place: Place = Place()) throws {
    if let latest = options.latest, let time = event.time, time > latest {
      throw error(
        "\(event.type.shortName) of \(event.stream) is dated \(time), which lies in the future", place,
        remedy: "give the time at which it happened: the book's time would follow it")
    }
    counts[event.type, default: 0] += 1
    try emit(event)
  }

  /// Keeps a sentence for the summary; the same sentence again is counted.
  func note(_ text: String, count: Int = 1) {
    guard count > 0 else { return }
    if let index = noteIndex[text] {
      notes[index].count += count
    } else if notes.count < 200 {
      noteIndex[text] = notes.count
      notes.append((text, count))
    }
  }

  /// Where in the file something stands.
  struct Place {
    var line: Int?
    var path: String?
  }

  /// An error in this file.
  func error(_ problem: String, _ place: Place = Place(), remedy: String? = nil) -> ImportError {
    // Of a YAML document a place knows where it begins, and which value it is of.
    let exact = place.line.flatMap { line in place.path.flatMap { places?.line(of: $0, inDocumentAt: line) } }
    return ImportError(file: file, line: exact ?? place.line, path: place.path, problem: problem, remedy: remedy)
  }

  /// Emits `source.imported` and sums up.
  func finish() throws -> ImportSummary {
    let names = [name]
    let fact = SourceImported(
      sha256: sha256, format: format.rawValue, bytes: bytes, names: names, ignoredFields: ignoredFields)
    let imported = NewEvent(
      id: correlation, source: source, stream: StreamFamily.imports.stream(sha256), time: nil, correlation: correlation,
      fact: .sourceImported(fact))
    if !options.isVerbatim { try add(imported) }
    return ImportSummary(
      format: format, sha256: sha256, bytes: bytes, names: names, ignoredFields: ignoredFields,
      counts: EventType.all.compactMap { type in
        counts[type].map { ImportSummary.TypeCount(type: type, count: $0) }
      },
      notes: notes.map { $0.count > 1 ? "\($0.text) (\($0.count) times)" : $0.text })
  }
}
