import Crypto
import Vocabulary

/// Incidents as people write them down, in YAML or JSON: one a document, several documents or a list of them in a file.
///
/// An incident without an id gets one that follows from its begin and its suspect, so that a later version of the same file replaces
/// what was said before.
struct IncidentImporter {
  private let context: ImportContext

  init(_ context: ImportContext) { self.context = context }

  func read(_ source: any ByteSource) throws {
    let redactor = Redactor()
    for document in try Documents(context).read(source).flattened() {
      do {
        let found = try IncidentDocument(
          FieldReader(redactor.redact(document.json), path: ""), knows: context.options.knows ?? { _ in true })
        context.ignoredFields += found.ignored.count
        let incident = found.incident
        let id = found.id ?? IncidentImporter.id(of: incident)
        if found.id == nil { context.note("an incident names no id; it is \"\(id)\"") }
        if incident.fault.kind.faultClass == nil {
          context.note(
            "incident \"\(id)\": its fault is \(incident.fault.kind), so it moves no belief until that is known")
        }
        if incident.ended == nil {
          context.note("incident \"\(id)\" has not ended: nothing runs on \(incident.suspected) until it has")
        }
        try context.add(
          .incidentRecorded(incident), stream: StreamFamily.incident.stream(id), at: incident.time, redactor: redactor)
      } catch let error as VocabularyError {
        throw document.error(
          error,
          remedy:
            "say started, suspected, attribution (0 to 1) and who degraded; see `faultbook incident record --help`")
      }
    }
  }

  private static func id(of incident: IncidentRecorded) -> String {
    let place = "\(incident.started)|\(incident.suspected)"
    return "inc-" + Hexadecimal.text(SHA256.hash(data: Array(place.utf8)).prefix(4))
  }
}
