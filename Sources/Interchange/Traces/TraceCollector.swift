import Vocabulary

/// Takes in a file's spans and makes of them what the book keeps: components, and windows of dependencies.
final class TraceCollector {
  /// The names of services and peers.
  var names = Interner(limit: 200_000)
  /// The names of operations; beyond the limit, spans are judged by their service alone.
  var operations = Interner(limit: 50_000)
  private let context: ImportContext
  private var joiner = TraceJoiner()
  private var table = CallTable()
  private var producers: [UInt64: Producer] = [:]
  private var linked: [SpanRecord] = []
  private var messages: [SpanRecord] = []
  private var cacheNames: [Int32: Bool] = [:]
  private var spanCount = 0
  private var traceCount = 0
  private var orphans = 0
  private var nameless = 0
  private var timeless = 0
  private static let longestLinkList = 200_000

  /// A sender whose receiver may be in another trace.
  private struct Producer {
    let service: Int32
    let broker: Int32
    let brokerKind: ComponentKind
    /// Nanoseconds since the epoch; 0 where it is not known.
    let sent: Int64
  }

  init(_ context: ImportContext) { self.context = context }

  /// Takes in one span.
  func add(_ span: SpanRecord) {
    spanCount += 1
    if span.service < 0 { nameless += 1 }
    if span.start == 0 { timeless += 1 }
    if span.kind == .producer, producers.count < TraceCollector.longestLinkList {
      let isBrokered = span.flags.contains(.brokered)
      producers[span.id] = Producer(
        service: span.service, broker: isBrokered ? span.peer : -1, brokerKind: span.peerKind,
        sent: span.start)
    }
    joiner.add(span, complete: resolve)
  }

  private func resolve(_ spans: [SpanRecord]) {
    traceCount += 1
    var resolver = TraceResolver(spans)
    resolver.resolve(into: &table, isCache: isCache)
    orphans += resolver.orphans
    if linked.count < TraceCollector.longestLinkList { linked += resolver.foreignLinks }
    if messages.count < TraceCollector.longestLinkList { messages += resolver.foreignMessages }
  }

  /// Whether a name is that of a cache.
  private func isCache(_ name: Int32) -> Bool {
    if let known = cacheNames[name] { return known }
    let found = name >= 0 && ComponentKind.named(names.names[Int(name)]) == .cache
    cacheNames[name] = found
    return found
  }

  /// Ends the file and emits its events.
  func finish() throws {
    joiner.finish(complete: resolve)
    resolveLinks()
    let windows = DependencyWindows(table, names: names)
    for component in windows.components() {
      let fact = ComponentDeclared(component: component.name, kind: component.kind.word)
      try context.add(.componentDeclared, stream: "system", at: component.since, fact.json)
    }
    for window in windows.windows() {
      try context.add(.dependencyObserved, stream: "system", at: window.to, window.json)
    }
    context.note("a span without a service's name joined no dependency", count: nameless)
    context.note("a span without a time has no latency", count: timeless)
    context.note("a span's parent is not in the file, so its caller is known only where it names it", count: orphans)
    if spanCount == 0 { context.note("the file holds no spans") }
    if spanCount > 0, table.pairs.isEmpty {
      context.note("no span of \(spanCount) calls another service or a named peer, so there is no dependency")
    }
  }

  /// Consumers whose producers are in other traces.
  private func resolveLinks() {
    for span in linked {
      guard let producer = producers[span.link], span.service >= 0, span.start > 0 else { continue }
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
      deliver(span, of: producer, on: CallTable.Pair(caller: caller, callee: callee))
    }
    for span in messages {
      guard let producer = producers[span.link] else { continue }
      deliver(span, of: producer, on: CallTable.Pair(caller: span.service, callee: span.peer))
    }
  }

  private func deliver(_ span: SpanRecord, of producer: Producer, on pair: CallTable.Pair) {
    guard producer.sent > 0, span.start > 0 else { return }
    table.add(
      CallTable.Delivery(sent: producer.sent / 1000, received: span.start / 1000), on: pair, from: producer.service)
  }
}
