import Interchange
import KnowledgeBase
import Reports
import Vocabulary

/// What somebody decided about a proposal.
struct Decision {
  /// The word of a form where nothing was decided.
  static let none = "none"
  let word: String
  let actor: String
}

/// The decisions that stand, the newest where there are several.
struct Decisions {
  private var byProposal: [String: Decision] = [:]
  private var byExperiment: [String: Decision] = [:]

  init(_ decisions: [JSON]) {
    for one in decisions {
      guard let id = one["proposal"]?.stringValue, let word = one["decision"]?.stringValue else { continue }
      let decision = Decision(word: word, actor: one["actor"]?.stringValue ?? "somebody")
      byProposal[id] = byProposal[id] ?? decision
      // What was run is done with: it may well be worth another time.
      guard one["runs"]?.stringValue == nil else { continue }
      let key = Decisions.experiment(row: one)
      byExperiment[key] = byExperiment[key] ?? decision
    }
  }

  subscript(id: String) -> Decision? { byProposal[id] }

  /// What was decided about a proposal, or about the same experiment as it was proposed at an earlier position: a plan of
  /// another position gives it another id.
  func about(_ proposal: JSON) -> Decision? {
    if let id = proposal["id"]?.stringValue, let known = byProposal[id] { return known }
    return byExperiment[Decisions.experiment(proposal)]
  }

  /// What was decided about the experiment of a row of `undecided`.
  func about(row: JSON) -> Decision? { byExperiment[Decisions.experiment(row: row)] }

  /// What a proposal of a plan would do, whatever its id.
  static func experiment(_ proposal: JSON) -> String {
    let target = proposal["target"]
    let pair = target?["dependency"] ?? target
    let link = pair?["caller"]?.stringValue.flatMap { caller in
      pair?["callee"]?.stringValue.map { "\(caller) → \($0)" }
    }
    return key(
      target?["component"]?.stringValue ?? link, proposal["fault"]?["kind"]?.stringValue,
      proposal["dose"]?.stringValue, proposal["environment"]?.stringValue)
  }

  /// The same of a row of `decisions` or of `undecided`.
  static func experiment(row one: JSON) -> String {
    key(
      one["target"]?.stringValue, one["fault"]?.stringValue, one["dose"]?.stringValue, one["environment"]?.stringValue)
  }

  private static func key(_ target: String?, _ fault: String?, _ dose: String?, _ environment: String?) -> String {
    [target, fault, dose, environment].map { $0 ?? "" }.joined(separator: "\u{0}")
  }
}

extension Pages {
  /// The decisions that stand.
  func decisions(_ view: View) throws -> Decisions {
    Decisions(try book.decisions(view: view).json["decisions"]?.arrayValue ?? [])
  }

  /// What was decided, as a part of a page; nothing where nothing was.
  func decided(_ request: PageRequest) throws -> [PageContent.Part] {
    let answer = try book.decisions(last: 50, view: try request.view())
    guard !answer.table.rows.isEmpty else { return [] }
    // As few columns as fit: what is to be run is one of them.
    let table = answer.table
    let short = AnswerTable(
      title: table.title,
      columns: [
        .init("proposal"), .init("decision"), .init("at", "when"), .init("why"), .init("experiment"), .init("runs"),
      ],
      rows: table.rows.map { row in
        let cell = { (name: String) in table.cell(name, of: row) }
        let place = cell("environment").text.isEmpty ? "" : " in \(cell("environment").text)"
        return [
          cell("proposal"), .text("\(cell("decision").text) by \(cell("actor").text)"), cell("at"), cell("why"),
          .text("\(cell("fault").text) (\(cell("dose").text)) on \(cell("target").text)\(place)"), cell("runs"),
        ]
      })
    return [
      try .heading("What was decided", id: "decided"),
      try .table(
        short, links: linksByName(short, request), lists: ["runs": { request.link(.run, [("id", $0)]) }]),
    ]
  }

  /// So many proposals that wait for a decision are shown, and of a large system fewer: of each the gates are asked.
  private static func mostUndecided(_ system: SystemFigures) -> Int { system.components.count > 1000 ? 3 : 10 }

