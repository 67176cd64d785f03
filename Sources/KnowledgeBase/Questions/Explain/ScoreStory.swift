import Beliefs
import SystemModel
import Vocabulary

/// The account of one score, as people and programs read it.
struct ScoreStory {
  let source: ProjectionSource
  let board: Scoreboard
  let score: ResilienceScore
  let account: ScoreAccount

  /// How many beliefs a table shows.
  private static let shown = 10

  var answer: Answer {
    let further = [sensitivityTable, gapTable, refutationTable].filter { !$0.rows.isEmpty }
    return Answer(json: json, table: termTable, further: further, notes: notes)
  }

  private var title: String { score.subject == .system ? "the system" : "\(score.subject.kind) \(score.subject.name)" }

  /// The formula, in the words of its terms.
  var formula: String {
    switch score.subject {
    case .system: "resilience = Σ weight · resilience of the journey, weighed by criticality"
    case .journey: "resilience = 1 − Σ share · P(journey degrades | fault), over the failure modes"
    case .component:
      "resilience = mean of P(steady | one dependency has trouble), over dependencies and the classes errors, latency, unavailable"
    }
  }

  var refutations: [Refutation] { source.state.refutations.filter(concerns) }

  /// Those that the intent's own revision took away, which is told so that nobody takes it for a run's doing.
  var lifted: [Refutation] { source.state.liftedRefutations.filter(concerns) }

  private func concerns(_ one: Refutation) -> Bool {
    switch score.subject {
    case .system: source.state.system.journey(one.journey).map { $0.criticality >= 1 } ?? false
    case .journey(let name): one.journey == name
    case .component: false
    }
  }

  // MARK: - Tables

  private var termTable: AnswerTable {
    let heading =
      "Resilience of \(title): \(rounded(score.mean, 3)) (90 % interval \(rounded(score.low, 3)) to \(rounded(score.high, 3)))"
    switch score.subject {
    case .system:
      let rows: [[AnswerTable.Cell]] = account.terms.map {
        [.text($0.journey), .number($0.weight), .number($0.value), .number($0.amount, decimals: 4)]
      }
      let columns = [
        AnswerTable.Column("journey"), .init("weight"), .init("resilience"), .init("amount", "adds to the score"),
      ]
      return AnswerTable(title: heading, columns: columns, rows: rows)
    case .journey:
      var rows: [[AnswerTable.Cell]] = score.losses.prefix(2 * ScoreStory.shown).map { loss in
        [
          .text(loss.fault.component), .text(loss.fault.faultClass.rawValue),
          .text(loss.fault.kinds.map(\.name).joined(separator: ", ")), .number(loss.fault.share, decimals: 4),
          .number(loss.probability), .number(loss.amount, decimals: 4),
        ]
      }
      let rest = score.losses.dropFirst(2 * ScoreStory.shown)
      if !rest.isEmpty {
        func sum(_ value: (ResilienceScore.Loss) -> Double) -> Double { rest.reduce(0) { $0 + value($1) } }
        rows.append([
          .text("\(rest.count) others"), .text("–"), .text("each takes less"), .number(sum(\.fault.share), decimals: 4),
          .none, .number(sum(\.amount), decimals: 4),
        ])
      }
      let columns = [
        AnswerTable.Column("component"), .init("faultClass", "class"), .init("kinds", "kinds of fault"),
        .init("share", "share of faults"), .init("probability", "P(journey degrades)"),
        .init("loss", "taken from the score"),
      ]
      return AnswerTable(title: heading, columns: columns, rows: rows)
    case .component:
      let rows: [[AnswerTable.Cell]] = account.terms.map {
        [
          .text($0.belief?.cause.name), .text($0.belief?.faultClass.rawValue), .number($0.value),
          .number($0.weight, decimals: 4), .number($0.amount, decimals: 4),
          .number($0.belief?.evidence, decimals: 1),
        ]
      }
      let columns = [
        AnswerTable.Column("dependency"), .init("faultClass", "class"), .init("steady", "P(steady)"),
        .init("weight"), .init("amount", "adds to the score"), .init("evidence"),
      ]
      return AnswerTable(title: heading, columns: columns, rows: rows)
    }
  }

  private var sensitivityTable: AnswerTable {
    let rows: [[AnswerTable.Cell]] = account.sensitivities.prefix(ScoreStory.shown).map { one in
      [
        .text(one.belief.id), .number(one.belief.mean), .number(one.belief.standardDeviation),
        .number(one.derivative, decimals: 4), .number(one.swing, decimals: 4),
        .number(one.belief.evidence, decimals: 1),
      ]
    }
    return AnswerTable(
      title: "The beliefs that it hangs on most"
        + (account.movingBeliefs > rows.count ? ", of \(account.movingBeliefs)" : ""),
      columns: [
        .init("belief"), .init("mean"), .init("sd", "± sd"), .init("derivative", "score per unit of belief"),
        .init("swing", "± score by its doubt"), .init("evidence"),
      ], rows: rows)
  }

