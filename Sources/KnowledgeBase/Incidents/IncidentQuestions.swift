import Beliefs
import SystemModel
import Vocabulary

extension KnowledgeBase {
  /// Every incident, by its begin. Shape: `{"position", "incidents": [{"incident", "title"?, "started", "ended"?, "suspected", "fault",
  /// "attribution", "degraded", "steady", "bits"?}]}`; the bits are what it taught.
  public func incidents(view: View = View()) throws -> Answer {
    let source = try self.source(view)
    let lessons = Dictionary(source.lessons.map { ($0.stream, $0) }, uniquingKeysWith: { $1 })
    let found = source.state.incidents.values.sorted { ($0.incident.started, $0.id) < ($1.incident.started, $1.id) }
    let columns = [
      AnswerTable.Column("incident"), .init("title"), .init("started"), .init("ended"), .init("suspected"),
      .init("fault"), .init("attribution"), .init("degraded"), .init("steady"), .init("bits", "taught bits"),
    ]
    let rows: [[AnswerTable.Cell]] = found.map { one in
      let states = ProjectionTable.nodeStates(one.incident.observations).values
      return [
        .text(one.id), .text(one.incident.title), .text(one.incident.started.description),
        .text(one.incident.ended?.description), .text(one.incident.suspected), .text(one.incident.fault.kind.name),
        .number(one.incident.attribution, decimals: 2), .integer(states.count { $0 == .degraded }),
        .integer(states.count { $0 == .steady }),
        .number(lessons[StreamFamily.incident.stream(one.id)]?.bits),
      ]
    }
    let open = found.count { $0.incident.ended == nil }
    return .listing(
      "incidents", AnswerTable(title: "Incidents", columns: columns, rows: rows), position: source.state.position,
      notes: open > 0
        ? ["\(counted(open, "incident")) not ended: nothing is proposed on what they are suspected of."] : [])
  }

  /// One incident: what was seen, what the book had expected of it before, and what it taught. Throws for an unknown id.
  ///
  /// Shape: `{"position", "incident", "recorded", "recordedAt": position, "asOf", "now", "leftOut", "states": [{"component"|"journey", "state",
  /// "symptoms", "probability"?, "low"?, "high"?, "errors"?, "latency"?, "given"?}], "brier"?, "weight", "bits"?, "deliveredBits"?, "discoveredBits"?, "symptomBits"?,
  /// "beliefs": [{"belief", "bits", "before", "after"}]}`. `asOf` is the position that the expectation was made at, at `now`, the
  /// incident's begin; `weight` is grade × attribution, before environment and age.
  public func incident(_ id: String, view: View = View()) throws -> Answer {
    try translating {
      let hindsight = try self.hindsight(of: id, view)
      let source = try self.source(view)
      let stream = StreamFamily.incident.stream(id)
      let taught = Lessons.one(stream, source.state, history: source.history, graph: source.graph)
      return IncidentStory(
        hindsight: hindsight, state: source.state, lesson: taught?.lesson,
        moves: RunAccount.moves(taught.map { ($0.before, $0.after) })
      ).answer
    }
  }
}

/// One incident as people and programs read it.
struct IncidentStory {
  let hindsight: IncidentHindsight
  let state: BookState
  let lesson: Lesson?
  let moves: [Step.Moved]

  private var record: IncidentRecorded { hindsight.record }

  var answer: Answer {
    Answer(
      json: json, table: stateTable, further: moves.isEmpty ? [] : [moveTable], notes: notes)
  }

