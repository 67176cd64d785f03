import Vocabulary

/// How the calls of one window came: what repeats, what piles up, what is given up, what overtakes.
struct WindowShape {
  /// What is less apart than this, in microseconds, came at once: clocks of one service's instances differ by as much.
  private static let tolerance: Int64 = 1000

  /// The shape of some calls and of the messages among them. `cache` is the one that the calls' requests ask before, as far as
  /// they do. Cost: sorting.
  static func shape(_ calls: [Call], _ messages: [[CallTable.Delivery]], cache: String?) -> TrafficShape {
    let attempts = calls.map(\.attempt).max() ?? 1
    let abandoned = calls.filter { $0.flags.contains(.abandoned) }
    let behind = calls.count { $0.flags.contains(.afterCache) }
    let delays = messages.joined().map { Double($0.received - $0.sent) / 1000 }.sorted()
    let delivered = delays.count
    return TrafficShape(
      traces: calls.isEmpty ? nil : calls.count { $0.flags.contains(.opensTrace) },
      requests: calls.isEmpty ? nil : calls.count { $0.flags.contains(.opensRequest) }, waitShare: waitShare(calls),
      attemptsMax: attempts > 1 ? Int(attempts) : nil,
      abandoned: abandoned.isEmpty ? nil : abandoned.count,
      abandonedAfterMs: DependencyWindows.median(abandoned.map(\.latency)).map { rounded(Double($0)) },
      inFlightMax: inFlightMax(calls),
      afterCache: behind > 0 ? cache.map { TrafficShape.AfterCache(component: $0, requests: behind) } : nil,
      delivered: delivered > 0 ? delivered : nil,
      reordered: delivered > 0 ? messages.reduce(0) { $0 + overtaking($1) } : nil,
      deliveryP50Ms: percentile(delays, 0.5), deliveryP99Ms: percentile(delays, 0.99))
  }

  /// How much of their requests' time callers waited for the calls; nil where no caller's own span is known.
  static func waitShare(_ calls: [Call]) -> Double? {
    var waited = 0.0
    var whole = 0.0
    for call in calls where call.callerLatency.isFinite && call.latency.isFinite && !call.flags.contains(.detached) {
      waited += Double(call.latency)
      if call.flags.contains(.opensRequest) { whole += Double(call.callerLatency) }
    }
    return whole > 0 ? min(1, (waited / whole * 10_000).rounded() / 10_000) : nil
  }

  /// The most requests whose first call was under way at once; nil where no latency is known. A call that ends as another begins
  /// is over. Further calls of one request are left out: what it does side by side is its own affair.
  static func inFlightMax(_ calls: [Call]) -> Int? {
    let timed = calls.filter { $0.latency.isFinite && $0.flags.contains(.opensRequest) }
    guard !timed.isEmpty else { return nil }
    let begins = timed.map(\.start).sorted()
    let ends = timed.map { $0.start + Int64(($0.latency * 1000).rounded()) }.sorted()
    var over = 0
    var most = 0
    for (index, begin) in begins.enumerated() {
      while over < ends.count, ends[over] <= begin, over < index { over += 1 }
      most = max(most, index + 1 - over)
    }
    return most
  }

  /// How many messages of one sender were received before one that it had sent earlier.
  static func overtaking(_ messages: [CallTable.Delivery]) -> Int {
    let order = messages.sorted { ($0.sent, $0.received) < ($1.sent, $1.received) }
    var count = 0
    // The latest receipt among the messages that were clearly sent earlier.
    var latest = Int64.min
    var settled = 0
    for message in order {
      while order[settled].sent < message.sent - tolerance {
        latest = max(latest, order[settled].received)
        settled += 1
      }
      if latest != .min, message.received < latest - tolerance { count += 1 }
    }
    return count
  }

  /// Nearest rank of sorted milliseconds; nil of nothing, and where two clocks differ so much that a message came before it was
  /// sent.
  private static func percentile(_ sorted: [Double], _ share: Double) -> Double? {
    guard let least = sorted.first, least >= 0 else { return nil }
    return rounded(sorted[max(Int((share * Double(sorted.count)).rounded(.up)) - 1, 0)])
  }

  private static func rounded(_ milliseconds: Double) -> Double { (milliseconds * 1000).rounded() / 1000 }
}
