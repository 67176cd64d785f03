import Vocabulary

/// Reads one span of Jaeger's JSON, in the UI's form or the model's.
struct JaegerSpanReader {
  private let context: ImportContext

  init(_ context: ImportContext) { self.context = context }

  /// An id that is no number: what its trace says cannot be joined.
  struct StrangeID: Error { let error: ImportError }

  /// The span, and the name of the process that its trace is to say the service of; nil where it says so itself.
  func span(
    _ value: JSON, _ collector: TraceCollector, _ place: ImportContext.Place
  ) throws -> (SpanRecord, process: String?) {
    guard let members = value.members else { throw context.error("expected a span, found \(value.kind)", place) }
    var span = SpanRecord()
    var attributes = SpanAttributes()
    var process: String?
    var duration: Int64 = 0
    var references: JSON?
    for member in members where !member.value.isNull {
      let value = member.value
      switch member.name {
      case "traceID", "traceId": span.traceLow = try id(value, member.name, place)
      case "spanID", "spanId": span.id = try id(value, member.name, place)
      case "parentSpanID", "parentSpanId":
        if value.stringValue != "" { span.parent = try id(value, member.name, place) }
      case "operationName": span.operation = collector.operations.number(value.stringValue ?? "")
      case "references": references = value
      case "startTime": span.start = try start(value, place)
      case "duration": duration = try length(value, place)
      case "tags": read(tags: value, into: &attributes)
      case "processID", "processId": process = value.stringValue
      case "process":
        span.service = collector.names.number(PeerName.normal(value["serviceName"]?.stringValue ?? ""))
      case "logs", "warnings", "flags", "startTimeMillis", "tag", "type": break
      default: context.ignoredFields += 1
      }
    }
    guard span.traceLow != 0 else { throw context.error("traceID is missing; expected hexadecimal digits", place) }
    guard span.id != 0 else { throw context.error("spanID is missing; expected hexadecimal digits", place) }
    if span.start > 0, duration > 0 { span.end = span.start + duration }
    span.kind = attributes.kind ?? .local
    if let references { try read(references, into: &span, place) }
    attributes.apply(to: &span, names: &collector.names)
    return (span, span.service >= 0 ? nil : process)
  }

  /// The parent is the first CHILD_OF of the same trace; without one the first FOLLOWS_FROM, which was not waited for.
  private func read(_ references: JSON, into span: inout SpanRecord, _ place: ImportContext.Place) throws {
    var follows: UInt64 = 0
    for reference in references.arrayValue ?? [] {
      guard let spanID = reference["spanID"] ?? reference["spanId"] else { continue }
      let parent = try id(spanID, "references.spanID", place)
      let trace = try (reference["traceID"] ?? reference["traceId"]).map { try id($0, "references.traceID", place) }
      let isFollowing = reference["refType"]?.stringValue == "FOLLOWS_FROM" || reference["refType"]?.integerValue == 1
      if let trace, trace != span.traceLow {
        if span.link == 0 { span.link = parent }
      } else if isFollowing {
        if follows == 0 { follows = parent }
      } else if span.parent == 0 {
        span.parent = parent
      }
    }
    if span.parent == 0, follows != 0 {
      span.parent = follows
      span.flags.insert(.followsFrom)
    }
  }

  private func read(tags: JSON, into attributes: inout SpanAttributes) {
    for tag in tags.arrayValue ?? [] {
      guard let key = tag["key"]?.stringValue else { continue }
      let value = tag["value"] ?? tag["vStr"] ?? tag["vBool"] ?? tag["vInt64"] ?? tag["vFloat64"]
      if let value { attributes.take(key, value) }
    }
  }

  private func id(_ value: JSON, _ name: String, _ place: ImportContext.Place) throws -> UInt64 {
    if let text = value.stringValue {
      // 12 or 24 characters that end in '=' are base64; hexadecimal ids have lost their leading zeros.
      if text.hasSuffix("="), let raw = Base64.bytes(text), raw.count == 8 || raw.count == 16,
        let found = Hexadecimal.value(Hexadecimal.text(raw))
      {
        return found.low
      }
      if let found = Hexadecimal.value(text) { return found.low }
    }
    throw StrangeID(
      error: context.error("\(name): expected hexadecimal digits, found \(value.text.prefix(40))", place))
  }

  /// Nanoseconds of microseconds, or of a text in RFC 3339.
  private func start(_ value: JSON, _ place: ImportContext.Place) throws -> Int64 {
    let found = value.stringValue.flatMap { Timestamp(rfc3339: $0) }?.microseconds ?? SpanTime.whole(value)
    guard let microseconds = found, (0...SpanTime.latestMicroseconds).contains(microseconds) else {
      throw context.error(
        "startTime: expected microseconds since 1970 and before 2100, found \(value.text.prefix(40))", place)
    }
    return microseconds * 1000
  }

  /// Nanoseconds of microseconds, or of a text such as "22938000ns", "1.5s".
  private func length(_ value: JSON, _ place: ImportContext.Place) throws -> Int64 {
    var nanoseconds = SpanTime.whole(value).map { Double($0) * 1000 }
    if nanoseconds == nil, let text = value.stringValue {
      let units: [(String, Double)] = [("ns", 1), ("µs", 1e3), ("us", 1e3), ("ms", 1e6), ("s", 1e9)]
      nanoseconds =
        units.lazy.compactMap { unit, factor in
          text.hasSuffix(unit) ? Double(text.dropLast(unit.count)).map { $0 * factor } : nil
        }.first
    }
    guard let nanoseconds, (0...Double(SpanTime.longestMicroseconds) * 1000).contains(nanoseconds) else {
      throw context.error("duration: expected microseconds, found \(value.text.prefix(40))", place)
    }
    return Int64(nanoseconds)
  }
}