  /// What somebody recorded of a plan, by the command line, the API or an agent, and nobody decided about; without the experiments that
  /// the page shows anyway, and those that were decided about as they were proposed at another position.
  func undecided(_ request: PageRequest, beside planned: [JSON], in system: SystemFigures) throws -> [PageContent.Part]
  {
    let view = try nextQuestion(request.withoutPlan).view
    let answer = try book.undecided(last: 200, view: view)
    let standing = try decisions(view)
    var told = Set(planned.map { Decisions.experiment($0) })
    // Of one experiment that was proposed time and again the newest is meant.
    let open = (answer.json["proposals"]?.arrayValue ?? []).filter { one in
      standing.about(row: one) == nil && told.insert(Decisions.experiment(row: one)).inserted
    }
    guard !open.isEmpty else { return [] }
    let shown = open.prefix(Pages.mostUndecided(system))
    let values: [[String: Any]] = try shown.map { one in try waiting(one, view, request) }
    let words =
      open.count > shown.count
      ? "Recorded and not decided: the newest \(shown.count) of \(open.count)" : "Recorded and not decided"
    return [try .template("undecided", ["heading": words, "proposals": values])]
  }

  /// A proposal that waits for a decision, as the template takes it.
  private func waiting(_ one: JSON, _ view: View, _ request: PageRequest) throws -> [String: Any] {
    let text = { (name: String) in one[name]?.stringValue ?? "" }
    let id = text("proposal")
    let title = text("title").isEmpty ? id : text("title")
    let place = text("environment").isEmpty ? "" : " in \(text("environment"))"
    var there = view
    there.environment = view.environment ?? one["environment"]?.stringValue
    let gates = try? book.check(CheckRequest(proposal: id), view: there)
    let isAllowed = gates?.isYes ?? false
    let forms = ProposalForms(id, title: plainLine(title), of: nil, request: request.withoutPlan)
    var values = forms.values(standing: nil, mayAccept: isAllowed, mayReject: true)
    values["title"] = plainLine(title)
    // Where it is to be run the proposal says.
    values["recordLink"] = Place.record.path + "?proposal=\(PageRequest.encoded(id))"
    values["link"] = request.link(.proposal, [("id", id)])
    let inDoubt = (gates?.json["gates"]?.arrayValue ?? []).filter { $0["passed"]?.boolValue == nil }.count
    values["tone"] = isAllowed ? (inDoubt > 0 ? "doubt" : "good") : "bad"
    values["verdict"] = isAllowed ? (inDoubt > 0 ? "may run, \(inDoubt) in doubt" : "may run") : "must not run now"
    values["words"] = plainLine(
      "\(text("fault")) (\(text("dose"))) on \(text("target"))\(place); \(Written.fixed(one["bits"]?.doubleValue, 2)) bits; recorded by \(text("actor")) as event \(one["recorded"]?.integerValue ?? 0)."
    )
    values["runs"] = text("runs").split(separator: " ").map { run in
      ["name": plainLine(String(run)), "to": request.link(.run, [("id", String(run))])]
    }
    values["hasRuns"] = !text("runs").isEmpty
    return values
  }

  /// What was just decided, where the address says so.
  func decidedNow(_ request: PageRequest) throws -> [PageContent.Part] {
    guard let id = request.query["decided"], request.position == nil,
      let one = (try book.decisions(last: 50).json["decisions"]?.arrayValue ?? []).first(where: {
        $0["proposal"]?.stringValue == id
      })
    else { return [] }
    let isAccepted = one["decision"]?.stringValue == "accepted"
    var links: [(link: String, words: String)] = [
      (request.link(.proposal, [("id", id)]), "its page, with a file for every tool")
    ]
    if isAccepted, request.mayRecord {
      links.insert((request.link(.record, [("proposal", id)]), "record a run of it"), at: 0)
    }
    return [
      try .template(
        "done",
        Done(
          words:
            "Recorded: proposal \(id), \(one["fault"]?.stringValue ?? "") on \(one["target"]?.stringValue ?? ""), is \(one["decision"]?.stringValue ?? ""), event \(one["decided"]?.integerValue ?? 0).",
          next: isAccepted ? "Next:" : "It stays below under what was decided, and can be accepted on", links: links,
          doubts: []
        ).values)
    ]
  }

