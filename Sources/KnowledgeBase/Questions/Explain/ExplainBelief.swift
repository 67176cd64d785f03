import Beliefs
import SystemModel
import Vocabulary

extension KnowledgeBase {
  /// Where a belief comes from: its prior and that prior's origin, and every run and incident behind it with what it saw,
  /// how much it weighs now, and the file that brought it. Throws for an unknown id.
  public func explain(belief id: String, view: View = View()) throws -> Answer {
    let source = try self.source(view)
    guard let belief = source.belief(id) else { throw unknown("belief", id, among: source.summaries.map(\.id)) }
    let key = FamilyKey(effect: belief.effect, faultClass: belief.faultClass)
    let family = source.book.family(key)
    guard let place = family.index(of: belief.cause) else {
      throw unknown("belief", id, among: source.summaries.map(\.id))
    }
    let testimonies = testimonies(for: belief, key, source)
    let prior = origin(of: family.groups[place], belief, source)
    let columns = [
      AnswerTable.Column("stream", "run or incident"), .init("saw"), .init("dose"), .init("with", "together with"),
      .init("weight"), .init("grade"), .init("environment"), .init("at"), .init("file"),
    ]
    let rows: [[AnswerTable.Cell]] = testimonies.map { one in
      [
        .text(one.stream), .text(one.outcome), .text(one.dose), .text(one.together), .number(one.weight, decimals: 2),
        .text(one.grade), .text(one.environment), .text(one.at.description), .text(one.file),
      ]
    }
    let json = JSON.compact(
      ("position", .integer(source.state.position)), ("now", .string(source.now.description)),
      ("belief", KnowledgeBase.json(belief)),
      (
        "prior",
        .compact(
          ("mean", .number(belief.priorMean)), ("sd", .number(belief.priorStandardDeviation)),
          ("origin", .string(prior)))
      ),
      ("evidence", .array(testimonies.map(\.json))))
    let sentence =
      "P(\(belief.effect) degrades | \(belief.cause.name), \(belief.faultClass.rawValue), \(belief.dose?.rawValue ?? belief.symptom?.rawValue ?? "")) = "
      + "\(rounded(belief.mean, 3)), 90 % interval \(rounded(belief.low, 3)) to \(rounded(belief.high, 3))."
    return Answer(
      json: json, table: AnswerTable(title: "Evidence of \(id)", columns: columns, rows: rows),
      notes: [
        sentence, "Prior mean \(rounded(belief.priorMean, 3)): \(prior).",
        "\(rows.count) testimonies, \(rounded(belief.evidence, 1)) weighted observations bear on this dose.",
      ])
  }

  /// One run or incident behind a belief.
  private struct Testimony {
    let stream: String
    let position: Int64
    let outcome: String
    let dose: String
    let together: String
    let weight: Double
    let grade: String
    let environment: String
    let at: Timestamp
    let file: String?
    let sha256: String?

    var json: JSON {
      .compact(
        ("stream", .string(stream)), ("position", .integer(position)), ("outcome", .string(outcome)),
        ("dose", .string(dose)), ("together", together.isEmpty ? nil : .string(together)), ("weight", .number(weight)),
        ("grade", .string(grade)), ("environment", .string(environment)), ("injected", .string(at.description)),
        ("file", file.map { .string($0) }), ("sha256", sha256.map { .string($0) }))
    }
  }

  private func testimonies(for belief: BeliefSummary, _ key: FamilyKey, _ source: ProjectionSource) -> [Testimony] {
    let weighing = source.book.inputs.weighing
    let state = source.state
    var found: [Testimony] = []
    for row in source.history.ledger.rows(of: key) {
      var others: [Cause] = []
      var dose: String
      switch row.key.subject {
      case .family(_, let causes, let level):
        guard belief.symptom == nil, causes.contains(where: { $0.name == belief.cause.name }) else { continue }
        others = causes.filter { $0.name != belief.cause.name }
        dose = level.rawValue
      case .symptom(_, let cause, let symptom):
        guard belief.symptom == symptom, cause.name == belief.cause.name else { continue }
        dose = symptom.rawValue
      case .leak: continue
      }
      // A steady effect says of every cause that it did not fire; a degraded one leaves open which did.
      let together = row.key.isDegraded ? others.map(\.name).joined(separator: ", ") : ""
      for contribution in row.contributions {
        let alone = EvidenceRow(key: row.key, contributions: [contribution])
        let run = StreamFamily.run.id(in: contribution.stream).flatMap { state.runs[$0] }
        let file = run?.correlation.flatMap { id in state.imports.values.first { $0.eventID == id } }
        found.append(
          Testimony(
            stream: contribution.stream, position: contribution.position,
            outcome: row.key.isDegraded ? "degraded" : "steady", dose: dose, together: together,
            weight: weighing.weight(alone, effect: key.effect, cause: belief.cause), grade: row.key.grade.rawValue,
            environment: row.key.environment, at: contribution.injected, file: file?.source.names.first,
            sha256: file?.source.sha256))
      }
    }
    return found.sorted { ($0.position, $0.stream) < ($1.position, $1.stream) }
  }

  /// Where a prior comes from, in words.
  private func origin(of group: BeliefGroup, _ belief: BeliefSummary, _ source: ProjectionSource) -> String {
    var words: String
    if let fit = source.history.fits.last, fit.fitted[group] != nil {
      words = "group \(group), fitted to \(fit.runs) runs at position \(fit.position)"
    } else {
      words = "group \(group), its default"
    }
    if belief.kind == .propagation, belief.effect.kind == .component,
      let seen = source.state.system.dependency(Dependency(caller: belief.effect.name, callee: belief.cause.name))?
        .observed
    {
      let (reached, masked) =
        belief.faultClass == .errors
        ? (seen.propagatedErrors, seen.maskedErrors)
        : belief.faultClass == .latency ? (seen.propagatedDelays, seen.maskedDelays) : (0, 0)
      if reached + masked > 0 {
        words += ", with traces: \(reached) of \(reached + masked) troubled calls reached the caller"
      }
    }
    return words
  }
}
