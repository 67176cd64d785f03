import Beliefs
import Vocabulary

extension BeliefStory {
  /// The documented document of `explain belief`.
  var json: JSON {
    .compact(
      ("position", .integer(source.state.position)), ("now", .string(source.now.description)),
      ("environment", source.environment.map { .string($0) }), ("belief", KnowledgeBase.json(account.belief)),
      ("prior", prior), ("leak", .number(source.book.leak.mean)), ("bits", .number(account.bits)),
      ("evidence", .array(testimonies.map(testimony))), ("uncounted", .array(uncounted.map(\.json))))
  }

  private var prior: JSON {
    let theta = account.prior.theta
    let making = account.prior.making
    let source = making.map { $0.fit == nil ? "default" : "fit" } ?? "class"
    return .compact(
      ("mean", .number(theta.mean)), ("sd", .number(theta.standardDeviation)), ("alpha", .number(theta.alpha)),
      ("beta", .number(theta.beta)), ("strength", .number(theta.strength)), ("source", .string(source)),
      ("origin", .string(origin)), ("group", making.map { .string($0.group.description) }),
      ("default", making.map { counts($0.standard) }), ("fit", making?.fit.map(fit)),
      ("leaning", making.map { .number($0.leaning) }), ("traces", making?.traces.map(traces)),
      ("counts", making.map { counts($0.whole) }))
  }

  private func counts(_ prior: ThresholdPrior) -> JSON {
    .compact(
      ("low", .number(prior.low)), ("medium", .number(prior.medium)), ("high", .number(prior.high)),
      ("never", .number(prior.never)))
  }

  private func fit(_ fit: PriorAccount.Fit) -> JSON {
    .compact(
      ("position", .integer(fit.position)), ("runs", .integer(Int64(fit.runs))), ("edges", .integer(Int64(fit.edges))),
      ("counts", counts(fit.prior)))
  }

  private func traces(_ traces: TraceSupport) -> JSON {
    .compact(
      ("calls", .integer(Int64(traces.calls))), ("propagated", .integer(Int64(traces.propagated))),
      ("masked", .integer(Int64(traces.masked))), ("strength", .number(traces.strength)),
      ("reached", .number(traces.reached)), ("held", .number(traces.held)),
      (
        "windows",
        .array(
          windows.map { window in
            .compact(
              ("position", .integer(window.position)), ("from", .string(window.traffic.from.description)),
              ("to", .string(window.traffic.to.description)), ("calls", .integer(Int64(window.traffic.calls))),
              ("file", window.file?.json))
          })
      ))
  }

  private func testimony(_ one: BeliefAccount.Testimony) -> JSON {
    let others = one.causes.filter { $0 != place.cause }
    let outcome = one.isUnseen ? "unseen" : one.isAmbiguous ? "ambiguous" : one.isDegraded ? "positive" : "negative"
    let factors = one.factors
    return .compact(
      ("stream", .string(one.contribution.stream)), ("position", .integer(one.contribution.position)),
      ("outcome", .string(outcome)), ("saw", .string(saw(one))), ("dose", one.dose.map { .string($0.rawValue) }),
      ("with", .array(others.map { .compact(("kind", .string($0.kind.rawValue)), ("name", .string($0.name))) })),
      ("direct", .bool(one.isDirect)), ("weight", .number(factors.weight)),
      (
        "factors",
        .compact(
          ("grade", .number(factors.grade)), ("environment", .number(factors.environment)),
          ("freshness", .number(factors.freshness)), ("attribution", .number(factors.attribution)),
          ("ageDays", .integer(factors.ageDays)), ("age", .number(factors.age)),
          ("changes", .integer(Int64(factors.changes))), ("change", .number(factors.change)))
      ),
      ("evidence", .number(one.evidence)), ("bits", .number(one.bits)), ("moved", .number(one.moved)),
      ("before", .number(one.before)),
      ("after", .number(one.after)), ("without", one.without.map { .number($0) }),
      ("grade", .string(one.grade.rawValue)), ("environment", .string(one.environment)),
      ("injected", .string(one.contribution.injected.description)),
      ("files", .array((sources[one.contribution.stream] ?? []).map(\.json))))
  }
}
