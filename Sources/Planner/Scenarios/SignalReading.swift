internal import SystemModel
internal import Vocabulary

/// Reads the signals of one call from its traffic.
///
/// A share counts by the lower end of its 95 % interval (one-sided, Wilson 1927), so that three failures of ten calls say less
/// than three hundred of a thousand, and a single one says nothing. Where traces are sampled by what went wrong in them, shares
/// are too high and still rank calls against each other.
struct SignalReading {
  /// The least calls that say anything of a latency's tail.
  private static let fewestCalls = 10
  /// The least number of retries, abandoned calls or overtaken messages.
  private static let fewestCases = 3
  /// What half of a strength is, of a share.
  private static let halfShare = 0.1
  /// Shares below are everyday life.
  private static let leastShare = 0.01
  /// A wait that people notice: the medium dose of latency begins there.
  private static let noticeableMs = 100.0

  let record: DependencyRecord
  let traffic: Traffic

  init?(_ record: DependencyRecord) {
    guard let traffic = record.observed, traffic.calls > 0 else { return nil }
    self.record = record
    self.traffic = traffic
  }

  /// All that it shows, the strongest first.
  var signals: [Signal] {
    [errors, slowness, retries, abandonment, reordering, stampede].compactMap { $0 }
      .enumerated().sorted { ($1.element.strength, $0.offset) < ($0.element.strength, $1.offset) }.map(\.element)
  }

  private var errors: Signal? {
    guard let low = share(traffic.errors, of: traffic.calls) else { return nil }
    return Signal(
      kind: .errors, strength: saturating(low, half: SignalReading.halfShare),
      figures: [
        Figure("error rate", traffic.errorRate ?? 0, "ratio"), Figure("failed calls", Double(traffic.errors), "calls"),
      ])
  }

  /// Late calls beyond chance; a tail far beyond the median; or a wait that people notice and that is most of the callers' time.
  private var slowness: Signal? {
    guard record.mode == .sync, traffic.calls >= SignalReading.fewestCalls else { return nil }
    var strength = 0.0
    var figures: [Figure] = []
    let late = traffic.propagatedDelays + traffic.maskedDelays
    if let low = share(late, of: traffic.calls) {
      strength = max(strength, saturating(low, half: SignalReading.halfShare))
      figures.append(Figure("late calls", Double(late), "calls"))
    }
    if let median = traffic.latencyP50Ms, let tail = traffic.latencyP99Ms,
      tail - median >= SignalReading.noticeableMs, tail >= 5 * median
    {
      strength = max(strength, saturating((tail - median) / 1000, half: 1))
      figures.append(Figure("p99 over p50", median > 0 ? tail / median : tail, "multiple"))
    }
    if let mean = traffic.latencyMeanMs, mean >= SignalReading.noticeableMs, let waits = traffic.shape.waitShare,
      waits >= 0.5
    {
      strength = max(strength, waits * saturating(mean / 1000, half: 0.5))
      figures.append(Figure("share of the callers' time", waits, "ratio"))
    }
    guard strength > 0 else { return nil }
    let latencies = [
      traffic.latencyP50Ms.map { Figure("p50 latency", $0, "ms") },
      traffic.latencyP99Ms.map { Figure("p99 latency", $0, "ms") },
    ].compactMap { $0 }
    return Signal(kind: .slowness, strength: strength, figures: latencies + figures)
  }

  private var retries: Signal? {
    guard let low = share(traffic.retries, of: traffic.calls) else { return nil }
    let most = traffic.shape.attemptsMax
    var figures = [
      Figure("retries", Double(traffic.retries), "calls"),
      Figure("retried share", Double(traffic.retries) / Double(traffic.calls), "ratio"),
    ]
    if most > 1 { figures.append(Figure("most attempts at one call", Double(most), "calls")) }
    if let each = traffic.shape.callsPerRequest { figures.append(Figure("calls a request", each, "calls")) }
    return Signal(
      kind: .retries, strength: saturating(low * Double(max(most, 2)), half: 2 * SignalReading.halfShare),
      figures: figures)
  }

  private var abandonment: Signal? {
    let shape = traffic.shape
    guard let low = share(shape.abandoned, of: traffic.calls) else { return nil }
    var figures = [
      Figure("given up while the callee worked on", Double(shape.abandoned), "calls"),
      Figure("share given up", Double(shape.abandoned) / Double(traffic.calls), "ratio"),
    ]
    if let after = shape.abandonedAfterMs { figures.append(Figure("given up after", after, "ms")) }
    if let declared = record.guards?.timeoutMs { figures.append(Figure("declared time-out", declared, "ms")) }
    return Signal(
      kind: .abandonment, strength: saturating(low, half: SignalReading.halfShare), figures: figures)
  }

  private var reordering: Signal? {
    let shape = traffic.shape
    guard shape.delivered >= SignalReading.fewestCalls, let low = share(shape.reordered, of: shape.delivered) else {
      return nil
    }
    var figures = [
      Figure("messages that overtook an earlier one", Double(shape.reordered), "messages"),
      Figure("share out of order", Double(shape.reordered) / Double(shape.delivered), "ratio"),
      Figure("messages", Double(shape.delivered), "messages"),
    ]
    if let tail = shape.deliveryP99Ms { figures.append(Figure("p99 from sending to receipt", tail, "ms")) }
    return Signal(
      kind: .reordering, strength: saturating(low, half: SignalReading.halfShare), figures: figures)
  }

  /// More requests at once behind a cache than their rate and length explain.
  private var stampede: Signal? {
    guard let burst = traffic.shape.burst, burst.inFlightMax >= 8, burst.excess > 0,
      let (_, behind) = cache, behind >= burst.inFlightMax / 2
    else { return nil }
    return Signal(
      kind: .stampede, strength: 1 - burst.explained / Double(burst.inFlightMax),
      figures: [
        Figure("requests at once", Double(burst.inFlightMax), "requests"),
        Figure("usually at once", burst.inFlightMean, "requests"),
        Figure("requests behind the cache", Double(behind), "requests"),
      ])
  }

  /// The cache that most of its requests ask before, and how many go on behind it.
  var cache: (name: String, requests: Int)? {
    traffic.shape.afterCache.max { ($0.value, $1.key) < ($1.value, $0.key) }.map { ($0.key, $0.value) }
  }

  /// The lower end of a share's interval, where there are cases enough and it is no everyday life.
  private func share(_ cases: Int, of all: Int) -> Double? {
    guard cases >= SignalReading.fewestCases else { return nil }
    let low = wilsonLow(cases, of: all)
    return low >= SignalReading.leastShare ? low : nil
  }

  private func saturating(_ value: Double, half: Double) -> Double { value / (value + half) }
}

/// The lower end of Wilson's one-sided 95 % interval of a share.
func wilsonLow(_ cases: Int, of all: Int) -> Double {
  guard all > 0 else { return 0 }
  let n = Double(all)
  let p = Double(cases) / n
  let z2 = 1.644853627 * 1.644853627
  let centre = p + z2 / (2 * n)
  let spread = 1.644853627 * ((p * (1 - p) + z2 / (4 * n)) / n).squareRoot()
  return max(0, (centre - spread) / (1 + z2 / n))
}
