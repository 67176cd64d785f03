import Foundation
import NIOCore

/// Export requests that are made once and sent again and again, each time as new: their spans begin a second ago, in traces that
/// were never sent. That costs the client next to nothing.
struct SpanTemplates: Sendable {
  /// A request, and where in it stand the times and the ids of the traces.
  private struct Template: Sendable {
    let request: ByteBuffer
    let times: [Int]
    let traces: [Int]
    /// When its first span begins, in nanoseconds since the epoch.
    let begin: UInt64
    let spans: Int
  }

  private let templates: [Template]
  /// How many spans a request holds on average.
  let spansPerRequest: Double
  /// How many bytes a request has on average.
  let bytesPerRequest: Double

  init(_ count: Int) throws {
    let made = SpanRequests(spans: count * 512, perSecond: 20_000)
    templates = made.bodies.map(SpanTemplates.template)
    spansPerRequest = Double(made.spans) / Double(templates.count)
    bytesPerRequest = Double(templates.reduce(0) { $0 + $1.request.readableBytes }) / Double(templates.count)
  }

  /// How many spans the request of a number holds.
  func spans(_ number: Int) -> Int { templates[number % templates.count].spans }

  /// The request of a number, which is different from that of any other number.
  func request(_ number: Int) -> ByteBuffer {
    let template = templates[number % templates.count]
    var buffer = template.request
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    let shift = UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec) - 1_000_000_000 &- template.begin
    for place in template.times {
      let time: UInt64 = buffer.getInteger(at: place, endianness: .little) ?? 0
      buffer.setInteger(time &+ shift, at: place, endianness: .little)
    }
    // Zero in what was made.
    let generation = UInt32(truncatingIfNeeded: number / templates.count)
    for place in template.traces { buffer.setInteger(generation, at: place) }
    return buffer
  }

  // MARK: Finding the places

  private static func template(_ body: [UInt8]) -> Template {
    let request = requestBytes("POST /v1/traces", [("Content-Type", "application/x-protobuf")], body: body)
    let offset = request.readableBytes - body.count
    var (times, traces): ([Int], [Int]) = ([], [])
    var begin = UInt64.max
    // A request's resources (1), their scopes (2), their spans (2).
    walk(body, 0..<body.count) { field, resource in
      guard field == 1 else { return }
      walk(body, resource) { field, scope in
        guard field == 2 else { return }
        walk(body, scope) { field, span in
          guard field == 2 else { return }
          walk(body, span) { field, content in
            if field == 1 { traces.append(offset + content.lowerBound) }
            guard field == 7 || field == 8 else { return }
            times.append(offset + content.lowerBound)
            if field == 7 { begin = min(begin, content.reversed().reduce(0) { $0 << 8 | UInt64(body[$1]) }) }
          }
        }
      }
    }
    return Template(request: request, times: times, traces: traces, begin: begin, spans: traces.count)
  }

  /// Calls `found` with the number and the place of every field of a message.
  private static func walk(_ bytes: [UInt8], _ message: Range<Int>, _ found: (Int, Range<Int>) -> Void) {
    var place = message.lowerBound
    func varint() -> Int {
      var (value, shift) = (0, 0)
      while true {
        let byte = Int(bytes[place])
        place += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80 { return value }
        shift += 7
      }
    }
    while place < message.upperBound {
      let tag = varint()
      var length = 8
      switch tag & 7 {
      case 0:
        _ = varint()
        continue
      case 2: length = varint()
      case 5: length = 4
      default: break
      }
      found(tag >> 3, place..<(place + length))
      place += length
    }
  }
}
