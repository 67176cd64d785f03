import Testing

@testable import Vocabulary

@Suite("Types and streams")
struct StreamTests {
  /// The contract: every type, by the stream that it belongs to.
  static let contract: [(stream: String, types: [String])] = [
    (
      "system",
      [
        "component.declared", "component.changed", "component.retired", "dependency.declared", "dependency.observed",
        "dependency.retired", "journey.declared", "budget.reported", "failuremode.catalogued",
      ]
    ),
    ("policy", ["policy.set"]),
    ("intent/i", ["intent.declared", "intent.revised", "intent.retired"]),
    (
      "run/r",
      [
        "run.started", "fault.injected", "metric.sampled", "probe.observed", "fault.cleared", "run.aborted",
        "run.finished", "verdict.reached", "run.disqualified", "finding.opened", "finding.resolved",
      ]
    ),
    ("incident/2026/11", ["incident.recorded"]),
    ("plan", ["experiment.proposed", "proposal.accepted", "proposal.rejected"]),
    ("import/9f", ["source.imported"]),
    ("correction", ["event.corrected", "event.retracted"]),
    ("subject/4711", ["subject.erased"]),
    ("book", ["book.restored"]),
  ]

  @Test("The vocabulary has the contract's types, each in its stream and in no other")
  func typesAndStreams() throws {
    #expect(EventType.all.map(\.shortName) == Self.contract.flatMap(\.types))
    for (stream, types) in Self.contract {
      for name in types {
        let type = try #require(EventType(named: "faultbook." + name))
        #expect(type.shortName == name && type.name == "faultbook." + name)
        for other in Self.contract.map(\.stream) { #expect((type.streams.id(in: other) != nil) == (other == stream)) }
      }
    }
    #expect(EventType(named: "faultbook.") == nil && EventType(named: "run.started") == nil)
  }

  @Test("A stream's name and its id are each other's inverse")
  func names() {
    #expect(StreamFamily.run.stream("r/1 ü") == "run/r/1 ü")
    #expect(StreamFamily.run.id(in: "run/r/1 ü") == "r/1 ü")
    #expect(StreamFamily.imports.stream("ab") == "import/ab")
    #expect(StreamFamily.system.stream() == "system" && StreamFamily.system.id(in: "system") == "")
    for wrong in ["run", "run/", "runs/1", "Run/1", ""] { #expect(StreamFamily.run.id(in: wrong) == nil) }
    #expect(StreamFamily.plan.id(in: "plan/1") == nil)
  }

  @Test("Every type has a reader, and its payload says its type")
  func everyTypeIsRead() throws {
    for name in Golden.names {
      let event = try CloudEvents.read(try Golden.bytes(name))
      #expect(Swift.type(of: event.fact.payload).type == event.type)
    }
  }
}
