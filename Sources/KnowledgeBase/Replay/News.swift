import Beliefs
import SystemModel
import Vocabulary

/// What is told at a later place of a log and was not at an earlier one, beliefs and scores aside.
struct News {
  private let before: BookState
  private let after: BookState
  /// By type, how many.
  let events: [(type: EventType, count: Int)]
  /// Runs whose life or verdict is another, in the order of their starts.
  let runs: [RunState]
  let opened: [FindingState]
  let resolved: [FindingState]
  /// By the run that showed it.
  let surprises: [(stream: String, surprise: RunEvidence.Surprise)]
  let appeared: [Dependency]
  let retired: [Dependency]
  let incidents: [IncidentState]

  /// Both ends, in words: positions, or times of the world, which have none.
  private let ends: (from: String, to: String)

  init(
    _ before: ProjectionSource, _ after: ProjectionSource, events: [(type: EventType, count: Int)],
    isOfTheWorld: Bool = false
  ) {
    func end(_ state: BookState) -> String {
      isOfTheWorld ? "what had happened by \(state.bookTime)" : "position \(state.position) (\(state.bookTime))"
    }
    ends = (end(before.state), end(after.state))
    self.before = before.state
    self.after = after.state
    self.events = events
    let (old, new) = (before.state, after.state)
    runs = new.runs.values.filter { run in
      let was = old.runs[run.id]
      return was?.status != run.status || was?.judgedPosition != run.judgedPosition || was?.started != run.started
    }.sorted { ($0.startedPosition, $0.id) < ($1.startedPosition, $1.id) }
    let findings = new.findings.values.sorted { $0.finding.id < $1.finding.id }
    opened = findings.filter { old.findings[$0.finding.id] == nil }
    resolved = findings.filter { $0.resolved != nil && old.findings[$0.finding.id]?.resolved == nil }
    surprises = after.history.taught.sorted { $0.key < $1.key }.flatMap { stream, evidence in
      let known = before.history.taught[stream]?.surprises ?? []
      return evidence.surprises.filter { !known.contains($0) }.map { (stream, $0) }
    }
    func active(_ state: BookState) -> Set<Dependency> {
      Set(state.system.dependencies.filter { state.system.isActive($0) }.map(\.dependency))
    }
    appeared = active(new).subtracting(active(old)).sorted()
    retired = active(old).subtracting(active(new)).sorted()
    incidents = new.incidents.values.filter { old.incidents[$0.id] == nil }.sorted { $0.id < $1.id }
  }

  private func change(of run: RunState) -> String {
    let was = before.runs[run.id]
    var words: [String] = []
    if was?.started == nil { words.append("started") }
    if run.disqualified != nil, was?.disqualified == nil { words.append("disqualified") }
    if run.verdict != nil, was?.judgedPosition != run.judgedPosition {
      words.append(was?.verdict == nil ? "judged" : "judged again")
    }
    if words.isEmpty || words == ["started"], was?.status != run.status, run.status != "started" {
      words.append(run.status)
    }
    return words.joined(separator: ", ")
  }

  // MARK: - Tables

  var runTable: AnswerTable {
    let columns = [
      AnswerTable.Column("run"), .init("change", "what happened"), .init("target"), .init("fault"),
      .init("outcomeBefore", "outcome before"), .init("outcome", "outcome after"), .init("grade"),
    ]
    let rows: [[AnswerTable.Cell]] = runs.map { run in
      [
        .text(run.id), .text(change(of: run)), .text(run.started?.target?.description),
        .text(run.started?.fault.kind.name), .text(before.runs[run.id]?.verdict?.outcome.rawValue),
        .text(run.verdict?.outcome.rawValue), .text(run.verdict?.grade.rawValue),
      ]
    }
    return AnswerTable(title: "Runs", columns: columns, rows: rows)
  }

  /// Everything else that is new, a line each.
  var table: AnswerTable {
    func row(_ what: String, _ name: String, _ more: String? = nil) -> [AnswerTable.Cell] {
      [.text(what), .text(name), .text(more)]
    }
    var rows = events.map { row("events", $0.type.shortName, "\($0.count)") }
    rows += incidents.map { row("incident", $0.id, "\($0.incident.fault.kind) on \($0.incident.suspected)") }
    rows += opened.map { row("finding opened", $0.finding.id, "\($0.finding.severity.rawValue): \($0.finding.title)") }
    rows += resolved.map { row("finding resolved", $0.finding.id, $0.resolved?.how) }
    rows += surprises.map { stream, one in
      row(
        "surprise", "\(one.target) reached \(one.effect)",
        "\(one.faultClass.rawValue) (\(one.dose.rawValue)), \(stream)")
    }
    rows += appeared.map { row("dependency appeared", $0.description) }
    rows += retired.map { row("dependency gone", $0.description) }
    rows += settings.map { row("policy", $0.key, "\($0.before.text) → \($0.after.text)") }
    return AnswerTable(
      title: "What else is new", columns: [.init("what"), .init("name"), .init("more", "")], rows: rows)
  }

  /// The settings that differ; null where one has its default.
  private var settings: [(key: String, before: JSON, after: JSON)] {
    let old = Dictionary(before.policy.settings.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
    let new = Dictionary(after.policy.settings.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
    return Set(old.keys).union(new.keys).sorted().filter { old[$0] != new[$0] }.map {
      ($0, old[$0] ?? .null, new[$0] ?? .null)
    }
  }

  // MARK: - Documents

  var members: [(String, JSON?)] {
    func finding(_ state: FindingState) -> JSON {
      .compact(
        ("id", .string(state.finding.id)), ("severity", .string(state.finding.severity.rawValue)),
        ("component", .string(state.finding.component)), ("title", .string(state.finding.title)),
        ("run", .string(state.run)), ("how", state.resolved.map { .string($0.how) }))
    }
    func call(_ dependency: Dependency) -> JSON {
      .compact(("caller", .string(dependency.caller)), ("callee", .string(dependency.callee)))
    }
    let surprising: [JSON] = surprises.map { stream, one in
      .compact(
        ("stream", .string(stream)), ("target", .string(one.target)), ("effect", .string(one.effect.description)),
        ("faultClass", .string(one.faultClass.rawValue)), ("dose", .string(one.dose.rawValue)))
    }
    return [
      ("events", .object(events.map { JSON.Member($0.type.shortName, .integer(Int64($0.count))) })),
      ("runs", runTable.jsonRows), ("incidents", .array(incidents.map { .string($0.id) })),
      (
        "findings",
        .compact(("opened", .array(opened.map(finding))), ("resolved", .array(resolved.map(finding))))
      ),
      ("surprises", .array(surprising)),
      (
        "dependencies", .compact(("appeared", .array(appeared.map(call))), ("gone", .array(retired.map(call))))
      ),
      (
        "policy",
        .object(
          settings.map { JSON.Member($0.key, .compact(("before", $0.before), ("after", $0.after))) })
      ),
    ]
  }

  var notes: [String] {
    let count = events.reduce(0) { $0 + $1.count }
    let judged = runs.count { $0.verdict != nil && before.runs[$0.id]?.judgedPosition != $0.judgedPosition }
    return [
      "Between \(ends.from) and \(ends.to): \(counted(count, "event")); "
        + "\(counted(judged, "verdict")); findings \(opened.count) opened, \(resolved.count) resolved; \(counted(surprises.count, "surprise")); "
        + "dependencies \(appeared.count) appeared, \(retired.count) gone."
    ]
  }
}
