/// Which members of a payload may hold what is personal, and so may be sealed: free text and names of people, and
/// members that the vocabulary does not read. What beliefs rest on stays readable for ever.
public enum PersonalMembers {
  /// What a sealed member looks like to a reader without its key.
  enum Form {
    /// One text.
    case text
    /// Several texts.
    case texts

    /// What stands in its place.
    var redaction: JSON {
      switch self {
      case .text: .string(PersonalMembers.redacted)
      case .texts: [.string(PersonalMembers.redacted)]
      }
    }
  }

  /// The text that every projection sees in the place of a sealed member, whether or not its key is there.
  public static let redacted = "redacted"

  private static let known: [EventType: [(name: String, form: Form)]] = [
    .componentDeclared: [("owner", .text)],
    .componentChanged: [("reference", .text)],
    .componentRetired: [("reason", .text)],
    .dependencyRetired: [("reason", .text)],
    .failureModeCatalogued: [
      ("name", .text), ("detection", .text), ("currentHandling", .text), ("desiredHandling", .text),
      ("description", .text), ("symptoms", .text), ("mitigations", .texts),
    ],
    .policySet: [("why", .text)],
    .intentDeclared: [("title", .text), ("hypothesis", .text), ("rollback", .texts), ("owner", .text)],
    .intentRevised: [
      ("why", .text), ("title", .text), ("hypothesis", .text), ("rollback", .texts), ("owner", .text),
    ],
    .intentRetired: [("why", .text)],
    .faultInjected: [("evidence", .text)],
    .runAborted: [("criterion", .text)],
    .runDisqualified: [("why", .text)],
    .findingOpened: [("title", .text), ("recommendation", .text)],
    .findingResolved: [("how", .text)],
    .incidentRecorded: [("title", .text), ("cause", .text)],
    .proposalAccepted: [("why", .text)],
    .proposalRejected: [("why", .text)],
    .sourceImported: [("names", .texts)],
    .bookRestored: [("why", .text), ("copy", .text)],
    .eventCorrected: [("why", .text)],
    .eventRetracted: [("why", .text)],
  ]

  /// The members of a type that hold free text, in the order of the schema.
  public static func names(of type: EventType) -> [String] { (known[type] ?? []).map(\.name) }

  /// A member of a payload that may be sealed, if it may: one of its own, or of the payload that a correction brings.
  struct Place {
    /// The names down to it.
    let path: [String]
    let value: JSON
    /// What it is a member of: the payload, and the type that reads it.
    let owner: (data: JSON, type: EventType, schemaVersion: Int)

    var name: String { path[path.count - 1] }
    /// The names with dots between, as in messages.
    var label: String { path.joined(separator: ".") }
    var isSealed: Bool { SealedText.isSealed(value) }
    var form: Form { (PersonalMembers.known[owner.type] ?? []).first { $0.name == name }?.form ?? .text }
  }

  /// Every member of a payload that is looked at for sealing, in the order of the text.
  static func places(in data: JSON, of type: EventType, schemaVersion: Int) -> [Place] {
    (data.members ?? []).flatMap { member -> [Place] in
      if type == .eventCorrected, member.name == "data" {
        guard let inner = data["type"]?.stringValue.flatMap(EventType.init(named:)) else { return [] }
        let owner = (data: member.value, type: inner, schemaVersion: Int(data["schemaVersion"]?.integerValue ?? 1))
        return (member.value.members ?? []).map { Place(path: ["data", $0.name], value: $0.value, owner: owner) }
      }
      return [Place(path: [member.name], value: member.value, owner: (data, type, schemaVersion))]
    }
  }

  /// Checks that a member may be sealed: it holds free text, or nobody reads it. Throws `VocabularyError` otherwise. The
  /// payload may hold it in clear or sealed. Cost: two readings of the payload.
  static func check(_ place: Place) throws {
    let names = names(of: place.owner.type)
    guard !names.contains(place.name), isRead(place) else { return }
    let hint = names.isEmpty ? "only members that the vocabulary does not read may be" : "seal \(listed(names))"
    throw VocabularyError(
      field: "data.\(place.label)", problem: "what the book learns rests on it, so it cannot be sealed; \(hint)")
  }

  /// Whether the payload says something else, or nothing, once a text stands in the place of a member.
  private static func isRead(_ place: Place) -> Bool {
    let (data, type, version) = place.owner
    // A revision keeps every member; what no intent has says nothing.
    if type == .intentRevised { return IntentDeclared.fieldNames.contains(place.name) }
    func fact(_ value: JSON) throws -> Fact {
      let members = (redacting(data, of: type, schemaVersion: version).members ?? []).map {
        $0.name == place.name ? JSON.Member($0.name, value) : $0
      }
      return try Fact(type, Upcasting.standard.upcast(.object(members), type: type, from: version))
    }
    guard let one = try? fact(.string(redacted)), let other = try? fact(.integer(0)) else { return true }
    return one != other
  }

  private static func listed(_ names: [String]) -> String {
    names.count < 2 ? names.joined() : names.dropLast().joined(separator: ", ") + " or " + names[names.count - 1]
  }

  /// The payload as projections read it: `redacted` in the place of every sealed member.
  static func redacting(_ data: JSON, of type: EventType, schemaVersion: Int) -> JSON {
    places(in: data, of: type, schemaVersion: schemaVersion).filter(\.isSealed).reduce(data) {
      $0.replacing($1.path[...], with: $1.form.redaction)
    }
  }
}

extension JSON {
  /// The value with another one at the end of a path of names; as it is where there is nothing.
  fileprivate func replacing(_ path: ArraySlice<String>, with value: JSON) -> JSON {
    guard let name = path.first else { return value }
    guard let members else { return self }
    return .object(
      members.map { $0.name == name ? Member(name, $0.value.replacing(path.dropFirst(), with: value)) : $0 })
  }
}
