import Vocabulary

/// What is supposed in place of what the log says: what would be thought had a run not been done, or under another policy.
struct Supposition: Sendable {
  /// Settings that hold from the first event on.
  var settings: [PolicySet] = []
  /// The streams of the runs and incidents that are left out.
  var omitted: Set<String> = []

  /// Whether a setting is one of them, so that what the log says of it does not count.
  func sets(_ key: String) -> Bool { settings.contains { $0.key == key } }

  /// Whether events of a stream are left out.
  func omits(_ stream: String) -> Bool { !omitted.isEmpty && omitted.contains(stream) }

  /// The settings of a document, `{"belief.halfLifeDays": 90, …}`, each checked as `policy.set` is; null is the default.
  ///
  /// Throws `FaultbookError` for anything but an object, a setting that the vocabulary does not know, a value of the wrong form,
  /// and a document that sets nothing.
  static func settings(_ document: JSON, name: String) throws -> [PolicySet] {
    guard let members = document.members else {
      throw FaultbookError(
        .input,
        "\(name): expected settings and their values, such as belief.halfLifeDays: 90, found \(document.kind)")
    }
    guard !members.isEmpty else {
      throw FaultbookError(.input, "\(name) sets nothing; write settings into it, such as belief.halfLifeDays: 90")
    }
    return try members.map { member in
      do {
        let why = JSON.string("supposed")
        return try PolicySet(
          from: FieldReader(.compact(("key", .string(member.name)), ("value", member.value), ("why", why))))
      } catch let error as VocabularyError {
        let place = error.field.hasSuffix(".value") ? "the value " : ""
        throw FaultbookError(.input, "\(name): \(place)\(error.problem)")
      }
    }
  }
}
