import Beliefs
import SystemModel
import Vocabulary

/// A walk along the log that keeps the beliefs as of every event on the way.
///
/// A correction changes what was told before it: from there on the state is another, and so the beliefs are drawn anew.
/// After each event the beliefs are those of the state as of there, whatever shortcut led to them: a verdict behind all others
/// adds its evidence; any other event that can move a belief draws all evidence anew. Cost: an event that can move none is
/// free; a verdict infers the families that it touches, and all tested ones where a day passed or the priors were
/// fitted anew; a change of the system or of policy, a replaced verdict and a disqualification redo the history of the fits.
struct StepWalk {
  private(set) var state: BookState
  private let fixedNow: Timestamp?
  private let environment: String?
  private var history: EvidenceHistory
  private(set) var book: BeliefBook
  /// How many moved beliefs a step tells of one by one.
  private let detail: Int

  /// A walk from a state on.
  ///
  /// - Parameters:
  ///   - now: the time that evidence ages to; nil for the book time of each step.
  init(from state: BookState, now: Timestamp?, environment: String?, detail: Int = 5) {
    self.state = state
    fixedNow = now
    self.environment = environment
    self.detail = detail
    let source = ProjectionSource(state: state, now: now ?? state.bookTime, environment: environment)
    history = source.history
    book = source.book
  }

  /// Notes the time of samples that lie before the next event.
  mutating func passSamples(until time: Timestamp) { state.advance(to: state.position, at: time) }

  /// Takes up one event, or some of the system's that go together; nil where no belief moved.
  mutating func take(_ events: [RecordedEvent]) -> Step? {
    let before = state
    let stood = book
    state.tablesWritten()
    for event in events { state.apply(event) }
    var parts: [Step.Part] = []
    func moved(
      _ reason: Step.Reason, untested: Set<NodeID>?, _ changed: BeliefBook, taught: DeliveredInformation? = nil
    ) {
      parts.append(Step.Part(reason: reason, moves: changed.moves(since: book, untested: untested), taught: taught))
      book = changed
    }
    let now = fixedNow ?? state.bookTime
    if now.day != book.inputs.weighing.now.day {
      var inputs = book.inputs
      inputs.weighing.now = now
      moved(.ageing, untested: [], BeliefBook(inputs))
    }
    let graph = book.inputs.graph
    if let touched = touched(by: events, since: before) {
      let graph = state.changes.system ? state.system.graph : graph
      history = EvidenceHistory(state, graph: graph)
      moved(.event, untested: touched, BeliefBook(inputs(graph, book.inputs.priors, now)))
    } else if let event = events.first, let changed = taught(by: event.stream, graph, now) {
      moved(.event, untested: [], changed.book, taught: changed.lesson)
    }
    if history.priors != book.inputs.priors {
      moved(.refit, untested: nil, BeliefBook(inputs(book.inputs.graph, history.priors, now)))
    }
    let step = Step(
      events: events, subject: subject(of: events), parts: parts, most: most(parts, before: stood))
    return step.bits > 0 || !step.untested.isEmpty ? step : nil
  }

  /// Takes up a word about an earlier event, after which the log reads as `corrected` says; nil where no belief moved.
  mutating func take(_ word: RecordedEvent, reading corrected: BookState) -> Step? {
    let stood = book
    state = corrected
    let now = fixedNow ?? state.bookTime
    history = EvidenceHistory(state, graph: state.system.graph)
    book = BeliefBook(inputs(state.system.graph, history.priors, now))
    let parts = [Step.Part(reason: .event, moves: book.moves(since: stood, untested: nil))]
    let step = Step(events: [word], subject: subject(of: [word]), parts: parts, most: most(parts, before: stood))
    return step.bits > 0 || !step.untested.isEmpty ? step : nil
  }

  private func inputs(_ graph: SystemGraph, _ priors: GroupPriors, _ now: Timestamp) -> BeliefInputs {
    BeliefInputs(
      ledger: history.ledger, priors: priors, model: state.system, graph: graph, now: now, environment: environment,
      policy: state.policy)
  }

  // MARK: - Evidence

  /// The beliefs after what a run or incident teaches now, and how much that is; nil where that is what it taught before. How much is not
  /// told where it comes in place of what it taught before: that is no news alone.
  private mutating func taught(
    by stream: String, _ graph: SystemGraph, _ now: Timestamp
  ) -> (book: BeliefBook, lesson: DeliveredInformation?)? {
    guard state.changes.evidence || state.changes.incidents else { return nil }
    let run = state.teaching(of: stream)
    let evidence = run.map { RunEvidence($0, in: graph) }
    guard evidence != history.taught[stream] else { return nil }
    let priors = book.inputs.priors
    if let run, let evidence, history.taught[stream] == nil, state.place(of: run) > history.last {
      history.take(run, evidence, state, graph: graph)
      return (book.recording(evidence, stream: stream), book.delivered(by: evidence, stream: stream))
    }
    history = EvidenceHistory(state, graph: graph)
    return (BeliefBook(inputs(graph, priors, now)), nil)
  }

  // MARK: - System and policy

  /// The effects whose beliefs a change of the system or of policy can move without evidence; nil where neither changed
  /// in a way that beliefs feel.
  private func touched(by events: [RecordedEvent], since before: BookState) -> Set<NodeID>? {
    var effects: Set<NodeID> = []
    var isTouched = state.changes.policy && state.policy.movesBeliefs(unlike: before.policy)
    for case .some(let fact) in events.map({ try? $0.fact() }) where state.changes.system {
      guard let named = fact.effects(before.system, state.system) else { continue }
      effects.formUnion(named)
      isTouched = true
    }
    return isTouched ? effects : nil
  }

  private func subject(of events: [RecordedEvent]) -> String {
    let names = events.compactMap { event in (try? event.fact())?.subject ?? event.stream }
    let distinct = names.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    return distinct.prefix(3).joined(separator: ", ") + (distinct.count > 3 ? " and \(distinct.count - 3) more" : "")
  }

  // MARK: - What moved most

  private func most(_ parts: [Step.Part], before: BeliefBook) -> [Step.Moved] {
    var bits: [String: (move: BeliefMove, bits: Double)] = [:]
    for move in parts.flatMap(\.moves.movedOnes) { bits[move.id, default: (move, 0)].bits += move.bits }
    let first = bits.values.sorted { ($1.bits, $0.move.id) < ($0.bits, $1.move.id) }.prefix(detail)
    return first.map { one in
      Step.Moved(
        move: one.move, bits: one.bits, before: one.move.summaries(in: before), after: one.move.summaries(in: book))
    }
  }
}

extension Policy {
  /// Whether the settings that beliefs are a function of differ.
  fileprivate func movesBeliefs(unlike other: Policy) -> Bool {
    func told(_ policy: Policy) -> [String: JSON] {
      Dictionary(
        uniqueKeysWithValues: policy.settings.filter {
          $0.key.hasPrefix("belief.") || $0.key.hasPrefix("dose.") || $0.key == "safety.production"
        })
    }
    return told(self) != told(other)
  }
}
