import KnowledgeBase
import Reports
import Vocabulary

extension Pages {
  /// What the page of proposals asks, and from where.
  func nextQuestion(_ request: PageRequest) throws -> (question: NextRequest, view: View) {
    var view = try request.view()
    if request.query["now"] == nil, request.position == nil { view.now = .at(request.minute) }
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
    page.parts.append(
      try .template(
        "next-form",
        [
          "environment": request.query["environment"] ?? "",
          "environments": try environments(view).map { ["name": $0] },
          "journeys": SystemFigures(try book.system(view: view).json).journeys.map {
            ["name": $0.name, "isChosen": $0.name == question.journey] as [String: Any]
          }, "top": "\(question.top)", "at": request.query["at"] ?? false as Any,
        ]))
    let answer: Answer
    do {
      answer = try book.next(question, view: view, actor: "pages")
    } catch let error as FaultbookError where error.isAboutTheAddress {
      page.parts.append(try .note(error.message, .doubt))
      return page
    }
    let proposals = answer.json["proposals"]?.arrayValue ?? []
    guard !proposals.isEmpty else {
      page.parts.append(
        try .empty(
          "Nothing to propose",
          "The planner proposes faults on components that traces, imports or declarations named. \(answer.notes.first ?? "")",
          ["faultbook import traces.jsonl"]))
      return page
    }
    let decisions = try decisions(view)
    for one in proposals {
      page.parts.append(
        try .template(
          "proposal", ProposalCard(one, request: request, decision: decisions.about(one)).values))
    }
    page.parts += try answer.notes.map { try .text($0) }
    page.parts += try decided(request)
    return page
  }
}
