import Vocabulary

/// OTLP traces in JSON (OTLP 1.x, §JSON Protobuf Encoding): `ExportTraceServiceRequest` or `TracesData`, one a file or one
/// a line. Spans are read one by one, however many a request holds.
///
/// Read beyond the letter of the specification, because files have it: ids in either case or in base64, times as numbers
/// or strings, enumerations as names or numbers, snake_case names, `instrumentationLibrarySpans` of before 0.9.
struct OTLPImporter<Sink: SpanSink> {
  private let context: ImportContext
  private let collector: Sink

  /// Reads into a sink; what the context is told of fields and places is the import's.
  init(_ context: ImportContext, into sink: Sink) {
    self.context = context
    collector = sink
  }

  func read(_ source: any ByteSource) throws {
    let cursor = JSONCursor(source, file: context.file)
    while try cursor.hasText() {
      if try cursor.peek() == UInt8(ascii: "[") {
        try cursor.forEachElement { _ in try request(cursor) }
      } else {
        try request(cursor)
      }
    }
    try collector.finish()
  }

  private func request(_ cursor: JSONCursor) throws {
    try cursor.forEachMember { name in
      switch name {
      // Grafana Tempo's answer to a question for one trace calls them batches, and wraps them in its second version.
      case "trace" where try cursor.peek() == UInt8(ascii: "{"): try request(cursor)
      case "resourceSpans", "resource_spans", "batches":
        try cursor.forEachElementIfAny { _ in try resourceSpans(cursor) }
      default: try ignore(cursor)
      }
    }
  }

  private func ignore(_ cursor: JSONCursor) throws {
    context.ignoredFields += 1
    try cursor.skip()
  }

  private func resourceSpans(_ cursor: JSONCursor) throws {
    var service: Int32?
    // Spans that stand before their resource wait for its name.
    var waiting: [SpanRecord] = []
    func take(_ span: SpanRecord) {
      guard let service else { return waiting.append(span) }
      var span = span
      span.service = service
      collector.add(span)
    }
    try cursor.forEachMember { name in
      switch name {
      case "resource": service = try resource(cursor)
      case "scopeSpans", "scope_spans", "instrumentationLibrarySpans":
        try cursor.forEachElementIfAny { _ in try scopeSpans(cursor, take) }
      case "schemaUrl", "schema_url": try cursor.skip()
      default: try ignore(cursor)
      }
    }
    service = service ?? -1
    for span in waiting { take(span) }
  }

  private func scopeSpans(_ cursor: JSONCursor, _ take: (SpanRecord) -> Void) throws {
    try cursor.forEachMember { name in
      switch name {
      case "spans":
        try cursor.forEachElementIfAny { _ in
          _ = try cursor.peek()
          let line = cursor.line
          let value = try cursor.value()
          do {
            take(try span(value, ImportContext.Place(line: line, path: cursor.pathText)))
          } catch {
            try collector.refuse(error)
          }
        }
      case "scope", "instrumentationLibrary", "schemaUrl", "schema_url": try cursor.skip()
      default: try ignore(cursor)
      }
    }
  }

  /// The number of a resource's service; -1 where it states none.
  private func resource(_ cursor: JSONCursor) throws -> Int32 {
    let value = try cursor.value()
    var names: [String: String] = [:]
    for member in value.members ?? [] {
      switch member.name {
      case "attributes":
        for attribute in member.value.arrayValue ?? [] {
          let value = attribute["value"]
          guard let key = attribute["key"]?.stringValue,
            let text = (value?["stringValue"] ?? value?["string_value"])?.stringValue
          else {
            continue
          }
          names[key] = text
        }
      case "droppedAttributesCount", "dropped_attributes_count", "entityRefs": break
      default: context.ignoredFields += 1
      }
    }
    return collector.names.number(OTLPResource.service(names))
  }

