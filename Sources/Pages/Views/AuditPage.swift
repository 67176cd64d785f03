import KnowledgeBase
import Reports
import Vocabulary

extension Pages {
  /// Is the history whole, and what are the runs worth.
  func audit(_ request: PageRequest) throws -> PageContent {
    var page = PageContent(title: "Audit")
    if request.query["verify"] == nil {
      page.parts.append(try .template("verify", ["link": request.link(.audit, [("verify", "1")])]))
    } else {
      let answer = try book.verify()
      page.marks = [
        Report.Mark("verification", answer.isYes ? "sound" : "problems", answer.isYes ? .good : .bad),
        Report.Mark("events", "\(answer.json["events"]?.integerValue ?? 0)"),
        Report.Mark("signed", "\(answer.json["covered"]?.integerValue ?? 0)"),
      ]
      page.parts.append(try .heading("The log proves itself", id: "verification"))
      let isSigned = answer.json["covered"]?.integerValue ?? 0 > 0
      page.parts += try answer.notes.map {
        try .note($0, !answer.isYes ? .bad : !isSigned && $0.hasPrefix("No checkpoint") ? .doubt : .good)
      }
      if !answer.table.rows.isEmpty { page.parts.append(try .table(answer.table)) }
      page.parts += try answer.further.filter { !$0.rows.isEmpty }.map { try .table($0) }
    }
    page.parts.append(
      try .text(
        "`faultbook audit prove POSITION` proves that one event is in the signed tree; `faultbook audit bundle DIR` writes what an auditor needs to check all of it without this program."
      ))
    let report = try book.reportEvidence(view: try request.view())
    page.marks += report.marks
    page.parts += try sections(report, request)
    return page
  }
}
