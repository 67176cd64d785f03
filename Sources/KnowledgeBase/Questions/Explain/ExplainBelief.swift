import Beliefs
import EventLog
import SystemModel
import Vocabulary

extension KnowledgeBase {
  /// Where a belief comes from: its prior and how that was made, every run and incident behind it with what it saw, what its
  /// weight is made of, its share of what was learned, in bits, and the files that brought it; and what one would look for and does
  /// not count, with the reason. Of every kind, tested or not. Throws for an unknown id.
  ///
  /// `evidence[].bits` add up to `bits`, which is KL(posterior ‖ prior) of the belief (``BeliefAccount``); `evidence[].evidence`
  /// to `belief.evidence`; the factors of a weight multiply to `weight`.
  ///
  /// Shape: `{"position", "now", "environment"?, "belief": as in beliefs, "prior": {"mean", "sd", "alpha", "beta", "strength",
  /// "origin", "group"?, "default"?, "leaning"?, "fit"?: {"position", "runs", "edges", "counts"}, "traces"?: {"calls", "propagated", "masked",
  /// "strength", "reached", "held", "windows": [{"position", "from", "to", "calls", "file"?}]}, "counts"?}, "leak", "bits",
  /// "evidence": [{"stream", "position", "outcome": "negative"|"positive"|"ambiguous"|"unseen", "saw", "dose"?, "with", "direct", "weight",
  /// "factors": {"grade", "environment", "freshness", "attribution", "ageDays", "age", "changes", "change"}, "evidence", "bits",
  /// "before", "after", "without"?, "grade", "environment", "injected", "files": [{"name", "names", "format", "sha256",
  /// "position"}]}], "uncounted": [{"stream", "position"?, "reason", "why", "at"?}]}`; counts are of a threshold at low, medium,
  /// high or never.
  public func explain(belief id: String, view: View = View()) throws -> Answer {
    try translating {
      let source = try self.source(view)
      let place = try beliefPlace(id, source)
      let account =
        if let symptom = place.symptom {
          source.book.account(of: symptom, place.cause, place.key)
        } else {
          source.book.account(of: place.cause, place.key, dose: place.dose ?? .high)
        }
      guard let account else { throw unknown("belief", id, among: source.summaries.map(\.id)) }
      let files = SourceFiles(log, source.state)
      var call: Dependency?
      if account.prior.making?.traces != nil {
        call = Dependency(caller: place.key.effect.name, callee: place.cause.name)
      }
      let facts = try BeliefFacts(log, source.state, call: call, files: files) { event in
        if case .occurred(let time) = view.asOf { event.occurredAt <= time } else { true }
      }
      let counting = account.testimonies.filter { $0.factors.weight > 0 }
      var sources: [String: [SourceFile]] = [:]
      for one in counting where sources[one.contribution.stream] == nil {
        sources[one.contribution.stream] = try files.files(of: one.contribution.stream)
      }
      let counted = Set(counting.filter(\.isDirect).map(\.contribution.stream))
      let weightless = account.testimonies.filter { $0.factors.weight <= 0 }
      let uncounted = UncountedRuns(source, place).all(
        counted: counted, weightless: weightless, superseded: facts.superseded)
      return BeliefStory(
        source: source, place: place, account: account, testimonies: counting, windows: facts.windows,
        sources: sources, uncounted: uncounted
      ).answer
    }
  }
}
