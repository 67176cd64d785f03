import Testing
import Vocabulary

@testable import Interchange

/// Writes what the tests read: fields of Protocol Buffers.
struct ProtobufWriter {
  private(set) var bytes: [UInt8] = []

  private mutating func varint(_ value: UInt64) {
    var value = value
    while value > 0x7F {
      bytes.append(UInt8(value & 0x7F) | 0x80)
      value >>= 7
    }
    bytes.append(UInt8(value))
  }

  mutating func number(_ field: UInt64, _ value: UInt64) {
    varint(field << 3)
    varint(value)
  }

  mutating func fixed(_ field: UInt64, _ value: UInt64) {
    varint(field << 3 | 1)
    for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
  }

  mutating func field(_ field: UInt64, _ content: [UInt8]) {
    varint(field << 3 | 2)
    varint(UInt64(content.count))
    bytes += content
  }

  static func message(_ write: (inout ProtobufWriter) -> Void) -> [UInt8] {
    var writer = ProtobufWriter()
    write(&writer)
    return writer.bytes
  }

  static func attribute(_ key: String, _ value: String) -> [UInt8] {
    message { attribute in
      attribute.field(1, Array(key.utf8))
      attribute.field(2, message { $0.field(1, Array(value.utf8)) })
    }
  }

  static func id(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * min(count - 1 - $0, 7))) }
  }

  /// A request of spans, each in a resource of its own.
  static func request(_ spans: [Span]) -> [UInt8] {
    message { request in
      for one in spans {
        let span = message { span in
          span.field(1, id(one.trace, 16))
          span.field(2, id(one.id, 8))
          if one.parent != 0 { span.field(4, id(one.parent, 8)) }
          span.field(5, Array(one.name.utf8))
          span.number(6, UInt64(one.kind))
          span.fixed(7, UInt64(Span.epoch + Int64(one.from * 1e6)))
          span.fixed(8, UInt64(Span.epoch + Int64(one.to * 1e6)))
          for (key, value) in one.attributes.sorted(by: { $0.key < $1.key }) { span.field(9, attribute(key, value)) }
          if one.failed { span.field(15, message { $0.number(3, 2) }) }
          span.number(4000, 7)
        }
        request.field(
          1,
          message { resource in
            if let service = one.service {
              resource.field(1, message { $0.field(1, attribute("service.name", service)) })
            }
            resource.field(2, message { $0.field(2, span) })
          })
      }
    }
  }
}

@Suite struct OTLPProtobufTests {
  private static let spans = [
    Span(service: "web", id: 1, kind: 2, from: 0, to: 50),
    Span(
      service: "web", id: 2, parent: 1, kind: 3, from: 5, to: 40, failed: true,
      attributes: ["server.address": "db.shop.svc"]),
    Span(
      service: "db", id: 3, parent: 2, kind: 2, from: 6, to: 39, failed: true, attributes: ["db.system": "postgresql"]),
  ]
  private static let request = ProtobufWriter.request(spans)
  /// As the collector writes them to a file: each request after its length.
  private static let framed: [UInt8] = [0, 0] + [UInt8(request.count >> 8), UInt8(request.count & 0xFF)] + request

  @Test(arguments: [request, framed, framed + framed])
  func `Protocol Buffers say what JSON says`(bytes: [UInt8]) throws {
    let found = try importing(ImportSource(name: "t.pb", bytes: bytes))
    let json = try importing(Self.spans.map { Span.request([$0]) }.joined(separator: "\n"))
    #expect(found.summary.format == .otlp)
    if bytes.count < 2 * Self.request.count {
      #expect(found.events.dropLast().map(\.payload) == json.events.dropLast().map(\.payload))
    }
    #expect(found.arrows == ["web>db"] && found.total("web", "db", \.errors) >= 1)
  }

  @Test(arguments: [1, 3, 64])
  func `the cuts between pieces do not matter`(size: Int) throws {
    let source = ImportSource(name: "t.pb") { Pieces(bytes: Self.framed, size: size) }
    #expect(try importing(source).arrows == ["web>db"])
  }

  @Test func `a message cut at any byte is refused, or read as the resources that are whole`() {
    var whole = 0
    for cut in 2..<Self.request.count {
      let message = failure(Array(Self.request[..<cut]), ImportOptions(as: .otlp))
      if message == nil { whole += 1 }
    }
    // Only after the first and the second resource is a cut one between messages.
    #expect(whole == 2)
  }

  @Test func `damaged bytes never crash`() {
    let seed: UInt64 = 20_261_121
    print("seed \(seed)")
    var random = Xoshiro256(seed: seed)
    for _ in 0..<2000 {
      var damaged = random.next() % 2 == 0 ? Self.request : Self.framed
      for _ in 0...Int(random.next() % 4) {
        damaged[Int(random.next() % UInt64(damaged.count))] = UInt8(truncatingIfNeeded: random.next())
      }
      _ = failure(damaged, ImportOptions(as: .otlp))
    }
  }

  @Test(
    arguments: [
      ([0x0A, 0x03, 0x12, 0xFF, 0x01], "longer than what holds it"),
      ([0x0A, 0x04, 0x12, 0x02, 0x12, 0x00], "without its ids"),
      ([0x0A, 0x02, 0x12, 0x80], "without an end"), ([0x0A, 0x04, 0x12, 0x02, 0x13, 0x00], "wire type 3"),
      ([0x0A, 0x7F, 0x12, 0x00], "middle of a message"),
      ([0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0x12], "longer than 64 MiB"),
    ] as [([UInt8], String)])
  func `what is wrong with a message is said`(bytes: [UInt8], words: String) {
    // A NUL keeps it from being taken for text.
    let message = failure(bytes + (words.contains("middle") ? [0] : []), ImportOptions(as: .otlp))
    #expect(message?.contains(words) == true, "\(message ?? "no error")")
  }
}
