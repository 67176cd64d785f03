import Vocabulary

/// Zipkin v2 JSON (`/api/v2/spans`, `/api/v2/trace/…`, `/api/v2/traces`): an array of spans, an array of such arrays, or
/// spans one a line.
///
/// The two ends of a call may share one id (`shared`), a trace's id may have 64 bits in one service and 128 in another
/// (so the low 64 decide), and a peer that never reports stands in `remoteEndpoint` alone.
struct ZipkinImporter {
  private let context: ImportContext
  private let collector: TraceCollector

  init(_ context: ImportContext) {
    self.context = context
    collector = TraceCollector(context)
  }

  func read(_ source: any ByteSource) throws {
    let cursor = JSONCursor(source, file: context.file)
    while try cursor.hasText() { try spans(cursor, depth: 0) }
    try collector.finish()
  }

  private func spans(_ cursor: JSONCursor, depth: Int) throws {
    if try cursor.peek() == UInt8(ascii: "["), depth < 2 {
      return try cursor.forEachElement { _ in try spans(cursor, depth: depth + 1) }
    }
    let place = ImportContext.Place(line: cursor.line, path: cursor.pathText)
    collector.add(try span(try cursor.value(), place))
  }

  private func span(_ value: JSON, _ place: ImportContext.Place) throws -> SpanRecord {
    guard let members = value.members else {
      throw context.error("expected a Zipkin span, found \(value.kind)", place)
    }
    var span = SpanRecord()
    var attributes = SpanAttributes()
    var duration: Int64 = 0
    for member in members where !member.value.isNull {
      let value = member.value
      switch member.name {
      case "traceId": span.traceLow = try id(value, "traceId", place).low
      case "id": span.id = try id(value, "id", place).low
      case "parentId": span.parent = try id(value, "parentId", place).low
      case "name": span.operation = collector.operations.number(value.stringValue ?? "")
      case "kind":
        guard let kind = SpanAttributes.kind(named: value.stringValue ?? "") else {
          throw context.error(
            "kind: expected CLIENT, SERVER, PRODUCER or CONSUMER, found \(value.text.prefix(40))", place)
        }
        span.kind = kind
      case "timestamp": span.start = try microseconds(value, "timestamp", SpanTime.latestMicroseconds, place) * 1000
      case "duration": duration = try microseconds(value, "duration", SpanTime.longestMicroseconds, place)
      case "localEndpoint": span.service = collector.names.number(serviceName(value))
      case "remoteEndpoint": attributes.state(peer: serviceName(value))
      case "tags": read(tags: value, into: &attributes)
      case "shared": if value.boolValue == true { span.flags.insert(.shared) }
      case "annotations", "debug": break
      default: context.ignoredFields += 1
      }
    }
    guard span.traceLow != 0 else { throw context.error("traceId is missing; expected hexadecimal digits", place) }
    guard span.id != 0 else { throw context.error("id is missing; expected 16 hexadecimal digits", place) }
    if span.start > 0, duration > 0 { span.end = span.start + duration * 1000 }
    // A span that shares its id is the answering end, whatever else it leaves out.
    if span.flags.contains(.shared), span.kind == .local { span.kind = .server }
    attributes.apply(to: &span, names: &collector.names)
    return span
  }

  /// Zipkin's `error` tag means a failure by being there; some tracers write "false" all the same.
  private func read(tags: JSON, into attributes: inout SpanAttributes) {
    for tag in tags.members ?? [] {
      if tag.name == "error" {
        attributes.take("error", .bool(tag.value.stringValue?.lowercased() != "false" && tag.value.boolValue != false))
      } else {
        attributes.take(tag.name, tag.value)
      }
    }
  }

  private func serviceName(_ endpoint: JSON) -> String {
    let name = PeerName.normal(endpoint["serviceName"]?.stringValue ?? "")
    return name == "unknown" ? "" : name
  }

  private func id(_ value: JSON, _ name: String, _ place: ImportContext.Place) throws -> (high: UInt64, low: UInt64) {
    guard let found = value.stringValue.flatMap({ Hexadecimal.value($0) }) else {
      throw context.error("\(name): expected hexadecimal digits, found \(value.text.prefix(40))", place)
    }
    return found
  }

  private func microseconds(
    _ value: JSON, _ name: String, _ most: Int64, _ place: ImportContext.Place
  ) throws -> Int64 {
    guard let whole = SpanTime.whole(value), (0...most).contains(whole) else {
      throw context.error("\(name): expected microseconds, found \(value.text.prefix(40))", place)
    }
    return whole
  }
}
