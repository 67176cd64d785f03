import Vocabulary

/// An intent that a run refuted, as one journey sees it.
@dynamicMemberLookup
struct Refutation: Sendable, Equatable {
  /// The journey that it speaks of.
  let journey: String
  /// What was refuted, of which that journey is one.
  let refuted: RefutedIntent

  subscript<Value>(dynamicMember member: KeyPath<RefutedIntent, Value>) -> Value { refuted[keyPath: member] }
}

/// An intent that a run refuted, wholly or in some of its criteria: one that was declared, or what a proposal expected.
struct RefutedIntent: Sendable, Equatable {
  /// Its id; that of the last refuted proposal where none was declared.
  let intent: String
  /// Whether it is a proposal's, which nobody can revise or retire.
  let isProposed: Bool
  /// The run that refuted it; of several the last.
  let run: String
  /// The position of the run's verdict.
  let position: Int64
  /// The criteria that stand refuted, by id; none where the verdict names none.
  let clauses: [String]
  /// The position of a later revision: where it stands, of one that left those criteria as they were; where it is lifted, of the
  /// one that changed them. Nil where the intent was not revised since.
  let revised: Int64?
  /// The journeys that it speaks of, sorted.
  let journeys: [String]
  /// The later runs that support it and do not answer it.
  let shortfalls: [Shortfall]

  /// What it is, in words.
  var words: String { "\(isProposed ? "proposal" : "intent") \(intent)" }

  /// `{"intent" or "proposal", "run", "position", "clauses", "journeys", "revised"?, "notAnswered"?}`.
  var json: JSON {
    .compact(
      ("intent", isProposed ? nil : .string(intent)), ("proposal", isProposed ? .string(intent) : nil),
      ("run", .string(run)), ("position", .integer(position)),
      ("clauses", .array(clauses.map { .string($0) })), ("journeys", .array(journeys.map { .string($0) })),
      ("revised", revised.map { .integer($0) }),
      ("notAnswered", shortfalls.isEmpty ? nil : .array(shortfalls.map(\.json))))
  }

  /// Some of them as a table.
  static func table(_ refuted: [RefutedIntent]) -> AnswerTable {
    AnswerTable(
      title: "Refuted, and not answered since",
      columns: [.init("intent"), .init("clauses"), .init("run"), .init("journeys")],
      rows: refuted.map { one in
        [
          .text(one.intent), .text(one.clauses.joined(separator: ", ")), .text(one.run),
          .text(one.journeys.joined(separator: ", ")),
        ]
      })
  }
}

extension BookState {
  /// What runs refuted and nothing has answered since, by journey, then by intent.
  ///
  /// A criterion that a run refuted is answered by a later run that asks the same again (see ``shortfall(of:after:_:)``) and supports
  /// it, by a revision after the run that changes or drops that very criterion, and by the intent's retirement. A run that shows
  /// nothing answers nothing, and neither does a revision of anything else. "Later" is the time of the run, not that of its verdict:
  /// to judge a run anew makes it no later.
  ///
  /// Chapter 2 lets a *refuted* intent veto, and by its letter one clause refuted beside others that held (partly-supported) would not.
  /// One counterexample is enough, and unknown is never counted as good: here each refuted criterion vetoes by itself, whatever the
  /// outcome of the whole.
  ///
  /// A run of a proposal alone is judged by what that expected, and refutes it as it would an intent. Each plan makes proposals of its own,
  /// so those of one target and one class of fault count as the same question.
  var refutations: [Refutation] { judgedIntents.flatMap { told($0, isLifted: false) }.sorted(by: Self.inOrder) }

  /// What no longer vetoes because the criteria that a run refuted were changed after it.
  var liftedRefutations: [Refutation] { judgedIntents.flatMap { told($0, isLifted: true) }.sorted(by: Self.inOrder) }

  private static func inOrder(_ one: Refutation, _ other: Refutation) -> Bool {
    (one.journey, one.intent) < (other.journey, other.intent)
  }

  /// What runs were judged by, and the runs that count, in the order of their beginning.
  private struct Judged {
    /// Nil where proposals expected it.
    let intent: IntentState?
    let runs: [RunState]
  }

  /// The runs that count of every intent that is held, and of proposals by their question.
  private var judgedIntents: [Judged] {
    var declared: [String: [RunState]] = [:]
    var proposed: [String: [RunState]] = [:]
    for run in runs.values where run.disqualified == nil && run.verdict != nil {
      guard let start = run.started else { continue }
      if let intent = start.intent {
        declared[intent, default: []].append(run)
      } else if start.proposal != nil, frozenIntent(of: run) != nil {
        let asked = start.fault.kind.faultClass?.rawValue ?? start.fault.kind.description
        proposed["\(asked) \(start.target?.description ?? "-")", default: []].append(run)
      }
    }
    func ordered(_ runs: [RunState]) -> [RunState] {
      runs.sorted { one, other in
        (one.startedAt ?? one.lastAt, one.startedPosition, one.id)
          < (other.startedAt ?? other.lastAt, other.startedPosition, other.id)
      }
    }
    let held = declared.compactMap { id, runs -> Judged? in
      guard let intent = intents[id], intent.retired == nil else { return nil }
      return Judged(intent: intent, runs: ordered(runs))
    }
    return held + proposed.values.map { Judged(intent: nil, runs: ordered($0)) }
  }

  /// What runs refuted and nothing has answered since, by intent: also of those that speak of no journey.
  var refutedIntents: [RefutedIntent] {
    judgedIntents.compactMap { refuted($0, isLifted: false) }.sorted { $0.intent < $1.intent }
  }

