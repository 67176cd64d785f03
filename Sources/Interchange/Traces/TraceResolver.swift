/// Finds the calls in one trace.
///
/// A call is a step from a span of one service to a span of another, or a client span with a named peer and no span of
/// the other side. Its latency and its failure are those of the client span where there is one: what the caller saw.
/// Messages through a broker are two dependencies, of the producer and of the consumer **on the broker**: the consumer
/// suffers when the broker does, which is against the arrow of the message.
struct TraceResolver {
  private var spans: [SpanRecord]
  private var parents: [Int32] = []
  /// Client spans whose other side reported, and client spans that only wrap another one of the same call.
  private var isAnswered: [Bool] = []
  private var isWrapper: [Bool] = []
  var attempts: [Attempt] = []
  /// Spans without a parent in the trace although they name one.
  private(set) var orphans = 0
  /// Consumers whose link leads to no span of the trace.
  private(set) var foreignLinks: [SpanRecord] = []
  /// Consumers of a named broker whose senders are in other traces: their calls are known, how their messages came is not yet.
  private(set) var foreignMessages: [SpanRecord] = []
  private var received: Set<Receipt> = []

  private struct Receipt: Hashable {
    let producer: Int
    let consumer: Int32
  }

  /// A call with what telling retries and requests needs.
  struct Attempt {
    var call: Call
    var pair: CallTable.Pair
    var parent: Int32
    var operation: Int32
    var start: Int64
    var end: Int64
    /// The caller's own span that it was made in; -1 where there is none.
    var own: Int32
  }

  /// `spans` of one trace, in any order; those that were exported twice count once.
  init(_ all: [SpanRecord]) { spans = TraceResolver.merged(all) }

  /// Finds the trace's calls and writes them into the table.
  ///
  /// - Parameter isCache: whether a name, by its number, is that of a cache.
  mutating func resolve(into table: inout CallTable, isCache: (Int32) -> Bool = { _ in false }) {
    link()
    for (index, span) in spans.enumerated() { see(Int32(index), span, in: &table) }
    for index in spans.indices { step(into: index, &table) }
    for index in spans.indices { leaf(index, &table) }
    markRetries()
    markRequests(&table, isCache: isCache)
    for attempt in attempts { table.add(attempt.call, attempt.pair) }
  }

  // MARK: Spans

  private struct Identity: Hashable {
    let id: UInt64
    let service: Int32
    let isEntry: Bool
  }

  /// One record a span: a span exported twice, or in parts, is joined into one.
  private static func merged(_ all: [SpanRecord]) -> [SpanRecord] {
    var kept: [SpanRecord] = []
    kept.reserveCapacity(all.count)
    var index: [Identity: Int] = [:]
    for span in all {
      let identity = Identity(id: span.id, service: span.service, isEntry: span.kind.isEntry)
      guard let known = index[identity] else {
        index[identity] = kept.count
        kept.append(span)
        continue
      }
      var one = kept[known]
      if one.start == 0 { one.start = span.start }
      one.end = max(one.end, span.end)
      if one.parent == 0 { one.parent = span.parent }
      if one.peer < 0 { one.peer = span.peer }
      one.flags.formUnion(span.flags)
      kept[known] = one
    }
    return kept
  }

  /// Finds every span's parent. A server span that shares its client's id has the client span as its parent.
  private mutating func link() {
    var entries: [UInt64: Int32] = [:]
    var others: [UInt64: Int32] = [:]
    for (index, span) in spans.enumerated() {
      if span.kind.isEntry {
        if entries[span.id] == nil { entries[span.id] = Int32(index) }
      } else if others[span.id] == nil {
        others[span.id] = Int32(index)
      }
    }
    parents = [Int32](repeating: -1, count: spans.count)
    isAnswered = [Bool](repeating: false, count: spans.count)
    isWrapper = [Bool](repeating: false, count: spans.count)
    for (index, span) in spans.enumerated() {
      if span.kind.isEntry, let other = others[span.id], spans[Int(other)].kind.isExit {
        parents[index] = other
        continue
      }
      guard span.parent != 0, span.parent != span.id else { continue }
      let entry = entries[span.parent]
      let other = others[span.parent]
      let ownSide = [entry, other].compactMap(\.self).first { spans[Int($0)].service == span.service }
      guard let parent = ownSide ?? (span.kind.isEntry && entry == nil ? other : entry ?? other) else {
        orphans += 1
        continue
      }
      parents[index] = parent
    }
    for index in spans.indices where spans[index].kind.isExit { markWrapper(above: index) }
  }

  /// A client span around another client span of the same service to the same peer is no call of its own.
  private mutating func markWrapper(above index: Int) {
    for ancestor in chain(above: index) {
      let span = spans[ancestor]
      guard !span.kind.isEntry else { return }
      guard span.kind.isExit else { continue }
      let peer = spans[index].peer
      if span.peer == peer || span.peer < 0 || peer < 0 { isWrapper[ancestor] = true }
      return
    }
  }

