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
  let promisedBits: Double?
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

  init(_ state: BookState, history: EvidenceHistory, graph: SystemGraph) {
    var found: [Lesson] = []
    Lessons.walk(state, history, graph) { run, evidence, before, after in
      found.append(Lesson(run, evidence, before: before, after: after, promised: state.promisedBits(run.stream)))
      return true
    }
    all = found
  }

  /// The beliefs right before one run or incident taught, and right after; nil where it teaches nothing. Cost: the inference of
  /// what all before it touched.
  static func beliefs(
    around stream: String, _ state: BookState, history: EvidenceHistory, graph: SystemGraph
  ) -> (before: BeliefBook, after: BeliefBook)? {
    var found: (before: BeliefBook, after: BeliefBook)?
    walk(state, history, graph) { run, _, before, after in
      if run.stream == stream { found = (before, after) }
      return found == nil
    }
    return found
  }

  /// Visits all that teaches, in order, with the beliefs before it and after it, until `visit` has seen enough.
  static func walk(
    _ state: BookState, _ history: EvidenceHistory, _ graph: SystemGraph,
    visit: (ObservedRun, RunEvidence, _ before: BeliefBook, _ after: BeliefBook) -> Bool
  ) {
    var fits = history.fits[...]
    var priors = GroupPriors()
    var book = BeliefBook(
      BeliefInputs(
        ledger: EvidenceLedger(), model: state.system, graph: graph, now: .init(microseconds: 0), policy: state.policy))
    for run in state.teachings {
      guard let evidence = history.taught[run.stream] else { continue }
      var inputs = book.inputs
      inputs.weighing.now = max(inputs.weighing.now, run.injected)
      inputs.priors = priors
      // Only what the run touches is inferred again, but for a new day or a new fit.
      let before =
        inputs.weighing.now.day == book.inputs.weighing.now.day && inputs.priors == book.inputs.priors
        ? book : BeliefBook(inputs)
      let after = before.recording(evidence, stream: run.stream)
      guard visit(run, evidence, before, after) else { return }
      book = after
      // A fit is made at the position of something that teaches.
      while let fit = fits.first, fit.position == run.position {
        priors = fit
        fits = fits.dropFirst()
      }
    }
  }
}

extension Lesson {
  fileprivate init(
    _ run: ObservedRun, _ evidence: RunEvidence, before: BeliefBook, after: BeliefBook, promised: Double?
  ) {
    let delivered = before.delivered(by: evidence, stream: run.stream)
    var moved = 0
    var most: (id: String, before: Double, after: Double)?
    for key in evidence.families {
      let old = Dictionary(
        before.family(key).summaries().map { ($0.id, $0.mean) }, uniquingKeysWith: { first, _ in first })
      for belief in after.family(key).summaries() {
        let was = old[belief.id] ?? belief.priorMean
        guard abs(belief.mean - was) > 1e-12 else { continue }
        moved += 1
        if abs(belief.mean - was) > abs((most?.after ?? 0) - (most?.before ?? 0)) {
          most = (belief.id, was, belief.mean)
        }
      }
    }
    self.init(
      stream: run.stream, position: run.position, target: run.target, fault: run.fault, promisedBits: promised,
      delivered: delivered, foreseen: before.foreseen(run), moved: moved, most: most)
  }
}

extension BookState {
  /// What the proposal of a run had promised, in bits.
  fileprivate func promisedBits(_ stream: String) -> Double? {
    StreamFamily.run.id(in: stream).flatMap { runs[$0]?.started?.proposal }.flatMap { proposals[$0]?.proposed.bits }
  }
}
