import Testing
import Vocabulary

@testable import Interchange

/// How calls come, read from spans: each fact by the smallest traces that hold it.
@Suite struct TrafficShapeTests {
  /// A request of `a` that calls others, in a trace of its own; ids are made of the trace's number.
  private func request(_ trace: Int, at from: Double = 0, for length: Double = 100, _ calls: [Span]) -> [Span] {
    let root = Span(service: "a", id: trace * 100 + 1, kind: 2, from: from, to: from + length, trace: trace)
    return [root]
      + calls.enumerated().map { index, call in
        var span = call
        span.service = "a"
        span.id = trace * 100 + 10 + index
        span.parent = root.id
        span.trace = trace
        span.from += from
        span.to += from
        return span
      }
  }

  private func call(_ peer: String, _ from: Double, _ to: Double, failed: Bool = false) -> Span {
    Span(id: 0, kind: 3, from: from, to: to, failed: failed, attributes: ["peer.service": peer], name: "GET \(peer)")
  }

  private func window(_ spans: [Span], _ caller: String = "a", _ callee: String = "b") throws -> DependencyObserved {
    let found = try importing(Span.request(spans)).dependencies
    return try #require(found.first { $0.dependency == Dependency(caller: caller, callee: callee) })
  }

  @Test func `attempts, requests, traces and waiting are counted`() throws {
    let storm = request(1, [call("b", 0, 20, failed: true), call("b", 20, 40, failed: true), call("b", 40, 60)])
    let calm = request(2, [call("b", 0, 20)])
    let one = try window(storm + calm)
    #expect(one.calls == 4 && one.retries == 2 && one.errors == 2)
    #expect(one.shape.attemptsMax == 3 && one.shape.requests == 2 && one.shape.traces == 2)
    #expect(one.shape.waitShare == 0.4, "80 ms of two requests of 100 ms")
    #expect(try window(calm).shape.attemptsMax == nil)
  }

  @Test(arguments: [(true, 600.0, 1), (false, 600, nil), (true, 252, nil)] as [(Bool, Double, Int?)])
  func `a call is given up where it failed and the callee worked clearly longer`(
    failed: Bool, worked: Double, expected: Int?
  ) throws {
    var spans = request(1, for: 300, [call("b", 0, 250, failed: failed)])
    // The callee's clock is an hour ahead: only lengths are compared.
    spans.append(
      Span(service: "b", id: 150, parent: spans[1].id, kind: 2, from: 3_600_000, to: 3_600_000 + worked, trace: 1))
    let shape = try window(spans).shape
    #expect(shape.abandoned == expected)
    #expect(shape.abandonedAfterMs == (expected == nil ? nil : 250))
  }

  @Test func `a store that is asked after a cache is told from one that is asked before it`() throws {
    let behind = request(1, [call("redis", 0, 1), call("b", 2, 9)])
    let before = request(2, [call("b", 0, 1), call("redis", 2, 9)])
    let shape = try window(behind + before).shape
    #expect(shape.afterCache == TrafficShape.AfterCache(component: "redis", requests: 1))
    #expect(try window(before).shape.afterCache == nil)
    #expect(try window(behind + before, "a", "redis").shape.afterCache == nil)
  }

  @Test func `requests at once are counted over traces, and what one request does side by side once`() throws {
    let herd = (1...5).flatMap { request($0, at: Double($0), [call("b", 0, 50)]) }
    #expect(try window(herd).shape.inFlightMax == 5)
    #expect(try window(request(1, [call("b", 0, 50), call("b", 0, 50), call("b", 0, 50)])).shape.inFlightMax == 1)
    let turns = (1...5).flatMap { request($0, at: Double($0) * 50, [call("b", 0, 50)]) }
    #expect(try window(turns).shape.inFlightMax == 1)
  }

  @Test(arguments: [true, false])
  func `messages that overtake are counted, in one trace and over links`(isLinked: Bool) throws {
    func messages(_ received: [Double]) -> [Span] {
      received.enumerated().flatMap { index, at -> [Span] in
        let topic = ["messaging.system": "kafka", "messaging.destination.name": "orders"]
        let sent = Span(
          service: "a", id: 1000 + index, kind: 4, from: Double(index) * 10, to: Double(index) * 10 + 1,
          attributes: topic, trace: 1 + index)
        let taken = Span(
          service: "b", id: 2000 + index, parent: isLinked ? 0 : sent.id, kind: 5, from: at, to: at + 1,
          attributes: topic, links: isLinked ? [sent.id] : [], trace: isLinked ? 500 + index : 1 + index)
        return [sent, taken]
      }
    }
    let ordered = try window(messages([5, 15, 25, 35]), "b", "orders").shape
    #expect(ordered.delivered == 4 && ordered.reordered == 0 && ordered.deliveryP50Ms == 5)
    let mixed = try window(messages([40, 15, 25, 50]), "b", "orders").shape
    #expect(mixed.delivered == 4 && mixed.reordered == 2, "two came before the first")
  }

  @Test func `at once and out of order are what counting them one by one gives`() {
    for seed in UInt64(1)...40 {
      var chance = Xoshiro256(seed: seed)
      func number(_ below: UInt64) -> Int64 { Int64(chance.next() % below) }
      let calls = (0..<30).map { _ in
        Call(
          start: number(60) * 1000, latency: Float(1 + number(20)), callerLatency: .nan, callerOperation: -1, spans: 1,
          flags: .opensRequest)
      }
      let most = calls.map { one in
        calls.count { $0.start <= one.start && one.start < $0.start + Int64($0.latency * 1000) }
      }.max()
      #expect(WindowShape.inFlightMax(calls) == most, "seed \(seed)")
      let messages = (0..<30).map { _ in CallTable.Delivery(sent: number(50_000), received: number(80_000)) }
      let over = messages.count { one in
        messages.contains { $0.sent < one.sent - 1000 && one.received < $0.received - 1000 }
      }
      #expect(WindowShape.overtaking(messages) == over, "seed \(seed)")
    }
  }
}