  /// The ancestors of a span within its own service, from the nearest on. A loop of parents ends.
  private func chain(above index: Int) -> [Int] {
    var found: [Int] = []
    var at = parents[index]
    while at >= 0, spans[Int(at)].service == spans[index].service, found.count < 256, Int(at) != index {
      found.append(Int(at))
      if spans[Int(at)].kind.isEntry { break }
      at = parents[Int(at)]
    }
    return found
  }

  private func see(_ index: Int32, _ span: SpanRecord, in table: inout CallTable) {
    let at = span.start / 1000
    table.saw(span.service, kind: span.ownKind, at: at, reports: true)
    if span.kind.isEntry, span.service >= 0, let milliseconds = span.milliseconds {
      let operation = table.operation(service: span.service, name: span.operation)
      table.addEntry(operation: operation, milliseconds: Float(milliseconds))
    }
  }

  // MARK: Calls

  /// The step from a span's parent into it, where that changes the service.
  private mutating func step(into index: Int, _ table: inout CallTable) {
    let span = spans[index]
    guard span.service >= 0 else { return }
    if span.kind == .consumer { return consume(index, &table) }
    let parent = Int(parents[index])
    guard parent >= 0 else {
      // The caller is not in the trace; the span may name it.
      if span.kind == .server, span.peer >= 0, span.flags.contains(.peerIsStated), span.peer != span.service {
        table.saw(span.peer, kind: .unstated, at: span.start / 1000)
        add(index, exit: nil, caller: span.peer, callee: span.service, &table)
      }
      return
    }
    let caller = spans[parent].service
    guard caller >= 0, caller != span.service else { return }
    add(index, exit: exit(above: parent), caller: caller, callee: span.service, &table)
  }

  /// The client span by which a service is left, at or above one of its spans.
  private func exit(above parent: Int) -> Int? {
    if spans[parent].kind.isExit { return parent }
    guard !spans[parent].kind.isEntry else { return nil }
    return chain(above: parent).first { spans[$0].kind != .local }.flatMap { spans[$0].kind.isExit ? $0 : nil }
  }

  /// A consumer depends on the broker where one is named; without one, work was handed over that nobody waits for, and
  /// who handed it over is the caller.
  private mutating func consume(_ index: Int, _ table: inout CallTable) {
    let span = spans[index]
    let parent = Int(parents[index])
    var producer = parent >= 0 ? exit(above: parent) ?? parent : -1
    if producer < 0 || spans[producer].kind != .producer, span.link != 0,
      let linked = spans.firstIndex(where: { $0.id == span.link && $0.kind == .producer })
    {
      producer = linked
    }
    let isBrokered = span.flags.contains(.brokered)
    if !isBrokered, producer < 0, span.link != 0 { return foreignLinks.append(span) }
    if isBrokered, producer < 0, span.link != 0 { foreignMessages.append(span) }
    let broker =
      isBrokered ? span.peer : producer >= 0 && spans[producer].flags.contains(.brokered) ? spans[producer].peer : -1
    guard broker < 0 else {
      deliver(index, from: producer, on: CallTable.Pair(caller: span.service, callee: broker), &table)
      return receive(index, from: broker, kind: isBrokered ? span.peerKind : spans[producer].peerKind, &table)
    }
    guard producer >= 0, spans[producer].service >= 0, spans[producer].service != span.service else { return }
    deliver(
      index, from: producer, on: CallTable.Pair(caller: spans[producer].service, callee: span.service), &table)
    add(
      index, exit: spans[producer].kind.isExit ? producer : nil, caller: spans[producer].service,
      callee: span.service, &table)
  }

  /// Keeps when a message was sent and received, where both are known; a message that comes again counts once.
  private mutating func deliver(_ index: Int, from producer: Int, on pair: CallTable.Pair, _ table: inout CallTable) {
    guard producer >= 0, spans[producer].kind == .producer, spans[producer].start > 0, spans[index].start > 0,
      received.insert(Receipt(producer: producer, consumer: spans[index].service)).inserted
    else { return }
    table.add(
      CallTable.Delivery(sent: spans[producer].start / 1000, received: spans[index].start / 1000), on: pair,
      from: spans[producer].service)
  }

  private mutating func receive(_ index: Int, from broker: Int32, kind: ComponentKind, _ table: inout CallTable) {
    let span = spans[index]
    guard broker != span.service, let start = startOf(index) else { return }
    table.saw(broker, kind: kind, at: start / 1000)
    // What the consumer made of the message says nothing of the broker.
    let call = Call(
      start: start / 1000, latency: .nan, callerLatency: .nan, callerOperation: -1, spans: 1,
      flags: [.detached, .opensRequest, .opensTrace])
    table.add(call, CallTable.Pair(caller: span.service, callee: broker))
  }

  /// A client span without a span of the other side.
  private mutating func leaf(_ index: Int, _ table: inout CallTable) {
    let span = spans[index]
    guard span.kind.isExit, span.service >= 0, span.peer >= 0, span.peer != span.service else { return }
    let isBrokered = span.flags.contains(.brokered)
    guard isBrokered || !isAnswered[index] && !isWrapper[index] else { return }
    table.saw(span.peer, kind: span.peerKind, at: span.start / 1000)
    add(nil, exit: index, caller: span.service, callee: span.peer, &table)
  }

