/// Messages whose sender and receiver are in different traces.
///
/// Senders are remembered by their span's id, up to `limit` at least and twice as many at most; the oldest are forgotten.
struct MessageLinks {
  static let limit = 200_000

  /// A sender whose receiver may be in another trace.
  private struct Producer {
    let service: Int32
    let broker: Int32
    let brokerKind: ComponentKind
    /// Nanoseconds since the epoch; 0 where it is not known.
    let sent: Int64
  }

  private var producers: [UInt64: Producer] = [:]
  private var olderProducers: [UInt64: Producer] = [:]
  private var linked: [SpanRecord] = []
  private var messages: [SpanRecord] = []

  /// How many receivers wait for their senders.
  var waiting: Int { linked.count + messages.count }

  /// Remembers a span that sends.
  mutating func note(_ span: SpanRecord) {
    guard span.kind == .producer else { return }
    if producers.count >= MessageLinks.limit {
      olderProducers = producers
      producers = [:]
    }
    let isBrokered = span.flags.contains(.brokered)
    producers[span.id] = Producer(
      service: span.service, broker: isBrokered ? span.peer : -1, brokerKind: span.peerKind, sent: span.start)
  }

  /// Keeps what a trace receives from others.
  mutating func add(_ resolver: TraceResolver) {
    if linked.count < MessageLinks.limit { linked += resolver.foreignLinks }
    if messages.count < MessageLinks.limit { messages += resolver.foreignMessages }
  }

  /// Joins receivers with their senders, as far as those are known, and forgets the receivers.
  mutating func resolve(into table: inout CallTable) {
    for span in linked {
      guard let producer = producer(span.link), span.service >= 0, span.start > 0 else { continue }
      let callee = producer.broker >= 0 ? producer.broker : span.service
      let caller = producer.broker >= 0 ? span.service : producer.service
      if producer.broker >= 0 { table.saw(callee, kind: producer.brokerKind, at: span.start / 1000) }
      var flags: Call.Flags = [.detached, .opensRequest, .opensTrace]
      if span.failed, producer.broker < 0 { flags.insert(.failed) }
      let latency = producer.broker >= 0 ? Float.nan : Float(span.milliseconds ?? .nan)
      table.add(
        Call(
          start: span.start / 1000, latency: latency, callerLatency: .nan, callerOperation: -1, spans: 1, flags: flags),
        CallTable.Pair(caller: caller, callee: callee))
      deliver(span, of: producer, on: CallTable.Pair(caller: caller, callee: callee), &table)
    }
    for span in messages {
      guard let producer = producer(span.link) else { continue }
      deliver(span, of: producer, on: CallTable.Pair(caller: span.service, callee: span.peer), &table)
    }
    linked = []
    messages = []
  }

  private func producer(_ id: UInt64) -> Producer? { producers[id] ?? olderProducers[id] }

  private func deliver(
    _ span: SpanRecord, of producer: Producer, on pair: CallTable.Pair, _ table: inout CallTable
  ) {
    guard producer.sent > 0, span.start > 0 else { return }
    table.add(
      CallTable.Delivery(sent: producer.sent / 1000, received: span.start / 1000), on: pair, from: producer.service)
  }
}
