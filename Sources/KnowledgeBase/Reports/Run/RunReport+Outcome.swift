import Beliefs
import Judgement
import SystemModel
import Vocabulary

/// What came of a run, beside what was expected of it.
extension RunReport {
  var outcome: Report.Section {
    var blocks: [Report.Block] = []
    if let verdict {
      let method = "Judged by \(verdict.method)"
      if verdict.clauses.isEmpty {
        blocks.append(.text("\(method). No clause was stated, so there is none to hold it against."))
      } else {
        blocks.append(.text("\(method), each clause for itself."))
        blocks.append(.table(clauseTable(verdict)))
      }
    } else {
      blocks.append(
        .note(
          run.isOver ? "It is over and not judged yet: `faultbook judge \(run.id)`." : "It is not over yet.", .doubt))
    }
    let probes = account.record?.probes.filter { $0.payload.phase != .baseline || $0.payload.met != true } ?? []
    if !probes.isEmpty { blocks.append(.table(probeTable(probes))) }
    if let native = run.native {
      blocks.append(
        .text(
          "The tool's own words, which decide nothing here: \(native.tool) said \(native.status ?? "nothing of its status") and \(native.verdict ?? "no verdict")."
        ))
    }
    return Report.Section("outcome", "Expected and found", blocks)
  }

  private func clauseTable(_ verdict: VerdictReached) -> AnswerTable {
    AnswerTable(
      title: "Clause by clause",
      columns: [
        .init("clause"), .init("outcome"), .init("expected"), .init("actual", "found"), .init("unit"),
        .init("evidence", "decided by"),
      ],
      rows: verdict.clauses.map { one in
        [
          .text(one.id), .text(one.outcome.rawValue), .text(one.expected), .text(one.actual), .text(one.unit),
          .text(one.evidence),
        ]
      })
  }

  private func probeTable(_ probes: [RunRecord.Probe]) -> AnswerTable {
    let origin = run.injectedAt ?? account.startedAt
    return AnswerTable(
      title: "The tool's probes under the fault and after it, and those unmet before",
      columns: [
        .init("probe"), .init("phase"), .init("second", "s after injection"), .init("met"), .init("tolerance"),
        .init("value", "answer"),
      ],
      rows: probes.map { probe in
        let asked = probe.payload
        return [
          .text(asked.name), .text(asked.phase.rawValue), .number(probe.at.seconds(since: origin), decimals: 1),
          .text(asked.met.map { $0 ? "met" : "not met" } ?? "no answer"), .text(asked.tolerance?.text),
          .text(asked.value.map { String($0.text.prefix(120)) }),
        ]
      })
  }

  // MARK: - Who degraded

  var seen: Report.Section? {
    let states = account.states
    guard !states.isEmpty else { return nil }
    var blocks: [Report.Block] = [.text(seenWords(states))]
    blocks.append(.table(stateTable(states)))
    return Report.Section("seen", "Who degraded, and who was expected to", blocks)
  }

  private func seenWords(_ states: [(node: NodeID, state: ObservedState)]) -> String {
    func names(_ state: ObservedState) -> [NodeID] { states.filter { $0.state == state }.map(\.node) }
    let degraded = names(.degraded)
    let steady = names(.steady).count
    let unknown = names(.unknown).count
    var words =
      "\(degraded.count) of \(states.count) components and journeys that were looked at degraded, \(steady) stayed as "
      + "\(steady == 1 ? "it was" : "they were")\(unknown > 0 ? ", and of \(unknown) too little was seen to say" : "")."
    if let quality = account.lesson.flatMap({ ForecastQuality($0.foreseen) }) {
      words +=
        " The book had foreseen the \(counted(quality.count, "known state")) with a Brier score of \(rounded(quality.brier, 3)) (0 is best, 0.25 a coin's)."
    }
    return words
  }

