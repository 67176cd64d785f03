/// An incident as people write it down: the payload of `incident.recorded`, with its id, and with what it leaves to habit.
///
///     incident: INC-42
///     started: 2026-11-20T02:14:00Z
///     ended: 2026-11-20T03:40:00Z
///     suspected: db
///     fault: storage.latency               # or {kind: …, magnitude: …}; left out, the cause is unknown
///     attribution: 0.8
///     degraded: [checkout:latency@30, journey checkout]
///     steady: [cart]
///
/// `degraded`, `steady` and `unknown` list nodes, ``Observation/init(words:state:)``; `observations` may stand beside them in full.
public struct IncidentDocument: Sendable, Equatable {
  /// Its id, as in `incident/<id>`; nil where it names none.
  public let id: String?
  /// What it says.
  public let incident: IncidentRecorded
  /// Members that are none of its, which say nothing.
  public let ignored: [String]

  private static let lists: [(name: String, state: ObservedState)] = [
    ("degraded", .degraded), ("steady", .steady), ("unknown", .unknown),
  ]
  private static let names: Set<String> = [
    "incident", "id", "title", "started", "ended", "suspected", "fault", "cause", "attribution", "observations",
    "degraded", "steady", "unknown",
  ]

  /// Reads a document. Throws `VocabularyError` that names the field: one that is missing or of another form, an id given twice, a name with a
  /// colon that nobody knows, for that is a misspelt symptom, and an incident that nobody was seen in.
  ///
  /// - Parameter knows: whether a component or journey is known.
  public init(_ fields: FieldReader, knows: (NodeID) -> Bool = { _ in true }) throws {
    if let other = fields.value("incident"), fields.value("id") != nil {
      throw fields.error("id", "stands beside incident \(other.text); give one id")
    }
    id = try fields.optionalLabel("incident") ?? fields.optionalLabel("id")
    var observations = try fields.objects("observations", Observation.read)
    for list in IncidentDocument.lists {
      observations += try fields.array(list.name) { json, path in
        guard let words = json.stringValue else {
          guard json.members != nil else {
            throw VocabularyError(field: path, problem: "is neither the name of a component or journey nor an object")
          }
          return try Observation.read(FieldReader(json.stating(list.state), path: path))
        }
        guard let read = Observation(words: words, state: list.state) else {
          throw VocabularyError(
            field: path, problem: "is no NAME, NAME:SYMPTOM or NAME:SYMPTOM@SECONDS, found \"\(words.prefix(40))\"")
        }
        if let problem = read.misspeltSymptom(knows: knows) { throw VocabularyError(field: path, problem: problem) }
        return read
      }
    }
    guard !observations.isEmpty else {
      throw fields.error("degraded", "is missing; say which components and journeys degraded, and which stayed steady")
    }
    let started = try fields.timestamp("started")
    let ended = try fields.optionalTimestamp("ended")
    if let ended, ended < started { throw fields.error("ended", "lies before started") }
    incident = IncidentRecorded(
      title: try fields.optionalString("title"), started: started, ended: ended,
      suspected: try fields.string("suspected"), fault: try IncidentDocument.fault(fields),
      cause: try fields.optionalString("cause"), attribution: try fields.fraction("attribution"),
      observations: observations)
    ignored = (fields.json.members ?? []).filter { !$0.value.isNull && !IncidentDocument.names.contains($0.name) }
      .map(\.name)
  }

  /// A fault, a kind alone, or none: unknown.
  private static func fault(_ fields: FieldReader) throws -> Fault {
    guard let stated = fields.value("fault") else { return Fault(kind: .unknown) }
    guard let name = stated.stringValue else { return try Fault.read(fields.object("fault")) }
    guard let kind = FaultKind(named: name) else {
      throw fields.error(
        "fault", "is no known kind of fault, found \"\(name.prefix(40))\"; leave it out where the cause is unknown")
    }
    return Fault(kind: kind)
  }
}

extension Observation {
  /// Reads `checkout`, `checkout:latency`, `journey checkout:errors@30`: a component, or behind the word `journey` one of those; the
  /// symptom, errors where none is named; the seconds after the begin at which it showed. A name may hold colons: only a symptom is
  /// taken for one. Nil where no name is left, and for an onset that is no number of at least 0.
  public init?(words: String, state: ObservedState) {
    var rest = words[...]
    var onset: Double?
    if let at = rest.lastIndex(of: "@"), let seconds = Double(rest[rest.index(after: at)...]) {
      guard seconds >= 0, seconds.isFinite else { return nil }
      onset = seconds
      rest = rest[..<at]
    }
    var symptom = Symptom.errors
    if let colon = rest.lastIndex(of: ":"), let named = Symptom(rawValue: String(rest[rest.index(after: colon)...])) {
      symptom = named
      rest = rest[..<colon]
    }
    let prefix = "journey "
    let isJourney = rest.hasPrefix(prefix)
    let name = isJourney ? String(rest.dropFirst(prefix.count)) : String(rest)
    guard !name.isEmpty, name.contains(where: { !$0.isWhitespace }) else { return nil }
    self.init(
      node: isJourney ? .journey(name) : .component(name), symptom: symptom, state: state,
      onsetSeconds: state == .degraded ? onset : nil)
  }
}

extension Observation {
  /// What is wrong with the name of one that was read from words, where it holds a colon and nobody knows it: what stands behind that was
  /// meant for a symptom. Nil where nothing is.
  public func misspeltSymptom(knows: (NodeID) -> Bool) -> String? {
    guard let colon = node.name.lastIndex(of: ":"), !knows(node) else { return nil }
    let word = node.name[node.name.index(after: colon)...].prefix(40)
    let symptoms = Symptom.allCases.map(\.rawValue)
    return
      "names \"\(word)\" as a symptom of \(node.kind == .journey ? "journey " : "")\(node.name[..<colon].prefix(80)), and symptoms are "
      + "\(symptoms.dropLast().joined(separator: ", ")) and \(symptoms[symptoms.count - 1]); a \(node.kind.rawValue) of the name "
      + "\"\(node.name.prefix(120))\" the book does not know"
  }
}

extension JSON {
  /// An object of an observation with a state, and with the symptom errors where it names none.
  fileprivate func stating(_ state: ObservedState) -> JSON {
    let own = (members ?? []).filter { $0.name != "state" }
    let symptom = own.contains { $0.name == "symptom" } ? [] : [Member("symptom", .string(Symptom.errors.rawValue))]
    return .object(own + symptom + [Member("state", .string(state.rawValue))])
  }
}
