import KnowledgeBase
import Reports
import Vocabulary

/// The form that declares a journey.
enum JourneyForm {
  static let fields: [FormField] = [
    FormField.text("journey", "Name").required,
    .text("entry", "Enters at", list: "entries", hint: "components, with commas between").required,
    .text("criticality", "How much it matters", hint: "from 0 to 1; 1 for what must work", isNumber: true).required,
    .text("latency", "p99 latency at most, in ms", hint: "where one is promised", isNumber: true),
    .text("errors", "Share of requests that may fail", hint: "from 0 to 1, where one is promised", isNumber: true),
  ]

  /// What was typed as what `faultbook declare journey` records.
  static func fact(_ typed: TypedValues) throws -> Fact {
    let entries = (typed["entry"] ?? "").split(separator: ",").map { JSON.string(String($0).trimmed) }
    return try Fact(
      .journeyDeclared,
      TypedValues.object(
        ("journey", typed.text("journey")), ("entry", entries.isEmpty ? nil : .array(entries)),
        ("criticality", typed.number("criticality")),
        (
          "objective",
          TypedValues.object(("latencyP99Ms", typed.number("latency")), ("errorRate", typed.number("errors")))
        )) ?? .object([]))
  }
}

extension Pages {
  /// The form to declare a journey, for those who may; where it was refused it stands above all else, and once.
  func journeyForm(
    _ request: PageRequest, _ system: SystemFigures, isFirst: Bool = false
  ) throws -> [PageContent.Part] {
    guard request.mayRecord, request.position == nil, request.occurred == nil,
      isFirst || request.refused == nil
    else { return [] }
    let names = system.components.count > StartForm.Known.most ? [] : system.components
    return [
      try .template(
        "journey-form",
        [
          "refused": request.refused.map { $0.told(among: JourneyForm.fields) } ?? false as Any,
          "fields": FormField.values(
            of: JourneyForm.fields, in: "journey", typed: request.refused?.values ?? [:], refused: request.refused),
          "lists": NameLists.values([("entries", names)]),
        ])
    ]
  }

  /// Declares a journey that was typed into the form of the page System, as `faultbook declare journey` does. Returns the address of its
  /// page, which tells what was recorded. Throws `FaultbookError` in the words of whatever refused it; then nothing is recorded.
  public func declareJourney(_ form: [String: String], actor: String) throws -> String {
    let typed = TypedValues(form)
    let fact = try telling { try JourneyForm.fact(typed) }
    let answer = try book.record(fact, stream: StreamFamily.system.stream(), actor: actor)
    let place = answer.json["position"]?.integerValue.map { "&done=\($0)" } ?? ""
    return "\(Place.journey.path)?name=\(PageRequest.encoded(typed["journey"] ?? ""))\(place)#done"
  }

  /// What the form recorded of a journey, where the address says so.
  func declared(_ name: String, _ request: PageRequest) throws -> [PageContent.Part] {
    guard request.position == nil, let position = request.query["done"].flatMap({ Int64($0) }), position >= 1,
      let event = try book.events(after: position - 1, through: position, limit: 1).first,
      case .journeyDeclared(let journey) = try? event.fact(), journey.journey == name
    else { return [] }
    return [
      try .template(
        "done",
        Done(
          words:
            "Recorded: journey \(name), which enters at \(journey.entry.joined(separator: ", ")), event \(position).",
          next: "Next: see what could make it degrade, below, and",
          links: [(request.link(.next, [("journey", name)]), "what to run for it")],
          doubts: try book.doubts(about: event)
        ).values)
    ]
  }
}
