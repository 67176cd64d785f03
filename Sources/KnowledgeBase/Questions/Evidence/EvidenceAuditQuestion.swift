import EventLog
import Judgement
import SystemModel
import Transparency
import Vocabulary

extension KnowledgeBase {
  /// What the runs of an archive are worth as evidence: how many at each grade, which passes do not hold what they promise, and how
  /// the runs were done. Disqualified runs are left aside.
  ///
  /// Shape: `{"position", "runs", "passes", "soundPasses", "disqualified", "grades": [{"grade", "meaning", "count", "share",
  /// "runs"}], "checks": [{"check", "title", "count", "share", "passes", "runs", "hits": [{"run", "why"}], "meaning", "advice"}]}`;
  /// shares are of the runs, `grade` is null for runs without a verdict.
  ///
  /// - Parameters:
  ///   - tool: only the runs of this tool, such as `chaostoolkit`; nil for all. Throws for one that ran none.
  ///   - strict: whether the answer is no where any check found a run.
  public func auditEvidence(tool: String? = nil, strict: Bool = false, view: View = View()) throws -> Answer {
    try translating {
      let story = try evidenceAudit(tool, view)
      return story.answer(isYes: !strict || story.audit.findings.allSatisfy(\.hits.isEmpty))
    }
  }

  /// The same audit as a report, with the root of the log's tree that ties it to the log.
  public func reportEvidence(tool: String? = nil, view: View = View()) throws -> Report {
    try translating {
      let story = try evidenceAudit(tool, view)
      let position = story.state.position
      return story.report(position > 0 ? try log.root(at: position).description : "none: no event yet")
    }
  }

  private func evidenceAudit(_ tool: String?, _ view: View) throws -> EvidenceAuditStory {
    let state = try self.state(view)
    var runs = try AuditedRuns(log, state, asOf: view.asOf).all
    if let tool {
      let tools = Set(runs.map(\.start.runner.tool))
      guard tools.contains(tool) else { throw unknown("tool", tool, among: tools) }
      runs = runs.filter { $0.start.runner.tool == tool }
    }
    let disqualified = state.runs.values.filter {
      $0.disqualified != nil && (tool == nil || $0.started?.runner.tool == tool)
    }
    return EvidenceAuditStory(
      audit: EvidenceAudit(AuditedArchive(runs, spacingSeconds: state.policy.spacingSeconds)), state: state,
      disqualified: disqualified.count)
  }
}

/// The evidence audit as people and programs read it.
struct EvidenceAuditStory {
  let audit: EvidenceAudit
  let state: BookState
  let disqualified: Int

  private var found: [EvidenceAudit.Finding] { audit.findings.filter { !$0.hits.isEmpty } }

  func answer(isYes: Bool) -> Answer {
    let further = [gradeTable, hitTable].filter { !$0.rows.isEmpty }
    return Answer(json: json, table: checkTable, further: further, notes: notes, isYes: isYes)
  }

  private func share(_ count: Int) -> Double? {
    audit.runs.isEmpty ? nil : Double(count) / Double(audit.runs.count)
  }

  // MARK: - Tables

  var checkTable: AnswerTable {
    AnswerTable(
      title: "What the runs are worth",
      columns: [
        .init("check"), .init("count", "runs"), .init("share"), .init("passes", "called a pass"),
        .init("runs", "which"),
      ],
      rows: audit.findings.map { finding in
        [
          .text(finding.check.name), .integer(finding.hits.count),
          .number(share(finding.hits.count), decimals: 2), .integer(finding.passes),
          finding.hits.isEmpty ? .none : .text(finding.hits.map(\.run).joined(separator: " ")),
        ]
      })
  }

  var gradeTable: AnswerTable {
    AnswerTable(
      title: "Grades",
      columns: [
        .init("grade"), .init("meaning"), .init("count", "runs"), .init("share"), .init("runs", "which"),
      ],
      rows: audit.grades.filter { $0.grade != nil || !$0.runs.isEmpty }.map { one in
        [
          .text(one.grade?.rawValue ?? "–"), .text(EvidenceAuditStory.meaning(of: one.grade)),
          .integer(one.runs.count), .number(share(one.runs.count), decimals: 2),
          one.runs.isEmpty ? .none : .text(one.runs.joined(separator: " ")),
        ]
      })
  }

