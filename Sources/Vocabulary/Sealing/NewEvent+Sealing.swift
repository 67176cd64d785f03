extension NewEvent {
  /// The event with members sealed, all else as it is; nil where it has none of them.
  ///
  /// `names` are the members that are sealed where they are there and not null; nil stands for all that hold free text.
  /// `seal` is given a member's name and the one text of its value (members by name, the fewest digits), and returns
  /// what stands in the log. Throws `VocabularyError` for a member that beliefs rest on, and for one that is left in
  /// clear and looks sealed. Cost: a few readings of the payload.
  public func sealed(
    _ names: [String]?, key: Int64, by seal: (_ member: String, _ plaintext: String) throws -> String
  ) throws -> NewEvent? {
    let data = try JSON.parse(payload)
    let wanted = names ?? PersonalMembers.names(of: type)
    let members = (data.members ?? []).filter { wanted.contains($0.name) && !$0.value.isNull }
    guard !members.isEmpty else { return nil }
    for member in members {
      try PersonalMembers.check(member.name, of: type, in: data, schemaVersion: schemaVersion)
    }
    let names = Set(members.map(\.name))
    if let other = data.members?.first(where: { !names.contains($0.name) && SealedText.isSealed($0.value) }) {
      throw VocabularyError(
        field: "data.\(other.name)",
        problem: "begins with \(SealedText.prefix), as if it were sealed; seal it too or write it otherwise")
    }
    var text = Array(payload.utf8)
    for member in members {
      text = try text.replacing(member: member.name, with: .string(seal(member.name, member.value.canonicalText)))
    }
    return try NewEvent(
      id: id, source: source, type: type, stream: stream, time: time, schemaVersion: schemaVersion, actor: actor,
      correlation: correlation, causation: causation, keyID: key, payload: String(decoding: text, as: UTF8.self),
      data: JSON.parse(text))
  }
}

extension RecordedEvent {
  /// The names and the texts of the members that are sealed, in the order of the payload. Throws where it is no JSON.
  public func sealedMembers() throws -> [(name: String, text: String)] {
    guard keyID != nil else { return [] }
    return (try JSON.parse(payload).members ?? []).compactMap { member in
      SealedText.isSealed(member.value) ? member.value.stringValue.map { (member.name, $0) } : nil
    }
  }

  /// The event as it was before it was sealed, for eyes that may see it. `open` is given a sealed member's name and its
  /// text, and returns the text of its value; where it returns nil, `redacted` stands there. Never for projections.
  public func opened(by open: (_ member: String, _ text: String) -> String?) throws -> RecordedEvent {
    guard keyID != nil else { return self }
    var text = Array(payload.utf8)
    for member in try sealedMembers() {
      let value = try open(member.name, member.text).map { try JSON.parse($0) }
      text = try text.replacing(
        member: member.name, with: value ?? PersonalMembers.form(of: member.name, type).redaction)
    }
    return replacing(payload: String(decoding: text, as: UTF8.self), schemaVersion: schemaVersion)
  }
}

extension [UInt8] {
  /// The text of an object with another value of one member; everything else stays as it was written.
  fileprivate func replacing(member: String, with value: JSON) throws -> [UInt8] {
    let range = try withUnsafeBufferPointer { try JSONParser.parse($0, locating: member).range }
    guard let range else { return self }
    return Array(self[..<range.lowerBound]) + Array(value.text.utf8) + Array(self[range.upperBound...])
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
