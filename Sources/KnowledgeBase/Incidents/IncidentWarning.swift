import Beliefs
import Planner
import SystemModel
import Vocabulary

extension KnowledgeBase {
  /// Which experiment would have warned of an incident: by the beliefs as they were before it, what had the best chance of showing
  /// the propagations that it showed, what that promised then in bits, and whether it had been proposed, rejected, run, or blocked and by
  /// which gate. The answer is no where none would have. Throws for an unknown id.
  ///
  /// Shape: `{"position", "incident", "asOf", "now", "leftOut", "environment"?, "shown": [{"component"|"journey", "causes", "probability"?, "low"?,
  /// "high"?}], "experiments": [{"target", "fault", "shows", "of", "chances", "foreseen", "bits"?, "bitsAboutShown"?, "rank"?, "allowed"?, "gates":
  /// [{"gate", "passed", "why"}], "proposals": [{"id", "position", "decision"?, "why"?}], "runs": [{"run", "outcome"?}]}], "experimentCount"}`. `chances` are those of
  /// each propagation in the order of `shown`, with hindsight; `foreseen` as they were then; `gates` those that did not pass.
  ///
  /// `experimentCount` is how many would have shown anything at all; the best `top` (1 to 200) are told.
  ///
  /// Cost: one fold up to the incident, its inference, a plan, and a small plan for each experiment that is told.
  public func warning(of id: String, top: Int = 10, seed: UInt64 = 1, view: View = View()) throws -> Answer {
    try translating {
      guard (1...200).contains(top) else {
        throw FaultbookError(.usage, "between 1 and 200 experiments can be asked for, not \(top)")
      }
      let hindsight = try self.hindsight(of: id, view)
      let search = WarningSearch(
        hindsight: hindsight, planner: planner(hindsight.before, seed: seed), environment: view.environment)
      let (experiments, count) = search.best(top)
      return WarningStory(
        hindsight: hindsight, experiments: experiments, count: count, position: try state(view).position,
        environment: view.environment
      ).answer
    }
  }
}

/// The experiments that would have warned, as people and programs read them.
struct WarningStory {
  let hindsight: IncidentHindsight
  let experiments: [WarningExperiment]
  /// How many there are in all.
  let count: Int
  let position: Int64
  let environment: String?

  private var shown: [IncidentHindsight.Shown] { hindsight.shown }

  var answer: Answer {
    Answer(
      json: json, table: experimentTable, further: shown.isEmpty ? [] : [shownTable], notes: notes,
      isYes: !experiments.isEmpty)
  }

  // MARK: - Tables

  private var experimentTable: AnswerTable {
    AnswerTable(
      title: "What would have warned of \(hindsight.incident.id): the chance of showing what it showed",
      columns: [
        .init("target"), .init("fault"), .init("dose"), .init("shows", "would show"), .init("of"),
        .init("foreseen", "thought then"), .init("bits"), .init("bitsAboutShown", "bits about these"),
        .init("rank", "rank then"), .init("fate", "what became of it"),
      ],
      rows: experiments.map { one in
        [
          .text(one.target.description), .text(one.kind.name), .text(one.dose.rawValue),
          .number(one.shows, decimals: 2), .integer(shown.count), .number(one.foreseen.reduce(0, +), decimals: 2),
          .number(one.proposal?.bits), .number(one.bits(about: shown)), .integer(one.rank), .text(fate(of: one)),
        ]
      })
  }

  private var shownTable: AnswerTable {
    let expected = hindsight.expected
    return AnswerTable(
      title: "What it showed, and what the book would have said of the symptom then",
      columns: [
        .init("effect", "degraded"), .init("causes", "by trouble of"), .init("probability", "P(degrades)"),
        .init("low", "90 % from"), .init("high", "to"),
      ],
      rows: shown.map { one in
        let said = expected[one.effect]
        return [
          .text(one.effect.description), .text(causes(one)), .number(said?.probability), .number(said?.low),
          .number(said?.high),
        ]
      })
  }

  private func causes(_ one: IncidentHindsight.Shown) -> String {
    one.causes.map { $0.kind == .coupling ? "\($0.name) (no call is known)" : $0.name }.joined(separator: " or ")
  }

  // MARK: - Sentences

  /// What became of an experiment before the incident, in words.
  private func fate(of one: WarningExperiment) -> String {
    if let run = one.runs.last {
      return "run as \(run.id), \(run.outcome.map { "which came out \($0.rawValue)" } ?? "never judged")"
    }
    if let held = one.held.last {
      switch held.answer {
      case let answer?: return "proposed, \(answer.word)\(answer.why.map { ": \($0)" } ?? "")"
      case nil: return "proposed, and never answered"
      }
    }
    let failed = one.openGates.filter { $0.passed == false }
    if let gate = failed.first {
      return "never proposed; would have been blocked by \(gate.gate): \(gate.why)"
    }
    return one.rank == nil ? "never proposed; not among the first \(WarningSearch.deepest)" : "never proposed"
  }

