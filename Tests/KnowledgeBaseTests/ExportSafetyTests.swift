import Interchange
import Testing
import Vocabulary

@testable import KnowledgeBase

/// Nothing leaves the book that `check` forbids, whichever way it is asked for.
@Suite struct ExportSafetyTests {
  /// Experiments that somebody stated: the first two may run in a lab with nothing set, the others meet a rule.
  private static let intents: [(id: String, data: JSON)] = [
    ("kill", intent(["component": "payments"])),
    ("link", intent(["dependency": ["caller": "checkout", "callee": "payments"]], fault: slow(50))),
    ("excluding", intent(["component": "payments"], more: ("exclusions", ["payments"]))),
    ("excluding-caller", intent(["component": "payments"], more: ("exclusions", ["checkout"]))),
    ("long", intent(["component": "payments"], more: ("maxDurationSeconds", 7200))),
    ("elsewhere", intent(["component": "payments"], more: ("environment", "production"))),
    ("large", intent(["component": "payments"], fault: slow(5000))),
    ("unusual", intent(["component": "payments"], fault: ["kind": "model.timeout"])),
    ("unknown-link", intent(["dependency": ["caller": "gateway", "callee": "db"]], fault: slow(50))),
    ("unknown-component", intent(["component": "ledger"])),
  ]

  private static func slow(_ milliseconds: Double) -> JSON {
    ["kind": "net.latency", "magnitude": ["value": .number(milliseconds), "unit": "ms"]]
  }

  private static func intent(
    _ target: JSON, fault: JSON = ["kind": "compute.kill"], more: (String, JSON)? = nil
  ) -> JSON {
    let members: [JSON.Member] = [
      .init("title", "t"), .init("hypothesis", "h"), .init("journey", "buy"), .init("target", target),
      .init("fault", fault),
      .init(
        "clauses",
        [
          [
            "id": "k", "claim": "stays-within", "subject": ["journey": "buy"], "metric": "error_rate", "op": "<=",
            "threshold": 0.5, "unit": "ratio",
          ]
        ]),
    ]
    return .object(members + (more.map { [JSON.Member($0.0, $0.1)] } ?? []))
  }

  /// What was set or happened before the experiments are asked about.
  private static let worlds: [(name: String, events: [Toy.Event])] = [
    ("nothing set", []),
    ("excluded by policy", [policy("safety.exclude", ["payments"])]),
    ("a freeze", [policy("safety.freeze", [["from": "2026-11-20T12:00:00Z", "to": "2026-11-20T20:00:00Z"]])]),
    (
      "a freeze within the hour",
      [policy("safety.freeze", [["from": "2026-11-20T13:00:00Z", "to": "2026-11-20T20:00:00Z"]])]
    ),
    (
      "a freeze of a name that nobody has",
      [
        policy(
          "safety.freeze",
          [["from": "2026-11-20T12:00:00Z", "to": "2026-11-20T20:00:00Z", "components": ["nosuch"]]])
      ]
    ),
    (
      "retired",
      [Toy.Event(id: "gone", type: .componentRetired, stream: "system", second: 20, data: ["component": "payments"])]
    ),
    ("an incident", [Toy.incident]),
    (
      "a budget",
      [
        Toy.Event(
          id: "b", type: .budgetReported, stream: "system", second: 20, data: ["journey": "buy", "remaining": 0.9]),
        Toy.Event(
          id: "t", type: .componentDeclared, stream: "system", second: 20,
          data: ["component": "payments", "kind": "service", "tier": "1"]),
      ]
    ),
  ]

  private static func policy(_ key: String, _ value: JSON) -> Toy.Event {
    Toy.Event(
      id: "set-\(key)", type: .policySet, stream: "policy", second: 20,
      data: ["key": .string(key), "value": value, "why": "w"])
  }

  private static func view(_ environment: String?) -> View { View(now: .at(Toy.time(300)), environment: environment) }

  /// What an answer says: whether it may run, and gate by gate; nil where there is nothing to ask.
  private struct Said: Equatable {
    var isYes: Bool
    var gates: JSON?
  }

  private static func said(_ ask: () throws -> Answer) throws -> Said {
    do {
      let answer = try ask()
      let gates = answer.json["gates"]
      return Said(isYes: answer.isYes, gates: gates?.arrayValue?.isEmpty == true ? nil : gates)
    } catch is FaultbookError {
      return Said(isYes: false)
    }
  }

  @Test(arguments: worlds.map(\.name))
  func `check and export are of one mind`(_ world: String) throws {
    let shop = try Shop()
    let stated = Self.intents.map {
      Toy.Event(id: "i-\($0.id)", type: .intentDeclared, stream: "intent/\($0.id)", second: 3, data: $0.data)
    }
    let book = try KnowledgeBase.toy(shop, Toy.system + stated)
    // Recorded while nothing stood in the way.
    let planned = try book.next(NextRequest(top: 12, record: true), view: Self.view("lab"), actor: "test")
    let proposals = (planned.json["proposals"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue }
    #expect(proposals.count == 12)
    let events = try #require(Self.worlds.first { $0.name == world }).events
    if !events.isEmpty { try book.tell(events) }

    var count = (yes: 0, no: 0)
    for environment in [nil, "lab", "production", "Production"] {
      let view = Self.view(environment)
      func compare(_ what: String, _ request: CheckRequest, _ id: String) throws {
        let checked = try Self.said { try book.check(request, view: view) }
        let export = ExportRequest(tool: .markdown, id: id, mayBeUnobserved: true)
        let exported = try Self.said { try book.export(export, view: view, actor: "test").answer }
        #expect(exported == checked, "\(what) in \(environment ?? "no environment")")
        if checked.isYes { count.yes += 1 } else { count.no += 1 }
      }
      for intent in Self.intents { try compare(intent.id, CheckRequest(intent: intent.id), "intent/\(intent.id)") }
      for id in proposals { try compare(id, CheckRequest(proposal: id), "proposal/\(id)") }
    }
    #expect(count.no > 0)
    if ["nothing set", "a budget"].contains(world) { #expect(count.yes > 0) }
  }

  @Test func `a fresh plan for an intent keeps to the intent's rules, and what nobody knows is named`() throws {
    let shop = try Shop()
    let stated = Self.intents.map {
      Toy.Event(id: "i-\($0.id)", type: .intentDeclared, stream: "intent/\($0.id)", second: 3, data: $0.data)
    }
    let within = try #require(Self.worlds.first { $0.name == "a freeze within the hour" }).events
    let book = try KnowledgeBase.toy(shop, Toy.system + stated + within)
    func export(_ id: String?, intent: String? = nil, forced: Bool = false) throws -> Answer {
      let request = ExportRequest(
        tool: .markdown, id: id, plan: NextRequest(intent: intent), mayBeUnobserved: true, isForced: forced)
      return try book.export(request, view: Self.view("lab"), actor: "test").answer
    }
    // Two hours of a run lead into the freeze, a quarter of an hour does not.
    let long = try export(nil, intent: "long")
    #expect(
      !long.isYes && long.notes.contains { $0.contains("a freeze begins at 2026-11-20T13:00:00Z") }, "\(long.notes)")
    #expect(try export(nil, intent: "kill").isYes)
    let unknown = try export("intent/unknown-link")
    #expect(!unknown.isYes && unknown.notes.contains { $0.contains("gateway → db") }, "\(unknown.notes)")
    // Whoever insists gets the document, and is told.
    let insisted = try export("intent/unknown-link", forced: true)
    #expect(insisted.isYes && insisted.notes.contains { $0.contains("although it is not to be run") })
  }
}
