/// `source.imported`: a file was read; its id is the correlation of everything that it brought.
///
/// `{"sha256": "9f…", "format": "otlp", "bytes": 955985, "names": ["traces.jsonl"], "ignoredFields": 12}`
public struct SourceImported: EventPayload {
  public static let type = EventType.sourceImported
  /// The SHA-256 of the file's bytes, hexadecimal.
  public let sha256: String
  /// The format that it was read as.
  public let format: String
  /// How long the file is, in bytes.
  public let bytes: Int
  /// The names under which it was given.
  public let names: [String]
  /// Fields that were not understood, and ignored.
  public let ignoredFields: Int

  /// An import.
  public init(sha256: String, format: String, bytes: Int, names: [String], ignoredFields: Int = 0) {
    self.sha256 = sha256
    self.format = format
    self.bytes = bytes
    self.names = names
    self.ignoredFields = ignoredFields
  }

  public init(from fields: FieldReader) throws {
    self.init(
      sha256: try fields.string("sha256"), format: try fields.string("format"), bytes: try fields.count("bytes"),
      names: try fields.requiredStrings("names"), ignoredFields: try fields.optionalCount("ignoredFields") ?? 0)
  }

  public var json: JSON {
    .compact(
      ("sha256", .string(sha256)), ("format", .string(format)), ("bytes", .integer(Int64(bytes))),
      ("names", .array(names.map { .string($0) })), ("ignoredFields", .integer(Int64(ignoredFields))))
  }
}
