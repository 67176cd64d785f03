import FailureModes
import SystemModel
import Testing
import Vocabulary

/// The catalogue that the program brings along.
@Suite("The shipped failure modes")
struct ShippedModesTests {
  @Test("Ids are unique, of their category's letters, and every category has some")
  func ids() {
    let letters: [FailureModeCatalogued.Category: String] = [
      .tool: "TF-", .ai: "AF-", .orchestration: "OF-", .resource: "RF-", .external: "EF-", .interaction: "XF-",
      .infrastructure: "IF-",
    ]
    let modes = ShippedFailureModes.all
    #expect(Set(modes.map(\.id)).count == modes.count)
    for mode in modes {
      #expect(mode.id.hasPrefix(letters[mode.category] ?? "?") && mode.id.count == 6, "\(mode.id)")
    }
    for category in FailureModeCatalogued.Category.allCases {
      #expect(modes.count { $0.category == category } >= 3, "\(category)")
    }
  }

  @Test(
    "The ids that people know keep their names, likelihoods and impacts",
    arguments: [
      ("TF-001", "MCP Server Unavailable", "occasional", "high"), ("TF-002", "API Rate Limit", "common", "medium"),
      ("AF-001", "Context Window Exceeded", "occasional", "high"), ("AF-002", "Infinite Loop", "rare", "critical"),
      ("OF-001", "Agent Handoff Failure", nil, nil), ("OF-002", "State Corruption", nil, nil),
      ("RF-001", "Cost Budget Exceeded", nil, nil), ("EF-001", "Network Timeout", nil, nil),
    ] as [(String, String, String?, String?)])
  func known(id: String, name: String, likelihood: String?, impact: String?) throws {
    let mode = try #require(ShippedFailureModes.mode(id))
    #expect(mode.name == name)
    if let likelihood { #expect(mode.likelihood.rawValue == likelihood) }
    if let impact { #expect(mode.impact.rawValue == impact) }
  }

  @Test(
    "Each says what happens, how it is noticed, what should be done and what to watch, in clauses that an intent takes")
  func complete() throws {
    let kinds = Set(ComponentKind.known.map(\.name))
    for mode in ShippedFailureModes.all {
      #expect(mode.fault.faultClass != nil, "\(mode.id)")
      #expect(mode.details.description != nil && mode.details.symptoms != nil && mode.detection != nil, "\(mode.id)")
      #expect(mode.desiredHandling != nil && mode.details.mitigations.count >= 2, "\(mode.id)")
      #expect(!mode.details.observe.isEmpty, "\(mode.id)")
      #expect(mode.details.componentKinds.allSatisfy(kinds.contains), "\(mode.id)")
      // It strikes some kind of component: what strikes none could never be shown.
      #expect(ComponentKind.known.contains { mode.strikes($0, with: mode.faults) }, "\(mode.id)")
      for (index, watched) in mode.details.observe.enumerated() {
        let clause = watched.clause(id: "c\(index)", subject: .component("x"))
        #expect(try Clause.read(FieldReader(clause.json)) == clause, "\(mode.id)")
      }
      #expect(try FailureModeCatalogued(from: FieldReader(mode.json)) == mode, "\(mode.id)")
    }
  }
}
