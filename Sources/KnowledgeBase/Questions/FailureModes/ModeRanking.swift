import Beliefs
import SystemModel
import Vocabulary

/// One failure mode with how likely and how harmful it is said to be, and what is known of it.
///
/// **Priority** = risk · (1 − assurance). *Risk* is the weight of the likelihood (policy `score.likelihood`) times that of the
/// impact (`score.impact`). *Assurance* is coverage · (1 − harm): how much of what could be learned its own runs and incidents have
/// taught, times the expected share of the journeys that withstand it. What others of its class have shown moves the harm and its
/// interval, and is told apart; it assures nobody of a mode that was never tried. So what is likely, harmful and unknown comes first, what was shown to be harmful
/// stays there, and only what was shown to be withstood goes down. Without coverage or without a journey to judge by, with an
/// open finding or a refuted intent, there is no assurance: nothing unknown reassures.
struct RankedMode: Sendable {
  let entry: ModeCatalogue.Entry
  let evidence: ModeEvidence
  let rate: IncidentRate?
  let likelihood: FailureModeCatalogued.Likelihood
  /// The components that it strikes, by name.
  let components: [String]
  let standing: FaultStanding
  let risk: Double

  var mode: FailureModeCatalogued { entry.mode }

  /// Whether something is known to be wrong.
  var isBlemished: Bool { !evidence.openFindings.isEmpty || evidence.isRefuted }

  /// 0 to 1.
  var assurance: Double { assurance(standing.harm) }
  /// What to look at first.
  var priority: Double { risk * (1 - assurance) }
  /// The priority's 90 % interval, from the harm's.
  var priorityLow: Double { risk * (1 - assurance(standing.low)) }
  var priorityHigh: Double { risk * (1 - assurance(standing.high)) }

  private func assurance(_ harm: Double?) -> Double {
    guard let harm, !isBlemished else { return 0 }
    return standing.coverage * (1 - harm)
  }

  /// What is known, in a word: `open` (a finding, or a refuted intent), `untested`, `tested`.
  var state: String { isBlemished ? "open" : evidence.informative.isEmpty ? "untested" : "tested" }

  /// The higher priority first; of equals the greater risk, what is less covered, and the id.
  static func ranksBefore(_ one: RankedMode, _ other: RankedMode) -> Bool {
    if one.priority != other.priority { return one.priority > other.priority }
    if one.risk != other.risk { return one.risk > other.risk }
    if one.standing.coverage != other.standing.coverage { return one.standing.coverage < other.standing.coverage }
    return one.mode.id < other.mode.id
  }
}

extension ProjectionSource {
  /// Some failure modes with what is known of them, by priority. Cost: a pass over runs and incidents for each, and the damage of
  /// every place that they strike, which is that of the scores.
  func ranked(_ entries: [ModeCatalogue.Entry]) -> [RankedMode] {
    let components = state.system.components.filter { !$0.retired }
    let struck = entries.map { entry in components.filter(entry.mode.strikes).map(\.name) }
    let evidences = entries.map { ModeEvidence($0, in: state) }
    let standings = book.standings(
      of: entries.indices.map {
        FaultGroup(places: entries[$0].mode.places(among: struck[$0]), streams: evidences[$0].streams)
      })
    return entries.indices.map { index in
      let entry = entries[index]
      let evidence = evidences[index]
      let rate = IncidentRate(evidence.incidents, in: state, now: now)
      let likelihood = rate?.raising(entry.mode.likelihood) ?? entry.mode.likelihood
      return RankedMode(
        entry: entry, evidence: evidence, rate: rate, likelihood: likelihood, components: struck[index],
        standing: standings[index],
        risk: state.policy.likelihoodWeight(likelihood) * state.policy.impactWeight(entry.mode.impact))
    }.sorted(by: RankedMode.ranksBefore)
  }
}

extension FailureModeCatalogued {
  /// The places where its own fault begins: other kinds that bring it about are of its own class or count elsewhere.
  fileprivate func places(among components: [String]) -> [FaultPlace] {
    guard let faultClass = fault.faultClass else { return [] }
    return components.map { FaultPlace(component: $0, faultClass: faultClass) }
  }
}
