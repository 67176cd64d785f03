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
  /// What had been said of every state that was then seen.
  let foreseen: [ForeseenState]

  /// All that it taught, in bits: the one number that is told of a run or incident, of which all others are parts.
  var bits: Double { delivered.bits }
  /// The part of it about calls: to be set against the promise, which is about those.
  var deliveredBits: Double { delivered.propagationBits }
  /// The part about anything else: the target itself, couplings that nobody declared, how a degradation shows, and the leak.
  var discoveredBits: Double { delivered.bits - delivered.propagationBits }

  /// `"bits"` and its parts, `"deliveredBits"` about calls, `"discoveredBits"` about anything else and `"symptomBits"` of those about how a
  /// degradation shows, beside `"promisedBits"?` about calls.
  var bitMembers: [(String, JSON?)] {
    [
      ("bits", .number(bits)), ("deliveredBits", .number(deliveredBits)), ("discoveredBits", .number(discoveredBits)),
      ("symptomBits", .number(delivered.symptomBits)), ("promisedBits", promisedBits.map { .number($0) }),
    ]
  }

  /// `3.27 bits in all: 2.491 about how trouble travels along calls, …`: the total with its parts.
  var bitWords: String {
    let parts = [
      "\(rounded(deliveredBits, 3)) about how trouble travels along calls",
      "\(rounded(delivered.discoveryBits, 3)) about the target itself and what nobody declared",
      "\(rounded(delivered.symptomBits, 3)) about how a degradation shows",
      "\(rounded(delivered.leakBits, 3)) about how often something degrades of itself",
    ]
    let told = delivered.leakBits > 0 ? parts : Array(parts.dropLast())
    return "\(rounded(bits, 3)) bits in all: \(told.dropLast().joined(separator: ", ")), and \(told[told.count - 1])"
  }
}

/// The lessons of a book, in the order in which they were learnt.
///
/// Each is judged by the beliefs as they stood before it: the evidence until then, the group priors fitted until then, at the
/// time of its injection. Cost: for every run one forecast and the inference of the families that it touches.
struct Lessons: Sendable {
  let all: [Lesson]

  init(_ state: BookState, history: EvidenceHistory, graph: SystemGraph) {
    var found: [Lesson] = []
    Lessons.walk(state, history, graph) { run, evidence, before, _ in
      found.append(Lesson(run, evidence, before: before, promised: state.promisedBits(run.stream)))
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
    _ run: ObservedRun, _ evidence: RunEvidence, before: BeliefBook, promised: Double?
  ) {
    self.init(
      stream: run.stream, position: run.position, target: run.target, fault: run.fault, promisedBits: promised,
      delivered: before.delivered(by: evidence, stream: run.stream), foreseen: before.foreseen(run))
  }
}

extension BookState {
  /// What the proposal of a run had promised, in bits.
  fileprivate func promisedBits(_ stream: String) -> Double? {
    StreamFamily.run.id(in: stream).flatMap { runs[$0]?.started?.proposal }.flatMap { proposals[$0]?.proposed.bits }
  }
}
