import Testing
import Vocabulary

/// Incidents as people write them down.
@Suite struct IncidentDocumentTests {
  @Test(
    arguments: [
      ("checkout", NodeID.component("checkout"), Symptom.errors, nil),
      ("checkout:latency", .component("checkout"), .latency, nil),
      ("checkout:latency@30", .component("checkout"), .latency, 30),
      ("checkout@2.5", .component("checkout"), .errors, 2.5),
      ("journey checkout:errors", .journey("checkout"), .errors, nil), ("a:b", .component("a:b"), .errors, nil),
      ("a:b:saturation@0", .component("a:b"), .saturation, 0), ("me@home", .component("me@home"), .errors, nil),
      ("journey", .component("journey"), .errors, nil),
    ] as [(String, NodeID, Symptom, Double?)])
  func `a node is read with its symptom and its onset`(
    _ words: String, _ node: NodeID, _ symptom: Symptom, _ onset: Double?
  ) {
    let read = Observation(words: words, state: .degraded)
    #expect(read == Observation(node: node, symptom: symptom, state: .degraded, onsetSeconds: onset))
    // When something stayed steady nobody can say.
    #expect(Observation(words: words, state: .steady)?.onsetSeconds == nil)
  }

  @Test(arguments: ["", " ", "journey ", ":latency", "@30", "a@-1"])
  func `no name is no node`(_ words: String) { #expect(Observation(words: words, state: .degraded) == nil) }

  private func document(_ changes: [String: JSON] = [:]) throws -> IncidentDocument {
    var members: [String: JSON] = [
      "incident": "INC-42", "started": "2026-11-20T02:14:00Z", "suspected": "db", "attribution": 0.8,
      "degraded": ["checkout:latency@30", ["journey": "checkout"]], "steady": ["cart"],
    ]
    members.merge(changes) { $1 }
    return try IncidentDocument(
      FieldReader(.object(members.sorted { $0.key < $1.key }.map { JSON.Member($0.key, $0.value) }), path: ""))
  }

  @Test func `lists and full observations stand side by side, and habit fills what is left out`() throws {
    let found = try document([
      "observations": [["component": "db", "symptom": "saturation", "state": "degraded"]], "unknown": ["mail"],
      "severity": "high",
    ])
    #expect(found.id == "INC-42" && found.ignored == ["severity"])
    #expect(found.incident.fault == Fault(kind: .unknown))
    #expect(found.incident.time == found.incident.started)
    let states = found.incident.observations.map { "\($0.node) \($0.symptom.rawValue) \($0.state.rawValue)" }
    #expect(
      states == [
        "db saturation degraded", "checkout latency degraded", "journey checkout errors degraded",
        "cart errors steady", "mail errors unknown",
      ])
    // What was read is a sound payload, and is read as itself.
    let fact = try Fact(.incidentRecorded, found.incident.json)
    #expect(fact == .incidentRecorded(found.incident))
    #expect(try document(["fault": "net.latency"]).incident.fault.kind.name == "net.latency")
    #expect(try document(["fault": ["kind": "net.latency", "dose": "low"]]).incident.fault.statedDose == .low)
    #expect(try document(["incident": 42]).id == "42")
    let ended = try document(["ended": "2026-11-20T03:00:00Z"]).incident
    #expect(ended.time == ended.ended)
  }

  @Test(
    arguments: [
      (["attribution": .null], "attribution: is missing; expected a fraction from 0 to 1"),
      (["attribution": 80], "attribution: must be a fraction from 0 to 1, found 80"),
      (["suspected": .null], "suspected: is missing; expected a string"),
      (["started": "yesterday"], "started: "), (["fault": "slow"], "fault: is no known kind of fault, found \"slow\""),
      (["degraded": [":latency"]], "degraded[0]: is no NAME, NAME:SYMPTOM or NAME:SYMPTOM@SECONDS"),
      (["degraded": [7]], "degraded[0]: is neither"), (["degraded": .null, "steady": .null], "degraded: is missing"),
      (["id": "other"], "id: stands beside incident"),
      (["ended": "2026-11-19T00:00:00Z"], "ended: lies before started"),
      (["degraded": [["component": "a", "symptom": "pain"]]], "degraded[0].symptom: "),
    ] as [([String: JSON], String)])
  func `what is missing or odd is named`(_ changes: [String: JSON], _ problem: String) {
    #expect { try document(changes) } throws: { error in
      let told = (error as? VocabularyError)?.description ?? ""
      let isTold = told.hasPrefix(problem)
      if !isTold { print(told) }
      return isTold
    }
  }
}