  private func told(_ one: Judged, isLifted: Bool) -> [Refutation] {
    guard let refuted = refuted(one, isLifted: isLifted) else { return [] }
    return refuted.journeys.map { Refutation(journey: $0, refuted: refuted) }
  }

  private func refuted(_ one: Judged, isLifted: Bool) -> RefutedIntent? {
    let refuted = RefutedCriteria(one.runs, shortfall: shortfall).standing.map { criterion in
      (criterion, one.intent?.answer(to: criterion) ?? (isLifted: false, revision: nil))
    }
    let wanted = refuted.filter { $0.1.isLifted == isLifted }
    guard let last = wanted.map(\.0.run).max(by: { $0.startedPosition < $1.startedPosition }) else { return nil }
    return RefutedIntent(
      intent: one.intent?.id ?? last.started?.proposal ?? "", isProposed: one.intent == nil, run: last.id,
      position: last.verdictPosition,
      clauses: Set(wanted.compactMap(\.0.clause)).sorted(), revised: wanted.compactMap(\.1.revision).max(),
      journeys: journeys(of: one.intent, refutedBy: wanted.map(\.0.run)),
      shortfalls: wanted.flatMap(\.0.shortfalls).reduce(into: []) { if !$0.contains($1) { $0.append($1) } })
  }

  /// The journeys that an intent speaks of, sorted; where it claims nothing itself, those of what the runs were judged by.
  private func journeys(of intent: IntentState?, refutedBy runs: [RunState]) -> [String] {
    var texts = [intent?.current].compactMap(\.self)
    if texts.allSatisfy(\.clauses.isEmpty) { texts += runs.compactMap { frozenIntent(of: $0)?.text } }
    let subjects = texts.flatMap(\.clauses).map(\.subject).filter { $0.kind == .journey }.map(\.name)
    return Set(texts.compactMap(\.journey) + subjects).sorted()
  }
}

/// What the runs of one intent refuted and no later run of it supported.
private struct RefutedCriteria {
  struct Criterion {
    /// Its id; nil for the intent as a whole, where the verdict names no clause.
    let clause: String?
    let run: RunState
    /// The later runs that support it and do not answer it.
    var shortfalls: [Shortfall] = []
  }

  /// By criterion, every run that refuted it and that none answered.
  private var byClause: [String?: [Criterion]] = [:]

  var standing: [Criterion] {
    byClause.values.joined().sorted {
      ($0.clause ?? "", $0.run.startedPosition, $0.run.id) < ($1.clause ?? "", $1.run.startedPosition, $1.run.id)
    }
  }

  /// - Parameters:
  ///   - runs: in the order of their beginning.
  ///   - shortfall: why a later run does not answer one that refuted a criterion; nil where it does.
  init(_ runs: [RunState], shortfall: (RunState, RunState, String?) -> String?) {
    func answer(_ clause: String?, by run: RunState) {
      byClause[clause] = byClause[clause]?.compactMap { one in
        guard let why = shortfall(run, one.run, clause) else { return nil }
        var one = one
        one.shortfalls.append(Shortfall(run: run.id, why: why))
        return one
      }
    }
    for run in runs {
      guard let verdict = run.verdict else { continue }
      let refuted = verdict.clauses.filter { $0.outcome == .refuted }.map(\.id)
      // A run of which nothing was observed answers nothing, whatever its tool says.
      if verdict.grade.movesBeliefs {
        switch verdict.outcome {
        case .supported: for clause in byClause.keys { answer(clause, by: run) }
        case .partlySupported, .refuted:
          for clause in verdict.clauses where clause.outcome == .supported { answer(clause.id, by: run) }
        case .inconclusive, .notRun: break
        }
      }
      guard verdict.outcome != .notRun else { continue }
      for clause in refuted { byClause[clause, default: []].append(Criterion(clause: clause, run: run)) }
      if verdict.outcome == .refuted, refuted.isEmpty {
        byClause[nil, default: []].append(Criterion(clause: nil, run: run))
      }
    }
  }
}

extension IntentState {
  /// Whether a revision after the run changed what it refuted, and where the last revision since is.
  fileprivate func answer(to refuted: RefutedCriteria.Criterion) -> (isLifted: Bool, revision: Int64?) {
    let run = refuted.run
    let end = run.endedPosition > 0 ? run.endedPosition : run.verdictPosition
    let later = texts.filter { $0.position > end }
    guard let last = later.last else { return (false, nil) }
    let atEnd = texts.last { $0.position <= end }?.intent
    // Whatever the intent was declared as first, where the run was before it.
    let judged = frozen(for: run).text ?? atEnd ?? texts[0].intent
    let said = criteria(refuted.clause, of: current, as: judged)
    let isChanged =
      said != criteria(refuted.clause, of: judged, as: judged)
      && said != criteria(refuted.clause, of: atEnd ?? judged, as: judged)
    guard isChanged else { return (false, last.position) }
    let first = later.indices.first { index in
      later[index...].allSatisfy { criteria(refuted.clause, of: $0.intent, as: judged) == said }
    }
    return (true, first.map { later[$0].position })
  }

  /// What a text says of a criterion: the clause of that id, null where it has none. Without an id, and for one that the judged text
  /// does not know, since it came from a tool, all of its criteria.
  private func criteria(_ clause: String?, of text: IntentDeclared, as judged: IntentDeclared) -> JSON {
    if let clause, judged.clauses.contains(where: { $0.id == clause }) {
      return text.clauses.first { $0.id == clause }?.json ?? .null
    }
    let hypothesis: JSON = text.clauses.isEmpty ? .string(text.hypothesis) : .null
    return .array([.array(text.clauses.map(\.json)), text.steadyState?.json ?? .null, hypothesis])
  }
}