  /// Keeps a call by what is known of its two ends, at least one of which is there.
  private mutating func add(
    _ entry: Int?, exit: Int?, caller: Int32, callee: Int32, _ table: inout CallTable
  ) {
    guard let seen = exit ?? entry, let start = startOf(seen) else { return }
    if let exit, let entry {
      // A second answer to one client span is the same call to whoever made it.
      if isAnswered[exit], attempts.contains(where: { $0.start == spans[exit].start && $0.pair.callee == callee }) {
        return
      }
      isAnswered[exit] = true
      table.saw(callee, kind: spans[exit].peerKind, at: spans[entry].start / 1000)
    }
    var flags: Call.Flags = []
    var spanCount: UInt8 = 0
    for side in [exit, entry].compactMap(\.self) {
      spanCount += 1
      if spans[side].failed { flags.insert(.failed) }
      if spans[side].flags.contains(.followsFrom) || spans[side].kind == .producer || spans[side].kind == .consumer {
        flags.insert(.detached)
      }
      if spans[side].flags.contains(.resent) { flags.insert(.retried) }
    }
    if let exit, let entry, isAbandoned(exit, by: entry, flags) { flags.insert(.abandoned) }
    var call = Call(
      start: start / 1000, latency: Float(spans[seen].milliseconds ?? entry.flatMap { spans[$0].milliseconds } ?? .nan),
      callerLatency: .nan, callerOperation: -1, spans: spanCount, attempt: flags.contains(.retried) ? 2 : 1,
      flags: flags)
    let inside = exit ?? entry.map { Int(parents[$0]) } ?? -1
    var own: Int32 = -1
    if inside >= 0, let span = callerSpan(of: inside, isExit: exit != nil) {
      describe(caller: span, by: &call, leaving: exit, &table)
      own = Int32(span)
    }
    attempts.append(
      Attempt(
        call: call, pair: CallTable.Pair(caller: caller, callee: callee), parent: parents[seen],
        operation: spans[seen].operation, start: spans[seen].start, end: spans[seen].end, own: own))
  }

  /// Whether the caller gave up while the callee worked on: its span failed and the callee's took longer, by more than clocks
  /// that run alike and work after the answer explain. Only lengths are compared, so that a skewed clock does not matter.
  private func isAbandoned(_ exit: Int, by entry: Int, _ flags: Call.Flags) -> Bool {
    guard spans[exit].failed, !flags.contains(.detached), let waited = spans[exit].milliseconds,
      let worked = spans[entry].milliseconds
    else { return false }
    return worked > 1.1 * waited + 5
  }

  /// The span in which a service answers its own caller: the entry above a span, else the topmost of the service.
  private func callerSpan(of index: Int, isExit: Bool) -> Int? {
    if !isExit, spans[index].kind.isEntry { return index }
    return chain(above: index).last ?? (isExit ? nil : index)
  }

  private func describe(caller own: Int, by call: inout Call, leaving exit: Int?, _ table: inout CallTable) {
    call.flags.insert(.hasCallerSpan)
    if spans[own].failed { call.flags.insert(.callerFailed) }
    if let milliseconds = spans[own].milliseconds { call.callerLatency = Float(milliseconds) }
    call.callerOperation = table.operation(service: spans[own].service, name: spans[own].operation)
    // Both times are of one clock. Formats that keep microseconds round, hence the millisecond.
    if let exit, spans[exit].end > 0, spans[own].end > 0, spans[exit].end > spans[own].end + 1_000_000 {
      call.flags.insert(.detached)
    }
  }

  /// When a span began; a span without a time has that of the nearest ancestor with one.
  private func startOf(_ index: Int) -> Int64? {
    var at = index
    for _ in 0..<64 {
      if spans[at].start > 0 { return spans[at].start }
      guard parents[at] >= 0 else { return nil }
      at = Int(parents[at])
    }
    return nil
  }

  /// A call is a retry where it repeats the call before it, of the same span to the same callee, that had failed.
  private mutating func markRetries() {
    let order = attempts.indices.sorted { one, other in
      let a = attempts[one]
      let b = attempts[other]
      return (a.parent, a.pair.callee, a.operation, a.start, one) < (
        b.parent, b.pair.callee, b.operation, b.start, other
      )
    }
    for (before, after) in zip(order, order.dropFirst()) {
      let first = attempts[before]
      let second = attempts[after]
      guard first.parent >= 0, first.parent == second.parent, first.pair == second.pair,
        first.operation == second.operation, first.end <= second.start
      else { continue }
      if first.call.flags.contains(.failed) { attempts[after].call.flags.insert(.retried) }
      if attempts[after].call.flags.contains(.retried) {
        attempts[after].call.attempt = first.call.attempt == .max ? .max : first.call.attempt + 1
      }
    }
  }
}
