import Vocabulary

extension ProposalAccount {
  /// The whole story. `recording` is nil where it was not recorded.
  func answer(_ recording: Recording?) -> Answer {
    let further = [gateTable, predictionTable, similarTable, runTable].filter { !$0.rows.isEmpty }
    return Answer(json: json(recording), table: familyTable, further: further, notes: notes(recording))
  }

  private func number(_ name: String) -> Double { payload[name]?.doubleValue ?? 0 }

  private var name: String {
    let magnitude = fault.magnitude.map { " of \(rounded($0.value, $0.value < 10 ? 2 : 0)) \($0.unit)" } ?? ""
    return "\(fault.kind.name)\(magnitude) (\(dose.rawValue)) on \(target)"
  }

  private var rest: (families: Int, bits: Double)? {
    payload["otherSources"].map { (Int($0["families"]?.integerValue ?? 0), $0["bits"]?.doubleValue ?? 0) }
  }

  // MARK: - Tables

  private var familyTable: AnswerTable {
    var rows: [[AnswerTable.Cell]] = []
    for family in families {
      for (place, belief) in family.beliefs.enumerated() {
        let isFirst = place == 0
        rows.append([
          .text(family.effect.description), isFirst ? .number(family.bits) : .none,
          isFirst ? .number(family.weight, decimals: 2) : .none, isFirst ? .number(family.met, decimals: 2) : .none,
          .text(belief.cause), .number(belief.mean), .number(belief.ifDegraded), .number(belief.ifSteady),
          .number(belief.now),
        ])
      }
    }
    let columns = [
      AnswerTable.Column("effect", "asks whether this degrades"), .init("bits"), .init("weight", "criticality"),
      .init("met", "P(met)"), .init("cause", "when this has trouble"), .init("mean", "belief then"),
      .init("ifDegraded", "if it degrades"), .init("ifSteady", "if it stays steady"), .init("meanNow", "belief today"),
    ]
    return AnswerTable(
      title: "\(payload["id"]?.stringValue ?? ""): \(name), \(rounded(number("bits"), 3)) bits", columns: columns,
      rows: rows)
  }

  private var gateTable: AnswerTable {
    let rows: [[AnswerTable.Cell]] = (payload["safety"]?["gates"]?.arrayValue ?? []).map { gate in
      let word = gate["passed"]?.boolValue.map { $0 ? "passed" : "FAILED" } ?? "in doubt"
      return [.text(gate["gate"]?.stringValue), .text(word), .text(gate["why"]?.stringValue)]
    }
    let isAllowed = payload["safety"]?["allowed"]?.boolValue ?? false
    return AnswerTable(
      title: isAllowed ? "Gates: it may run" : "Gates: it may NOT run",
      columns: [.init("gate"), .init("verdict"), .init("why")], rows: rows)
  }

  private var predictionTable: AnswerTable {
    let predicted = payload["predicted"]?.arrayValue ?? []
    let rows: [[AnswerTable.Cell]] = predicted.prefix(10).map { one in
      let node =
        one["journey"]?.stringValue.map { NodeID.journey($0) }
        ?? .component(one["component"]?.stringValue ?? "")
      return [
        .text(node.description), .number(one["probability"]?.doubleValue), .number(one["errors"]?.doubleValue),
        .number(one["latency"]?.doubleValue),
      ]
    }
    return AnswerTable(
      title: "Expected to degrade" + (predicted.count > 10 ? ", the ten likeliest of \(predicted.count)" : ""),
      columns: [
        .init("node", "component or journey"), .init("probability"), .init("errors", "P(errors)"),
        .init("latency", "P(latency)"),
      ], rows: rows)
  }

  private var similarTable: AnswerTable {
    let rows: [[AnswerTable.Cell]] = (payload["similarRuns"]?.arrayValue ?? []).map { one in
      [
        .text(one["run"]?.stringValue), .text(one["at"]?.stringValue), .text(one["fault"]?.stringValue),
        .text(one["dose"]?.stringValue), .text(one["outcome"]?.stringValue), .text(one["leftOpen"]?.stringValue),
      ]
    }
    return AnswerTable(
      title: "The last runs like it",
      columns: [
        .init("run"), .init("at"), .init("fault"), .init("dose"), .init("outcome"),
        .init("leftOpen", "what it left open"),
      ], rows: rows)
  }

