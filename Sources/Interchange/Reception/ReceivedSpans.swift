import Crypto

/// The spans of one request of an exporter, read but not joined yet. Reading is independent of everything else, so that several
/// requests are read at once.
public struct ReceivedSpans: Sendable {
  /// How OTLP is written.
  public enum Encoding: Sendable {
    /// Protocol Buffers.
    case protobuf
    /// The JSON of it.
    case json
  }

  let spans: [SpanRecord]
  let names: [String]
  let operations: [String]
  /// Tells a request that is sent again: the first 16 bytes of the SHA-256 of its bytes.
  let fingerprint: Fingerprint
  /// How many spans were unsound and left out; OTLP's `rejected_spans`.
  public let rejected: Int
  /// What was wrong with the first of them.
  public let problem: String?

  /// How many spans are sound.
  public var count: Int { spans.count }

  struct Fingerprint: Hashable {
    let high: UInt64
    let low: UInt64
  }

  /// The most that the body of a request may hold, in bytes.
  public static let longest = 64 << 20

  /// Reads the body of an `ExportTraceServiceRequest`, gzip or not. Throws `ImportError` where it is no sound message; a span that
  /// is not sound, in a message that is, is left out and counted.
  public init(_ body: [UInt8], as encoding: Encoding) throws {
    let body = try ReceivedSpans.plain(body)
    let digest = Array(SHA256.hash(data: body))
    fingerprint = Fingerprint(high: ReceivedSpans.word(digest[0..<8]), low: ReceivedSpans.word(digest[8..<16]))
    let context = ImportContext(
      file: "the request", format: .otlp, options: ImportOptions(), sha256: "", bytes: body.count, isStream: true
    ) { _ in }
    let batch = Batch()
    if !body.isEmpty {
      switch encoding {
      case .protobuf: try OTLPProtobufImporter(context, into: batch).read(request: body)
      case .json: try OTLPImporter(context, into: batch).read(MemorySource(body))
      }
    }
    spans = batch.spans
    names = batch.names.names
    operations = batch.operations.names
    rejected = batch.rejected
    problem = batch.problem
  }

  private static func plain(_ body: [UInt8]) throws -> [UInt8] {
    guard GzipSource.isGzip(body) else { return body }
    guard let plain = try Packed.plain(body, named: "the request", limit: longest) else {
      throw ImportError(
        file: "the request", problem: "holds more than \(longest >> 20) MiB", remedy: "send it in parts")
    }
    return plain
  }

  private static func word(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }

  private final class Batch: SpanSink {
    var names = Interner(limit: 200_000)
    var operations = Interner(limit: 50_000)
    var spans: [SpanRecord] = []
    var rejected = 0
    var problem: String?

    func add(_ span: SpanRecord) { spans.append(span) }

    func refuse(_ error: any Error) {
      rejected += 1
      guard problem == nil else { return }
      problem = (error as? ProtobufReader.Broken).map { "it has \($0.problem)" } ?? "\(error)"
    }

    func finish() {}
  }
}
