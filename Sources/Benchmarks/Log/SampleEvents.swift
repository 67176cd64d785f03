import Vocabulary

/// Events of `metric.sampled` with 250 bytes of payload, spread over streams as the yardstick spreads its rows: five of
/// eight go to the run that is hot at the moment, the rest anywhere among 20 000.
struct SampleEvents {
  static let payloadBytes = 250
  private static let streams = 20_000
  private static let poolSize = 4096

  /// Payloads that events share, as the yardstick's rows share theirs.
  private let pool: [(text: String, json: JSON)]
  private let names: [String]
  private var state: UInt64 = 88_172_645_463_325_252
  private var made = 0
  private let start = Timestamp(microseconds: 1_750_000_000_000_000)

  init() {
    var random = Xoshiro256(seed: 1)
    pool = (0..<SampleEvents.poolSize).map { _ in
      let json = SampleEvents.fact(&random).payload.json
      return (json.text, json)
    }
    names = (0..<SampleEvents.streams).map { index in
      let digits = String(index)
      return "run/" + String(repeating: "0", count: 10 - digits.count) + digits
    }
  }

  /// The clock of an append after so many events.
  var now: Timestamp { start.advanced(bySeconds: Double(made) * 0.0005) }

  /// The next events.
  mutating func next(_ count: Int) -> [NewEvent] { (0..<count).map { _ in next() } }

  private mutating func next() -> NewEvent {
    let random = xorshift()
    let hot = random & 7 < 5
    let stream = hot ? made / 64 % SampleEvents.streams : Int((random >> 20) % UInt64(SampleEvents.streams))
    let time = now
    made += 1
    let payload = pool[Int(random >> 30) % SampleEvents.poolSize]
    do {
      return try NewEvent(
        id: EventID.version7(at: time, random: (UInt64(made), xorshift())), source: "urn:faultbook:bench",
        type: .metricSampled, stream: names[stream], time: time, schemaVersion: 1, actor: nil, correlation: nil,
        causation: nil, payload: payload.text, data: payload.json)
    } catch {
      preconditionFailure("a sample is not what the vocabulary says: \(error)")
    }
  }

  /// The generator of the yardstick.
  private mutating func xorshift() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }

  /// A sample of a dependency between services of a cluster; the metric's name fills it up to its size.
  private static func fact(_ random: inout Xoshiro256) -> Fact {
    let caller = Int(random.next() % 97)
    let callee = (caller + 1 + Int(random.next() % 96)) % 97
    func sample(metric: String) -> Fact {
      .metricSampled(
        MetricSampled(
          subject: .dependency(
            Dependency(caller: "svc-\(caller).shop.svc.cluster.local", callee: "svc-\(callee).shop.svc.cluster.local"),
            reporter: .caller),
          metric: metric, value: value, unit: "ms", phase: .fault, windowSeconds: 15))
    }
    let value = Double(Int(random.unit() * 900_000)) / 1000 + 10
    let metric = "http.client.request.duration.p99."
    let missing = payloadBytes - sample(metric: metric).payload.json.text.utf8.count
    return sample(metric: metric + String(repeating: "x", count: missing))
  }
}
