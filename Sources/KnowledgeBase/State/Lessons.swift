import Beliefs
import SystemModel
import Vocabulary

/// What one run or incident taught: how it had been foreseen, and what it moved.
struct Lesson: Sendable {
  let stream: String
  let position: Int64
  let target: Target?
  let fault: FaultKind
  /// What its proposal had promised, in bits; nil without a proposal.
  var promisedBits: Double?
  /// What it delivered, by family.
  let delivered: DeliveredInformation
  /// What it delivered about calls, in bits: to be set against the promise.
  var deliveredBits: Double { delivered.propagationBits }
  /// What it delivered about hidden couplings and susceptibilities, in bits.
  var discoveredBits: Double { delivered.bits - delivered.propagationBits }
  /// What had been said of every state that was then seen.
  let foreseen: [ForeseenState]
  /// How many beliefs have another mean than before, and the one that moved most.
  let moved: Int
  let most: (id: String, before: Double, after: Double)?
}

/// The lessons of a book, in the order in which they were learnt.
///
/// Each is judged by the beliefs as they stood before it: the evidence until then, the group priors fitted until then, at the
/// time of its injection. Cost: for every run one forecast and the inference of the families that it touches.
struct Lessons: Sendable {
  let all: [Lesson]

  /// - Parameter first: what the first that teach are known to have taught.
  init(_ state: BookState, history: EvidenceHistory, graph: SystemGraph, first: [Lesson] = []) {
    var found = first.map { lesson in
      var lesson = lesson
      lesson.promisedBits = state.promisedBits(lesson.stream)
      return lesson
    }
    Lessons.walk(state, history, graph, from: first.count) { run, evidence, before, after in
      found.append(Lesson(run, evidence, before: before, after: after, state))
      return true
    }
    all = found
  }

  /// What one run or incident taught, with the beliefs right before and right after; nil where it teaches nothing.
  static func one(
    _ stream: String, _ state: BookState, history: EvidenceHistory, graph: SystemGraph
  ) -> (lesson: Lesson, before: BeliefBook, after: BeliefBook)? {
    var found: (lesson: Lesson, before: BeliefBook, after: BeliefBook)?
    guard let place = history.order.firstIndex(where: { $0.stream == stream }) else { return nil }
    walk(state, history, graph, from: place) { run, evidence, before, after in
      found = (Lesson(run, evidence, before: before, after: after, state), before, after)
      return false
    }
    return found
  }

  /// Visits what teaches, in order, with the beliefs before it and after it, until `visit` has seen enough.
  ///
  /// - Parameter first: how many to pass over.
  static func walk(
    _ state: BookState, _ history: EvidenceHistory, _ graph: SystemGraph, from first: Int = 0,
    visit: (ObservedRun, RunEvidence, _ before: BeliefBook, _ after: BeliefBook) -> Bool
  ) {
    var fits = history.fits[...]
    var priors = GroupPriors()
    var ledger = EvidenceLedger()
    var start = Timestamp(microseconds: 0)
    // A fit is made at the position of something that teaches.
    func takeFits(_ position: Int64) {
      while let fit = fits.first, fit.position == position {
        priors = fit
        fits = fits.dropFirst()
      }
    }
    var known = priors
    for run in history.order.prefix(first) {
      if let evidence = history.taught[run.stream] { ledger.record(evidence, stream: run.stream) }
      let now = max(start, run.injected)
      if now.day != start.day || known != priors { (start, known) = (now, priors) }
      takeFits(run.position)
    }
    var book = BeliefBook(
      BeliefInputs(
        ledger: ledger, priors: known, model: state.system, graph: graph, now: start, policy: state.policy))
    for run in history.order.dropFirst(first) {
      guard let evidence = history.taught[run.stream] else { continue }
      let now = max(book.inputs.weighing.now, run.injected)
      // Only what the run touches is inferred again, but for a new day or a new fit; then whatever is asked for is.
      let before =
        now.day == book.inputs.weighing.now.day && priors == book.inputs.priors
        ? book : book.aged(to: now, priors: priors)
      let after = before.recording(evidence, stream: run.stream)
      guard visit(run, evidence, before, after) else { return }
      book = after
      takeFits(run.position)
    }
  }
}

extension Lesson {
  /// What a run taught, by the beliefs right before it and right after.
  init(
    _ run: ObservedRun, _ evidence: RunEvidence, before: BeliefBook, after: BeliefBook, _ state: BookState
  ) {
    let delivered = before.delivered(by: evidence, stream: run.stream, after: after)
    var moved = 0
    var most: (family: FamilyBeliefs, place: Int, dose: Dose, before: Double, after: Double)?
    for key in evidence.families {
      let (old, new) = (before.family(key), after.family(key))
      let isAlike = old.causes == new.causes
      for (place, cause) in new.causes.enumerated() {
        let earlier = isAlike ? place : old.index(of: cause)
        for dose in Dose.allCases {
          let mean = new.mean(place, dose)
          let was = earlier.map { old.mean($0, dose) } ?? new.priors[place].theta(dose).mean
          guard abs(mean - was) > 1e-12 else { continue }
          moved += 1
          if abs(mean - was) > abs((most?.after ?? 0) - (most?.before ?? 0)) { most = (new, place, dose, was, mean) }
        }
      }
    }
    self.init(
      stream: run.stream, position: run.position, target: run.target, fault: run.fault,
      promisedBits: state.promisedBits(run.stream),
      delivered: delivered, foreseen: before.foreseen(run), moved: moved,
      most: most.map { ($0.family.summary($0.place, $0.dose).id, $0.before, $0.after) })
  }
}

extension BookState {
  /// What the proposal of a run had promised, in bits.
  fileprivate func promisedBits(_ stream: String) -> Double? {
    StreamFamily.run.id(in: stream).flatMap { runs[$0]?.started?.proposal }.flatMap { proposals[$0]?.proposed.bits }
  }
}
