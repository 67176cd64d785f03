import Testing

@testable import Vocabulary

@Suite("Lean reading of samples")
struct LeanSampleTests {
  private static func general(_ payload: String) -> MetricSampled? {
    guard let json = try? JSON.parse(payload), let fields = try? FieldReader(json) else { return nil }
    return try? MetricSampled(from: fields)
  }

  private static func payload(_ generator: inout RandomJSON) -> String {
    func pick(_ words: [String]) -> String { words[generator.below(words.count)] }
    var members = [
      pick([
        "\"component\":\"a-\(generator.below(9))\"", "\"journey\":\"checkout\"",
        "\"dependency\":{\"caller\":\"a\",\"callee\":\"b\",\"reporter\":\"caller\"}",
        "\"dependency\":{\"reporter\":\"callee\",\"callee\":\"b\",\"caller\":\"a\"}",
      ])
    ]
    let metric = pick(["latency_p99", "error_rate", "request_rate", "up", "my.own", "cpu_utilisation"])
    members.append("\"metric\":\"\(metric)\"")
    members.append("\"unit\":\"\(pick(["ms", "ratio", "1/s", "s", "percent"]))\"")
    members.append("\"value\":\(pick(["0", "1", "0.25", "181.5", "1e2", "-3", "1e-3", "12345678901234567890", "0.1"]))")
    if generator.below(2) == 0 { members.append("\"windowSeconds\":\(pick(["1", "60", "0.5"]))") }
    if generator.below(2) == 0 { members.append("\"phase\":\"\(pick(["baseline", "fault", "recovery"]))\"") }
    for index in members.indices.reversed() { members.swapAt(index, generator.below(index + 1)) }
    return "{" + members.joined(separator: ",") + "}"
  }

  @Test(
    "Plain payloads are read the lean way, and to the same value as the general one",
    arguments: Array(1...3) as [UInt64])
  func agrees(seed: UInt64) {
    var generator = RandomJSON(seed: seed)
    for _ in 0..<1000 {
      let payload = Self.payload(&generator)
      #expect(MetricSampled(lean: payload) == Self.general(payload), "seed \(seed): \(payload)")
    }
  }

  @Test(
    "Of any other text, the lean way reads nothing that the general one would not", arguments: Array(1...3) as [UInt64])
  func neverMore(seed: UInt64) {
    var generator = RandomJSON(seed: seed)
    for _ in 0..<2000 {
      let bytes = generator.mutated(Array(Self.payload(&generator).utf8))
      let payload = String(decoding: bytes, as: UTF8.self)
      if let lean = MetricSampled(lean: payload) { #expect(lean == Self.general(payload), "seed \(seed): \(payload)") }
    }
  }

  @Test(
    "What is not plain takes the general way",
    arguments: [
      ("{\"component\":\"a\\u0062\",\"metric\":\"m\",\"value\":1,\"unit\":\"ms\"}", true),
      ("{\"component\":\"né\",\"metric\":\"m\",\"value\":1,\"unit\":\"ms\"}", true),
      ("{\"component\":\"a\",\"metric\":\"m\",\"value\":1,\"unit\":\"ms\",\"x\":{}}", true),
      ("{\"component\":\"a\",\"metric\":\"m\",\"value\":1,\"unit\":\"ms\",\"phase\":null}", true),
      ("{\"component\":\"a\",\"component\":\"b\",\"metric\":\"m\",\"value\":1,\"unit\":\"ms\"}", false),
      ("{\"component\":\"a\",\"journey\":\"b\",\"metric\":\"m\",\"value\":1,\"unit\":\"ms\"}", false),
      ("{\"component\":\"\",\"metric\":\"m\",\"value\":1,\"unit\":\"ms\"}", false),
      ("{\"component\":\"a\",\"metric\":\"error_rate\",\"value\":2,\"unit\":\"ratio\"}", false),
      ("{\"component\":\"a\",\"metric\":\"m\",\"value\":01,\"unit\":\"ms\"}", false),
      ("{\"component\":\"a\",\"metric\":\"m\",\"value\":1,\"unit\":\"ms\"} ", true),
      ("{}", false), ("", false), ("[]", false),
    ])
  func generalWay(payload: String, isSound: Bool) {
    #expect(MetricSampled(lean: payload) == nil)
    #expect((Self.general(payload) != nil) == isSound)
  }
}
