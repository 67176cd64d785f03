import Vocabulary

/// Aggregates the calls of a file into windows of traffic.
///
/// A window is of one caller and callee and of at most five minutes, aligned to the clock; its `from` and `to` are those
/// of the calls in it, so that rates are of the time that was seen. A dependency has one mode in a file: async where
/// more than half of its calls were not waited for.
///
/// A call is **late** when it took more than three times the median of its dependency in the file, and at least 50 ms
/// more; a caller is late by the median of its operation (of the service, where the operation was seen fewer than five
/// times). A failed or late call *propagated* where the caller's own span failed or was late too, and was *masked* where
/// it did not; without a span of the caller it counts as neither.
struct DependencyWindows {
  /// The usual length of a window, in microseconds.
  static let usualLength: Int64 = 300_000_000
  private static let lateFactor: Float = 3
  private static let lateMargin: Float = 50
  private static let fewest = 5

  private let table: CallTable
  private let names: Interner
  private let length: Int64
  private let canonical: [Int32: Int32]

  /// `length` in microseconds; that of all time makes one window of a dependency's calls.
  init(_ table: CallTable, names: Interner, length: Int64 = DependencyWindows.usualLength) {
    self.table = table
    self.length = length
    self.names = names
    canonical = DependencyWindows.canonicalNames(table, names)
  }

  /// A component as the file shows it.
  struct Component {
    let name: String
    let kind: ComponentKind
    /// When it was first seen; nil where no span of it has a time.
    let since: Timestamp?
  }

  /// A peer that differs from a reporting service only in the case of its letters is that service: Zipkin lowers them.
  private static func canonicalNames(_ table: CallTable, _ names: Interner) -> [Int32: Int32] {
    var services: [String: Int32] = [:]
    for (number, name) in names.names.enumerated() where table.components[Int32(number)]?.reports == true {
      let lower = name.lowercased()
      if services[lower] == nil { services[lower] = Int32(number) }
    }
    var canonical: [Int32: Int32] = [:]
    for (number, name) in names.names.enumerated() where table.components[Int32(number)]?.reports != true {
      if let service = services[name.lowercased()] { canonical[Int32(number)] = service }
    }
    return canonical
  }

  private func resolved(_ number: Int32) -> Int32 { canonical[number] ?? number }

  // MARK: Components

  /// The components by name.
  func components() -> [Component] {
    var merged: [Int32: CallTable.Component] = [:]
    for number in table.components.keys.sorted() {
      guard let one = table.components[number] else { continue }
      var known = merged[resolved(number)] ?? CallTable.Component()
      known.since = min(known.since, one.since)
      known.reports = known.reports || one.reports
      for index in known.votes.indices { known.votes[index] += one.votes[index] }
      merged[resolved(number)] = known
    }
    return merged.map { number, component in
      let name = names.names[Int(number)]
      return Component(
        name: name, kind: DependencyWindows.kind(component, name: name),
        since: component.since == .max ? nil : Timestamp(microseconds: component.since))
    }
    .sorted { $0.name < $1.name }
  }

  /// The kind said most often; the name where nothing was said; `external` for a host name that never reported.
  private static func kind(_ component: CallTable.Component, name: String) -> ComponentKind {
    let said = component.votes.indices.dropFirst(Int(ComponentKind.service.rawValue)).filter { component.votes[$0] > 0 }
    if let best = said.max(by: { (component.votes[$0], $0) < (component.votes[$1], $1) }),
      let kind = ComponentKind(rawValue: UInt8(best))
    {
      return kind
    }
    let named = ComponentKind.named(name)
    if named != .unstated { return named }
    return !component.reports && name.contains(".") ? .external : .service
  }

  // MARK: Windows

  /// The windows, by time, caller and callee.
  func windows() -> [DependencyObserved] {
    var calls: [CallTable.Pair: [Call]] = [:]
    for (index, pair) in table.pairs.enumerated() {
      let key = CallTable.Pair(caller: resolved(pair.caller), callee: resolved(pair.callee))
      if key.caller != key.callee { calls[key, default: []] += table.calls[index] }
    }
    let callers = CallerMedians(table)
    let messages = messages()
    let caches = caches()
    var windows: [DependencyObserved] = []
    for pair in calls.keys.sorted(by: { ($0.caller, $0.callee) < ($1.caller, $1.callee) }) {
      guard let all = calls[pair] else { continue }
      let median = DependencyWindows.median(all.map(\.latency))
      let detached = all.count { $0.flags.contains(.detached) }
      let dependency = Dependency(caller: names.names[Int(pair.caller)], callee: names.names[Int(pair.callee)])
      let mode: CallMode = detached * 2 > all.count ? .async : .sync
      var byWindow: [Int64: [Call]] = [:]
      for call in all { byWindow[call.start / length, default: []].append(call) }
      for number in byWindow.keys.sorted() {
        let inWindow = byWindow[number] ?? []
        let shape = WindowShape.shape(inWindow, messages[pair]?[number] ?? [], cache: caches[pair])
        windows.append(window(inWindow, of: dependency, mode, median: median, callers, shape))
      }
    }
    return windows.sorted { ($0.from, $0.dependency) < ($1.from, $1.dependency) }
  }

