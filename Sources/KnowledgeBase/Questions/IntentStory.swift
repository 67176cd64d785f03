import Vocabulary

extension KnowledgeBase {
  /// One intent as it stands: its claims, what a run of it must keep to, how it was revised, and the runs of it, each with the text
  /// that it was judged by.
  ///
  /// Shape: `{"position", "intent", "declared": {…}, "revisions", "retired"?, "texts": [{"position", "at", "changed": [field]}],
  /// "runs": [{"run", "text"?, "outcome"?, "grade"?}]}`; `text` is the position of the declaration or revision that stood when the run
  /// began.
  public func intent(_ id: String, view: View = View(), reveal: Bool = false) throws -> Answer {
    let state = try self.state(view)
    let intents = try reveal ? revealed(StreamFamily.intent.stream(id), in: state, view).intents : [:]
    guard let intent = intents[id] ?? state.intents[id] else { throw unknown("intent", id, among: state.intents.keys) }
    let runs = state.runs.values.filter { $0.started?.intent == id }
      .sorted { ($0.startedPosition, $0.id) < ($1.startedPosition, $1.id) }
    return IntentStory(intent: intent, runs: runs, position: state.position).answer
  }
}

/// An intent, as people and programs read it.
struct IntentStory {
  let intent: IntentState
  /// Those of it, in the order of their starts.
  let runs: [RunState]
  let position: Int64

  var answer: Answer {
    Answer(
      json: json, table: clauseTable,
      further: [textTable, runTable].filter { !$0.rows.isEmpty }, notes: notes)
  }

  private var current: IntentDeclared { intent.current }

  // MARK: - Tables

  private var clauseTable: AnswerTable {
    let columns = [
      AnswerTable.Column("clause"), .init("claim"), .init("subject"), .init("metric"), .init("op"), .init("threshold"),
      .init("unit"), .init("relativeTo", "against"), .init("withinSeconds", "within s"),
    ]
    let rows: [[AnswerTable.Cell]] = current.clauses.map { clause in
      [
        .text(clause.id), .text(clause.claim.rawValue), .text(clause.subject.description), .text(clause.metric),
        .text(clause.comparison?.rawValue), .number(clause.threshold), .text(clause.unit),
        .text(clause.threshold == nil ? nil : clause.relativeTo.rawValue),
        .number(clause.withinSeconds, decimals: 0),
      ]
    }
    return AnswerTable(title: current.title, columns: columns, rows: rows)
  }

  /// Its revisions; none where there was none.
  private var textTable: AnswerTable {
    let rows: [[AnswerTable.Cell]] = texts.dropFirst().map {
      [.integer(Int($0.position)), .text($0.at.description), .text($0.changed.joined(separator: ", "))]
    }
    return AnswerTable(
      title: "Revisions", columns: [.init("position"), .init("at"), .init("changed", "what changed")], rows: rows)
  }

  private var runTable: AnswerTable {
    let rows: [[AnswerTable.Cell]] = runs.map { run in
      [
        .text(run.id), .text(run.verdict?.outcome.rawValue), .text(run.verdict?.grade.rawValue),
        .text(run.startedAt?.description), .integer(text(of: run).map { Int($0) }), .text(run.disqualified),
      ]
    }
    return AnswerTable(
      title: "Runs of it",
      columns: [
        .init("run"), .init("outcome"), .init("grade"), .init("startedAt", "started"),
        .init("text", "judged by the text at"), .init("disqualified"),
      ], rows: rows)
  }

  /// The position of the text that a run is judged by; nil where the intent was declared too late for it.
  private func text(of run: RunState) -> Int64? { intent.frozen(for: run).position }

  /// Every text with the fields that it changed; of the first all that it has.
  private var texts: [(position: Int64, at: Timestamp, changed: [String])] {
    var before: JSON = .object([])
    return intent.texts.map { text in
      let now = text.intent.json
      let names = Set(((now.members ?? []) + (before.members ?? [])).map(\.name))
      let changed = names.filter { now[$0] != before[$0] }.sorted()
      before = now
      return (text.position, text.at, changed)
    }
  }

  // MARK: - Sentences

  private var notes: [String] {
    func listed(_ criteria: [Criterion]) -> String {
      criteria.map {
        "\($0.metric) of \($0.subject) \($0.comparison.rawValue) \(JSON.number($0.threshold).text) \($0.unit)"
      }
      .joined(separator: "; ")
    }
    let injected = current.fault.map { fault in
      "\(KnowledgeBase.words(fault))\(fault.statedDose.map { " (\($0.rawValue))" } ?? "")"
    }
    var notes = [current.hypothesis]
    switch (injected, current.target) {
    case (let fault?, let target?): notes.append("Tested by \(fault) on \(target).")
    case (let fault?, nil): notes.append("Tested by \(fault); `faultbook next --intent \(intent.id)` says on what.")
    case (nil, let target?): notes.append("Tested on \(target); `faultbook next --intent \(intent.id)` says by what.")
    case (nil, nil): notes.append("`faultbook next --intent \(intent.id)` says on what and by what it is tested.")
    }
    if let steady = current.steadyState {
      notes.append("Steady state, for \(rounded(steady.windowSeconds, 0)) s before: \(listed(steady.criteria)).")
    }
    if !current.abortWhen.isEmpty { notes.append("A run is stopped when \(listed(current.abortWhen)).") }
    let bounds = [
      current.environment.map { "in \($0)" },
      current.maxDurationSeconds.map { "for at most \(rounded($0, 0)) s" },
      current.exclusions.isEmpty ? nil : "without meeting \(current.exclusions.joined(separator: ", "))",
    ].compactMap(\.self)
    if !bounds.isEmpty { notes.append("It may run \(bounds.joined(separator: ", ")).") }
    if !current.rollback.isEmpty { notes.append("Rolled back by: \(current.rollback.joined(separator: "; "))") }
    if let owner = current.owner { notes.append("\(owner) answers for it.") }
    if let retired = intent.retired { notes.append("Retired: \(retired).") }
    return notes
  }

  // MARK: - Document

  private var json: JSON {
    .compact(
      ("position", .integer(position)), ("intent", .string(intent.id)), ("declared", current.json),
      ("revisions", .integer(Int64(intent.texts.count - 1))), ("retired", intent.retired.map { .string($0) }),
      (
        "texts",
        .array(
          texts.map {
            .compact(
              ("position", .integer($0.position)), ("at", .string($0.at.description)),
              ("changed", .array($0.changed.map { .string($0) })))
          })
      ),
      (
        "runs",
        .array(
          runs.map { run in
            .compact(
              ("run", .string(run.id)), ("text", text(of: run).map { .integer($0) }),
              ("outcome", run.verdict.map { .string($0.outcome.rawValue) }),
              ("grade", run.verdict.map { .string($0.grade.rawValue) }))
          })
      ))
  }
}
