import Beliefs
import Synchronization
import SystemModel
import Vocabulary

/// A state with what follows from it at one *now* for one environment. Each part is computed when it is first asked for.
final class ProjectionSource: Sendable {
  let state: BookState
  let now: Timestamp
  let environment: String?
  private let parts = Mutex(Parts())

  private struct Parts {
    var graph: SystemGraph?
    var history: EvidenceHistory?
    var book: BeliefBook?
    var summaries: [BeliefSummary]?
    var scoreboard: Scoreboard?
    var lessons: Lessons?
    var families: [FaultClass: NetworkFamilies] = [:]
  }

  init(state: BookState, now: Timestamp, environment: String?) {
    self.state = state
    self.now = now
    self.environment = environment
  }

  private func part<Part>(_ path: any WritableKeyPath<Parts, Part?> & Sendable, _ make: () -> Part) -> Part {
    if let made = parts.withLock({ $0[keyPath: path] }) { return made }
    let made = make()
    parts.withLock { $0[keyPath: path] = made }
    return made
  }

  /// The propagation graph.
  var graph: SystemGraph { part(\.graph) { state.system.graph } }

  /// The evidence and the fitted priors.
  var history: EvidenceHistory { part(\.history) { EvidenceHistory(state, graph: graph) } }

  /// The posteriors.
  var book: BeliefBook {
    part(\.book) {
      BeliefBook(
        BeliefInputs(
          ledger: history.ledger, priors: history.priors, model: state.system, graph: graph, now: now,
          environment: environment, policy: state.policy))
    }
  }

  /// Every belief under the classes that have evidence in the book, by id.
  var summaries: [BeliefSummary] {
    part(\.summaries) { book.beliefs(withoutEvidence: true, classes: testedClasses) }
  }

  /// The same as far as a filter holds them: of one effect or class in a large system much sooner.
  func summaries(_ filter: BeliefFilter) -> [BeliefSummary] {
    let made = parts.withLock { $0.summaries }
    if let made { return made.filter(filter.holds) }
    guard filter.effect != nil || filter.faultClass != nil else { return summaries.filter(filter.holds) }
    let classes = filter.faultClass.map { testedClasses.intersection([$0]) } ?? testedClasses
    return book.beliefs(withoutEvidence: true, classes: classes, effect: filter.effect).filter(filter.holds)
  }

  private var testedClasses: Set<FaultClass> { Set(book.testedFamilies.map(\.faultClass)) }

  /// The scores, vetoed by refuted intents that nobody has answered.
  var scoreboard: Scoreboard { part(\.scoreboard) { book.scores(refuted: state.refutedJourneys) } }

  /// What every run taught.
  var lessons: [Lesson] { part(\.lessons) { Lessons(state, history: history, graph: graph) }.all }

  /// The belief of that id, tested or not; nil where there is none.
  func belief(_ id: String) -> BeliefSummary? { summaries.first { $0.id == id } }

  /// The network of one class at one dose.
  func network(_ faultClass: FaultClass, _ dose: Dose) -> PropagationNetwork {
    if let families = parts.withLock({ $0.families[faultClass] }) { return families.network(dose) }
    let families = NetworkFamilies(book, faultClass)
    parts.withLock { $0.families[faultClass] = families }
    return families.network(dose)
  }
}