  /// By dependency and number of the window: the messages that were received in it, sender by sender.
  private func messages() -> [CallTable.Pair: [Int64: [[CallTable.Delivery]]]] {
    var found: [CallTable.Pair: [Int64: [[CallTable.Delivery]]]] = [:]
    for channel in table.deliveries.keys.sorted(by: { $0.sender < $1.sender }) {
      let pair = CallTable.Pair(caller: resolved(channel.pair.caller), callee: resolved(channel.pair.callee))
      var byWindow: [Int64: [CallTable.Delivery]] = [:]
      for one in table.deliveries[channel] ?? [] {
        byWindow[one.received / length, default: []].append(one)
      }
      for (number, messages) in byWindow { found[pair, default: [:]][number, default: []].append(messages) }
    }
    return found
  }

  /// By dependency: the cache that its requests ask before most often.
  private func caches() -> [CallTable.Pair: String] {
    var counts: [CallTable.Pair: [Int32: Int]] = [:]
    for (pair, caches) in table.caches {
      let key = CallTable.Pair(caller: resolved(pair.caller), callee: resolved(pair.callee))
      for (cache, count) in caches { counts[key, default: [:]][resolved(cache), default: 0] += count }
    }
    return counts.compactMapValues { caches in
      caches.max { ($0.value, $1.key) < ($1.value, $0.key) }.map { names.names[Int($0.key)] }
    }
  }

  private func window(
    _ calls: [Call], of dependency: Dependency, _ mode: CallMode, median: Float?, _ callers: CallerMedians,
    _ shape: TrafficShape
  ) -> DependencyObserved {
    var counts = (errors: 0, retries: 0, propagated: 0, masked: 0, late: 0, maskedLate: 0, spans: 0)
    var from = Int64.max
    var to = Int64.min
    var latencies: [Float] = []
    for call in calls {
      let failed = call.flags.contains(.failed)
      let knowsCaller = call.flags.contains(.hasCallerSpan)
      if failed { counts.errors += 1 }
      if call.flags.contains(.retried) { counts.retries += 1 }
      if failed, knowsCaller {
        if call.flags.contains(.callerFailed) { counts.propagated += 1 } else { counts.masked += 1 }
      }
      if knowsCaller, DependencyWindows.isLate(call.latency, median),
        let late = callers.isLate(call.callerLatency, operation: call.callerOperation)
      {
        if late { counts.late += 1 } else { counts.maskedLate += 1 }
      }
      counts.spans += Int(call.spans)
      from = min(from, call.start)
      let length = call.latency.isFinite ? Int64((call.latency * 1000).rounded()) : 0
      to = max(to, call.start + length)
      if call.latency.isFinite { latencies.append(call.latency) }
    }
    latencies.sort()
    let mean = latencies.isEmpty ? nil : latencies.reduce(0.0) { $0 + Double($1) } / Double(latencies.count)
    return DependencyObserved(
      dependency: dependency, mode: mode, from: Timestamp(microseconds: from), to: Timestamp(microseconds: to),
      calls: calls.count, errors: counts.errors,
      latencyP50Ms: DependencyWindows.percentile(latencies, 0.5),
      latencyP99Ms: DependencyWindows.percentile(latencies, 0.99),
      latencyMeanMs: mean.map(DependencyWindows.rounded), retries: counts.retries,
      propagatedErrors: counts.propagated, maskedErrors: counts.masked, propagatedDelays: counts.late,
      maskedDelays: counts.maskedLate, spans: counts.spans, shape: shape)
  }

  // MARK: Numbers

  /// Whether a latency is late against a median.
  static func isLate(_ latency: Float, _ median: Float?) -> Bool {
    guard let median, latency.isFinite else { return false }
    return latency > lateFactor * median && latency >= median + lateMargin
  }

  /// The median by nearest rank, of the finite values; nil of nothing.
  static func median(_ values: [Float]) -> Float? {
    let sorted = values.filter(\.isFinite).sorted()
    return sorted.isEmpty ? nil : sorted[(sorted.count - 1) / 2]
  }

  /// Nearest rank of sorted values, to the microsecond; nil of nothing.
  private static func percentile(_ sorted: [Float], _ share: Double) -> Double? {
    guard !sorted.isEmpty else { return nil }
    let rank = Int((share * Double(sorted.count)).rounded(.up))
    return rounded(Double(sorted[max(rank - 1, 0)]))
  }

  private static func rounded(_ milliseconds: Double) -> Double { (milliseconds * 1000).rounded() / 1000 }

  /// How long the callers' own spans usually take.
  private struct CallerMedians {
    private var byOperation: [Float?]

    init(_ table: CallTable) {
      var byService: [Int32: [Float]] = [:]
      for (index, latencies) in table.entryLatencies.enumerated() {
        byService[table.operationService[index], default: []] += latencies
      }
      let medians = byService.mapValues(DependencyWindows.median)
      byOperation = table.entryLatencies.enumerated().map { index, latencies in
        latencies.count >= DependencyWindows.fewest
          ? DependencyWindows.median(latencies) : medians[table.operationService[index]] ?? nil
      }
    }

    /// Whether a caller's span was late; nil where that cannot be told.
    func isLate(_ latency: Float, operation: Int32) -> Bool? {
      guard operation >= 0, latency.isFinite, let median = byOperation[Int(operation)] else { return nil }
      return DependencyWindows.isLate(latency, median)
    }
  }
}
