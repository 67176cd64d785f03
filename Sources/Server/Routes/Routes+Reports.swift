import HTTPTypes
import Hummingbird
import KnowledgeBase
import NIOCore
import Reports
import Vocabulary

extension RouteTable {
  /// What others read: the same report as a document, as Markdown and as one HTML page.
  static let reports: [Route] = [
    report(
      "/reports/runs/{run}", "reports.run",
      "A run: what was asked, what came of it, how good the evidence is, what it taught, what is next.",
      command: "report run", [.path("run", "The run's id.", example: "r1")] + Parameter.view
    ) { try $0.report(run: $1.arguments.required("run"), view: $1.arguments.view) },
    report(
      "/reports/period", "reports.period",
      "A period: runs, resilience before and after, findings, incidents, how good the forecasts were.",
      command: "report period",
      [
        .query("from", .place, "Where it begins; the first event where nothing is said.", example: 0),
        .query("to", .place, "Where it ends; at `as-of` where nothing is said.", example: "head"),
      ] + Parameter.view
    ) { book, call in
      let arguments = call.arguments
      if arguments.text("to") != nil, arguments.text("as-of") != nil {
        throw Problem(.unprocessableContent, "usage", "to and as-of both name the end; give one of them")
      }
      return try book.report(
        from: arguments.text("from").flatMap(PlaceText.asOf) ?? .position(0),
        to: arguments.text("to").flatMap(PlaceText.asOf) ?? arguments.view.asOf, view: arguments.view)
    },
    report(
      "/reports/evidence", "reports.evidence",
      "What the runs are worth: their grades, and which passes do not hold what they promise.",
      command: "audit evidence --html",
      [.query("tool", .text(maximum: 255), "Only the runs of this tool.")] + Parameter.view,
      permission: .audit
    ) { try $0.reportEvidence(tool: $1.arguments.text("tool"), view: $1.arguments.view) },
    question(
      "/audit/evidence", "audit.evidence",
      "What the runs are worth: their grades, and which passes do not hold what they promise; with `strict` the answer is "
        + "no where any check finds a run.",
      command: "audit evidence",
      [
        .query("tool", .text(maximum: 255), "Only the runs of this tool, such as chaostoolkit."),
        .query("strict", .flag, "Whether the answer is no where any check finds a run."),
      ] + Parameter.view, load: .heavy, permission: .audit
    ) {
      try $0.auditEvidence(
        tool: $1.arguments.text("tool"), strict: $1.arguments.flag("strict"), view: $1.arguments.view)
    },
  ]

  private static func report(
    _ path: String, _ name: String, _ summary: String, command: String, _ parameters: [Parameter],
    permission: Permission = .read, _ make: @escaping @Sendable (KnowledgeBase, Call) throws -> Report
  ) -> Route {
    Route(
      method: .get, path: api + path, name: name, summary: summary, permission: permission, command: command,
      parameters: parameters, types: ReportPages.types, load: .heavy,
      action: .respond { desk, call in
        let type = try ReportPages.type(accepted: call.headers[.accept])
        return try await desk.heavy.run { try ReportPages.response(try make(desk.book, call), as: type, call) }
      })
  }
}

/// A report in the form that a client accepts.
enum ReportPages {
  static let types = [MediaTypes.json, MediaTypes.html, MediaTypes.markdown, MediaTypes.lines, MediaTypes.answer]

  /// Throws `Problem` 406 where a client accepts none of the forms.
  static func type(accepted: String?) throws -> String {
    guard let type = MediaTypes.chosen(accepted, among: types) else {
      throw Problem(.notAcceptable, "not-acceptable", "a report is told as \(types.joined(separator: ", "))")
    }
    return type
  }

  static func response(_ report: Report, as type: String, _ call: Call) throws -> Response {
    let text: String
    switch type {
    case MediaTypes.html: text = try ReportPage.html(report)
    case MediaTypes.markdown: text = try ReportPage.markdown(report)
    default:
      return try AnswerForm(accept: type).response(Answered(report.answer), route: call.route, ifNoneMatch: nil)
    }
    var headers = HTTPFields()
    headers[.contentType] = type
    headers[.vary] = "Accept"
    headers[.cacheControl] = "no-store"
    if let position = report.json["position"]?.integerValue { headers[.faultbookPosition] = String(position) }
    // The page is one file with its style inside, and loads nothing.
    if type == MediaTypes.html {
      headers[.contentSecurityPolicy] =
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    }
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }
}
