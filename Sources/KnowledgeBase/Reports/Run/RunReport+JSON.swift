import Beliefs
import Judgement
import Planner
import Vocabulary

extension RunReport {
  /// The report for programs: `{"position", "now", "root", "run", "deed", "status", "intent"?, "verdict"?, "native"?, "states": [{"component"|"journey",
  /// "state", "predicted"?, "low"?, "high"?}], "audit": [{"check", "why"}], "learned": {"bits", "deliveredBits", "discoveredBits", "symptomBits", "promisedBits"?,
  /// "moved", "beliefs": [{"belief", "dose", "bits", "because", "before", "after"}], "unseen", "brier"?}?, "findings": [id], "next": [proposal], "provenance": {"stream",
  /// "first", "last", "events", "verdictPosition"?, "files", "corrections"}}`.
  var json: JSON {
    let states: [JSON] = account.states.map { node, state in
      let expected = account.forecast[node]
      return .compact(
        (node.kind.rawValue, .string(node.name)), ("state", .string(state.rawValue)),
        ("predicted", expected.map { .number($0.probability) }), ("low", expected.map { .number($0.low) }),
        ("high", expected.map { .number($0.high) }))
    }
    let audit: [JSON] = account.findings.map {
      .compact(("check", .string($0.check.name)), ("why", .string($0.why)))
    }
    let place = account.provenance
    let provenance = JSON.compact(
      ("stream", .string(StreamFamily.run.stream(run.id))), ("first", .integer(place.first)),
      ("last", .integer(place.last)), ("events", .integer(Int64(place.events))),
      ("verdictPosition", run.verdict == nil ? nil : .integer(run.verdictPosition)),
      ("files", .array(place.files.map(\.json))), ("corrections", .array(place.rereadings.map(\.json))))
    let found = account.state.findings.values.filter { $0.run == run.id }.map(\.finding.id).sorted()
    return .compact(
      ("position", .integer(account.state.position)), ("now", .string(account.source.now.description)),
      ("environment", account.source.environment.map { .string($0) }), ("root", .string(place.root)),
      ("run", .string(run.id)), ("deed", .string(account.deed)), ("status", .string(run.status)),
      ("started", account.start.json), ("intent", account.intent?.json), ("verdict", verdict?.json),
      ("native", run.native?.json), ("disqualified", run.disqualified.map { .string($0) }),
      ("states", .array(states)), ("audit", .array(audit)), ("learned", learnedJSON ?? .null),
      ("findings", .array(found.map { .string($0) })),
      ("next", .array((account.plan?.proposals ?? []).map(\.json))), ("provenance", provenance))
  }

  private func json(_ one: Step.Moved) -> JSON {
    .object((one.json.members ?? []) + [JSON.Member("because", .string(account.means(of: one.move)))])
  }

  private var learnedJSON: JSON? {
    account.lesson.map { lesson in
      .compact(
        lesson.bitMembers + [
          ("moved", .integer(Int64(account.moves.count))), ("beliefs", .array(account.moves.map(json))),
          ("unseen", .array(account.unseen.map { .string($0) })),
          ("brier", ForecastQuality(lesson.foreseen).map { .number($0.brier) }),
        ])
    }
  }
}
