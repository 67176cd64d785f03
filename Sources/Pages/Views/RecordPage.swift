import KnowledgeBase
import Reports
import Vocabulary

extension Pages {
  /// The form that starts a run, with what its proposal or its intent says filled in.
  func record(_ request: PageRequest) throws -> PageContent {
    var page = PageContent(title: "Record a run")
    page.subtitle =
      "Say that an experiment, or a placebo, begins. Its own page then takes what happens: the fault, who suffered, the end."
    guard request.mayRecord else {
      page.parts = [
        try .note(
          "Runs are recorded by those who have the role recorder, beside one that reads: an administrator makes such a token with `faultbook token create NAME --role recorder --role reader`.",
          .doubt)
      ]
      return page
    }
    var typed = request.refused?.values ?? request.query
    if request.refused == nil {
      do {
        typed = try planned(request).merging(request.query) { $1 }
        if let gates = try gates(request, typed) { page.parts.append(gates) }
      } catch let error as FaultbookError where error.isAboutTheAddress {
        page.parts.append(try .note(error.message, .doubt))
      }
      typed["run"] = typed["run"] ?? suggestedRun(request)
    }
    // What the plan was asked goes along: where it is to be run is typed, and may be elsewhere.
    let kept =
      (ProposalForms.asked(request) + ["plan", "now"].compactMap { name in request.query[name].map { (name, $0) } })
      .map { (name: $0.0 == "environment" ? "plan-environment" : $0.0, value: $0.1) }
    let form = StartForm(typed: typed, known: try knownNames(request))
    if let refused = request.refused {
      page.parts.append(try .template("refused", refused.told(among: form.fields)))
    }
    page.parts.append(try .template("record", form.values(hidden: kept, refused: request.refused)))
    page.parts.append(
      try .template("lead", ["link": request.link(.runs), "words": "Or take over what a tool recorded"]))
    return page
  }

  /// What the proposal or the intent of an address says about the run.
  private func planned(_ request: PageRequest) throws -> [String: String] {
    let (proposal, intent) = (request.query["proposal"], request.query["intent"])
    guard proposal != nil || intent != nil else { return [:] }
    if let proposal, !book.holds(proposal: proposal), request.plan != nil {
      let (question, view) = try nextQuestion(request)
      let json = try shown(request, view) { try book.explain(proposal: proposal, request: question, view: $0) }.json
      return try telling {
        StartForm.typed(
          try json["target"].map { try Target.read(FieldReader($0)) },
          try json["fault"].map { try Fault.read(FieldReader($0)) }, environment: json["environment"]?.stringValue)
      }
    }
    let start = try book.completed(
      PlannedStart(
        run: "", intent: intent, proposal: proposal, environment: request.query["environment"], target: nil, fault: nil)
    )
    return StartForm.typed(start.target, start.fault, environment: start.environment)
  }

  /// Whether what is planned may run at this moment; nil where nothing is planned that the log holds.
  private func gates(_ request: PageRequest, _ typed: [String: String]) throws -> PageContent.Part? {
    let (proposal, intent) = (request.query["proposal"], request.query["intent"])
    guard proposal.map({ book.holds(proposal: $0) }) ?? (intent != nil) else { return nil }
    let answer = try book.check(
      CheckRequest(intent: intent, proposal: proposal),
      view: View(now: .at(request.minute), environment: typed["environment"]))
    let isInDoubt = (answer.json["gates"]?.arrayValue ?? []).contains { $0["passed"]?.boolValue == nil }
    let blocking = (answer.json["gates"]?.arrayValue ?? []).filter { $0["passed"]?.boolValue == false }
      .compactMap { gate in gate["gate"]?.stringValue.map { "\($0): \(gate["why"]?.stringValue ?? "")" } }
    return try .note(
      ([answer.notes.first ?? ""] + blocking).joined(separator: " "), !answer.isYes ? .bad : isInDoubt ? .doubt : .good)
  }

  /// The names that forms offer.
  func knownNames(_ request: PageRequest) throws -> StartForm.Known {
    let view = View()
    let system = SystemFigures(try book.system(view: view).json)
    let intents = (try book.intents(view: view).json["intents"]?.arrayValue ?? [])
      .filter { $0["state"]?.stringValue != "retired" }.compactMap { $0["intent"]?.stringValue }
    return StartForm.Known(
      components: system.components, journeys: system.journeys.map(\.name), environments: try environments(view),
      intents: intents)
  }
}