  private var runTable: AnswerTable {
    let rows: [[AnswerTable.Cell]] = runs.map { one in
      [
        .text(one.run.id), .text(one.run.status), .text(one.run.verdict?.outcome.rawValue),
        .text(one.run.verdict?.grade.rawValue), .number(number("bits")), .number(one.lesson?.deliveredBits),
        .number(one.lesson?.discoveredBits), .number(one.lesson?.bits),
      ]
    }
    return AnswerTable(
      title: "What became of it: bits promised and delivered",
      columns: [
        .init("run"), .init("status"), .init("outcome"), .init("grade"), .init("promisedBits", "promised bits"),
        .init("deliveredBits", "delivered bits"), .init("discoveredBits", "discovered bits"),
        .init("bits", "bits in all"),
      ], rows: rows)
  }

  // MARK: - Sentences

  private func notes(_ recording: Recording?) -> [String] {
    var notes: [String] = []
    if let hypothesis = payload["intent"]?["hypothesis"]?.stringValue { notes.append(hypothesis) }
    notes.append(arithmetic)
    let others = [
      ("bitsOffPath", "about families off every user-facing path"),
      ("discoveryBits", "about couplings nobody knows of"),
    ]
    .compactMap { name, what in number(name) > 0 ? "\(rounded(number(name), 3)) \(what)" : nil }
    if !others.isEmpty { notes.append("Not counted: \(others.joined(separator: ", ")).") }
    notes.append(
      "Cost \(rounded(number("cost"), 1)) min: the run, and the journeys that it is expected to degrade, by criticality."
    )
    if let why = payload["runnerUp"]?.stringValue { notes.append("Runner-up: \(why).") }
    if let why = payload["redundant"]?.stringValue { notes.append("Redundant: \(why)") }
    notes += life(recording)
    return notes
  }

  private var arithmetic: String {
    let listed = families.count + (rest?.families ?? 0)
    let weighed = families.reduce(0) { $0 + $1.weight * $1.bits }
    let error =
      number("worlds") > 0
      ? "standard error \(rounded(number("standardError"), 4)) over \(Int(number("worlds"))) worlds"
      : "enumerated exactly"
    var text = "\(rounded(number("bits"), 3)) bits are the sum over \(listed) \(listed == 1 ? "family" : "families")"
    if let rest { text += ", of which \(rest.families) with \(rounded(rest.bits, 3)) bits are not listed" }
    text += "; weighed by the criticality that each can reach, \(rounded(weighed, 3)) (\(error))"
    if number("objectiveValue") < weighed * (1 - 1e-9) - 1e-12, rest == nil {
      text += "; beside those ranked before it in the batch it adds \(rounded(number("objectiveValue"), 3))"
    }
    return text + "."
  }

  private func life(_ recording: Recording?) -> [String] {
    guard let recording, let held else {
      return ["Not recorded; `faultbook next --record` keeps it, so that a run can refer to it."]
    }
    var notes = [
      "Recorded at position \(recording.position) by \(recording.actor), computed from position \(held.proposed.position) with "
        + "seed \(held.proposed.seed); `faultbook audit recompute \(held.proposed.id)` computes it again."
    ]
    if let answer = held.answer {
      notes.append("It was \(answer.word) at position \(answer.position)\(answer.why.map { ": \($0)" } ?? "").")
    } else if runs.isEmpty {
      notes.append("Nobody has accepted or rejected it, and no run has followed it.")
    }
    for one in runs {
      guard let lesson = one.lesson else {
        notes.append("Run \(one.run.id) followed it and has taught nothing yet: \(one.run.whyItTeachesNothing).")
        continue
      }
      notes.append(
        "Run \(one.run.id) delivered \(rounded(lesson.deliveredBits, 3)) of the \(rounded(number("bits"), 3)) bits about calls that were promised"
          + (lesson.discoveredBits > 0
            ? ", and \(rounded(lesson.discoveredBits, 3)) beside them about what is no call: \(rounded(lesson.bits, 3)) in all."
            : "."))
    }
    return notes
  }