  private var hitTable: AnswerTable {
    AnswerTable(
      title: "Run by run", columns: [.init("run"), .init("check"), .init("why")],
      rows: found.flatMap { finding in
        finding.hits.map { [.text($0.run), .text(finding.check.name), .text($0.why)] }
      })
  }

  static func meaning(of grade: Grade?) -> String {
    grade.map { $0.meaning + ($0.movesBeliefs ? "" : "; it moves no belief") } ?? "not judged yet"
  }

  // MARK: - Sentences

  /// What it comes to, in one sentence.
  var headline: String {
    let all = counted(audit.runs.count, "run")
    guard !audit.runs.isEmpty else { return "There is no run to look at: import some with `faultbook import FILE`." }
    guard !audit.passes.isEmpty else { return "Of \(all) none was called a pass by its tool." }
    let claimed = "Of \(all) their tools called \(audit.passes.count) a pass"
    let lost = audit.passes.count - audit.soundPasses.count
    if lost == 0 { return "\(claimed), and nothing in the record speaks against it." }
    let sound = audit.soundPasses.count
    if sound == 0 { return "\(claimed); none of those passes stands." }
    return
      "\(claimed); \(sound) of those passes \(sound == 1 ? "stands" : "stand"), \(lost) \(lost == 1 ? "does" : "do") not."
  }

  private var notes: [String] {
    var notes = [headline]
    let moving = audit.grades.filter { $0.grade?.movesBeliefs ?? false }.reduce(0) { $0 + $1.runs.count }
    if !audit.runs.isEmpty {
      notes.append("\(counted(moving, "run")) of a grade that moves beliefs (E2 and better).")
    }
    for (index, finding) in found.enumerated() {
      notes.append(
        "\(index + 1). \(finding.check.name), \(counted(finding.hits.count, "run")): \(finding.check.meaning) \(finding.check.advice)"
      )
    }
    if disqualified > 0 {
      notes.append(
        "\(counted(disqualified, "disqualified run")) left aside: \(disqualified == 1 ? "its" : "their") evidence does not count."
      )
    }
    if !audit.runs.isEmpty, state.system.graph.edges.isEmpty {
      notes.append("No call is known, so runs on different targets count as apart; import traces, and ask again.")
    }
    return notes
  }

  // MARK: - Documents

  var json: JSON {
    func ids(_ runs: [String]) -> JSON { .array(runs.map { .string($0) }) }
    let grades: [JSON] = audit.grades.map { one in
      .compact(
        ("grade", one.grade.map { .string($0.rawValue) } ?? .null),
        ("meaning", .string(EvidenceAuditStory.meaning(of: one.grade))), ("count", .integer(Int64(one.runs.count))),
        ("share", share(one.runs.count).map { .number($0) } ?? .null), ("runs", ids(one.runs)))
    }
    let checks: [JSON] = audit.findings.map { finding in
      .compact(
        ("check", .string(finding.check.name)), ("title", .string(finding.check.title)),
        ("count", .integer(Int64(finding.hits.count))),
        ("share", share(finding.hits.count).map { .number($0) } ?? .null),
        ("passes", .integer(Int64(finding.passes))), ("runs", ids(finding.hits.map(\.run))),
        (
          "hits",
          .array(finding.hits.map { .compact(("run", .string($0.run)), ("why", .string($0.why))) })
        ),
        ("meaning", .string(finding.check.meaning)), ("advice", .string(finding.check.advice)))
    }
    return .compact(
      ("position", .integer(state.position)), ("runs", .integer(Int64(audit.runs.count))),
      ("passes", .integer(Int64(audit.passes.count))), ("soundPasses", .integer(Int64(audit.soundPasses.count))),
      ("disqualified", .integer(Int64(disqualified))), ("grades", .array(grades)), ("checks", .array(checks)))
  }
}
