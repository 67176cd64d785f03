extension NewEvent {
  /// The event with members sealed, all else as it is; nil where it has none of them.
  ///
  /// `names` are the members that are sealed where they are there and not null, in the event and in the payload that a
  /// correction brings; nil stands for all that hold free text. `seal` is given a member's path and the one text of its
  /// value (members by name, the fewest digits), and returns what stands in the log. Throws `VocabularyError` for a
  /// member that beliefs rest on, and for one that is left in clear and looks sealed. Cost: some readings of the payload.
  public func sealed(
    _ names: [String]?, key: Int64, by seal: (_ member: String, _ plaintext: String) throws -> String
  ) throws -> NewEvent? {
    let all = PersonalMembers.places(in: try JSON.parse(payload), of: type, schemaVersion: schemaVersion)
    let isWanted = { (place: PersonalMembers.Place) in
      !place.value.isNull && (names ?? PersonalMembers.names(of: place.owner.type)).contains(place.name)
    }
    let wanted = all.filter(isWanted)
    guard !wanted.isEmpty else { return nil }
    for place in wanted { try PersonalMembers.check(place) }
    if let other = all.first(where: { $0.isSealed && !isWanted($0) }) {
      throw VocabularyError(
        field: "data.\(other.label)",
        problem: "begins with \(SealedText.prefix), as if it were sealed; seal it too or write it otherwise")
    }
    var text = Array(payload.utf8)
    for place in wanted {
      text = try text.replacing(place.path[...], with: .string(seal(place.label, place.value.canonicalText)))
    }
    return try NewEvent(
      id: id, source: source, type: type, stream: stream, time: time, schemaVersion: schemaVersion, actor: actor,
      correlation: correlation, causation: causation, keyID: key, payload: String(decoding: text, as: UTF8.self),
      data: JSON.parse(text))
  }
}

extension RecordedEvent {
  /// A member that is sealed.
  public struct SealedMember: Sendable, Equatable {
    /// The names down to it: one, or two in the payload that a correction brings.
    public let path: [String]
    /// What stands in the log.
    public let text: String

    /// The path with dots between.
    public var label: String { path.joined(separator: ".") }
  }

  /// The members that are sealed, in the order of the payload. Throws where it is no JSON.
  public func sealedMembers() throws -> [SealedMember] { try sealedPlaces().map(\.member) }

  private func sealedPlaces() throws -> [(member: SealedMember, form: PersonalMembers.Form)] {
    guard keyID != nil else { return [] }
    return PersonalMembers.places(in: try JSON.parse(payload), of: type, schemaVersion: schemaVersion).compactMap {
      place in
      guard place.isSealed, let text = place.value.stringValue else { return nil }
      return (SealedMember(path: place.path, text: text), place.form)
    }
  }

  /// The event as it was before it was sealed, for eyes that may see it. `open` is given a sealed member's path and its
  /// text, and returns the text of its value; where it returns nil, `redacted` stands there. Never for projections.
  public func opened(by open: (_ member: String, _ text: String) -> String?) throws -> RecordedEvent {
    guard keyID != nil else { return self }
    var text = Array(payload.utf8)
    for (member, form) in try sealedPlaces() {
      let value = try open(member.label, member.text).map { try JSON.parse($0) }
      text = try text.replacing(member.path[...], with: value ?? form.redaction)
    }
    return replacing(payload: String(decoding: text, as: UTF8.self), schemaVersion: schemaVersion)
  }
}

extension [UInt8] {
  /// The text of an object with another value at the end of a path of names; everything else stays as it was written.
  fileprivate func replacing(_ path: ArraySlice<String>, with value: JSON) throws -> [UInt8] {
    guard let name = path.first else { return Array(value.text.utf8) }
    let range = try withUnsafeBufferPointer { try JSONParser.parse($0, locating: name).range }
    guard let range else { return self }
    return Array(self[..<range.lowerBound]) + (try Array(self[range]).replacing(path.dropFirst(), with: value))
      + Array(self[range.upperBound...])
  }
}

extension JSON {
  /// One text for equal values: members in the order of their names.
  var canonicalText: String { ordered.text }

  private var ordered: JSON {
    switch self {
    case .array(let values): .array(values.map(\.ordered))
    case .object(let members):
      .object(
        members.map { Member($0.name, $0.value.ordered) }.sorted {
          $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
        }
      )
    default: self
    }
  }
}
