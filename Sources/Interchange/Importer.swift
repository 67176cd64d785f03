import Crypto
public import Vocabulary

/// What a user may say about an import.
public struct ImportOptions: Sendable {
  /// The format; nil to tell it by the content.
  public var format: Format?
  /// Where runs were done, where the file does not say; nil for what the file says.
  public var environment: String?
  /// The run that samples without one belong to, or that a journal is of; nil for what the file says.
  public var run: String?
  /// The component that samples without a subject are of, or that a run whose target cannot be told disturbed.
  public var component: String?
  /// The metric of samples that name none, or that are of a query whose name says nothing.
  public var metric: String?
  /// The unit of samples that name none.
  public var unit: String?
  /// The label of a monitoring system's series that names the component; nil for the usual ones.
  public var label: String?
  /// Whether events of ours come as they stand: not tied to an import, and no import told. For CloudEvents alone.
  public var isVerbatim = false
  /// The latest time that an event may be told of; nil for any. What lies further ahead would move the book's time there.
  public var latest: Timestamp?
  /// Whether a component or journey is known where the events are to go; nil where nobody can say.
  public var knows: (@Sendable (NodeID) -> Bool)?

  /// Options; nothing stated is left to the file.
  public init(
    as format: Format? = nil, environment: String? = nil, run: String? = nil, component: String? = nil,
    metric: String? = nil, unit: String? = nil, label: String? = nil, isVerbatim: Bool = false
  ) {
    self.format = format
    self.environment = environment
    self.run = run
    self.component = component
    self.metric = metric
    self.unit = unit
    self.label = label
    self.isVerbatim = isVerbatim
  }
}

/// What an import brought.
public struct ImportSummary: Sendable, Equatable {
  /// The format that it was read as.
  public let format: Format
  /// The SHA-256 of the file's bytes, hexadecimal.
  public let sha256: String
  /// How long the file is.
  public let bytes: Int
  /// The names under which it was given.
  public let names: [String]
  /// Fields that were not understood, and ignored.
  public let ignoredFields: Int
  /// How many events of each type were emitted, by type, the `source.imported` included.
  public let counts: [TypeCount]
  /// What could not be used and why, and what was assumed; one sentence each.
  public let notes: [String]

  /// A type and how many events of it.
  public struct TypeCount: Sendable, Equatable {
    /// The type.
    public let type: EventType
    /// How many.
    public let count: Int
  }

  /// How many events of a type were emitted.
  public func count(of type: EventType) -> Int { counts.first { $0.type == type }?.count ?? 0 }
}

/// What is known of an import before its first event.
public struct ImportStart: Sendable {
  /// The format that it is read as.
  public let format: Format
  /// The SHA-256 of the file's bytes, hexadecimal.
  public let sha256: String
}

/// Reads other tools' files into events: bytes in, `NewEvent`s out, without database, clock or environment.
///
/// ```swift
/// let summary = try Importer.run(.file("traces.jsonl"), options: ImportOptions()) { event in batch.append(event) }
/// ```
///
/// Events carry ids that follow from their content, so that importing a file twice, or its content under another name,
/// gives the same ids. Every event's correlation is the id of the one `source.imported`, which comes **last**.
public enum Importer {
  /// How much of the content decides on the format.
  private static let headSize = 256 * 1024

