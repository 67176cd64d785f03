import Judgement
import Vocabulary

extension EvidenceAuditStory {
  /// The audit as a report.
  func report(_ root: String) -> Report {
    let lost = audit.passes.count - audit.soundPasses.count
    let marks = [
      Report.Mark("runs", "\(audit.runs.count)"), Report.Mark("called a pass", "\(audit.passes.count)"),
      Report.Mark("of them stand", "\(audit.soundPasses.count)", lost > 0 ? .bad : .good),
    ]
    let checks = audit.findings.filter { !$0.hits.isEmpty }.map { finding in
      Report.Section(
        finding.check.name, "\(capitalised(finding.check.title)): \(finding.hits.count)",
        [
          .text(finding.check.meaning), .text(finding.check.advice),
          .table(
            AnswerTable(
              title: "\(counted(finding.hits.count, "run")) of \(audit.runs.count), \(finding.passes) called a pass",
              columns: [.init("run"), .init("why")], rows: finding.hits.map { [.text($0.run), .text($0.why)] })),
        ])
    }
    let first = Report.Section("summary", "In short", [.text(headline), .table(checkTable), .table(gradeTable)])
    let provenance = Report.Section(
      "provenance", "Where it stands in the log",
      [
        .facts([
          ("Events read", "1 to \(state.position)"), ("Root of their tree", root),
          ("Left aside", counted(disqualified, "disqualified run")),
        ])
      ])
    return Report(
      kind: "evidence", title: "What \(counted(audit.runs.count, "run")) \(audit.runs.count == 1 ? "is" : "are") worth",
      subtitle: "As of position \(state.position), \(state.bookTime).", marks: marks,
      sections: [first] + checks + [provenance], json: json)
  }

  private func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
