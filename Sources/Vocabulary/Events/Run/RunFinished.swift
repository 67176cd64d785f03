/// `run.finished`: the run came to its end; what the tool itself claimed is kept word for word.
///
/// `{"native": {"tool": "chaostoolkit", "status": "completed", "verdict": "not deviated"}}`
public struct RunFinished: EventPayload {
  public static let type = EventType.runFinished
  /// What the tool claimed.
  public let native: NativeClaim?

  /// An end.
  public init(native: NativeClaim? = nil) { self.native = native }

  public init(from fields: FieldReader) throws {
    self.init(native: try fields.optionalObject("native").map(NativeClaim.read))
  }

  public var json: JSON { .compact(("native", native?.json)) }
}
