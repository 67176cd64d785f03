/// Tells a file's format by its content: the member names of its first object, or the keys of a YAML document.
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
    let first = head.first { $0 > 0x20 && $0 != 0xEF && $0 != 0xBB && $0 != 0xBF }
    switch first {
    case nil: throw error("holds nothing but white space", "leave it out")
    case UInt8(ascii: "{"), UInt8(ascii: "["): return try jsonFormat()
    default: return try yamlFormat()
    }
  }

  private func error(_ problem: String, _ remedy: String? = nil) -> ImportError {
    ImportError(
      file: file, problem: problem,
      remedy: remedy ?? "say which it is with --as (\(Format.names.joined(separator: ", ")))")
  }

  // MARK: JSON

  private enum Stop: Error { case enough }

  private func jsonFormat() throws -> Format {
    var names: [String] = []
    var kinds: [String: UInt8] = [:]
    let cursor = JSONCursor(MemorySource(head), file: file)
    func object() throws {
      try cursor.forEachMember { name in
        names.append(name)
        kinds[name] = try cursor.peek()
        try cursor.skip()
      }
      throw Stop.enough
    }
    func array() throws {
      try cursor.forEachElement { _ in
        switch try cursor.peek() {
        case UInt8(ascii: "{"): try object()
        case UInt8(ascii: "["): try array()
        default: throw error("is an array of \(try cursor.found()), not of objects")
        }
      }
    }
    do {
      _ = try cursor.hasText()
      if try cursor.peek() == UInt8(ascii: "{") { try object() } else { try array() }
    } catch is Stop {
    } catch let problem as ImportError {
      // The head may end in the middle; what was seen of it decides.
      if names.isEmpty { throw problem }
    }
    let isArray = head.first { $0 > 0x20 && $0 != 0xEF && $0 != 0xBB && $0 != 0xBF } == UInt8(ascii: "[")
    if let format = try format(of: Set(names), kinds, isArray: isArray) { return format }
    guard !names.isEmpty else { throw error("holds no events, spans or runs: it is empty JSON") }
    let shown = names.prefix(6).map { "\"\($0.prefix(40))\"" }.joined(separator: ", ")
    throw error("is JSON of no known format, with the members \(shown)")
  }

  private func format(of names: Set<String>, _ kinds: [String: UInt8], isArray: Bool) throws -> Format? {
    func has(_ all: String...) -> Bool { all.allSatisfy(names.contains) }
    if has("specversion") { return .cloudEvents }
    if has("resourceSpans") || has("resource_spans") { return .otlp }
    if has("resourceLogs") || has("resourceMetrics") {
      throw error("holds OTLP logs or metrics; only traces say who depends on whom", "import the traces instead")
    }
    if has("experiment"),
      has("status") || has("run") || has("steady_states") || has("result") || has("chaoslib-version")
    {
      return .chaosToolkitJournal
    }
    if has("method"), has("title") || has("steady-state-hypothesis") { return .chaosToolkitExperiment }
    if has("steady-state-hypothesis") { return .chaosToolkitExperiment }
    if has("metric", "value", "at") { return .samples }
    if has("traceID", "spanID") || has("traceID", "spans") || has("spans", "processes") { return .jaeger }
    if has("data"), kinds["data"] == UInt8(ascii: "[") { return .jaeger }
    if has("spans"), kinds["spans"] == UInt8(ascii: "[") { return .jaeger }
    if isArray, has("traceId", "id") { return .zipkin }
    if has("traceId", "id"), has("localEndpoint") || has("timestamp") { return .zipkin }
    if has("injected_at", "target", "fault") {
      throw error(
        "is a run's record by the lab, which its journal says in full",
        "import the journal.json and samples.jsonl beside it")
    }
    return nil
  }

  // MARK: YAML

  private func yamlFormat() throws -> Format {
    // The head may end inside a character: leave its last line out of the check.
    let end = head.count < 4096 ? head.count : (head.lastIndex(of: 0x0A) ?? head.count)
    guard let text = String(validating: head[..<end], as: UTF8.self), !head.contains(0) else {
      throw error("is neither text in UTF-8 nor gzip")
    }
    let keys = Set(
      text.split(whereSeparator: \.isNewline).compactMap { line -> Substring? in
        guard let colon = line.firstIndex(of: ":"), let first = line.first, first.isLetter else { return nil }
        return line[..<colon]
      })
    if keys.contains("experiment") { return .chaosToolkitJournal }
    if keys.contains("method") || keys.contains("steady-state-hypothesis") { return .chaosToolkitExperiment }
    throw error("is neither JSON nor YAML of a known format")
  }
}
