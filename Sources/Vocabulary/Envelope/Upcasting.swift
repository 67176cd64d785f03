/// Brings payloads of older schemas to the newest one when they are read; what is stored is never rewritten.
public struct Upcasting: Sendable {
  /// One step: from a version of a type's schema to the next.
  public struct Step: Sendable {
    /// Whose schema.
    public let type: EventType
    /// The version that it reads; it gives `from + 1`.
    public let from: Int
    /// The change.
    public let apply: @Sendable (JSON) throws -> JSON

    /// A step.
    public init(type: EventType, from: Int, apply: @escaping @Sendable (JSON) throws -> JSON) {
      self.type = type
      self.from = from
      self.apply = apply
    }
  }

  private let steps: [EventType: [Step]]

  /// An upcasting of these steps; those of one type follow one another from version 1.
  public init(_ steps: [Step]) {
    self.steps = Dictionary(grouping: steps, by: \.type).mapValues { steps in
      let ordered = steps.sorted { $0.from < $1.from }
      for (index, step) in ordered.enumerated() where step.from != index + 1 {
        preconditionFailure("the steps of \(step.type) leave out version \(index + 1)")
      }
      return ordered
    }
  }

  /// The vocabulary's own history: every schema is still at its first version.
  public static let standard = Upcasting([])

  /// The newest version of a type's schema.
  public func newestVersion(of type: EventType) -> Int { (steps[type]?.count ?? 0) + 1 }

  /// The payload in the newest schema. Throws for a version that this program does not know yet.
  public func upcast(_ data: JSON, type: EventType, from version: Int) throws -> JSON {
    let newest = newestVersion(of: type)
    guard (1...newest).contains(version) else {
      throw VocabularyError(
        field: "dataschema",
        problem: "version \(version) of \(type.name) is newer than this program, which knows \(newest); update it")
    }
    return try (steps[type] ?? []).dropFirst(version - 1).reduce(data) { try $1.apply($0) }
  }
}
