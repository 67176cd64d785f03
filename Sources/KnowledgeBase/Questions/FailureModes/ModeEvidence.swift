import Beliefs
import SystemModel
import Vocabulary

/// What a book holds about one failure mode: the runs, findings and incidents that were of it.
struct ModeEvidence: Sendable {
  /// The runs that injected one of its faults where it strikes, disqualified ones left out, in the order of their starts.
  let runs: [RunState]
  /// Findings of those runs that nobody has resolved, by id.
  let openFindings: [FindingState]
  /// The incidents that were of it, in the order of their starts.
  let incidents: [IncidentState]

  init(_ entry: ModeCatalogue.Entry, in state: BookState) {
    let system = state.system
    runs = state.runs.values.filter { run in
      guard run.disqualified == nil, let start = run.started, let target = start.target else { return false }
      return entry.isMet(by: start.fault.kind, on: target.component, system)
    }.sorted { ($0.startedPosition, $0.id) < ($1.startedPosition, $1.id) }
    let ids = Set(runs.map(\.id))
    openFindings = state.findings.values.filter { $0.resolved == nil && ids.contains($0.run) }
      .sorted { $0.finding.id < $1.finding.id }
    incidents = state.incidents.values.filter {
      entry.isMet(by: $0.incident.fault.kind, on: $0.incident.suspected, system)
    }.sorted { ($0.incident.started, $0.id) < ($1.incident.started, $1.id) }
  }

  /// How many runs have each grade of evidence; those without a verdict are left out.
  var grades: [Grade: Int] {
    Dictionary(runs.compactMap { run in run.verdict.map { ($0.grade, 1) } }, uniquingKeysWith: +)
  }

  /// The runs that moved beliefs.
  var informative: [RunState] { runs.filter { $0.verdict?.grade.movesBeliefs ?? false } }

  /// The streams of what may teach of it: runs that moved beliefs, and incidents.
  var streams: Set<String> {
    Set(informative.map { StreamFamily.run.stream($0.id) } + incidents.map { StreamFamily.incident.stream($0.id) })
  }

  /// When one last did.
  var lastTested: Timestamp? { informative.compactMap { $0.injectedAt ?? $0.startedAt }.max() }

  /// The runs whose intent was refuted, whole or in part.
  var refuted: [RunState] {
    runs.filter { $0.verdict?.outcome == .refuted || $0.verdict?.outcome == .partlySupported }
  }

  /// Whether the last run that said something of its intent refuted it, whole or in part.
  var isRefuted: Bool {
    switch informative.last(where: { ![.inconclusive, .notRun].contains($0.verdict?.outcome) })?.verdict?.outcome {
    case .refuted, .partlySupported: true
    default: false
    }
  }
}

/// How often incidents say that a failure mode is met.
///
/// The count of a mode's incidents, each by its attribution, over the time since the book's first incident of any kind (at least
/// four weeks), is taken for a Poisson process with Jeffreys' prior: the rate's posterior is Gamma(n + ½, T). Incidents only
/// ever raise a likelihood, and only as far as the rate's 5 % quantile carries: not every failure becomes an incident, and so
/// their absence says nothing.
struct IncidentRate: Sendable, Equatable {
  /// How many incidents, by attribution.
  let count: Double
  /// The years that were watched.
  let years: Double

  private static let year = 365.25 * 86_400
  private static let leastYears = 28 * 86_400 / year

  /// Nil without an incident of the mode.
  init?(_ incidents: [IncidentState], in state: BookState, now: Timestamp) {
    guard !incidents.isEmpty, let first = state.incidents.values.map(\.incident.started).min() else { return nil }
    count = incidents.reduce(0) { $0 + $1.incident.attribution }
    years = max(now.seconds(since: first) / IncidentRate.year, IncidentRate.leastYears)
  }

  /// Times a year.
  var mean: Double { (count + 0.5) / years }
  /// Its 5 % quantile.
  var low: Double { gammaQuantile(0.05, shape: count + 0.5) / years }
  /// Its 95 % quantile.
  var high: Double { gammaQuantile(0.95, shape: count + 0.5) / years }

  /// The likelihood that a mode has by what was said of it and by its incidents: the greater one.
  func raising(_ said: FailureModeCatalogued.Likelihood) -> FailureModeCatalogued.Likelihood {
    let order: [FailureModeCatalogued.Likelihood] = [.rare, .occasional, .common]
    let shown = FailureModeCatalogued.Likelihood(timesPerYear: low)
    return (order.firstIndex(of: shown) ?? 0) > (order.firstIndex(of: said) ?? 0) ? shown : said
  }

  var json: JSON {
    .compact(
      ("incidents", .number(count)), ("years", .number(years)), ("perYear", .number(mean)), ("low", .number(low)),
      ("high", .number(high)))
  }
}
