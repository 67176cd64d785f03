import Testing
import Vocabulary

@testable import Interchange

@Suite struct ToxiproxyTests {
  @Test func `proxies by name and in an array read alike`() throws {
    let text = try Files.fixtureText("SYNTHETIC-get-proxies-with-toxics.json")
    let byName = try importing(text)
    #expect(
      byName.intents.map { "\($0.fault?.kind.name ?? "") \($0.fault?.scope ?? 1)" } == [
        "net.latency 1.0", "net.partition 0.25", "net.partition 1.0",
      ])
    #expect(byName.kinds == ["redis": "cache", "mysql": "database"])
    let array = try importing(
      #"[{"name": "redis", "listen": "127.0.0.1:1", "upstream": "localhost:6379", "enabled": true}, {"name": "mysql", "listen": "[::]:2", "upstream": "db:3306", "enabled": false}]"#
    )
    #expect(array.kinds == byName.kinds)
    // A configuration that begins with a proxy off is no fault.
    #expect(array.intents.isEmpty && array.summary.notes.contains { $0.contains("are no faults") })
  }

  @Test func `with a caller a toxic is a fault on a dependency, and with a run it was found injected`() throws {
    let text = try Files.fixtureText("SYNTHETIC-get-proxies-with-toxics.json")
    let found = try importing(text, ImportOptions(run: "r1", component: "cart"))
    #expect(found.intents.first?.target == .dependency(Dependency(caller: "cart", callee: "redis")))
    #expect(found.declaredArrows == ["cart>mysql", "cart>redis"])
    #expect(found.injections.count == 3 && found.injections.allSatisfy(\.confirmed))
    #expect(found.events.filter { $0.type == .faultInjected }.allSatisfy { $0.stream == "run/r1" && $0.time == nil })
    let without = try importing(text)
    #expect(without.injections.isEmpty && without.summary.notes.contains { $0.contains("--run") })
  }

  @Test(arguments: [
    ("latency", "\"latency\": 500", "net.latency", 500.0), ("slicer", "\"delay\": 2500", "net.latency", 2.5),
    ("slow_close", "\"delay\": 40", "net.latency", 40), ("bandwidth", "\"rate\": 32", "net.bandwidth", nil),
    ("timeout", "\"timeout\": 0", "net.partition", nil), ("reset_peer", "\"timeout\": 1", "net.reset", nil),
    ("limit_data", "\"bytes\": 9", "net.reset", nil), ("my_own", "", "unknown", nil),
  ])
  func `toxics are faults, and the slicer's delay is in microseconds`(
    type: String, attributes: String, kind: String, milliseconds: Double?
  ) throws {
    let found = try importing(
      #"{"name": "t", "type": "\#(type)", "stream": "downstream", "toxicity": 0.5, "attributes": {\#(attributes)}}"#)
    #expect(found.intents.first?.fault?.kind.name == kind)
    #expect(found.intents.first?.fault?.magnitude?.value == milliseconds)
    #expect(found.intents.first?.fault?.scope == 0.5)
  }

  @Test func `toxicity beyond one is refused`() {
    let text = #"{"name": "t", "type": "latency", "toxicity": 50, "attributes": {}}"#
    #expect(failure(text)?.contains("toxicity from 0 to 1") == true)
  }
}
