import HTTPTypes
import Hummingbird
import KnowledgeBase
import NIOCore
import Pages

/// The forms of pages that record what happened in runs. What they say goes to the commands that the command line and the API use; what
/// those refuse is told on the same page, with what was typed.
extension RouteTable {
  static let forms: [Route] = [
    form("/record", "pages.start", "Starts a run.") { desk, call in
      let form = try PageForm(call).all
      var asked = form.filter { ["proposal", "journey", "top", "now", "plan"].contains($0.key) }
      asked["environment"] = form["plan-environment"]
      let request = PageRequest("/record", of: call, query: asked)
      return try await answered(desk, call, form: "start", form, on: request) { pages in
        try pages.start(form, on: request, actor: call.actor).address
      }
    },
    form("/run/step", "pages.step", "Records what happened in a run.") { desk, call in
      let form = try PageForm(call).all
      let request = PageRequest(
        "/run", of: call, query: form.filter { $0.key == "run" }.reduce(into: [:]) { $0["id"] = $1.value })
      return try await answered(desk, call, form: form["step"] ?? "", form, on: request) { pages in
        try pages.step(form, actor: call.actor).address
      }
    },
    form("/system/journey", "pages.journey.declare", "Declares a journey.") { desk, call in
      let form = try PageForm(call).all
      return try await answered(
        desk, call, form: "journey", form, on: PageRequest("/system", of: call, query: [:])
      ) { try $0.declareJourney(form, actor: call.actor) }
    },
    Route(
      method: .post, path: "/runs/import", name: "pages.import", summary: "Takes over files of other tools.",
      permission: .record, body: .files, types: [MediaTypes.html], answer: .any, load: .heavy, isDocumented: false,
      action: .respond { desk, call in try await imported(desk, call) }),
  ]

  private static func form(
    _ path: String, _ name: String, _ summary: String,
    _ take: @escaping @Sendable (Desk, Call) async throws -> Response
  ) -> Route {
    Route(
      method: .post, path: path, name: name, summary: summary, permission: .record, body: .bytes([PageForm.type]),
      types: [MediaTypes.html], answer: .any, load: .heavy, isDocumented: false, action: .respond(take))
  }

  /// Goes on to the page that tells what was recorded; shows the page again where it was refused.
  private static func answered(
    _ desk: Desk, _ call: Call, form: String, _ values: [String: String], on request: PageRequest,
    _ take: @escaping @Sendable (Pages) throws -> String
  ) async throws -> Response {
    let book = desk.book
    do {
      return SignIn.see(try await desk.lane.run { try take(Pages(book)) })
    } catch let error as FaultbookError {
      return try await refused(desk, call, error, form, values, on: request)
    }
  }

  /// The page again, with the sentence and with what was typed. Throws what is no matter of the form, and where whoever sent it may not
  /// see the page.
  private static func refused(
    _ desk: Desk, _ call: Call, _ error: FaultbookError, _ form: String, _ values: [String: String],
    on request: PageRequest
  ) async throws -> Response {
    let isOfTheForm = [.usage, .input, .unknown, .conflict, .idReused].contains(error.code)
    guard isOfTheForm, call.principal.may(.read) else { throw error }
    let again = PageRequest(
      request.path, of: call, query: request.query, refused: RefusedForm(form, error, values: values))
    let (book, layout) = (desk.book, desk.layout)
    let page = try await desk.heavy.run { try Pages(book, layout: layout).page(again) }
    // A run that there is not has no page to show again.
    guard page.status == 200 else { throw error }
    return SignIn.page(page.html, status: error.code == .conflict ? .preconditionFailed : .unprocessableContent)
  }

  private static func imported(_ desk: Desk, _ call: Call) async throws -> Response {
    guard case .files(let files) = call.body else { throw Problem.badRequest("send files") }
    let names = ["environment", "as", "run", "component", "metric", "unit"]
    let typed = Dictionary(
      names.compactMap { name in
        files.text(name).map { $0.trimmingPrefix(while: \.isWhitespace) }.flatMap {
          $0.isEmpty ? nil : (name, String($0))
        }
      }
    ) { $1 }
    let (book, request) = (desk.book, PageRequest("/runs", of: call, query: [:]))
    do {
      let sources = files.sources(of: "file")
      guard !sources.isEmpty else { throw FaultbookError(.usage, "no file is chosen; choose one") }
      let choices = ImportChoices(
        format: typed["as"], run: typed["run"], component: typed["component"], metric: typed["metric"],
        unit: typed["unit"], environment: typed["environment"])
      let page = try await desk.lane.run {
        let answer = try book.importFiles(
          sources, choices: choices, actor: call.actor, admitting: { try Admission.check([$0], call) })
        return try Pages(book).imported(answer, request)
      }
      return SignIn.page(page.html)
    } catch let error as FaultbookError {
      return try await refused(desk, call, error, "import", typed, on: request)
    }
  }
}