  /// One proposal, recorded or of the plan that its address asks for: its arithmetic, its gates, what became of it.
  func proposal(_ request: PageRequest) throws -> PageContent {
    let id = try request.required("id")
    let (question, view) = try nextQuestion(request)
    let story = try shown(request, view) { try book.explain(proposal: id, request: question, view: $0) }
    let intent = story.json["proposal"]?["intent"]
    let title = intent?["title"]?.stringValue ?? id
    var page = PageContent(title: title, subtitle: "Proposal \(id)")
    let decision = try decisions(view)[id]
    page.marks = marks(story.json, decision: decision)
    if let hypothesis = intent?["hypothesis"]?.stringValue { page.parts.append(try .text(hypothesis)) }
    // A proposal is decided about as often as somebody thinks better of it, but not twice alike.
    let isAllowed = story.json["safety"]?["allowed"]?.boolValue ?? false
    let values = ProposalForms(id, title: plainLine(title), of: nil, request: request).values(
      standing: decision?.word, mayAccept: isAllowed && decision?.word != "accepted",
      mayReject: decision?.word != "rejected")
    page.parts += [
      try .template("decide", values), try .template("to-record", values), try .template("take", values),
      try .template("steps", ["id": id, "runs": request.link(.runs), "mayRecord": request.mayRecord]),
      try .heading("Where the bits come from", id: "bits"),
      try .table(story.table, links: linksByName(story.table, request)),
    ]
    page.parts += try story.further.map { try .table($0, links: linksByName($0, request)) }
    page.parts += try story.notes.map { try .text($0) }
    return page
  }

  /// What is answered about a proposal: recorded or of the plan of now, else of the plan that the address names.
  func shown<Result>(_ request: PageRequest, _ view: View, _ ask: (View) throws -> Result) throws -> Result {
    do {
      return try ask(view)
    } catch let error as FaultbookError where error.isAboutTheAddress {
      guard let plan = request.plan, request.position == nil else { throw error }
      return try ask(plan.view(view))
    }
  }

  private func marks(_ json: JSON, decision: Decision?) -> [Report.Mark] {
    let gates = json["safety"]?["gates"]?.arrayValue ?? []
    let isAllowed = json["safety"]?["allowed"]?.boolValue ?? false
    let inDoubt = gates.filter { $0["passed"]?.boolValue == nil }.count
    var marks = [
      Report.Mark(
        "gates", isAllowed ? (inDoubt > 0 ? "may run, \(inDoubt) in doubt" : "may run") : "must not run",
        isAllowed ? (inDoubt > 0 ? .doubt : .good) : .bad),
      Report.Mark("information", "\(Written.fixed(json["bits"]?.doubleValue, 3)) bits"),
      Report.Mark("cost", "\(Written.fixed(json["cost"]?.doubleValue, 1)) \(json["costUnit"]?.stringValue ?? "min")"),
    ]
    if let decision {
      marks.append(
        Report.Mark(decision.word, "by \(decision.actor)", decision.word == "accepted" ? .good : .bad))
    }
    if let at = json["recorded"]?["position"]?.integerValue {
      marks.append(Report.Mark("recorded", "at event \(at)"))
    }
    return marks
  }

  /// A file for a tool, of the proposal that an address names: its name and its text. Throws where a gate blocks it, or where the tool
  /// has nothing for it; the message says which, and what to do.
  public func export(_ request: PageRequest) throws -> (name: String, text: String) {
    let (id, named) = (try request.required("id"), try request.required("as"))
    guard let tool = ExportTool(rawValue: named) else {
      let known = ExportTool.allCases.map(\.rawValue).joined(separator: ", ")
      throw FaultbookError(.usage, "nothing is exported as \(plainLine(named)); known are \(known)")
    }
    let (question, view) = try nextQuestion(request)
    let exported = try shown(request, view) {
      try book.export(ExportRequest(tool: tool, id: id, plan: question), view: $0, actor: request.viewer ?? "pages")
    }
    guard let text = exported.text, let name = exported.fileName else {
      throw FaultbookError(.conflict, exported.answer.notes.first ?? "\(plainLine(id)) is not to be run now")
    }
    return (name, text)
  }
}
