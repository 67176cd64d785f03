import Vocabulary

/// Tells a file's format by its content: the member names of its first object, the keys of its YAML documents, or the
/// first lines of text.
struct FormatDetection {
  private let file: String
  private let head: [UInt8]

  /// `head` is the beginning of the content, decompressed.
  init(file: String, head: [UInt8]) {
    self.file = file
    self.head = head
  }

  /// The format. Throws `ImportError` that says what was found where it is none of ours.
  func format() throws -> Format {
    if OTLPProtobufImporter<TraceCollector>.isLikely(head) { return .otlp }
    if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) {
      throw error("is text in UTF-16", "save it as UTF-8, as `iconv -f UTF-16 -t UTF-8` does, and import that")
    }
    let first = head.first { $0 > 0x20 && $0 != 0xEF && $0 != 0xBB && $0 != 0xBF }
    switch first {
    case nil: throw error("holds nothing but white space", "leave it out")
    case UInt8(ascii: "{"), UInt8(ascii: "["): return try jsonFormat()
    default: return try textFormat()
    }
  }

  private func error(_ problem: String, _ remedy: String? = nil) -> ImportError {
    ImportError(
      file: file, problem: problem,
      remedy: remedy ?? "say which it is with --as (\(Format.names.joined(separator: ", ")))")
  }

  // MARK: JSON

  private func jsonFormat() throws -> Format {
    var shape = Shape()
    let cursor = JSONCursor(MemorySource(head), file: file)
    do {
      _ = try cursor.hasText()
      try shape.read(cursor)
    } catch let problem as ImportError {
      // The head may end in the middle; what was seen of it decides.
      if shape.names.isEmpty, shape.kinds[""] == nil { throw problem }
    }
    if let format = try JSONShapes.format(of: shape) { return format }
    if let refusal = JSONShapes.refusal(of: shape) { throw error(refusal.problem, refusal.remedy) }
    guard !shape.names.isEmpty else {
      if shape.kinds[""] != nil { throw error("is an array of plain values, not of objects") }
      throw error("holds no events, spans or runs: it is empty JSON")
    }
    let shown = shape.names.prefix(6).map { "\"\(Redactor().redact(String($0.prefix(40))))\"" }
    throw error("is JSON of no known format, with the members \(shown.joined(separator: ", "))")
  }

  // MARK: Text

  private func textFormat() throws -> Format {
    // The head may end inside a character: leave its last line out of the check.
    let end = head.count < 4096 ? head.count : (head.lastIndex(of: 0x0A) ?? head.count)
    guard let text = String(validating: head[..<end], as: UTF8.self), !head.contains(0) else {
      throw error("is neither text in UTF-8 nor gzip")
    }
    let lines = text.split(whereSeparator: \.isNewline)
    if let format = PlainTexts.format(of: lines) { return format }
    if let refusal = LoadReports.refusal(of: lines) { throw error(refusal.problem, refusal.remedy) }
    let keys = YAMLKeys(lines)
    if let format = keys.format { return format }
    if let refusal = keys.refusal { throw error(refusal.problem, refusal.remedy) }
    throw error("is neither JSON nor YAML of a known format")
  }
}

/// Why a file that is known is none that can be imported.
struct Refusal {
  let problem: String
  let remedy: String
}

/// The formats that versions of Kubernetes' and others' kinds belong to.
enum APIVersions {
  private static let prefixes: [(prefix: String, format: Format)] = [
    ("litmuschaos.io/", .litmus), ("chaos-mesh.org/", .chaosMesh), ("openslo/", .openSLO), ("openslo.com/", .openSLO),
    ("sloth.slok.dev/", .sloth), ("pyrra.dev/", .pyrra), ("backstage.io/", .backstage),
  ]

  /// The format of the first of these that is known.
  static func format(of versions: [String]) -> Format? {
    versions.lazy.compactMap { version in prefixes.first { version.hasPrefix($0.prefix) }?.format }.first
  }
}
