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
      let answer = try book.verify(trust: trust, ownKey: ownKey)
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
    page.parts += try checkpoints(request)
    let report = try book.reportEvidence(view: try request.view())
    page.marks += report.marks
    page.parts += try sections(report, request)
    return page
  }

  /// Who signed which state of the log, and what to take away of it.
  private func checkpoints(_ request: PageRequest) throws -> [PageContent.Part] {
    let table = try book.checkpoints(trust: trust, ownKey: ownKey).table
    guard let newest = table.rows.first else {
      return [
        try .empty(
          "No checkpoint yet",
          "A checkpoint is the signed root over all events so far: whoever keeps it can tell whether any of them was changed since. Proofs of single events hang on it.",
          ["faultbook audit key new", "faultbook audit checkpoint"])
      ]
    }
    return [
      try .heading("Checkpoints", id: "checkpoints"),
      try .table(
        table.showing(table.rows.prefix(200), as: table.title),
        links: ["size": { "/audit/proof?position=\($0[0].text)" }]),
      try .text(
        "Signed: the log has the root that a key which is trusted here signed. Not checked: it has the root, and no key here says whose word it is. The number of events leads to the proof of the last of them."
      ), try .template("proof", ["head": "\(book.position)", "signed": newest[0].text]),
    ]
  }

  /// The proof of an event that an address names, and a name for the file. Throws where no checkpoint covers it.
  public func proof(_ request: PageRequest) throws -> (name: String, text: String) {
    guard let position = Int64(try request.required("position")) else {
      throw FaultbookError(.usage, "position is a whole number, from 1 on")
    }
    let answer = try book.proof(position: position, redacting: request.query["redact"] == "true")
    return ("event-\(position).tlog-proof", answer.json["proof"]?.stringValue ?? "")
  }
}
