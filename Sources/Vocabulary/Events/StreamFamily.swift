/// A family of streams. An event's subject names its stream.
public enum StreamFamily: String, Sendable, Hashable, CaseIterable {
  /// The one stream `system`.
  case system
  /// The one stream `policy`.
  case policy
  /// `intent/<id>`.
  case intent
  /// `run/<id>`.
  case run
  /// `incident/<id>`.
  case incident
  /// The one stream `plan`.
  case plan
  /// `import/<sha256>`.
  case imports = "import"
  /// The one stream `correction`: what is said about events.
  case correction
  /// `subject/<key>`: what became of the key of one person's data.
  case subject
  /// The one stream `book`: what became of the file itself.
  case book

  /// Whether the family is one stream without ids.
  public var isSingle: Bool { [.system, .policy, .plan, .book, .correction].contains(self) }

  /// The longest name of a stream.
  public static let maximumNameLength = 200

  /// The name of a stream of this family.
  public func stream(_ id: String = "") -> String { isSingle ? rawValue : "\(rawValue)/\(id)" }

  /// The id in a stream's name, `r1` of `run/r1`; nil where the name is not of this family.
  public func id(in stream: String) -> String? {
    if isSingle { return stream == rawValue ? "" : nil }
    let prefix = rawValue + "/"
    guard stream.hasPrefix(prefix), stream.utf8.count > prefix.utf8.count else { return nil }
    return String(stream.dropFirst(prefix.count))
  }

  /// What a stream's name of this family looks like, for messages.
  public var form: String { isSingle ? "\"\(rawValue)\"" : "\"\(rawValue)/<id>\"" }
}
