import Testing
import Vocabulary

@Suite("The shape of traffic in an event")
struct TrafficShapeEventTests {
  private static func window(_ members: [JSON.Member]) -> JSON {
    let least: JSON = [
      "caller": "a", "callee": "b", "mode": "sync", "from": "2026-11-20T18:00:00Z", "to": "2026-11-20T18:05:00Z",
      "calls": 10, "errors": 0,
    ]
    return .object((least.members ?? []) + members)
  }

  @Test("Every optional member is kept; without them the payload is what it was")
  func kept() throws {
    let members: JSON = [
      "traces": 4, "requests": 8, "waitShare": 0.25, "attemptsMax": 3, "abandoned": 2, "abandonedAfterMs": 250.5,
      "inFlightMax": 7, "afterCache": ["component": "redis", "requests": 5], "delivered": 9, "reordered": 1,
      "deliveryP50Ms": 3.5, "deliveryP99Ms": 40,
    ]
    for whole in [Self.window(members.members ?? []), Self.window([])] {
      #expect(try DependencyObserved(from: FieldReader(whole)).json == whole)
    }
  }

  @Test(
    "A part is never more than its whole",
    arguments: [
      ("requests", 11), ("traces", 11), ("abandoned", 11), ("reordered", 1), ("waitShare", 1.5),
      ("afterCache", ["component": "redis", "requests": 11]),
    ] as [(String, JSON)])
  func refused(name: String, value: JSON) {
    let payload = Self.window([JSON.Member(name, value)])
    #expect {
      _ = try DependencyObserved(from: FieldReader(payload))
    } throws: { error in
      (error as? VocabularyError)?.field == "data.\(name)"
    }
  }
}