  private var notes: [String] {
    var notes = [hindsight.sentence]
    guard hindsight.record.fault.kind.faultClass != nil else {
      return notes + [
        "Its fault is \(hindsight.record.fault.kind), so nothing says what should have been tried; record it again when the cause is known."
      ]
    }
    guard !shown.isEmpty else {
      return notes + [
        "It showed no propagation: nothing but \(hindsight.record.suspected) itself degraded, or nothing was seen."
      ]
    }
    guard let best = experiments.first else {
      return notes + [
        "None of what could be run then would have shown it: \(hindsight.record.suspected) was not known to the book."
      ]
    }
    notes.append(
      "The best chance had \(best.kind) (\(best.dose.rawValue)) on \(best.target): it would have shown \(rounded(best.shows, 2)) of the \(counted(shown.count, "propagation")) that the incident showed (then thought: \(rounded(best.foreseen.reduce(0, +), 2)))\(promise(best)). What became of it: \(fate(of: best))."
    )
    if best.runs.isEmpty, let cheap = experiments.first(where: { $0.openGates.allSatisfy { $0.passed != false } }),
      cheap.target != best.target || cheap.dose != best.dose
    {
      notes.append(
        "The best that no gate would have blocked: \(cheap.kind) (\(cheap.dose.rawValue)) on \(cheap.target), \(rounded(cheap.shows, 2)) of \(shown.count)."
      )
    }
    if count > experiments.count {
      notes.append(
        "\(count - experiments.count) more would have shown something of it with a lesser chance: --top \(min(count, 200)) tells of them."
      )
    }
    for surprise in shown where surprise.causes.allSatisfy({ $0.kind == .coupling }) {
      notes.append(
        "\(surprise.effect) is not known to call \(surprise.causes.map(\.name).joined(separator: " or ")): no trace and no declaration said that it could be reached."
      )
    }
    return notes
  }

  private func promise(_ one: WarningExperiment) -> String {
    guard let proposal = one.proposal else { return "" }
    let about = one.bits(about: shown).map { ", \(rounded($0, 2)) of them about these" } ?? ""
    return ", promised \(rounded(proposal.bits, 2)) bits\(about)\(one.rank.map { ", and ranked \($0)" } ?? "")"
  }

  // MARK: - Document

  private var json: JSON {
    let expected = hindsight.expected
    let shown: [JSON] = self.shown.map { one in
      let said = expected[one.effect]
      return .compact(
        (one.effect.kind.rawValue, .string(one.effect.name)),
        (
          "causes",
          .array(one.causes.map { .compact(("component", .string($0.name)), ("known", .bool($0.kind == .call))) })
        ),
        ("probability", said.map { .number($0.probability) }), ("low", said.map { .number($0.low) }),
        ("high", said.map { .number($0.high) }))
    }
    return .compact(
      ("position", .integer(position)), ("incident", .string(hindsight.incident.id)),
      ("asOf", .integer(hindsight.position)), ("now", .string(hindsight.before.now.description)),
      ("leftOut", .array(hindsight.leftOut.map { .string($0) })),
      ("environment", environment.map { .string($0) }), ("shown", .array(shown)),
      ("experiments", .array(experiments.map(json))), ("experimentCount", .integer(Int64(count))))
  }

  private func json(_ one: WarningExperiment) -> JSON {
    let gates: [JSON] = one.openGates.map {
      .compact(("gate", .string($0.gate)), ("passed", $0.passed.map { .bool($0) } ?? .null), ("why", .string($0.why)))
    }
    let proposals: [JSON] = one.held.map { held in
      .compact(
        ("id", .string(held.proposed.id)), ("position", .integer(held.position)),
        ("decision", held.answer.map { .string($0.word) }), ("why", held.answer?.why.map { .string($0) }))
    }
    let runs: [JSON] = one.runs.map {
      .compact(("run", .string($0.id)), ("outcome", $0.outcome.map { .string($0.rawValue) }))
    }
    return .compact(
      ("target", one.target.json), ("fault", Fault(kind: one.kind, dose: one.dose).json), ("shows", .number(one.shows)),
      ("of", .integer(Int64(shown.count))), ("chances", .array(one.chances.map { .number($0) })),
      ("foreseen", .array(one.foreseen.map { .number($0) })), ("bits", one.proposal.map { .number($0.bits) }),
      ("bitsAboutShown", one.bits(about: shown).map { .number($0) }), ("rank", one.rank.map { .integer(Int64($0)) }),
      ("allowed", one.proposal.map { .bool($0.safety.allowed) }), ("gates", .array(gates)),
      ("proposals", .array(proposals)), ("runs", .array(runs)), ("fate", .string(fate(of: one))))
  }
}
