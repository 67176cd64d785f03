/// Which event is meant: by source and id, which are the same in every book that holds it; positions are not.
public struct EventReference: Sendable, Hashable {
  /// The source.
  public let source: String
  /// The id.
  public let id: String

  /// A reference.
  public init(source: String, id: String) {
    self.source = source
    self.id = id
  }

  /// Reads `source` and `id`.
  static func read(_ fields: FieldReader) throws -> EventReference {
    EventReference(source: try fields.string("source"), id: try fields.string("id"))
  }
}
