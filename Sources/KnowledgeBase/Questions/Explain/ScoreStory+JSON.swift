import Beliefs
import Vocabulary

extension ScoreStory {
  /// The documented document of `explain score`.
  var json: JSON {
    let effort = BeliefBook.scoreEffort
    return .compact(
      ("position", .integer(source.state.position)), ("now", .string(source.now.description)),
      ("environment", source.environment.map { .string($0) }), ("kind", .string(score.subject.kind)),
      ("score", KnowledgeBase.json(score)), ("formula", .string(formula)), ("terms", .array(terms)),
      (
        "interval",
        .compact(
          ("level", 0.9), ("low", .number(score.low)), ("high", .number(score.high)),
          ("draws", .integer(Int64(effort.draws))), ("seed", .integer(Int64(effort.seed))))
      ),
      ("sensitivity", .array(account.sensitivities.map(sensitivity))),
      ("movingBeliefs", .integer(Int64(account.movingBeliefs))), ("coverageGaps", .array(account.gaps.map(gap))),
      ("refutedBy", .array(refutations.map(refutation))),
      ("lifted", .array(lifted.map(refutation))))
  }

  private var terms: [JSON] {
    switch score.subject {
    case .journey:
      score.losses.map { loss in
        .compact(
          ("component", .string(loss.fault.component)), ("faultClass", .string(loss.fault.faultClass.rawValue)),
          ("kinds", .array(loss.fault.kinds.map { .string($0.name) })), ("share", .number(loss.fault.share)),
          ("probability", .number(loss.probability)), ("loss", .number(loss.amount)))
      }
    case .system:
      account.terms.map { term in
        .compact(
          ("journey", term.journey.map { .string($0) }), ("weight", .number(term.weight)),
          ("resilience", .number(term.value)), ("amount", .number(term.amount)))
      }
    case .component:
      account.terms.map { term in
        .compact(
          ("belief", term.belief.map { .string($0.id) }), ("cause", term.belief.map { .string($0.cause.name) }),
          ("faultClass", term.belief.map { .string($0.faultClass.rawValue) }), ("weight", .number(term.weight)),
          ("steady", .number(term.value)), ("amount", .number(term.amount)))
      }
    }
  }

  private func sensitivity(_ one: ScoreAccount.Sensitivity) -> JSON {
    .compact(
      ("belief", .string(one.belief.id)), ("mean", .number(one.belief.mean)),
      ("sd", .number(one.belief.standardDeviation)), ("derivative", .number(one.derivative)),
      ("swing", .number(one.swing)))
  }

  private func gap(_ one: ScoreAccount.Gap) -> JSON {
    .compact(
      ("belief", .string(one.belief.description)), ("cost", .number(one.cost)), ("evidence", .number(one.evidence)),
      ("priorStrength", .number(one.strength)))
  }

  private func refutation(_ one: Refutation) -> JSON {
    .compact(
      ("journey", .string(one.journey)), ("intent", one.isProposed ? nil : .string(one.intent)),
      ("proposal", one.isProposed ? .string(one.intent) : nil), ("run", .string(one.run)),
      ("position", .integer(one.position)), ("clauses", .array(one.clauses.map { .string($0) })),
      ("revised", one.revised.map { .integer($0) }),
      ("notAnswered", one.shortfalls.isEmpty ? nil : .array(one.shortfalls.map(\.json))))
  }
}
