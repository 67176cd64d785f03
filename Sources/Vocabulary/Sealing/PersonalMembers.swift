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
    .proposalAccepted: [("why", .text)],
    .proposalRejected: [("why", .text)],
    .sourceImported: [("names", .texts)],
    .bookRestored: [("why", .text), ("copy", .text)],
  ]

  /// The members of a type that hold free text, in the order of the schema.
  public static func names(of type: EventType) -> [String] { (known[type] ?? []).map(\.name) }

  static func form(of member: String, _ type: EventType) -> Form {
    (known[type] ?? []).first { $0.name == member }?.form ?? .text
  }

  /// Checks that a member of a payload may be sealed: it holds free text, or nobody reads it. Throws `VocabularyError`
  /// otherwise. `data` may hold the member in clear or sealed. Cost: two readings of the payload.
  static func check(_ member: String, of type: EventType, in data: JSON, schemaVersion: Int) throws {
    guard !(known[type] ?? []).contains(where: { $0.name == member }) else { return }
    guard try !isRead(member, type, data, schemaVersion) else {
      let free = names(of: type)
      let hint = free.isEmpty ? "only members that the vocabulary does not read may be" : "seal \(listed(free))"
      throw VocabularyError(
        field: "data.\(member)", problem: "what the book learns rests on it, so it cannot be sealed; \(hint)")
    }
  }

  /// Whether the payload says something else once a text stands in the place of a member.
  private static func isRead(_ member: String, _ type: EventType, _ data: JSON, _ version: Int) throws -> Bool {
    // A revision keeps every member; what no intent has says nothing.
    if type == .intentRevised { return IntentDeclared.fieldNames.contains(member) || member == "why" }
    func fact(_ value: JSON) throws -> Fact {
      let members = (redacting(data, of: type).members ?? []).map {
        $0.name == member ? JSON.Member(member, value) : $0
      }
      return try Fact(type, Upcasting.standard.upcast(.object(members), type: type, from: version))
    }
    guard let one = try? fact(.string(redacted)), let other = try? fact(.integer(0)) else { return true }
    return one != other
  }

  static func listed(_ names: [String]) -> String {
    names.count < 2 ? names.joined() : names.dropLast().joined(separator: ", ") + " or " + names[names.count - 1]
  }

  /// The payload as projections read it: `redacted` in the place of every sealed member.
  static func redacting(_ data: JSON, of type: EventType) -> JSON {
    guard case .object(let members) = data else { return data }
    return .object(
      members.map { member in
        guard SealedText.isSealed(member.value) else { return member }
        return JSON.Member(member.name, form(of: member.name, type).redaction)
      })
  }
}
