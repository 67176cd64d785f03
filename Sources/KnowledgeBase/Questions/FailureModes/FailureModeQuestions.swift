import SystemModel
public import Vocabulary

extension KnowledgeBase {
  /// The ways in which the system can fail, by priority: what is likely, harmful and unknown first; and the matrix of likelihood
  /// and impact. Shipped modes stand beside those of the book; without `all` those that strike no component are left out.
  ///
  /// Shape: `{"position", "now", "scale", "failureModes": [{"id", "name", "category", "faults", "component"?, "origin":
  /// "shipped"|"book"|"override", "likelihood", "impact", "risk", "priority", "priorityLow", "priorityHigh", "state":
  /// "open"|"untested"|"tested", "harm", "harmLow", "harmHigh", "coverage", "classCoverage", "freshness", "runs", "grades", "lastTested",
  /// "refuted", "openFindings", "incidents", "incidentRate"?, "components"}], "matrix": [{"impact", "common", "occasional",
  /// "rare"}], "hidden"}`. `harm` is the expected share of the journeys, by criticality, that degrade at a high dose, and
  /// `coverage` how much of what could be learned about it its own runs and incidents have taught, `classCoverage` all of its class,
  /// each 0 to 1.
  public func failureModes(
    all: Bool = false, category: FailureModeCatalogued.Category? = nil, view: View = View()
  ) throws -> Answer {
    let source = try self.source(view)
    let system = source.state.system
    let asked = ModeCatalogue(system).entries.filter { category == nil || $0.mode.category == category }
    let ranked = source.ranked(asked)
    let isEmpty = system.components.allSatisfy(\.retired)
    let shown = ranked.filter { all || isEmpty || !$0.components.isEmpty }
    let hidden = ranked.count - shown.count
    let matrix = ModeMatrix(shown)
    let json = JSON.compact(
      ("position", .integer(source.state.position)), ("now", .string(source.now.description)),
      ("scale", KnowledgeBase.scale), ("failureModes", .array(shown.map(\.json))), ("matrix", matrix.json),
      ("hidden", .integer(Int64(hidden))))
    return Answer(
      json: json, table: ModeTable.table(shown), further: shown.isEmpty ? [] : [matrix.table],
      notes: remarks(shown, hidden: hidden, isEmpty: isEmpty))
  }

  private func remarks(_ shown: [RankedMode], hidden: Int, isEmpty: Bool) -> [String] {
    let untested = shown.count { $0.state == "untested" }
    let open = shown.count { $0.state == "open" }
    var notes = [
      "\(shown.count) failure modes: \(untested) untested, \(open) with an open finding or a refuted intent. In the matrix ? is untested, ! open."
    ]
    notes.append(
      "Priority is likelihood × impact × (1 − assurance); assurance is coverage × (1 − harm), and 0 where nothing is known. Harm is the expected share of the journeys that degrade. Coverage is of the mode's own runs and incidents; class coverage is what any trouble of its class has taught: it moves the harm and assures of nothing."
    )
    notes.append("Likelihood: \(KnowledgeBase.words(FailureModeCatalogued.Likelihood.allCases) { $0.meaning }).")
    notes.append("Impact: \(KnowledgeBase.words(FailureModeCatalogued.Impact.allCases) { $0.meaning }).")
    for one in shown where one.likelihood != one.mode.likelihood {
      notes.append(
        "\(one.mode.id) is \(one.likelihood.rawValue) by its incidents, and was said to be \(one.mode.likelihood.rawValue)."
      )
    }
    if hidden > 0 { notes.append("\(hidden) more strike no component that the book knows: --all shows them.") }
    let shipped = shown.count { !$0.entry.isCatalogued }
    if shipped > 0, !isEmpty {
      notes.append(
        "\(shipped) are shipped with the program and weigh nothing yet; `faultbook failure-modes adopt ID` takes one into the book's own scores and proposals."
      )
    }
    if isEmpty { notes.append("The book knows no system yet: import traces, or `faultbook declare`.") }
    return notes
  }

  /// What the words of the catalogue stand for.
  static let scale = JSON.compact(
    ("likelihood", meanings(FailureModeCatalogued.Likelihood.allCases) { $0.meaning }),
    ("impact", meanings(FailureModeCatalogued.Impact.allCases) { $0.meaning }))

  private static func meanings<Word: RawRepresentable>(_ words: [Word], _ meaning: (Word) -> String) -> JSON
  where Word.RawValue == String {
    .object(words.map { JSON.Member($0.rawValue, .string(meaning($0))) })
  }

  static func words<Word: RawRepresentable>(_ words: [Word], _ meaning: (Word) -> String) -> String
  where Word.RawValue == String {
    words.map { "\($0.rawValue), \(meaning($0))" }.joined(separator: "; ")
  }
}
