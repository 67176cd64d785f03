public import Vocabulary

/// Questions that the folded state answers by itself: what runs, intents, settings and findings there are.
extension KnowledgeBase {
  /// Every run, in the order of their starts. Shape: `{"position", "runs": [{"run", "status", …}]}`.
  public func runs(view: View = View()) throws -> Answer {
    let state = try self.state(view)
    let bands = state.policy.doseBands
    let runs = state.runs.values.sorted { ($0.startedPosition, $0.id) < ($1.startedPosition, $1.id) }
    let columns = [
      AnswerTable.Column("run"), .init("target"), .init("fault"), .init("outcome"), .init("grade"), .init("dose"),
      .init("environment"), .init("status"), .init("degraded"), .init("recoverySeconds", "recovery s"),
      .init("startedAt", "started"),
    ]
    let rows: [[AnswerTable.Cell]] = runs.map { run in
      let fault = run.started?.fault
      return [
        .text(run.id), .text(run.started?.target?.description ?? run.started?.targetUnnamed.map { _ in "not named" }),
        .text(fault?.kind.name), .text(run.verdict?.outcome.rawValue), .text(run.verdict?.grade.rawValue),
        .text(fault.flatMap { $0.kind == .none ? nil : $0.dose(bands).rawValue }), .text(run.started?.environment),
        .text(run.status),
        .integer(run.verdict.map { $0.degradedNodes.count }), .number(run.verdict?.recoverySeconds, decimals: 1),
        .text(run.startedAt?.description),
      ]
    }
    let waiting = runs.filter(\.awaitsJudgement).count
    let table = AnswerTable(title: "Runs", columns: columns, rows: rows)
    // Where in the log something was learned of a run is for programs; people read its report.
    let listed = zip(runs, table.jsonRows.arrayValue ?? []).map { run, row in
      JSON.object(
        (row.members ?? [])
          + (run.verdict == nil ? [] : [JSON.Member("verdictPosition", .integer(run.verdictPosition))]))
    }
    return Answer(
      json: .compact(("position", .integer(state.position)), ("runs", .array(listed))), table: table,
      notes: waiting > 0
        ? ["\(waiting) of them \(waiting == 1 ? "is" : "are") over and not judged yet: `faultbook judge --all`."] : [])
  }

  /// Every intent. Shape: `{"position", "intents": [{"intent", "title", …}]}`.
  public func intents(view: View = View()) throws -> Answer {
    let state = try self.state(view)
    let outcomes = Dictionary(
      state.runs.values.sorted { $0.verdictPosition < $1.verdictPosition }.compactMap { run in
        run.started?.intent.flatMap { intent in run.verdict.map { (intent, $0.outcome.rawValue) } }
      }, uniquingKeysWith: { $1 })
    let columns = [
      AnswerTable.Column("intent"), .init("title"), .init("journey"), .init("target"), .init("fault"), .init("clauses"),
      .init("revisions"), .init("state"), .init("lastOutcome", "last outcome"),
    ]
    let rows: [[AnswerTable.Cell]] = state.intents.values.sorted { $0.id < $1.id }.map { one in
      [
        .text(one.id), .text(one.current.title), .text(one.current.journey), .text(one.current.target?.description),
        .text(one.current.fault?.kind.name), .integer(one.current.clauses.count), .integer(one.texts.count - 1),
        .text(one.retired == nil ? "declared" : "retired"), .text(outcomes[one.id]),
      ]
    }
    return .listing("intents", AnswerTable(title: "Intents", columns: columns, rows: rows), position: state.position)
  }

  /// Every setting that differs from its default.
  public func policies(view: View = View()) throws -> Answer {
    let state = try self.state(view)
    let columns = [AnswerTable.Column("key"), .init("value"), .init("why"), .init("actor"), .init("at", "set")]
    let rows: [[AnswerTable.Cell]] = state.policyEntries.sorted { $0.key < $1.key }.map { key, entry in
      [
        .text(key), .text(entry.setting.value.text), .text(entry.setting.why), .text(entry.actor),
        .text(entry.at.description),
      ]
    }
    let settings: [JSON] = state.policyEntries.sorted { $0.key < $1.key }.map { key, entry in
      .compact(
        ("key", .string(key)), ("value", entry.setting.value), ("why", .string(entry.setting.why)),
        ("actor", .string(entry.actor)), ("at", .string(entry.at.description)))
    }
    return Answer(
      json: .compact(("position", .integer(state.position)), ("policies", .array(settings))),
      table: AnswerTable(title: "Policy", columns: columns, rows: rows),
      notes: rows.isEmpty ? ["Every setting has its default."] : [])
  }

