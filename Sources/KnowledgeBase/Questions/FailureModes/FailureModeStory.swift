import Beliefs
import SystemModel
public import Vocabulary

extension KnowledgeBase {
  /// One failure mode: what it is, what to watch while it strikes, what helps, where it strikes, and the runs and incidents that
  /// were of it. Throws for an unknown id.
  ///
  /// Shape: that of one of ``failureModes(all:category:view:)`` with `"position"`, `"catalogued"` (the payload that `append` and
  /// `declare` take), `"places": [{"component", "faultClass", "harm", "coverage", "classCoverage"}]` and `"tests": [{"run", "target", "fault",
  /// "grade", "outcome", "at"}]`.
  public func failureMode(_ id: String, view: View = View()) throws -> Answer {
    let source = try self.source(view)
    let catalogue = ModeCatalogue(source.state.system)
    guard let entry = catalogue.entry(id) else {
      throw unknown("failure mode", id, among: catalogue.entries.map(\.mode.id))
    }
    let one = source.ranked([entry])[0]
    let places: [JSON] = one.standing.places.map { place in
      .compact(
        ("component", .string(place.place.component)), ("faultClass", .string(place.place.faultClass.rawValue)),
        ("harm", place.harm.map { .number($0) } ?? .null), ("coverage", .number(place.coverage)),
        ("classCoverage", .number(place.classCoverage)))
    }
    let tests: [JSON] = one.evidence.runs.map { run in
      .compact(
        ("run", .string(run.id)), ("target", run.started?.target.map { .string($0.description) }),
        ("fault", run.started.map { .string($0.fault.kind.name) }),
        ("grade", run.verdict.map { .string($0.grade.rawValue) } ?? .null),
        ("outcome", run.verdict.map { .string($0.outcome.rawValue) } ?? .null),
        ("at", run.startedAt.map { .string($0.description) }))
    }
    let json = JSON.object(
      [JSON.Member("position", .integer(source.state.position))] + (one.json.members ?? []) + [
        JSON.Member("catalogued", entry.mode.json), JSON.Member("places", .array(places)),
        JSON.Member("tests", .array(tests)),
      ])
    return Answer(
      json: json, table: KnowledgeBase.observations(of: entry.mode),
      further: [KnowledgeBase.places(one), KnowledgeBase.tests(one)].filter { !$0.rows.isEmpty },
      notes: KnowledgeBase.story(of: one))
  }

  /// The catalogue's entry of that id as it stands in a book, else as it is shipped; nil where there is neither.
  public func cataloguedMode(_ id: String) -> FailureModeCatalogued? {
    ModeCatalogue(headState().system).entry(id)?.mode
  }

  /// The entry of that id as it is shipped; nil where there is none.
  public static func shippedMode(_ id: String) -> FailureModeCatalogued? {
    ModeCatalogue(SystemModel()).entry(id)?.mode
  }

  private static func observations(of mode: FailureModeCatalogued) -> AnswerTable {
    let columns = [
      AnswerTable.Column("of", "watch"), .init("claim"), .init("metric"), .init("op"), .init("threshold"),
      .init("unit"), .init("relativeTo", "against"), .init("withinSeconds", "within s"),
    ]
    let rows: [[AnswerTable.Cell]] = mode.details.observe.map { one in
      [
        .text(one.of.rawValue), .text(one.claim.rawValue), .text(one.metric), .text(one.comparison.rawValue),
        .number(one.threshold, decimals: 2), .text(one.unit), .text(one.relativeTo.rawValue),
        .number(one.withinSeconds, decimals: 0),
      ]
    }
    return AnswerTable(title: "\(mode.id) \(mode.name): what to watch", columns: columns, rows: rows)
  }

