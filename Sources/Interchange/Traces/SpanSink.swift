/// What the spans of an OTLP request are handed to.
protocol SpanSink: AnyObject {
  /// The names of services and peers.
  var names: Interner { get set }
  /// The names of operations.
  var operations: Interner { get set }
  /// Takes in one span.
  func add(_ span: SpanRecord)
  /// A span could not be read. Throws where that ends the whole.
  func refuse(_ error: any Error) throws
  /// There are no more.
  func finish() throws
}

extension SpanSink {
  /// A file with an unsound span is not imported at all.
  func refuse(_ error: any Error) throws { throw error }
}
