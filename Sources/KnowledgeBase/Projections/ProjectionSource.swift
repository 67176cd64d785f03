import Beliefs
import Synchronization
import SystemModel
import Vocabulary

/// A state with what follows from it at one *now* for one environment. Each part is computed when it is first asked for, once,
/// however many ask at the same time.
final class ProjectionSource: Sendable {
  let state: BookState
  let now: Timestamp
  let environment: String?
  private let parts: Parts
  private let learned: LearnedBefore

  /// One mutex a part: each asks only for parts that stand above it, so nobody waits for themselves.
  private struct Parts: Sendable {
    var graph = Computed<SystemGraph>()
    var history = Computed<EvidenceHistory>()
    var book = Computed<BeliefBook>()
    var summaries = Computed<[BeliefSummary]>()
    var tested = Computed<[BeliefSummary]>()
    var scoreboard = Computed<Scoreboard>()
    var lessons = Computed<[Lesson]>()
    var trends = Asked<TrendsKey, Trends>()
    var networks = Networks()
  }

  private struct TrendsKey: Hashable {
    let last: Int
    let points: Int
    let seed: UInt64
  }

  /// - Parameter learned: what is known of other states of the same book.
  init(state: BookState, now: Timestamp, environment: String?, learned: LearnedBefore = LearnedBefore()) {
    self.learned = learned
    self.state = state
    self.now = now
    self.environment = environment
    parts = Parts()
  }

  /// A source that shares with an earlier one of the same log what is the same at both, computed already or not: under a
  /// stream of samples beliefs are not inferred again for every position.
  init(
    state: BookState, now: Timestamp, environment: String?, sharingWith earlier: ProjectionSource?,
    learned: LearnedBefore
  ) {
    self.learned = learned
    self.state = state
    self.now = now
    self.environment = environment
    guard let earlier, ProjectionSource.areBelievedAlike((state, now, environment), earlier) else {
      parts = Parts()
      return
    }
    var shared = earlier.parts
    if state.refutedJourneys != earlier.state.refutedJourneys { shared.scoreboard = Computed() }
    // A lesson sets what was delivered against what its proposal had promised.
    if state.proposals.count != earlier.state.proposals.count {
      shared.lessons = Computed()
      shared.trends = Asked()
    }
    parts = shared
  }

  /// Whether both hold the same evidence of the same system, weighed alike: evidence ages by days, and by the changes of
  /// components that lie before *now*.
  private static func areBelievedAlike(
    _ one: (state: BookState, now: Timestamp, environment: String?), _ other: ProjectionSource
  ) -> Bool {
    guard one.state.beliefsPosition == other.state.beliefsPosition, one.environment == other.environment,
      one.now.day == other.now.day, !one.state.isInWorldOrder, !other.state.isInWorldOrder
    else { return false }
    let (first, last) = (min(one.now, other.now), max(one.now, other.now))
    return one.state.system.components.allSatisfy { $0.changes(after: first, upTo: last) == 0 }
  }

  /// The propagation graph.
  var graph: SystemGraph { parts.graph.get { state.system.graph } }

  /// The evidence and the fitted priors.
  var history: EvidenceHistory { parts.history.get { learned.history(state, graph: graph) } }

  /// The posteriors.
  var book: BeliefBook {
    parts.book.get {
      BeliefBook(
        BeliefInputs(
          ledger: history.ledger, priors: history.priors, model: state.system, graph: graph, now: now,
          environment: environment, policy: state.policy))
    }
  }

  /// Every belief under the classes that have evidence in the book, by id.
  var summaries: [BeliefSummary] {
    parts.summaries.get { book.beliefs(withoutEvidence: true, classes: testedClasses) }
  }

  /// The same as far as a filter holds them: of one effect or class in a large system much sooner.
  func summaries(_ filter: BeliefFilter) -> [BeliefSummary] {
    let made = parts.summaries.made
    if let made { return made.filter(filter.holds) }
    if filter.isTested, let tested = parts.tested.made { return tested.filter(filter.holds) }
    guard
      filter.effect != nil || filter.effects != nil || filter.faultClass != nil || filter.isTested
        || filter.cause != nil
    else { return summaries.filter(filter.holds) }
    // Those that runs bear on are asked for by one view after another: their intervals are worked out once.
    if filter.isTested, filter.effect == nil, filter.effects == nil, filter.cause == nil {
      return parts.tested.get { book.beliefs(classes: testedClasses) }.filter(filter.holds)
    }
    let classes = filter.faultClass.map { testedClasses.intersection([$0]) } ?? testedClasses
    let effects = filter.effect.map { [$0] } ?? filter.effects
    return book.beliefs(
      withoutEvidence: !filter.isTested, classes: classes, effects: effects, cause: filter.cause
    ).filter(filter.holds)
  }

  /// Of every call of some callers the belief that tells most.
  func tellingBeliefs(of callers: Set<String>) -> [BeliefSummary] {
    book.tellingBeliefs(of: callers, classes: testedClasses)
  }

  private var testedClasses: Set<FaultClass> { Set(book.testedFamilies.map(\.faultClass)) }

  /// The scores, vetoed by refuted intents that nobody has answered.
  var scoreboard: Scoreboard { parts.scoreboard.get { book.scores(refuted: state.refutedJourneys) } }

  /// What every run taught.
  var lessons: [Lesson] { parts.lessons.get { learned.lessons(state, history: history, graph: graph) } }

  /// What is kept of what taught; nil where nothing is to be kept.
  var memory: TeachingMemory? { learned.memory(of: state) }

  /// The same where somebody has asked for them already.
  var knownLessons: [Lesson]? { parts.lessons.made }

  /// The last runs held against what was expected of them, and scores on the way.
  func trends(last: Int, points: Int, seed: UInt64) -> Trends {
    parts.trends.get(TrendsKey(last: last, points: points, seed: seed)) {
      Trends(self, last: last, points: points, seed: seed)
    }
  }

  /// The belief of that id, tested or not; nil where there is none.
  func belief(_ id: String) -> BeliefSummary? { summaries.first { $0.id == id } }

  /// The network of one class at one dose.
  func network(_ faultClass: FaultClass, _ dose: Dose) -> PropagationNetwork {
    parts.networks.get(faultClass) { ClassNetworks(book, faultClass) }.network(dose)
  }
}

/// A value that is computed when it is first asked for. Whoever asks meanwhile waits for it, rather than compute it again.
private final class Computed<Value: Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)

  /// What was computed already; nil before.
  var made: Value? { value.withLock { $0 } }

  func get(_ make: () -> Value) -> Value {
    value.withLock { value in
      if let value { return value }
      let made = make()
      value = made
      return made
    }
  }
}

/// A few values that are computed when they are first asked for, by what was asked.
private final class Asked<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private static var most: Int { 8 }
  private let values = Mutex<[Key: Computed<Value>]>([:])

  func get(_ key: Key, _ make: () -> Value) -> Value {
    let value = values.withLock { values in
      if let known = values[key] { return known }
      if values.count >= Self.most { values = [:] }
      let new = Computed<Value>()
      values[key] = new
      return new
    }
    return value.get(make)
  }
}

/// The networks of every class that was asked for.
private final class Networks: Sendable {
  private let made = Mutex<[FaultClass: ClassNetworks]>([:])

  func get(_ faultClass: FaultClass, _ make: () -> ClassNetworks) -> ClassNetworks {
    if let known = made.withLock({ $0[faultClass] }) { return known }
    let new = make()
    made.withLock { $0[faultClass] = new }
    return new
  }
}
