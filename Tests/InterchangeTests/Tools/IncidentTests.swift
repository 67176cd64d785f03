import Testing
import Vocabulary

@testable import Interchange

/// Files of incidents.
@Suite struct IncidentTests {
  private static let yaml = """
    incident: INC-1
    started: 2026-11-20T02:14:00Z
    ended: 2026-11-20T03:40:00Z
    suspected: db
    fault: {kind: storage.latency, magnitude: {value: 800, unit: ms}}
    cause: "the backup, as postgres://me:hunter2@db/shop said"
    attribution: 0.8
    degraded: [checkout:latency@30, journey checkout]
    steady: [cart]
    ---
    started: 2026-11-21T02:14:00Z
    suspected: payments
    attribution: 0.5
    degraded: [checkout]
    severity: 2
    """

  private func incidents(_ text: String) throws -> (found: Imported, incidents: [(stream: String, IncidentRecorded)]) {
    let found = try importing(ImportSource(name: "inc.yaml", bytes: Array(text.utf8)), ImportOptions())
    return (
      found,
      found.events.compactMap { event in
        if case .incidentRecorded(let incident) = event.fact { (event.stream, incident) } else { nil }
      }
    )
  }

  @Test func `documents are incidents, known by their content, at the time at which they ended`() throws {
    let (found, incidents) = try incidents(Self.yaml)
    #expect(found.summary.format == .incident)
    #expect(incidents.count == 2 && incidents[0].stream == "incident/INC-1")
    #expect(incidents[0].1.fault.magnitude?.value == 800 && incidents[0].1.observations.count == 3)
    #expect(found.events[0].time == incidents[0].1.ended && found.events[1].time == incidents[1].1.started)
    #expect(incidents[0].1.cause?.contains("hunter2") == false, "secrets stay out")
    #expect(incidents[1].stream.hasPrefix("incident/inc-"))
    #expect(found.summary.ignoredFields == 1)
    for word in ["names no id", "moves no belief", "has not ended"] {
      #expect(found.summary.notes.contains { $0.contains(word) }, "\(word)")
    }
  }

  @Test func `the same incident gives the same event, in JSON too, alone or in a list`() throws {
    let one = #"{"incident":"I","started":"2026-11-20T02:14:00Z","suspected":"db","attribution":1,"degraded":["a"]}"#
    let alone = try incidents(one).found.events[0]
    #expect(try incidents("[\(one)]").found.events[0].id == alone.id)
    #expect(
      try incidents(one + "\n" + one.replacing("\"I\"", with: "\"J\"")).incidents.map(\.stream) == [
        "incident/I", "incident/J",
      ])
    // Without an id it is known by its begin and its suspect: a later version is of the same incident.
    func stream(_ attribution: String) throws -> String {
      try incidents(
        one.replacing("\"incident\":\"I\",", with: "").replacing(
          "attribution\":1", with: "attribution\":\(attribution)")
      )
      .incidents[0].stream
    }
    #expect(try stream("1") == stream("0.5"))
  }

  @Test func `what is wrong is told with its place`() {
    let message = failure(
      Self.yaml.replacing("attribution: 0.5", with: "attribution: 50"), ImportOptions())
    #expect(message?.contains("attribution: must be a fraction from 0 to 1, found 50") == true, "\(message ?? "none")")
    #expect(message?.contains("incident record --help") == true)
  }
}
