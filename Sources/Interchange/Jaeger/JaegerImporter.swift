import Vocabulary

/// Jaeger's JSON: the UI's and API's `{"data": [trace …]}`, a bare trace, arrays of traces, arrays of spans, and the
/// model's own form (base64 ids, RFC 3339 times, durations such as "22938000ns").
///
/// Traces of the UI name their services after the spans, so a trace's spans wait for its end.
struct JaegerImporter {
  private let context: ImportContext
  private let collector: TraceCollector
  private let reader: JaegerSpanReader
  private let strange = Strange()

  /// The traces whose ids are none: their calls cannot be joined, and those of others can.
  private final class Strange {
    var first: JaegerSpanReader.StrangeID?
    /// Whether any trace could be read.
    var hasOthers = false
  }

  init(_ context: ImportContext) {
    self.context = context
    collector = TraceCollector(context)
    reader = JaegerSpanReader(context)
  }

  func read(_ source: any ByteSource) throws {
    let cursor = JSONCursor(source, file: context.file)
    while try cursor.hasText() { try document(cursor, depth: 0) }
    if let first = strange.first, !strange.hasOthers { throw first.error }
    try collector.finish()
  }

  private func document(_ cursor: JSONCursor, depth: Int) throws {
    if try cursor.peek() == UInt8(ascii: "["), depth < 3 {
      return try cursor.forEachElementIfAny { _ in try document(cursor, depth: depth + 1) }
    }
    var trace = Trace()
    // An element of an array may be a trace or a span: a span's own members wait until that is known.
    var own: [JSON.Member] = []
    var isJaeger = depth > 0
    let place = ImportContext.Place(line: cursor.line, path: cursor.pathText)
    try cursor.forEachMember { name in
      isJaeger = isJaeger || JaegerImporter.members.contains(name)
      switch name {
      case "data": try cursor.forEachElementIfAny { _ in try document(cursor, depth: depth + 1) }
      case "spans": try cursor.forEachElementIfAny { _ in try span(cursor, into: &trace) }
      case "processes": trace.processes = try processes(cursor)
      case "total", "limit", "offset", "errors", "warnings": try cursor.skip()
      default: own.append(JSON.Member(name, try cursor.value()))
      }
    }
    guard isJaeger else {
      throw context.error(
        "this is none of Jaeger's JSON, which has data or spans; name the format that it is of", place)
    }
    if own.contains(where: { $0.name == "spanID" || $0.name == "spanId" }) {
      try take(.object(own), place, into: &trace)
    } else {
      context.ignoredFields += own.count { $0.name != "traceID" && $0.name != "traceId" && $0.name != "processMap" }
    }
    guard !trace.isStrange else { return }
    if !trace.waiting.isEmpty { strange.hasOthers = true }
    for (found, process) in trace.waiting {
      var span = found
      if let process { span.service = trace.processes[process] ?? -1 }
      collector.add(span)
    }
  }

  /// What any document of Jaeger's has at least one of.
  private static let members: Set<String> = [
    "data", "spans", "processes", "traceID", "traceId", "spanID", "spanId", "errors", "total",
  ]

  private struct Trace {
    var waiting: [(SpanRecord, process: String?)] = []
    var processes: [String: Int32] = [:]
    var isStrange = false
  }

  /// Reads a span of a trace. An id that is none spoils the trace and no other.
  private func take(_ value: JSON, _ place: ImportContext.Place, into trace: inout Trace) throws {
    do {
      trace.waiting.append(try reader.span(value, collector, place))
    } catch let id as JaegerSpanReader.StrangeID {
      if !trace.isStrange { context.note("a trace or span with an id that is no hexadecimal number was left out") }
      trace.isStrange = true
      strange.first = strange.first ?? id
    }
  }

  private func span(_ cursor: JSONCursor, into trace: inout Trace) throws {
    _ = try cursor.peek()
    let line = cursor.line
    let value = try cursor.value()
    try take(value, ImportContext.Place(line: line, path: cursor.pathText), into: &trace)
  }

  private func processes(_ cursor: JSONCursor) throws -> [String: Int32] {
    var found: [String: Int32] = [:]
    if try cursor.peek() == UInt8(ascii: "n") {
      try cursor.skip()
      return found
    }
    try cursor.forEachMember { id in
      let value = try cursor.value()
      found[id] = collector.names.number(PeerName.normal(value["serviceName"]?.stringValue ?? ""))
    }
    return found
  }
}
