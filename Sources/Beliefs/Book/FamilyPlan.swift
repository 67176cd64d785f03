internal import SystemModel
internal import Vocabulary

/// The causes of one family with their priors, before any evidence is weighed.
///
/// A caller may have thousands of callees, of which one run touches a few: what is told of each comes from its edge in the graph, and a
/// run of calls alike shares one prior. O(callees), some tens of nanoseconds each, plus a look-up for every other cause.
struct FamilyPlan {
  /// The effect's callees in order, then the others, ascending.
  private(set) var causes: [Cause] = []
  /// By cause.
  private(set) var priors: [ThresholdPrior] = []
  /// By cause, the group of its prior.
  private(set) var groups: [BeliefGroup] = []

  private let key: FamilyKey
  private let graph: SystemGraph
  /// The effect in the graph; nil where it is retired or unknown.
  private let effect: Int?
  /// The edges of the effect's calls: cause i < calls.count is the i-th of them.
  private let calls: Range<Int>

  /// The callees alone.
  init(_ inputs: BeliefInputs, _ key: FamilyKey) {
    self.key = key
    graph = inputs.graph
    effect = graph.index(key.effect)
    calls = effect.map(graph.calls) ?? 0..<0
    causes.reserveCapacity(calls.count + 4)
    priors.reserveCapacity(calls.count + 4)
    groups.reserveCapacity(calls.count + 4)
    let isComponent = key.effect.kind == .component
    var known: (group: BeliefGroup, share: Double, prior: ThresholdPrior)?
    for place in calls {
      let edge = graph.edges[place]
      let cause = Cause.call(graph.nodes[edge.callee].name)
      // A journey waits for its entry components, unguarded: so its edges say.
      let group = BeliefGroup(.call(mode: edge.mode, isGuarded: edge.guarded), key.faultClass)
      causes.append(cause)
      groups.append(group)
      if let known, known.group == group, known.share == edge.share, !edge.isObserved {
        priors.append(known.prior)
        continue
      }
      let leaning = isComponent ? inputs.leaning.factor(share: edge.share, among: calls.count) : 1
      let prior = inputs.priors[group].leaning(leaning)
      guard edge.isObserved else {
        known = (group, edge.share, prior)
        priors.append(prior)
        continue
      }
      priors.append(inputs.traces(cause, of: key).map(prior.adding) ?? prior)
    }
  }

  /// Takes up causes that are not known yet; a coupling whose call has become known since is that call.
  mutating func add(_ more: [Cause], _ inputs: BeliefInputs) {
    for cause in more where place(known(cause)) == nil {
      let cause = known(cause)
      let at = causes[calls.count...].firstIndex { cause < $0 } ?? causes.count
      causes.insert(cause, at: at)
      priors.insert(inputs.prior(cause, of: key), at: at)
      groups.insert(inputs.group(cause, of: key), at: at)
    }
  }

  /// Takes up the causes that some rows name.
  mutating func add(_ rows: [EvidenceKey], _ inputs: BeliefInputs) {
    for row in rows {
      switch row.subject {
      case .family(_, let causes, _), .unseen(_, let causes, _): add(causes, inputs)
      case .symptom, .leak: break
      }
    }
  }

  /// Whether the family has a cause; a coupling whose call has become known since is that call.
  func has(_ cause: Cause) -> Bool { place(known(cause)) != nil }

  /// The place of a cause; nil where the family does not have it.
  func place(_ cause: Cause) -> Int? {
    if cause.kind == .call, let effect, let call = graph.call(effect, cause.name) { return call - calls.lowerBound }
    return causes[calls.count...].firstIndex(of: cause)
  }

  /// What a row names, as it counts by now: ascending, each once.
  func members(_ named: [Cause]) -> [Cause] {
    // As a rule it does so already.
    if named.allSatisfy({ $0.kind != .coupling }), zip(named, named.dropFirst()).allSatisfy(<) { return named }
    return Set(named.map(known)).sorted()
  }

  private func known(_ cause: Cause) -> Cause {
    guard cause.kind == .coupling, let effect, graph.call(effect, cause.name) != nil else { return cause }
    return .call(cause.name)
  }
}