  private var gapTable: AnswerTable {
    let rows: [[AnswerTable.Cell]] = account.gaps.prefix(ScoreStory.shown).map { one in
      [
        .text(one.belief.description), .number(one.cost, decimals: 4), .number(one.evidence, decimals: 1),
        .number(one.strength, decimals: 2),
      ]
    }
    return AnswerTable(
      title: "What costs it most coverage"
        + (account.gaps.count > rows.count ? ", of \(account.gaps.count) beliefs" : ""),
      columns: [
        .init("belief"), .init("cost", "coverage lost"), .init("evidence", "evidence n"),
        .init("priorStrength", "prior's worth n₀"),
      ], rows: rows)
  }

  private var refutationTable: AnswerTable {
    AnswerTable(
      title: "REFUTED: what vetoes the number",
      columns: [
        .init("journey"), .init("intent"), .init("run"), .init("position", "verdict at"),
        .init("clauses", "refuted claims"),
      ],
      rows: refutations.map {
        [
          .text($0.journey), .text($0.intent), .text($0.run), .integer(Int($0.position)),
          .text($0.clauses.joined(separator: ", ")),
        ]
      })
  }

  // MARK: - Sentences

  private var notes: [String] {
    var notes = [formula + "."]
    notes += pull
    let effort = BeliefBook.scoreEffort
    notes.append(
      "The interval holds 90 % of \(effort.draws) scores, each with all beliefs drawn anew from what is thought of them (seed \(effort.seed))."
    )
    if let first = account.sensitivities.first, score.subject != .system || account.movingBeliefs > 0 {
      notes.append(
        "It hangs most on \(first.belief.id): one standard deviation of that belief moves the score by \(rounded(first.swing, 3)); "
          + "`faultbook explain belief '\(first.belief.id)'` tells where it comes from.")
    }
    let untested = account.gaps.filter { $0.evidence == 0 }
    let lost = untested.reduce(0) { $0 + $1.cost }
    var coverage =
      "Coverage \(rounded(score.coverage, 3)), \(score.freshness.map { "freshness \(rounded($0, 2))" } ?? "no evidence yet")"
    if !untested.isEmpty {
      coverage +=
        "; \(counted(untested.count, "untested belief")) of \(account.gaps.count) cost \(rounded(lost, 3)) of it"
    }
    notes.append(coverage + ".")
    return notes + vetoNotes
  }

  private var vetoNotes: [String] {
    func criteria(_ one: Refutation) -> String {
      guard !one.clauses.isEmpty else { return "its criteria" }
      let names = one.clauses.joined(separator: ", ")
      return one.clauses.count == 1 ? "clause \(names)" : "clauses \(names)"
    }
    var notes: [String] = []
    if !refutations.isEmpty {
      notes.append(
        "A later run that asks the same again and supports the intent, a revision of the refuted criteria, or its retirement lifts the veto."
      )
    }
    for one in refutations {
      guard let revised = one.revised else { continue }
      notes.append(
        "Intent \(one.intent) was revised at position \(revised), which left \(criteria(one)) as run \(one.run) refuted "
          + "\(one.clauses.count == 1 ? "it" : "them"): the veto stands.")
    }
    for one in refutations {
      guard let words = Shortfall.words(one.shortfalls) else { continue }
      notes.append("Of \(one.words), which run \(one.run) refuted, \(words): the veto stands.")
    }
    for one in lifted {
      notes.append(
        "Run \(one.run) refuted intent \(one.intent), and its veto was lifted by a revision at position \(one.revised ?? 0) that "
          + "changed \(criteria(one)), by no later run.")
    }
    return notes
  }

  /// What pulls the score down most.
  private var pull: [String] {
    switch score.subject {
    case .system:
      guard let worst = account.terms.max(by: { $0.weight * (1 - $0.value) < $1.weight * (1 - $1.value) }) else {
        return []
      }
      let taken = worst.weight * (1 - worst.value)
      return [
        "Journey \(worst.journey ?? "") pulls it down most: \(rounded(taken, 3)) of the \(rounded(1 - score.mean, 3)) that it is short of 1; "
          + "`faultbook explain score 'journey \(worst.journey ?? "")'` says by what."
      ]
    case .journey:
      guard let worst = score.losses.first else { return ["No fault that counts reaches it."] }
      var byComponent: [String: Double] = [:]
      for loss in score.losses { byComponent[loss.fault.component, default: 0] += loss.amount }
      let components = byComponent.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(3)
      return [
        "Taken most: \(worst.fault.faultClass.rawValue) on \(worst.fault.component), \(rounded(worst.amount, 3)) of the "
          + "\(rounded(1 - score.mean, 3)) that it is short of 1; by component "
          + components.map { "\($0.key) \(rounded($0.value, 3))" }.joined(separator: ", ") + "."
      ]
    case .component:
      guard let worst = account.terms.min(by: { $0.value < $1.value }), let belief = worst.belief else { return [] }
      return [
        "Pulled down most by \(belief.faultClass.rawValue) of \(belief.cause.name): it stays steady with \(rounded(worst.value, 3))."
      ]
    }
  }
}