  private func stateTable(_ states: [(node: NodeID, state: ObservedState)]) -> AnswerTable {
    let observations = verdict?.observations ?? []
    let rows: [[AnswerTable.Cell]] = states.map { node, state in
      let own = observations.filter { $0.node == node && $0.state == .degraded }
      let expected = account.forecast[node]
      let isTarget = account.start.target == .component(node.name) && node.kind == .component
      return [
        .text(node.description + (isTarget ? " (target)" : "")), .text(state.rawValue),
        .text(own.isEmpty ? nil : own.map(\.symptom.rawValue).sorted().joined(separator: ", ")),
        .number(own.compactMap(\.onsetSeconds).min(), decimals: 1), .number(expected?.probability),
        .number(expected?.low), .number(expected?.high),
        .text(expected.map { RunReport.surprise($0.probability, state) }),
      ]
    }
    return AnswerTable(
      title: "Observed, beside P(degrades) as the book had it before the run",
      columns: [
        .init("node", "component or journey"), .init("state", "observed"), .init("symptoms", "as"),
        .init("onsetSeconds", "onset s"), .init("predicted", "P(degrades)"), .init("low", "90 % from"),
        .init("high", "to"), .init("surprise", "came as"),
      ], rows: rows)
  }

  /// How surprising a state was, in words, by the probability that the book had given to it.
  static func surprise(_ probability: Double, _ state: ObservedState) -> String {
    guard state != .unknown else { return "–" }
    let given = state == .degraded ? probability : 1 - probability
    if given < 0.2 { return "a surprise" }
    return given < 0.5 ? "less likely" : "expected"
  }

  // MARK: - The evidence

  var evidence: Report.Section {
    var blocks: [Report.Block] = []
    if let verdict {
      blocks.append(.text("\(verdict.grade.rawValue): \(verdict.grade.meaning). \(injection)"))
    } else {
      blocks.append(.text("Not graded before it is judged. \(injection)"))
    }
    blocks.append(.table(phaseTable))
    if let lacking { blocks.append(.text(lacking)) }
    for finding in account.findings {
      blocks.append(
        .note(
          "\(finding.check.name): \(finding.why). \(finding.check.meaning)", finding.check.voidsPass ? .bad : .doubt))
    }
    if account.findings.isEmpty, verdict != nil {
      blocks.append(.text("The evidence audit finds nothing against this run's record."))
    }
    return Report.Section("evidence", "How good the evidence is", blocks)
  }

  private var injection: String {
    guard run.injectedAt != nil else { return "Nothing was injected." }
    return run.confirmed == true
      ? "The injection was confirmed."
      : "Nobody confirmed the injection" + (verdict?.degradedNodes.isEmpty == false ? ", but somebody suffered." : ".")
  }

  /// What keeps a run of lower grade from E4; nil for one that has it, or in which nothing was injected.
  private var lacking: String? {
    guard let verdict, !["E4", "E5"].contains(verdict.grade.rawValue), run.injectedAt != nil else { return nil }
    let named = ["anything seen before the fault", "anything seen under it", "anything seen after it"]
    var missing = zip(named, phaseTable.rows).filter { _, row in row[1] == .integer(0) && row[3] == .integer(0) }.map(
      \.0)
    if run.confirmed != true { missing.append("a confirmed injection") }
    guard !missing.isEmpty else { return nil }
    return "What it lacks for E4: \(missing.joined(separator: ", ")); so it weighs less, or nothing."
  }

  private var phaseTable: AnswerTable {
    let origin = run.injectedAt
    func phase(_ sample: RunRecord.Sample) -> Phase {
      if let stated = sample.payload.phase { return stated }
      guard let origin, sample.at > origin else { return .baseline }
      return run.clearedAt.map { sample.at > $0 } ?? false ? .recovery : .fault
    }
    let samples = (account.record?.samples ?? SampleRows()).reduce(into: [Phase: Int]()) {
      $0[phase($1), default: 0] += 1
    }
    let probes = account.record?.probes.map(\.payload) ?? []
    let names: [(Phase, String)] = [(.baseline, "before the fault"), (.fault, "under it"), (.recovery, "after it")]
    return AnswerTable(
      title: "What was looked at, and when",
      columns: [.init("phase", "when"), .init("samples"), .init("probes", "probes asked"), .init("answered")],
      rows: names.map { phase, name in
        let asked = probes.filter { $0.phase == phase }
        return [
          .text(name), .integer(samples[phase] ?? 0), .integer(asked.count),
          .integer(asked.count { $0.met != nil }),
        ]
      })
  }
}