  /// Every node that was observed, with its state over all symptoms, in order.
  private var states: [(node: NodeID, state: ObservedState)] {
    ProjectionTable.nodeStates(record.observations).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  private func symptoms(_ node: NodeID) -> [Symptom] {
    Set(record.observations.filter { $0.node == node && $0.state == .degraded }.map(\.symptom)).sorted()
  }

  /// The states that are known, each with what had been given to it.
  private var foreseen: [ForeseenState] {
    let expected = hindsight.expected
    return states.compactMap { node, state in
      guard state != .unknown, let said = expected[node] else { return nil }
      return ForeseenState(node: node, probability: said.probability, isDegraded: state == .degraded)
    }
  }

  private var stateTable: AnswerTable {
    let expected = hindsight.expected
    let rows: [[AnswerTable.Cell]] = states.map { node, state in
      let said = expected[node]
      return [
        .text(node.description + (node == .component(record.suspected) ? " (suspected)" : "")), .text(state.rawValue),
        .text(symptoms(node).isEmpty ? nil : symptoms(node).map(\.rawValue).joined(separator: ", ")),
        .number(said?.probability), .number(said?.low), .number(said?.high), .number(said?.errors),
        .number(said?.latency), .text(said.map { RunReport.surprise($0.probability, state) }),
      ]
    }
    return AnswerTable(
      title:
        "Incident \(hindsight.incident.id), beside what the book would have said of \(record.fault.kind) (\(hindsight.dose.rawValue)) on \(record.suspected) right before",
      columns: [
        .init("node", "component or journey"), .init("state", "was"), .init("symptoms", "as"),
        .init("probability", "P(degrades)"), .init("low", "90 % from"), .init("high", "to"),
        .init("errors", "P(errors)"), .init("latency", "P(latency)"), .init("given", "came as"),
      ], rows: rows)
  }

  private var moveTable: AnswerTable {
    let shown = moves.prefix(12)
    return AnswerTable(
      title: "What it moved\(moves.count > shown.count ? ", the \(shown.count) of most bits of \(moves.count)" : "")",
      columns: [
        .init("belief"), .init("before"), .init("beforeLow", "90 % from"), .init("beforeHigh", "to"), .init("after"),
        .init("afterLow", "90 % from"), .init("afterHigh", "to"), .init("bits"),
      ],
      rows: shown.compactMap { one in
        one.dose.map { before, after in
          [
            .text(after.id), .number(before.mean), .number(before.low), .number(before.high), .number(after.mean),
            .number(after.low), .number(after.high), .number(one.bits),
          ]
        }
      })
  }

  private var notes: [String] {
    var notes: [String] = []
    if let title = record.title { notes.append("\(title).") }
    let end =
      record.ended.map { " to \($0) (\(rounded($0.seconds(since: record.started) / 60, 1)) min)" } ?? ", not ended"
    notes.append(
      "\(record.fault.kind) (\(hindsight.dose.rawValue)) suspected at \(record.suspected), attribution \(rounded(record.attribution, 2)); \(record.started)\(end)."
    )
    if let cause = record.cause { notes.append("Cause: \(cause)") }
    notes.append(hindsight.sentence)
    if let quality = ForecastQuality(foreseen) {
      notes.append(
        "Of \(quality.count) known states the book would have foreseen them with a Brier score of \(rounded(quality.brier, 3)) (0 is best, 0.25 a coin's)."
      )
    }
    if let lesson {
      notes.append(
        "It taught \(lesson.bitWords), weighing \(rounded(weight, 2)) of a run."
      )
    } else {
      notes.append(
        "It moves no belief: \(record.fault.kind.faultClass == nil ? "its fault is of no known class" : "nothing that was seen bears on one, or its attribution is 0")."
      )
    }
    notes.append("Which experiment would have warned: `faultbook incident warning \(hindsight.incident.id)`.")
    return notes
  }

  /// Grade × attribution: what it weighs where it happened and as long as it is fresh.
  private var weight: Double { state.policy.weight(of: .e4) * record.attribution }

  private var json: JSON {
    let expected = hindsight.expected
    let states: [JSON] = self.states.map { node, state in
      let said = expected[node]
      let given = said.map { state == .degraded ? $0.probability : 1 - $0.probability }
      return .compact(
        (node.kind.rawValue, .string(node.name)), ("state", .string(state.rawValue)),
        ("symptoms", .array(symptoms(node).map { .string($0.rawValue) })),
        ("probability", said.map { .number($0.probability) }), ("low", said.map { .number($0.low) }),
        ("high", said.map { .number($0.high) }), ("errors", said.map { .number($0.errors) }),
        ("latency", said.map { .number($0.latency) }),
        ("given", state == .unknown ? nil : given.map { .number($0) }))
    }
    return .compact(
      [
        ("position", .integer(state.position)), ("incident", .string(hindsight.incident.id)), ("recorded", record.json),
        ("recordedAt", .integer(hindsight.incident.position)), ("asOf", .integer(hindsight.position)),
        ("now", .string(hindsight.before.now.description)), ("leftOut", .array(hindsight.leftOut.map { .string($0) })),
        ("states", .array(states)), ("brier", ForecastQuality(foreseen).map { .number($0.brier) }),
        ("weight", .number(weight)), ("beliefs", .array(moves.map(\.json))),
      ] + (lesson?.bitMembers ?? []))
  }
}

extension IncidentHindsight {
  /// Where and when the book is asked, in words.
  var sentence: String {
    let incidents = leftOut.count { StreamFamily.incident.id(in: $0) != nil }
    let parts = [(leftOut.count - incidents, "run"), (incidents, "incident")].filter { $0.0 > 0 }
    let words = parts.map { counted($0.0, $0.1) }.joined(separator: " and ")
    let less = leftOut.isEmpty ? "" : ", less \(words) recorded by then that began later"
    return "Asked as of position \(position), what was recorded before it\(less), at \(before.now), when it began."
  }
}
