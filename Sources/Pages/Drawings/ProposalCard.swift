import Interchange
import KnowledgeBase
import Reports
import Vocabulary

/// A proposal as the template takes it.
struct ProposalCard {
  private let json: JSON
  private let request: PageRequest
  private let decision: Decision?
  private let plan: PlanPlace
  private let tests: String?

  /// - Parameter tests: which failure modes it tests, in words.
  init(
    _ json: JSON, of plan: PlanPlace, request: PageRequest, decision: Decision? = nil, testing tests: String? = nil
  ) {
    self.tests = tests
    self.plan = plan
    self.json = json
    self.request = request
    self.decision = decision
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
    let rank = json["rank"]?.integerValue
    let error = json["standardError"]?.doubleValue ?? 0
    var values: [String: Any] = [
      "id": id, "rank": rank.map { "\($0). " } ?? "", "isFirst": rank == nil || rank == 1,
      "link": request.link(
        .proposal,
        [("id", id)] + ProposalForms.asked(request).filter { $0.name != "environment" }.map { ($0.name, $0.value) }
          + (request.position == nil ? [("plan", plan.text)] : [])),
      "decided": decision.map { "\($0.word) by \(plainLine($0.actor))" } ?? false as Any,
      "decidedTone": decision?.word == "accepted" ? "good" : "bad",
      "title": plainLine(json["intent"]?["title"]?.stringValue ?? id),
      "hypothesis": plainLine(json["intent"]?["hypothesis"]?.stringValue ?? ""),
      "tests": tests.map { plainLine($0) } ?? false as Any,
      "verdict": isAllowed ? (inDoubt > 0 ? "may run, \(inDoubt) in doubt" : "may run") : "must not run now",
      "tone": isAllowed ? (inDoubt > 0 ? "doubt" : "good") : "bad",
      "bits": Written.fixed(bits, 3), "error": error > 0 ? Written.error(error) : false as Any,
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
      }, "runnerUp": plainLine(json["runnerUp"]?.stringValue ?? ""),
      "hasRunnerUp": json["runnerUp"]?.stringValue != nil,
    ]
    values["objections"] = gates.filter { $0["passed"]?.boolValue != true }.map { gate -> [String: Any] in
      [
        "name": plainLine(gate["gate"]?.stringValue ?? ""), "why": plainLine(gate["why"]?.stringValue ?? ""),
        "tone": gate["passed"]?.boolValue == false ? "bad" : "doubt",
      ]
    }
    let title = plainLine(json["intent"]?["title"]?.stringValue ?? id)
    let forms = ProposalForms(id, title: title, of: request.position == nil ? plan : nil, request: request)
    // What was decided about is told; its own page has the forms to think better of it.
    values.merge(forms.values(standing: nil, mayAccept: decision == nil && isAllowed, mayReject: decision == nil)) {
      $1
    }
    return values
  }
}

/// What can be done with a proposal: decide about it, and take it along.
struct ProposalForms {
  private let id: String
  private let title: String
  private let plan: PlanPlace?
  private let request: PageRequest

  /// - Parameter plan: where the plan of the proposal was computed; nil where an address says so otherwise.
  init(_ id: String, title: String, of plan: PlanPlace?, request: PageRequest) {
    self.id = id
    self.title = title
    self.plan = plan
    self.request = request
  }

  /// What the plan was asked that the proposal is of, with its time: from the same the same proposals follow.
  static func asked(_ request: PageRequest) -> [(name: String, value: String)] {
    ["environment", "journey", "top"].compactMap { name in request.query[name].map { (name, $0) } }
  }

  /// Nothing is decided from an earlier place in the log, nor by whoever may not. `standing` is the decision that the page knows of.
  func values(standing: String?, mayAccept: Bool, mayReject: Bool) -> [String: Any] {
    let place = (plan ?? request.plan).map { [("plan", $0.text)] } ?? []
    // The clock goes on; the plan is of the time at which it was made.
    let now =
      request.query["now"].map { $0 == "wall" ? request.minute.description : $0 }
      ?? (plan ?? request.plan)?.now.description
      ?? (request.position == nil ? request.minute.description : "book")
    let asked = ProposalForms.asked(request)
    let timed = asked + [("now", now)] + (request.query["at"].map { [("at", $0)] } ?? []) + place
    // The page of the form computes the plan again from the same place, where the log does not hold the proposal.
    let record =
      [("proposal", id)] + (asked + place).filter { $0.0 != "journey" || !place.isEmpty }
      + (place.isEmpty ? [] : [("now", now)])
    let mayDecide = request.mayDecide && request.position == nil
    return [
      "id": id, "mayDecide": mayDecide && (mayAccept || mayReject), "mayAccept": mayAccept, "mayReject": mayReject,
      "mayRecord": request.mayRecord && request.position == nil && request.occurred == nil,
      "recordLink": Place.record.path + "?"
        + record.map { "\($0.0)=\(PageRequest.encoded($0.1))" }.joined(separator: "&"),
      "title": title, "why": request.query["about"] == title ? request.query["why"] ?? "" : "",
      "asked": (asked + [("now", now), ("standing", standing ?? Decision.none)] + place).map {
        ["name": $0.0, "value": $0.1]
      },
      "tools": ExportTool.allCases.map { tool in
        [
          "name": tool.rawValue,
          "link": Place.export.path + "?"
            + ([("id", id), ("as", tool.rawValue)] + timed).map { "\($0.0)=\(PageRequest.encoded($0.1))" }
            .joined(separator: "&"),
        ]
      },
    ]
  }
}
