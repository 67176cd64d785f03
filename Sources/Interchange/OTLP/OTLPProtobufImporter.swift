import Vocabulary

/// OTLP traces in Protocol Buffers: the body of a request to `/v1/traces`, or a file of the collector, whose requests each
/// follow their length in four bytes. The resources of a request are read one by one, however many it holds.
struct OTLPProtobufImporter<Sink: SpanSink> {
  private let context: ImportContext
  private let collector: Sink

  /// Reads into a sink; what the context is told of fields and places is the import's.
  init(_ context: ImportContext, into sink: Sink) {
    self.context = context
    collector = sink
  }

  /// Reads the body of one request, which is in memory whole. Throws `ImportError`, and what the sink throws.
  func read(request: [UInt8]) throws {
    var number = 0
    try self.request(request[...], &number)
    try collector.finish()
  }

  /// Whether a file begins as one of these: with a resource's spans, and with bytes that no text has.
  static func isLikely(_ head: [UInt8]) -> Bool {
    let beginning = head.prefix(4096)
    let isText = String(validating: beginning.prefix(4000), as: UTF8.self) != nil && !beginning.contains { $0 < 9 }
    return !isText && (isRequest(head[...]) || framed(head) != nil)
  }

  private static func isRequest(_ head: ArraySlice<UInt8>) -> Bool {
    guard head.first == 0x0A, let (length, size) = ProtobufReader.varint(head.dropFirst()), length > 1 else {
      return false
    }
    // A resource, its scopes' spans, or the address of its schema.
    return [0x0A, 0x12, 0x1A].contains(head.dropFirst(1 + size).first ?? 0)
  }

  /// The length of the first request of a collector's file; nil where the file is none.
  private static func framed(_ head: [UInt8]) -> Int? {
    guard head.count > 6, isRequest(head[4...]) else { return nil }
    let length = head.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    return (2...JSONCursor.maximumValue).contains(length) ? length : nil
  }

  func read(_ source: any ByteSource) throws {
    var input = ByteQueue(source, context: context)
    let head = try input.peek(8)
    let isFramed = !Self.isRequest(head[...]) && Self.framed(head) != nil
    var number = 0
    while try !input.peek(1).isEmpty {
      if isFramed {
        let length = try input.take(4).reduce(0) { $0 << 8 | Int($1) }
        try request(input.take(length)[...], &number)
      } else {
        try field(&input, &number)
      }
    }
    try collector.finish()
  }

  /// Reads one field of a request that fills the file.
  private func field(_ input: inout ByteQueue, _ number: inout Int) throws {
    guard let (tag, size) = ProtobufReader.varint(try input.peek(10)[...]), tag & 7 == 2 else {
      throw context.error("expected a request of OTLP in Protocol Buffers, found other bytes")
    }
    _ = try input.take(size)
    guard let (length, width) = ProtobufReader.varint(try input.peek(10)[...]), length <= JSONCursor.maximumValue else {
      throw context.error(
        "has a field that is longer than \(JSONCursor.maximumValue / 1_048_576) MiB", remedy: "split it")
    }
    _ = try input.take(width)
    let bytes = try input.take(Int(length))
    guard tag >> 3 == 1 else { return context.ignoredFields += 1 }
    try reading(number) { try resourceSpans(bytes[...]) }
    number += 1
  }

  private func request(_ message: ArraySlice<UInt8>, _ number: inout Int) throws {
    var reader = ProtobufReader(message)
    while let (field, value) = try reading(number, { try reader.next() }) {
      guard field == 1, let inner = value.message else {
        context.ignoredFields += 1
        continue
      }
      try reading(number) { try resourceSpans(inner) }
      number += 1
    }
  }

  private func reading<Result>(_ number: Int, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as ProtobufReader.Broken {
      throw context.error(
        "is no sound message of Protocol Buffers: it has \(error.problem)",
        ImportContext.Place(path: "$.resourceSpans[\(number)]"), remedy: "copy it again")
    }
  }

  // MARK: Messages

  private func resourceSpans(_ message: ArraySlice<UInt8>) throws {
    var names: [String: String] = [:]
    var scopes: [ArraySlice<UInt8>] = []
    var reader = ProtobufReader(message)
    while let (field, value) = try reader.next() {
      switch (field, value.message) {
      case (1, let inner?):
        var resource = ProtobufReader(inner)
        while let (field, value) = try resource.next() {
          guard field == 1, let attribute = value.message, let (key, found) = try self.attribute(attribute) else {
            continue
          }
          if let text = found.stringValue { names[key] = text }
        }
      // 1000 is the library's spans of before 0.9.
      case (2, let inner?), (1000, let inner?): scopes.append(inner)
      case (3, _): continue
      default: context.ignoredFields += 1
      }
    }
    let service = collector.names.number(OTLPResource.service(names))
    for scope in scopes {
      var reader = ProtobufReader(scope)
      while let (field, value) = try reader.next() {
        guard field == 2, let inner = value.message else { continue }
        do {
          var span = try span(inner)
          span.service = service
          collector.add(span)
        } catch {
          try collector.refuse(error)
        }
      }
    }
  }

