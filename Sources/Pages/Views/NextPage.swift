import KnowledgeBase
import Reports
import Vocabulary

extension Pages {
  /// What the page of proposals asks, and from where.
  func nextQuestion(_ request: PageRequest) throws -> (question: NextRequest, view: View) {
    var view = try request.view()
    if request.query["now"] == nil, request.position == nil { view.now = .wall }
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
          "environment": request.query["environment"] ?? "", "journey": request.query["journey"] ?? "",
          "top": "\(question.top)", "at": request.query["at"] ?? false as Any,
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
    for one in proposals {
      page.parts.append(try .template("proposal", ProposalCard(one, request: request).values))
    }
    page.parts += try answer.notes.map { try .text($0) }
    return page
  }
}

/// A proposal as the template takes it.
struct ProposalCard {
  private let json: JSON
  private let request: PageRequest

  init(_ json: JSON, request: PageRequest) {
    self.json = json
    self.request = request
  }

  var values: [String: Any] {
    let gates = json["safety"]?["gates"]?.arrayValue ?? []
    let isAllowed = json["safety"]?["allowed"]?.boolValue ?? false
    let inDoubt = gates.filter { $0["passed"]?.boolValue == nil }.count
    let bits = json["bits"]?.doubleValue ?? 0
    let sources = json["sources"]?.arrayValue ?? []
    let most = sources.compactMap { $0["bits"]?.doubleValue }.max() ?? 1
    let shown = sources.prefix(8)
    let id = json["id"]?.stringValue ?? ""
    return [
      "id": id, "rank": "\(json["rank"]?.integerValue ?? 0)",
      "title": plainLine(json["intent"]?["title"]?.stringValue ?? id),
      "hypothesis": plainLine(json["intent"]?["hypothesis"]?.stringValue ?? ""),
      "verdict": isAllowed ? (inDoubt > 0 ? "may run, \(inDoubt) in doubt" : "may run") : "must not run now",
      "tone": isAllowed ? (inDoubt > 0 ? "doubt" : "good") : "bad",
      "bits": Written.fixed(bits, 3), "error": Written.error(json["standardError"]?.doubleValue),
      "value": Written.fixed(json["value"]?.doubleValue, 3),
      "cost": "\(Written.fixed(json["cost"]?.doubleValue, 1)) \(json["costUnit"]?.stringValue ?? "")",
      "components": Written.fixed(json["expectedComponents"]?.doubleValue, 1),
      "critical": Written.share(json["criticalProbability"]?.doubleValue ?? 0),
      "sources": shown.map { one -> [String: Any] in
        let causes = (one["causes"]?.arrayValue ?? []).compactMap(\.stringValue)
        let part = one["bits"]?.doubleValue ?? 0
        return [
          "words": plainLine(
            "\(one["effectKind"]?.stringValue == "journey" ? "journey " : "")\(one["effect"]?.stringValue ?? "") ← \(causes.joined(separator: ", "))"
          ),
          "bits": Written.fixed(part, 2), "width": Written.place(120 * max(part, 0) / max(most, 1e-9)),
        ]
      }, "more": sources.count > shown.count ? "\(sources.count - shown.count) more of less" : false as Any,
      "predicted": (json["predicted"]?.arrayValue ?? []).prefix(10).map { one -> [String: Any] in
        let probability = one["probability"]?.doubleValue ?? 0
        return [
          "name": plainLine(one["component"]?.stringValue ?? one["journey"]?.stringValue.map { "journey \($0)" } ?? ""),
          "probability": Written.share(probability), "width": Written.place(120 * probability),
        ]
      },
      "gates": gates.map { gate -> [String: Any] in
        let passed = gate["passed"]?.boolValue
        return [
          "name": plainLine(gate["gate"]?.stringValue ?? ""), "why": plainLine(gate["why"]?.stringValue ?? ""),
          "word": passed == true ? "passed" : passed == false ? "refused" : "in doubt",
          "tone": passed == true ? "good" : passed == false ? "bad" : "doubt",
        ]
      }, "mayDecide": request.mayDecide && request.position == nil,
      "environment": request.query["environment"] ?? "", "journey": request.query["journey"] ?? "",
      "top": request.query["top"] ?? "", "runnerUp": plainLine(json["runnerUp"]?.stringValue ?? ""),
      "hasRunnerUp": json["runnerUp"]?.stringValue != nil,
    ]
  }
}