  /// Every finding, open ones first, the worst of them first; what runs refuted and nothing has answered since; and the criteria that
  /// were stated, changed or dropped when runs of their intent had begun already.
  ///
  /// Shape: `{"position", "findings": […], "refuted": [{"intent", "run", "position", "clauses", "journeys", "revised"?}],
  /// "lateCriteria": [{"intent", "part", "id"?, "change", "position", "afterResult", "at", "runs"}]}`.
  public func findings(view: View = View()) throws -> Answer {
    let state = try self.state(view)
    let order = ["critical": 0, "high": 1, "medium": 2, "low": 3]
    let columns = [
      AnswerTable.Column("id"), .init("severity"), .init("component"), .init("title"), .init("run"), .init("state"),
      .init("recommendation"),
    ]
    let sorted = state.findings.values.sorted { one, other in
      let a = (one.resolved == nil ? 0 : 1, order[one.finding.severity.rawValue] ?? 4, one.finding.id)
      return a < (other.resolved == nil ? 0 : 1, order[other.finding.severity.rawValue] ?? 4, other.finding.id)
    }
    let rows: [[AnswerTable.Cell]] = sorted.map { one in
      [
        .text(one.finding.id), .text(one.finding.severity.rawValue), .text(one.finding.component),
        .text(one.finding.title), .text(one.run), .text(one.resolved.map { "resolved: \($0.how)" } ?? "open"),
        .text(one.finding.recommendation),
      ]
    }
    let table = AnswerTable(title: "Findings", columns: columns, rows: rows)
    let late = state.lateCriteria
    let refuted = state.refutedIntents
    var notes: [String] = []
    if !refuted.isEmpty {
      notes.append(
        "What a run refuted is a finding until a later run asks the same again and supports it: `faultbook run show RUN`."
      )
      for one in refuted {
        guard let words = Shortfall.words(one.shortfalls) else { continue }
        notes.append("Of \(one.words), which run \(one.run) refuted, \(words).")
      }
    }
    if !late.isEmpty {
      notes.append("A run is judged by what its intent said when it began: `faultbook run show RUN`.")
    }
    return Answer(
      json: .compact(
        ("position", .integer(state.position)), ("findings", table.jsonRows),
        ("refuted", .array(refuted.map(\.json))), ("lateCriteria", .array(late.map(\.json)))),
      table: table,
      further: (refuted.isEmpty ? [] : [RefutedIntent.table(refuted)])
        + (late.isEmpty ? [] : [LateCriteria.table(late)]),
      notes: notes)
  }

  /// The error for a name that the book does not hold, with the nearest ones that it does. The name itself, of which samples came say
  /// before anybody told of it, is no help.
  func unknown(_ what: String, _ name: String, among all: some Collection<String>) -> FaultbookError {
    let known = all.filter { $0 != name }
    let meant = nearNames(to: name, among: known)
    let near = known.filter { $0.contains(name) || name.contains($0) }.sorted().prefix(3)
    let shown = near.isEmpty ? Array(known.sorted().prefix(5)) : Array(near)
    let hint =
      if !meant.isEmpty {
        "did you mean \(meant.joined(separator: " or "))?"
      } else if shown.isEmpty {
        "the book holds none yet"
      } else {
        "known are \(shown.joined(separator: ", "))\(known.count > shown.count ? ", …" : "")"
      }
    return FaultbookError(.unknown, "there is no \(what) \"\(name)\" in this book; \(hint)")
  }
}

extension Answer {
  /// A list: the document holds the rows as objects under one name.
  static func listing(
    _ name: String, _ table: AnswerTable, position: Int64, rowLimit: Int? = nil, notes: [String] = [],
    isYes: Bool = true
  ) -> Answer {
    Answer(
      json: .compact(
        ("position", .integer(position)), (name, table.jsonRows), ("truncated", rowLimit.map { _ in true }),
        ("rowLimit", rowLimit.map { .integer(Int64($0)) })), table: table, notes: notes, isYes: isYes
    )
  }
}

extension AnswerTable {
  /// The rows as objects.
  public var jsonRows: JSON {
    .array(
      rows.map { row in
        .object(zip(columns, row).map { JSON.Member($0.name, $1.json) })
      })
  }
}

extension VerdictReached {
  /// The nodes of which any observation says degraded.
  var degradedNodes: Set<NodeID> { Set(observations.filter { $0.state == .degraded }.map(\.node)) }
}