  // MARK: - Document

  private func json(_ recording: Recording?) -> JSON {
    .compact(
      ("position", .integer(source.state.position)), ("now", .string(source.now.description)), ("id", payload["id"]),
      (
        "recorded",
        recording.map {
          .compact(
            ("position", .integer($0.position)), ("at", .string($0.at.description)), ("actor", .string($0.actor)),
            ("program", $0.program.map { .string($0) }))
        } ?? .null
      ),
      (
        "decision",
        held?.answer.map {
          .compact(
            ("decision", .string($0.word)), ("why", $0.why.map { .string($0) }), ("position", .integer($0.position)))
        } ?? .null
      ),
      ("target", target.json), ("fault", fault.json), ("environment", payload["environment"]),
      ("bits", payload["bits"]), ("objectiveValue", payload["objectiveValue"]),
      ("standardError", payload["standardError"]), ("worlds", payload["worlds"]), ("cost", payload["cost"]),
      ("costUnit", payload["costUnit"]), ("bitsOffPath", payload["bitsOffPath"]),
      ("discoveryBits", payload["discoveryBits"]), ("sources", .array(families.map(json))),
      ("otherSources", payload["otherSources"]), ("safety", payload["safety"]), ("predicted", payload["predicted"]),
      ("similarRuns", payload["similarRuns"]), ("runnerUp", payload["runnerUp"]), ("redundant", payload["redundant"]),
      ("runs", .array(runs.map(json))), ("proposal", payload))
  }

  private func json(_ family: Family) -> JSON {
    .compact(
      ("effect", .string(family.effect.name)), ("effectKind", .string(family.effect.kind.rawValue)),
      ("faultClass", fault.kind.faultClass.map { .string($0.rawValue) }), ("bits", .number(family.bits)),
      ("weight", .number(family.weight)), ("weighedBits", .number(family.weight * family.bits)),
      ("met", .number(family.met)), ("causes", .array(family.beliefs.map { .string($0.cause) })),
      (
        "delivered",
        .array(family.delivered.map { .compact(("run", .string($0.run)), ("bits", .number($0.bits))) })
      ),
      ("beliefs", .array(family.beliefs.map(json))))
  }

  private func json(_ belief: CauseBelief) -> JSON {
    .compact(
      ("id", belief.id.map { .string($0) }), ("cause", .string(belief.cause)), ("mean", .number(belief.mean)),
      ("sd", .number(belief.deviation)), ("ifDegraded", belief.ifDegraded.map { .number($0) }),
      ("ifSteady", belief.ifSteady.map { .number($0) }), ("meanNow", belief.now.map { .number($0) }))
  }

  private func json(_ one: Outcome) -> JSON {
    .compact(
      ("run", .string(one.run.id)), ("status", .string(one.run.status)),
      ("outcome", one.run.verdict.map { .string($0.outcome.rawValue) }),
      ("grade", one.run.verdict.map { .string($0.grade.rawValue) }), ("promisedBits", payload["bits"]),
      ("deliveredBits", one.lesson.map { .number($0.deliveredBits) }),
      ("discoveredBits", one.lesson.map { .number($0.discoveredBits) }), ("bits", one.lesson.map { .number($0.bits) }))
  }
}

extension RunState {
  /// Why a run moves no belief, in words, as far as the run itself tells.
  var whyItTeachesNothing: String {
    if let disqualified { return "it was disqualified (\(disqualified))" }
    guard let verdict else { return isOver ? "it has no verdict yet" : "it is not over yet" }
    if let why = started?.targetUnnamed { return "its target is not named, for \(why)" }
    if !verdict.grade.movesBeliefs { return "its evidence has grade \(verdict.grade.rawValue), which moves no belief" }
    if confirmed == false, verdict.degradedNodes.isEmpty {
      return "nobody confirmed the injection, and nobody was seen to suffer from it"
    }
    return "nothing that it observed bears on a belief"
  }
}
