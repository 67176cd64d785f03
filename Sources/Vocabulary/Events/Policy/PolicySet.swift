/// `policy.set`: a setting that shapes answers and is not evidence, and why it is so.
///
/// `{"key": "safety.spacingSeconds", "value": 600, "why": "long warm-up"}`
public struct PolicySet: EventPayload {
  public static let type = EventType.policySet
  /// The setting's name, dots between its parts.
  public let key: String
  /// Its value; null takes the setting back to its default.
  public let value: JSON
  /// Why it is so.
  public let why: String

  /// A setting.
  public init(key: String, value: JSON, why: String) {
    self.key = key
    self.value = value
    self.why = why
  }

  public init(from fields: FieldReader) throws {
    guard let value = fields.json["value"] else { throw fields.error("value", "is missing; null resets the setting") }
    self.init(key: try fields.string("key"), value: value, why: try fields.string("why"))
    try Policy.check(key: key, value: value, path: fields.path)
  }

  /// The components that the setting keeps faults away from: those that it excludes, and those of which it sets a freeze. Sorted, each
  /// once.
  public var protectedComponents: [String] {
    switch key {
    case "safety.exclude": Set(value.arrayValue?.compactMap(\.stringValue) ?? []).sorted()
    case "safety.freeze":
      Set((value.arrayValue ?? []).flatMap { (try? Freeze.read(FieldReader($0)))?.components ?? [] }).sorted()
    default: []
    }
  }

  public var json: JSON { .compact(("key", .string(key)), ("value", value), ("why", .string(why))) }
}
