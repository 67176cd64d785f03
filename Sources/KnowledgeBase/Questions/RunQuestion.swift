import Judgement
import Vocabulary

extension KnowledgeBase {
  /// One run: its life, its verdict, clause by clause, and what each component did. `life` is open, aborted or finished, `fault` absent,
  /// acting or cleared, `lastStep` the position of the last event that changed either; `expects` the clauses that it is judged by,
  /// `steadySeconds` how long the steady state must hold before the fault. `reveal` opens what is sealed and
  /// whose key is here. Throws for an unknown id.
  public func run(_ id: String, view: View = View(), reveal: Bool = false) throws -> Answer {
    let state = try self.state(view)
    let runs = try reveal ? revealed(StreamFamily.run.stream(id), in: state, view).runs : [:]
    guard let folded = state.runs[id] else { throw unknown("run", id, among: state.runs.keys) }
    let run = runs[id]?.withSamples(of: folded) ?? folded
    let corrections = try rereadings(of: StreamFamily.run.stream(id), through: state.position)
    let late = state.lateCriteria(of: folded)
    let frozen = state.frozenIntent(of: folded)
    let doubts = try doubts(of: folded, in: state)
    let json = JSON.compact(
      ("position", .integer(state.position)), ("run", .string(id)), ("status", .string(run.status)),
      ("started", run.started?.json), ("startedAt", run.startedAt.map { .string($0.description) }),
      ("injectedAt", run.injectedAt.map { .string($0.description) }), ("confirmed", run.confirmed.map { .bool($0) }),
      ("clearedAt", run.clearedAt.map { .string($0.description) }),
      ("clearing", run.clearingWords.map { .string($0) }),
      ("endedAt", run.endedAt.map { .string($0.description) }), ("aborted", run.aborted?.json),
      ("native", run.native?.json),
      ("life", .string(run.life.course.rawValue)), ("fault", .string(run.life.fault.rawValue)),
      ("lastStep", .integer(run.lastStepPosition)), ("awaitsJudgement", .bool(run.awaitsJudgement)),
      ("samples", .integer(Int64(run.samples))), ("probes", .integer(Int64(run.probes))),
      ("verdict", run.verdict?.json), ("verdictPosition", run.verdict == nil ? nil : .integer(run.verdictPosition)),
      ("judgedBy", frozen?.position.map { .integer($0) }),
      ("expects", frozen?.text.map { .array($0.clauses.map(\.json)) }),
      ("steadySeconds", (frozen?.text?.steadyState?.windowSeconds).map { .number($0) }),
      ("lateCriteria", late.isEmpty ? nil : .array(late.map(\.json))),
      ("disqualified", run.disqualified.map { .string($0) }), KnowledgeBase.doubtMember(doubts),
      ("corrections", corrections.isEmpty ? nil : .array(corrections.map(\.json))))
    return Answer(
      json: json, table: KnowledgeBase.observations(of: run),
      further: (run.verdict?.clauses).map { $0.isEmpty ? [] : [KnowledgeBase.table($0)] } ?? [],
      notes: story(of: run) + doubts + late.map(\.sentence) + corrections.map(\.sentence))
  }

  private static func observations(of run: RunState) -> AnswerTable {
    let observations = (run.verdict?.observations ?? []).sorted { ($0.node, $0.symptom) < ($1.node, $1.symptom) }
    let columns = [
      AnswerTable.Column("node", "component or journey"), .init("symptom"), .init("state"),
      .init("onsetSeconds", "onset s"), .init("confidence"),
    ]
    let rows: [[AnswerTable.Cell]] = observations.map { one in
      [
        .text(one.node.description), .text(one.symptom.rawValue), .text(one.state.rawValue),
        .number(one.onsetSeconds, decimals: 1), .number(one.confidence, decimals: 2),
      ]
    }
    return AnswerTable(title: "Run \(run.id)", columns: columns, rows: rows)
  }

  /// Clause by clause what was expected beside what was seen, over how many samples of which time.
  private static func table(_ clauses: [ClauseVerdict]) -> AnswerTable {
    let columns = [
      AnswerTable.Column("clause"), .init("outcome"), .init("expected"), .init("actual", "found"), .init("unit"),
      .init("samples"), .init("from", "over the time from"), .init("to"), .init("evidence"),
    ]
    let rows: [[AnswerTable.Cell]] = clauses.map { one in
      [
        .text(one.id), .text(one.outcome.rawValue), .text(one.expected), .text(one.actual), .text(one.unit),
        .integer(one.figures?.samples), .text(one.figures?.window?.from.description),
        .text(one.figures?.window?.to.description), .text(one.evidence),
      ]
    }
    return AnswerTable(title: "Clauses", columns: columns, rows: rows)
  }

  private func story(of run: RunState) -> [String] {
    var notes: [String] = []
    if let start = run.started {
      let target =
        start.target.map { "on \($0)" } ?? (start.targetUnnamed == nil ? "(placebo)" : "on a target that is not named")
      let magnitude = start.fault.magnitude.map { " of \($0.value) \($0.unit)" } ?? ""
      notes.append("\(start.fault.kind)\(magnitude) \(target) in \(start.environment), run by \(start.runner.tool).")
      if let why = start.targetUnnamed { notes.append("Its target is not named, for \(why); so it teaches nothing.") }
    }
    notes.append("\(counted(run.samples, "sample")), \(counted(run.probes, "probe")); status \(run.status).")
    if let abort = run.aborted {
      notes.append("Aborted by \(abort.reason.rawValue)\(abort.criterion.map { ": \($0)" } ?? "").")
    }
    if let verdict = run.verdict {
      let recovery = verdict.recoverySeconds.map { "; recovered within \(rounded($0, 1)) s" } ?? ""
      notes.append(
        "Verdict \(verdict.outcome.rawValue), evidence \(verdict.grade.rawValue), by \(verdict.method)\(recovery).")
      for clause in verdict.clauses {
        let unit = clause.unit.map { " \($0)" } ?? ""
        let actual = clause.actual.map { ", found \($0)\($0.last?.isNumber == true ? unit : "")" } ?? ""
        notes.append("Clause \(clause.id): \(clause.outcome.rawValue); expected \(clause.expected)\(actual).")
      }
    } else if run.isOver {
      notes.append("Not judged yet: `faultbook judge \(run.id)`.")
    }
    if let native = run.native {
      notes.append("\(native.tool) itself said: \(native.status ?? "-"), \(native.verdict ?? "-").")
    }
    let times = [("Injected", run.injectedAt), ("cleared", run.clearedAt), ("ended", run.endedAt)]
    let course = times.compactMap { name, time in time.map { "\(name) \($0)" } }.joined(separator: ", ")
    if !course.isEmpty {
      let word = run.confirmed.map { $0 ? "; the injection was confirmed" : "; the injection was not confirmed" } ?? ""
      let clearing = run.clearingWords.map { "; the clearing was \($0)" } ?? ""
      notes.append("\(course.prefix(1).uppercased())\(course.dropFirst())\(word)\(clearing).")
    }
    if let why = run.disqualified { notes.append("Disqualified: \(why). Its evidence does not count.") }
    return notes
  }
}
