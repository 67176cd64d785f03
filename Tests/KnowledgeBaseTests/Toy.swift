import EventLog
import Foundation
import GRDB
import Interchange
import Vocabulary

@testable import KnowledgeBase

/// A small system and short runs of it, as events that tests can change one by one.
enum Toy {
  /// One event before it is in a book.
  struct Event: Equatable {
    let id: String
    let type: EventType
    let stream: String
    /// Seconds since the toy's beginning.
    let second: Int
    var data: JSON

    var line: String {
      JSON.compact(
        ("specversion", "1.0"), ("id", .string(id)), ("source", "urn:toy"), ("type", .string(type.name)),
        ("subject", .string(stream)), ("time", .string(Toy.time(second).description)), ("data", data)
      ).text
    }
  }

  static let start = Timestamp(rfc3339: "2026-11-20T12:00:00Z")!

  static func time(_ second: Int) -> Timestamp { start.advanced(bySeconds: Double(second)) }

  private static func system(_ id: String, _ type: EventType, _ data: JSON) -> Event {
    Event(id: id, type: type, stream: "system", second: 0, data: data)
  }

  /// gateway → checkout → payments → db, a journey, an intent and a setting.
  static let system: [Event] =
    [("gateway", "gateway"), ("checkout", "service"), ("payments", "service"), ("db", "database")].map {
      system("c-\($0)", .componentDeclared, ["component": .string($0), "kind": .string($1), "owner": "team"])
    }
    + [("gateway", "checkout"), ("checkout", "payments"), ("payments", "db")].map {
      system("d-\($0)", .dependencyDeclared, ["caller": .string($0), "callee": .string($1), "mode": "sync"])
    } + [
      system(
        "j", .journeyDeclared,
        ["journey": "buy", "entry": ["gateway"], "criticality": 1, "objective": ["errorRate": 0.05]]),
      Event(
        id: "i", type: .intentDeclared, stream: "intent/i", second: 1,
        data: [
          "title": "buying works", "hypothesis": "checkout keeps working without payments",
          "clauses": [
            [
              "id": "k", "claim": "stays-within", "subject": ["component": "checkout"], "metric": "error_rate",
              "op": "<=", "threshold": 0.5, "unit": "ratio",
            ]
          ],
        ]),
      Event(
        id: "p1", type: .policySet, stream: "policy", second: 2,
        data: ["key": "belief.halfLifeDays", "value": 90, "why": "we deploy often"]),
    ]

  /// A run that disturbs a component for a minute; `suffering` answer with errors meanwhile.
  static func run(
    _ name: String, at second: Int, target: String = "payments", fault: String = "compute.kill", suffering: Set<String>
  )
    -> [Event]
  {
    func event(_ id: String, _ type: EventType, _ offset: Int, _ data: JSON) -> Event {
      Event(id: "\(name)-\(id)", type: type, stream: "run/\(name)", second: second + offset, data: data)
    }
    let samples = (1...18).flatMap { step in
      ["gateway", "checkout", "payments"].map { component in
        let offset = step * 10
        let isBad = suffering.contains(component) && offset > 60 && offset <= 120
        return event(
          "\(component)-\(step)", .metricSampled, offset,
          [
            "component": .string(component), "metric": "error_rate", "value": .number(isBad ? 0.9 : 0.01),
            "unit": "ratio", "windowSeconds": 10,
          ])
      }
    }
    return [
      event(
        "start", .runStarted, 0,
        [
          "environment": "test", "target": ["component": .string(target)], "fault": ["kind": .string(fault)],
          "runner": ["tool": "toy"], "intent": "i",
          "baseline": [
            "from": .string(time(second).description), "to": .string(time(second + 60).description),
          ],
        ]),
      event("inject", .faultInjected, 60, ["confirmed": true]),
    ] + samples.filter { $0.second <= second + 60 } + samples.filter { $0.second > second + 60 } + [
      event("clear", .faultCleared, 120, ["how": "rolled-back", "confirmed": true]),
      event("end", .runFinished, 185, [:]),
    ]
  }

  /// Runs one after another, an hour apart; the callers suffer in every second one.
  static func runs(_ count: Int) -> [Event] {
    (0..<count).flatMap { index in
      let suffering: Set<String> = index.isMultiple(of: 2) ? ["payments", "checkout"] : ["payments"]
      return run("r\(index + 1)", at: 3600 * (index + 1), suffering: suffering)
    }
  }

  static let incident = Event(
    id: "o", type: .incidentRecorded, stream: "incident/o", second: 100,
    data: [
      "started": .string(time(100).description), "ended": .string(time(400).description), "suspected": "db",
      "fault": ["kind": "compute.kill"], "attribution": 0.8,
      "observations": [["component": "payments", "symptom": "errors", "state": "degraded"]],
    ])
}

extension KnowledgeBase {
  /// A new book in a folder, told events and judged.
  static func toy(_ folder: Shop, _ events: [Toy.Event], isJudged: Bool = true) throws -> KnowledgeBase {
    // A day after the last of them: what the tests record by hand lies in the past for it.
    let book = try KnowledgeBase.create(at: folder.path, clock: { Toy.time(86_400 * 30) })
    try book.tell(events)
    if isJudged { _ = try book.judge(actor: "test") }
    return book
  }

  func tell(_ events: [Toy.Event]) throws {
    let text = events.map(\.line).joined(separator: "\n")
    _ = try append(files: [ImportSource(name: "toy.jsonl", bytes: Array(text.utf8))], actor: "test")
  }

  /// The position of a toy's event.
  func position(of id: String) throws -> Int64 {
    guard let event = try log.event(source: "urn:toy", id: id) else { throw FaultbookError(.usage, "no event \(id)") }
    return event.position
  }

  /// What the tables say, without positions and what is keyed by them, as of a view.
  func said(_ view: View = View()) throws -> [String: [String]] {
    let columns: [(table: String, columns: String)] = [
      ("components", "*"), ("dependencies", "*"), ("journeys", "*"), ("policy", "key, value"), ("failure_modes", "*"),
      ("intents", "intent, title, hypothesis, owner, clauses, revisions, retired"),
      (
        "runs",
        "run, status, environment, target, fault_kind, dose, intent, started_at, injected_at, confirmed, cleared_at, "
          + "ended_at, samples, probes, outcome, grade, recovery_seconds, disqualified, degraded, steady, unknown"
      ),
      ("run_samples", "run, samples, last_at"), ("observations", "*"), ("clause_verdicts", "*"),
      ("findings", "id, run, title, severity, component, resolved_at, how"),
      ("incidents", "incident, started_at, suspected, attribution, observations"),
      (
        "evidence",
        "kind, effect_kind, effect, fault_class, causes, dose, symptom, outcome, environment, grade, day, count"
      ),
      ("beliefs", "id, round(mean, 9), round(sd, 9), round(low, 6), round(high, 6), round(evidence, 9)"),
      ("scores", "kind, name, round(resilience, 9), round(low, 6), round(high, 6), round(coverage, 9), refuted"),
    ]
    let room = try SQLRoom(book: log.readingPath, tablesOf: source(view))
    var said: [String: [String]] = [:]
    for (table, columns) in columns {
      said[table] = try room.read { db in
        try Row.fetchAll(db, sql: "SELECT \(columns) FROM \(table)").map { row in
          row.map { "\($0.1)" }.joined(separator: " | ")
        }
      }
    }
    return said
  }
}