  /// Imports one source. Calls `emit` in a fixed order and throws `ImportError` for bad input, or what `emit` or the
  /// source throws; what was emitted before counts for nothing then. `begin` hears what is imported before the first of
  /// them, `progress` of the bytes read and of all.
  /// Cost: two passes over the bytes; memory bounded for line formats and traces, of the whole document for journals.
  public static func run(
    _ source: ImportSource, options: ImportOptions = ImportOptions(),
    progress: ((_ read: Int, _ all: Int) -> Void)? = nil, begin: ((ImportStart) throws -> Void)? = nil,
    emit: (NewEvent) throws -> Void
  ) throws -> ImportSummary {
    let survey = try Survey(source, headSize: headSize)
    if let packing = Packing.name(of: survey.head) {
      throw ImportError(file: source.name, problem: "is \(packing)", remedy: "unpack it and import what is in it")
    }
    let format = try options.format ?? FormatDetection(file: source.name, head: survey.head).format()
    try begin?(ImportStart(format: format, sha256: survey.sha256))
    return try withoutActuallyEscaping(emit) { emit in
      let context = ImportContext(
        file: source.name, format: format, options: options, sha256: survey.sha256, bytes: survey.bytes, emit: emit)
      let raw = CheckedSource(try source.open(), of: survey, file: source.name, progress: progress)
      let content: any ByteSource = survey.isGzip ? try GzipSource(raw, name: source.name) : raw
      switch format {
      case .cloudEvents: try CloudEventsImporter(context).read(content)
      case .otlp where OTLPProtobufImporter<TraceCollector>.isLikely(survey.head):
        try OTLPProtobufImporter(context).read(content)
      case .otlp: try OTLPImporter(context).read(content)
      case .jaeger: try JaegerImporter(context).read(content)
      case .zipkin: try ZipkinImporter(context).read(content)
      case .dependencyLinks: try DependencyLinksImporter(context).read(content)
      case .kiali: try KialiImporter(context).read(content)
      case .backstage: try BackstageImporter(context).read(content)
      case .compose: try ComposeImporter(context).read(content)
      case .samples: try SamplesImporter(context).read(content)
      case .chaosToolkitExperiment, .chaosToolkitJournal: try ChaosToolkitImporter(context).read(content)
      case .litmus: try LitmusImporter(context).read(content)
      case .chaosMesh: try ChaosMeshImporter(context).read(content)
      case .awsFIS: try AWSFISImporter(context).read(content)
      case .krkn: try KrknImporter(context).read(content)
      case .toxiproxy: try ToxiproxyImporter(context).read(content)
      case .prometheus: try PrometheusImporter(context).read(content)
      case .openMetrics: try OpenMetricsImporter(context).read(content)
      case .openSLO: try OpenSLOImporter(context).read(content)
      case .sloth: try SlothImporter(context).read(content)
      case .pyrra: try PyrraImporter(context).read(content)
      case .incident: try IncidentImporter(context).read(content)
      case .csv: try CSVImporter(context).read(content)
      }
      try raw.finish()
      return try context.finish()
    }
  }
}

/// The first pass: the hash of the bytes, how many they are, and the beginning of what they hold.
struct Survey {
  let sha256: String
  let bytes: Int
  let head: [UInt8]
  let isGzip: Bool

  init(_ source: ImportSource, headSize: Int) throws {
    var input = try source.open()
    var hasher = SHA256()
    var start: [UInt8] = []
    var count = 0
    while let piece = try input.next() {
      piece.withUnsafeBytes { hasher.update(bufferPointer: $0) }
      count += piece.count
      if start.count < headSize { start += piece.prefix(headSize - start.count) }
    }
    guard count > 0 else {
      throw ImportError(file: source.name, problem: "is empty", remedy: "check how it was written")
    }
    isGzip = GzipSource.isGzip(start)
    if isGzip {
      let content = try GzipSource(source.open(), name: source.name)
      start = []
      while start.count < headSize, let piece = try content.next() { start += piece.prefix(headSize - start.count) }
      guard !start.isEmpty else {
        throw ImportError(file: source.name, problem: "holds nothing", remedy: "check how it was written")
      }
    }
    sha256 = Hexadecimal.text(hasher.finalize())
    bytes = count
    head = start
  }
}

/// The second pass over the same bytes; whether they are the same is known at its end.
private final class CheckedSource: ByteSource {
  private var input: any ByteSource
  private let survey: Survey
  private let file: String
  private let progress: ((Int, Int) -> Void)?
  private var hasher = SHA256()
  private var count = 0

  init(_ input: any ByteSource, of survey: Survey, file: String, progress: ((Int, Int) -> Void)?) {
    self.input = input
    self.survey = survey
    self.file = file
    self.progress = progress
  }

  func next() throws -> [UInt8]? {
    guard let piece = try input.next() else { return nil }
    piece.withUnsafeBytes { hasher.update(bufferPointer: $0) }
    count += piece.count
    progress?(count, survey.bytes)
    return piece
  }

  /// Reads what is left and compares.
  func finish() throws {
    while try next() != nil {}
    guard count == survey.bytes, Hexadecimal.text(hasher.finalize()) == survey.sha256 else {
      throw ImportError(file: file, problem: "changed while it was read", remedy: "import it again when it is complete")
    }
  }
}
