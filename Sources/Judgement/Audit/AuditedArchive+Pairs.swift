import Vocabulary

/// What only two runs together tell.
extension AuditedArchive {
  /// By run, the fault of another run that reached into its baseline, or ended less than the spacing before it, where both can
  /// meet the same component in the same environment.
  static func contaminated(_ runs: [AuditedRun], _ spacing: Double) -> [String: String] {
    // Of faults that nobody cleared the first on each node: it acts on all that comes after it.
    var uncleared: [Place: (from: Timestamp, id: String)] = [:]
    for run in runs where run.isUncleared {
      let fault = (from: run.injectedAt ?? run.startedAt, id: run.id)
      for node in run.reach {
        let place = Place(environment: run.start.environment, node: node)
        if uncleared[place].map({ ($0.from, $0.id) > fault }) ?? true { uncleared[place] = fault }
      }
    }
    let faults = runs.filter { $0.injectedAt != nil && !$0.isPlacebo && !$0.isUncleared }.map { run in
      (run: run, from: run.injectedAt ?? run.startedAt, to: run.quietFrom ?? run.injectedAt ?? run.startedAt)
    }.sorted { ($0.from, $0.run.id) < ($1.from, $1.run.id) }
    // The latest end of any fault up to each: where even that lies too far back, so do all before it.
    var latest: [Timestamp] = []
    for fault in faults { latest.append(max(latest.last ?? fault.to, fault.to)) }
    var found: [String: String] = [:]
    for run in runs {
      guard let injected = run.injectedAt else { continue }
      let begin = run.start.baseline?.from ?? min(run.startedAt, injected)
      let end = run.start.baseline?.to ?? injected
      let standing = run.reach.compactMap { uncleared[Place(environment: run.start.environment, node: $0)] }
        .filter { $0.id != run.id && $0.from < end }.min { ($0.from, $0.id) < ($1.from, $1.id) }
      if let standing {
        found[run.id] = "nothing says that the fault of \(standing.id) was cleared before its baseline"
        continue
      }
      var nearest: (gap: Double, id: String)?
      for place in faults.indices.prefix(faults.firstPlace { $0.from >= end }).reversed() {
        guard begin.seconds(since: latest[place]) < spacing else { break }
        let other = faults[place]
        guard other.run.id != run.id, other.run.start.environment == run.start.environment else {
          continue
        }
        let gap = begin.seconds(since: other.to)
        guard gap < spacing, gap < nearest?.gap ?? .infinity, !other.run.reach.isDisjoint(with: run.reach) else {
          continue
        }
        nearest = (gap, other.run.id)
      }
      guard let nearest else { continue }
      found[run.id] =
        nearest.gap < 0
        ? "the fault of \(nearest.id) was not over when its baseline began"
        : "the fault of \(nearest.id) was over \(seconds(nearest.gap)) before its baseline; \(seconds(spacing)) should lie between"
    }
    return found
  }

  /// A node in an environment.
  private struct Place: Hashable {
    let environment: String
    let node: NodeID
  }

  private static func seconds(_ value: Double) -> String {
    value < 10 ? "\((value * 10).rounded() / 10) s" : "\(Int(value.rounded())) s"
  }

  private struct Experiment: Hashable {
    let title: String
    let target: Target?
    let fault: FaultKind
    let environment: String
  }

  /// By run, the earlier run of the same experiment (title, target, fault, environment) that went badly and was judged by a criterion
  /// of the same name that was harder to meet. Only the criteria count by which it went badly; see ``AuditedRun/failedCriteria``.
  static func replaced(_ runs: [AuditedRun]) -> [String: String] {
    var last: [Experiment: AuditedRun] = [:]
    var found: [String: String] = [:]
    for run in runs {
      guard let intent = run.intent, run.verdict != nil, !run.isPlacebo else { continue }
      let experiment = Experiment(
        title: intent.title, target: run.start.target, fault: run.start.fault.kind,
        environment: run.start.environment)
      defer { last[experiment] = run }
      guard let earlier = last[experiment], earlier.wentBadly else { continue }
      let (was, now) = (earlier.criteria, run.criteria)
      let failed = earlier.failedCriteria
      let loosened = failed.filter { name in
        guard let then = was[name], let later = now[name] else { return false }
        return then != later && !Leniency.isStricter(later, than: then)
      }
      let dropped = failed.filter { was[$0] != nil && now[$0] == nil && !now.isEmpty }
      guard let name = loosened.first ?? dropped.first else { continue }
      found[run.id] =
        loosened.isEmpty
        ? "\(earlier.id) went badly, and \(name) is asked no more"
        : "\(earlier.id) went badly by \(name) \(was[name]?.text ?? ""), which is now \(now[name]?.text ?? "")"
    }
    return found
  }
}

extension Array {
  /// The first place from which on a condition holds, in an array where it holds from some place on; its end where it never does.
  fileprivate func firstPlace(where holds: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension AuditedRun {
  /// Whether it, or its tool, says that something did not hold. Clauses of which nobody could tell are not among it.
  fileprivate var wentBadly: Bool {
    verdict?.outcome == .refuted || !refutedClauses.isEmpty || claim == .failed
      || probesSince.contains { $0.met == false }
  }

  private var refutedClauses: [String] { (verdict?.clauses ?? []).filter { $0.outcome == .refuted }.map(\.id) }

  /// The names of the criteria by which it went badly, sorted: the clauses that it refuted and the probes that were not met. All of
  /// them where neither it nor its tool says which.
  fileprivate var failedCriteria: [String] {
    let named = Set(
      refutedClauses.map { "clause \($0)" } + probesSince.filter { $0.met == false }.map { "probe \($0.name)" })
    let known = named.filter { criteria[$0] != nil }
    return (known.isEmpty && named.isEmpty ? Set(criteria.keys) : known).sorted()
  }
}