  private static func places(_ one: RankedMode) -> AnswerTable {
    let columns = [
      AnswerTable.Column("component", "strikes"), .init("faultClass", "class"), .init("harm"), .init("coverage"),
      .init("classCoverage", "class coverage"),
    ]
    let rows: [[AnswerTable.Cell]] = one.standing.places.map { place in
      [
        .text(place.place.component), .text(place.place.faultClass.rawValue), .number(place.harm, decimals: 2),
        .number(place.coverage, decimals: 2), .number(place.classCoverage, decimals: 2),
      ]
    }
    return AnswerTable(title: "Where it strikes", columns: columns, rows: rows)
  }

  private static func tests(_ one: RankedMode) -> AnswerTable {
    let columns = [
      AnswerTable.Column("run"), .init("target"), .init("fault"), .init("grade"), .init("outcome"),
      .init("at", "started"),
    ]
    let rows: [[AnswerTable.Cell]] = one.evidence.runs.map { run in
      [
        .text(run.id), .text(run.started?.target?.description), .text(run.started?.fault.kind.name),
        .text(run.verdict?.grade.rawValue), .text(run.verdict?.outcome.rawValue), .text(run.startedAt?.description),
      ]
    }
    return AnswerTable(title: "Runs of it", columns: columns, rows: rows)
  }

  private static func story(of one: RankedMode) -> [String] {
    let mode = one.mode
    let details = mode.details
    var notes = [details.description, details.symptoms.map { "Symptoms: \($0)" }].compactMap { $0 }
    let others = mode.faults.dropFirst().map(\.name).joined(separator: ", ")
    notes.append(
      "Provoked by \(mode.fault.name)\(others.isEmpty ? "" : ", also by \(others)"); class \(mode.fault.faultClass?.rawValue ?? "none")."
    )
    notes += [
      mode.detection.map { "Detection: \($0)" }, mode.currentHandling.map { "Handled now: \($0)" },
      mode.desiredHandling.map { "Should be: \($0)" },
      details.mitigations.isEmpty ? nil : "What usually helps: \(details.mitigations.joined(separator: "; ")).",
    ].compactMap { $0 }
    notes.append(
      "\(one.likelihood.rawValue.prefix(1).uppercased())\(one.likelihood.rawValue.dropFirst()) (\(one.likelihood.meaning)), impact \(mode.impact.rawValue) (\(mode.impact.meaning)): risk \(rounded(one.risk, 1)), priority \(rounded(one.priority, 1)), between \(rounded(one.priorityLow, 1)) and \(rounded(one.priorityHigh, 1))."
    )
    if let rate = one.rate {
      notes.append(
        "\(one.evidence.incidents.count) incidents of it in \(rounded(rate.years, 2)) years: \(rounded(rate.mean, 1)) a year, between \(rounded(rate.low, 1)) and \(rounded(rate.high, 1)); it was said to be \(mode.likelihood.rawValue)."
      )
    }
    let grades = one.evidence.grades.sorted { $0.key < $1.key }.map { "\($0.value) of grade \($0.key.rawValue)" }
    notes.append(
      one.evidence.runs.isEmpty
        ? "No run was of it: nothing is known from tests."
        : "\(one.evidence.runs.count) runs were of it: \(grades.isEmpty ? "none judged" : grades.joined(separator: ", ")); \(one.evidence.refuted.count) refuted an intent."
    )
    for one in one.evidence.openFindings { notes.append("Open finding \(one.finding.id): \(one.finding.title)") }
    if let harm = one.standing.harm, let low = one.standing.low, let high = one.standing.high {
      notes.append(
        "Expected to degrade \(rounded(harm, 2)) of the journeys (\(rounded(low, 2)) to \(rounded(high, 2))), by what is known of its class: \(rounded(one.standing.classCoverage, 2)) of what could be learned about its direct callers, \(rounded(one.standing.coverage, 2)) from its own runs and incidents."
      )
    }
    switch one.entry.origin {
    case .shipped:
      notes.append("Shipped with the program; it weighs nothing until `faultbook failure-modes adopt \(mode.id)`.")
    case .override: notes.append("The book's own words, in place of the shipped ones.")
    case .book: break
    }
    return notes
  }
}