  private func span(_ value: JSON, _ place: ImportContext.Place) throws -> SpanRecord {
    guard let members = value.members else { throw context.error("expected a span, found \(value.kind)", place) }
    var span = SpanRecord()
    var attributes = SpanAttributes()
    for member in members {
      let value = member.value
      if value.isNull { continue }
      switch member.name {
      case "traceId", "trace_id": (span.traceHigh, span.traceLow) = try id(value, 16, member.name, place)
      case "spanId", "span_id": span.id = try id(value, 8, member.name, place).low
      case "parentSpanId", "parent_span_id":
        if value.stringValue != "" { span.parent = try id(value, 8, member.name, place).low }
      case "name": span.operation = collector.operations.number(value.stringValue ?? "")
      case "kind": span.kind = try kind(value, place)
      case "startTimeUnixNano", "start_time_unix_nano": span.start = try time(value, member.name, place)
      case "endTimeUnixNano", "end_time_unix_nano": span.end = try time(value, member.name, place)
      case "attributes": try read(attributes: value, into: &attributes, place)
      case "status":
        if let code = value["code"], SpanTime.whole(code) == 2 || code.stringValue == "STATUS_CODE_ERROR" {
          span.flags.insert(.failed)
        }
      case "links":
        if let linked = value.arrayValue?.first?["spanId"] ?? value.arrayValue?.first?["span_id"] {
          span.link = try id(linked, 8, "links[0].spanId", place).low
        }
      case "events", "flags", "traceState", "trace_state", "droppedAttributesCount", "droppedEventsCount",
        "droppedLinksCount", "dropped_attributes_count", "dropped_events_count", "dropped_links_count":
        break
      default: context.ignoredFields += 1
      }
    }
    guard span.traceHigh | span.traceLow != 0 else {
      throw context.error("traceId is missing; expected 32 hexadecimal digits", place)
    }
    guard span.id != 0 else { throw context.error("spanId is missing; expected 16 hexadecimal digits", place) }
    attributes.apply(to: &span, names: &collector.names)
    return span
  }

  private func read(
    attributes: JSON, into known: inout SpanAttributes, _ place: ImportContext.Place
  ) throws {
    guard let all = attributes.arrayValue else {
      throw context.error("attributes: expected an array, found \(attributes.kind)", place)
    }
    for attribute in all {
      guard let key = attribute["key"]?.stringValue, let value = attribute["value"]?.members?.first?.value else {
        continue
      }
      known.take(key, value)
    }
  }

  private func id(
    _ value: JSON, _ bytes: Int, _ name: String, _ place: ImportContext.Place
  ) throws -> (high: UInt64, low: UInt64) {
    guard let text = value.stringValue else {
      throw context.error("\(name): expected \(bytes * 2) hexadecimal digits, found \(value.kind)", place)
    }
    if text.utf8.count <= bytes * 2, text.utf8.count != bytes * 3 / 2 || !text.hasSuffix("="),
      let found = Hexadecimal.value(text)
    {
      return found
    }
    if let raw = Base64.bytes(text), raw.count == bytes, let found = Hexadecimal.value(Hexadecimal.text(raw)) {
      return found
    }
    throw context.error(
      "\(name): expected \(bytes * 2) hexadecimal digits, found \"\(text.prefix(40))\"", place)
  }

  private func time(_ value: JSON, _ name: String, _ place: ImportContext.Place) throws -> Int64 {
    guard let nanoseconds = SpanTime.whole(value), (0...SpanTime.latestNanoseconds).contains(nanoseconds) else {
      throw context.error(
        "\(name): expected nanoseconds since 1970 and before 2100, found \(value.text.prefix(40))", place)
    }
    return nanoseconds
  }

  private func kind(_ value: JSON, _ place: ImportContext.Place) throws -> SpanKind {
    if let name = value.stringValue, Int(name) == nil {
      guard let kind = SpanAttributes.kind(named: name) else {
        throw context.error(
          "kind: expected a SpanKind such as 3 or SPAN_KIND_CLIENT, found \"\(name.prefix(40))\"", place)
      }
      return kind
    }
    switch SpanTime.whole(value) {
    case 2: return .server
    case 3: return .client
    case 4: return .producer
    case 5: return .consumer
    case nil: throw context.error("kind: expected a SpanKind such as 3, found \(value.kind)", place)
    default: return .local
    }
  }
}

extension OTLPImporter where Sink == TraceCollector {
  init(_ context: ImportContext) { self.init(context, into: TraceCollector(context)) }
}