  private func span(_ message: ArraySlice<UInt8>) throws -> SpanRecord {
    var span = SpanRecord()
    var attributes = SpanAttributes()
    var reader = ProtobufReader(message)
    while let (field, value) = try reader.next() {
      switch field {
      case 1: (span.traceHigh, span.traceLow) = try id(value, 16)
      case 2: span.id = try id(value, 8).low
      case 4: if value.message?.isEmpty == false { span.parent = try id(value, 8).low }
      case 5: span.operation = collector.operations.number(value.text ?? "")
      case 6: span.kind = [2: .server, 3: .client, 4: .producer, 5: .consumer][value.number ?? 0] ?? .local
      case 7: span.start = try time(value)
      case 8: span.end = try time(value)
      case 9: if let inner = value.message, let (key, found) = try attribute(inner) { attributes.take(key, found) }
      case 13: if let inner = value.message, span.link == 0 { span.link = try link(inner) }
      case 15: if let inner = value.message, try isFailed(inner) { span.flags.insert(.failed) }
      case 3, 10, 11, 12, 14, 16: continue
      default: context.ignoredFields += 1
      }
    }
    guard span.traceHigh | span.traceLow != 0, span.id != 0 else {
      throw ProtobufReader.Broken(problem: "a span without its ids")
    }
    attributes.apply(to: &span, names: &collector.names)
    return span
  }

  private func id(_ value: ProtobufReader.Value, _ count: Int) throws -> (high: UInt64, low: UInt64) {
    guard let bytes = value.message, bytes.count == count else {
      throw ProtobufReader.Broken(problem: "an id of other than \(count) bytes")
    }
    return bytes.reduce((UInt64(0), UInt64(0))) { id, byte in
      (id.0 << 8 | id.1 >> 56, id.1 << 8 | UInt64(byte))
    }
  }

  private func time(_ value: ProtobufReader.Value) throws -> Int64 {
    guard let number = value.number, number <= UInt64(SpanTime.latestNanoseconds) else {
      throw ProtobufReader.Broken(problem: "a time that is not between 1970 and 2100")
    }
    return Int64(number)
  }

  private func link(_ message: ArraySlice<UInt8>) throws -> UInt64 {
    var reader = ProtobufReader(message)
    while let (field, value) = try reader.next() { if field == 2 { return try id(value, 8).low } }
    return 0
  }

  private func isFailed(_ message: ArraySlice<UInt8>) throws -> Bool {
    var reader = ProtobufReader(message)
    var code: UInt64 = 0
    while let (field, value) = try reader.next() { if field == 3 { code = value.number ?? 0 } }
    return code == 2
  }

  /// An attribute's name and its value, where that is plain.
  private func attribute(_ message: ArraySlice<UInt8>) throws -> (String, JSON)? {
    var key: String?
    var found: JSON?
    var reader = ProtobufReader(message)
    while let (field, value) = try reader.next() {
      if field == 1 { key = value.text }
      guard field == 2, let inner = value.message else { continue }
      var any = ProtobufReader(inner)
      while let (field, value) = try any.next() {
        switch (field, value) {
        case (1, _): found = value.text.map { .string($0) }
        case (2, .varint(let flag)): found = .bool(flag != 0)
        case (3, .varint(let number)): found = .integer(Int64(bitPattern: number))
        case (4, .fixed64(let bits)):
          let number = Double(bitPattern: bits)
          found = number.isFinite ? .number(number) : nil
        default: continue
        }
      }
    }
    guard let key, let found else { return nil }
    return (key, found)
  }
}

extension OTLPProtobufImporter where Sink == TraceCollector {
  init(_ context: ImportContext) { self.init(context, into: TraceCollector(context)) }
}

/// Bytes that can be looked at before they are taken.
struct ByteQueue {
  private var source: any ByteSource
  private let context: ImportContext
  private var held: [UInt8] = []
  private var used = 0

  init(_ source: any ByteSource, context: ImportContext) {
    self.source = source
    self.context = context
  }

  /// So many of the next bytes, or as many as there are; they stay.
  mutating func peek(_ count: Int) throws -> [UInt8] {
    while held.count - used < count, let piece = try source.next() {
      if used > 0 {
        held.removeFirst(used)
        used = 0
      }
      held += piece
    }
    return Array(held[used..<min(used + count, held.count)])
  }

  /// So many of the next bytes. Throws where there are fewer.
  mutating func take(_ count: Int) throws -> [UInt8] {
    guard (0...JSONCursor.maximumValue).contains(count) else {
      throw context.error("has a message that is longer than \(JSONCursor.maximumValue / 1_048_576) MiB")
    }
    let bytes = try peek(count)
    guard bytes.count == count else {
      throw context.error("the file ends in the middle of a message", remedy: "copy it again")
    }
    used += count
    return bytes
  }
}
