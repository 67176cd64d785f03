/// `intent.revised`: some fields of an intent are new. It never applies to a run that had begun.
///
/// `{"why": "the objective was relaxed", "clauses": […]}`
public struct IntentRevised: EventPayload {
  public static let type = EventType.intentRevised
  /// The fields that changed, as they are now.
  public let changes: [JSON.Member]
  /// Why.
  public let why: String

  /// A revision.
  public init(changes: [JSON.Member], why: String) {
    self.changes = changes
    self.why = why
  }

  public init(from fields: FieldReader) throws {
    self.init(changes: (fields.json.members ?? []).filter { $0.name != "why" }, why: try fields.string("why"))
    guard changes.contains(where: { IntentDeclared.fieldNames.contains($0.name) }) else {
      let known = IntentDeclared.fieldNames.joined(separator: ", ")
      throw VocabularyError(field: fields.path, problem: "names no field of an intent that changed, such as \(known)")
    }
    // The changed fields must be readable as an intent's: read them over a sound one.
    let base = IntentDeclared(title: "-", hypothesis: "-")
    _ = try applied(to: base, path: fields.path)
  }

  /// The intent after the revision. Throws where a changed field is unsound.
  public func applied(to intent: IntentDeclared, path: String = "data") throws -> IntentDeclared {
    let names = Set(changes.map(\.name))
    let kept = (intent.json.members ?? []).filter { !names.contains($0.name) }
    return try IntentDeclared(from: FieldReader(.object(kept + changes), path: path))
  }

  public var json: JSON { .object([JSON.Member("why", .string(why))] + changes) }

  public static func == (one: IntentRevised, other: IntentRevised) -> Bool { one.json == other.json }
}
