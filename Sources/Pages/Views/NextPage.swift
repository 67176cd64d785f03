import KnowledgeBase
import Reports
import Vocabulary

extension Pages {
  /// What the page of proposals asks, and from where.
  func nextQuestion(_ request: PageRequest) throws -> (question: NextRequest, view: View) {
    var view = try request.view()
    if request.query["now"] == nil, request.position == nil { view.now = .at(request.plan?.now ?? request.minute) }
    var question = NextRequest(top: min(max(Int(request.query["top"] ?? "5") ?? 5, 1), 20))
    question.journey = request.query["journey"]
    return (question, view)
  }

  /// What to run next: proposals with their arithmetic and their gates, and the forms to decide about them.
  func next(_ request: PageRequest) throws -> PageContent {
    let (question, view) = try nextQuestion(request)
    var page = PageContent(title: "What to run next")
    page.subtitle =
      "Ranked by the information that each experiment is expected to bring, weighed by the journeys it can reach, with the gates that say whether it may run now."
    page.parts += try decidedNow(request)
    let system = SystemFigures(try book.system(view: view).json)
    page.parts.append(
      try .template(
        "next-form",
        [
          "environment": request.query["environment"] ?? "",
          "environments": try environments(view).map { ["name": $0] },
          "journeys": system.journeys.map {
            ["name": $0.name, "isChosen": $0.name == question.journey] as [String: Any]
          }, "top": "\(question.top)", "at": request.query["at"] ?? false as Any,
        ]))
    let answer: Answer
    do {
      answer = try book.next(question, view: view, actor: "pages")
    } catch let error as FaultbookError where error.isAboutTheAddress {
      page.parts.append(try .note(error.message, .doubt))
      page.parts += try undecided(request, beside: [], in: system) + decided(request)
      return page
    }
    let proposals = answer.json["proposals"]?.arrayValue ?? []
    guard !proposals.isEmpty else {
      page.parts.append(
        try .empty(
          "Nothing to propose",
          "The planner proposes faults on components that traces, imports or declarations named. \(answer.notes.first ?? "")",
          ["faultbook import traces.jsonl"]))
      page.parts += try undecided(request, beside: [], in: system) + decided(request)
      return page
    }
    let decisions = try decisions(view)
    let plan = PlanPlace(
      position: answer.json["position"]?.integerValue ?? book.position,
      now: answer.json["now"]?.stringValue.flatMap { Timestamp(rfc3339: $0) } ?? request.minute)
    for one in proposals {
      page.parts.append(
        try .template(
          "proposal",
          ProposalCard(
            one, of: plan, request: request, decision: decisions.about(one), testing: tests(one, answer.notes)
          ).values))
    }
    // What is said of single proposals stands beside them.
    let told = Set(proposals.compactMap(opening))
    page.parts += try answer.notes.filter { !$0.hasPrefix(" ") && !told.contains($0) }.map { try .text($0) }
    page.parts += try undecided(request, beside: proposals, in: system)
    page.parts.append(
      try .template("steps", ["id": "ID", "runs": request.link(.runs), "mayRecord": request.mayRecord]))
    page.parts += try decided(request) + intents(request)
    return page
  }

  /// The first line of what the answer says about a proposal; further ones are indented.
  private func opening(_ proposal: JSON) -> String? {
    proposal["rank"]?.integerValue.map { "\($0). \(proposal["intent"]?["hypothesis"]?.stringValue ?? "")" }
  }

  /// The line that says which failure modes a proposal tests; nil where there is none.
  private func tests(_ proposal: JSON, _ notes: [String]) -> String? {
    guard let opening = opening(proposal), let index = notes.firstIndex(of: opening) else { return nil }
    return notes[(index + 1)...].prefix { $0.hasPrefix(" ") }.map { $0.drop { $0 == " " } }
      .first { $0.hasPrefix("Tests ") }.map(String.init)
  }
}
