import Beliefs
import SystemModel
import Vocabulary

/// The evidence of a book and the group priors that were fitted to it on the way: a pure function of what teaches, in its
/// order, and of the system as it is known now.
///
/// Evidence is drawn with the present graph: a call that is learnt of later takes over what a hidden coupling had been
/// credited with. Groups are refitted when 5, 10, 20, 40 … runs teach, as of that verdict.
struct EvidenceHistory: Sendable {
  private(set) var ledger = EvidenceLedger()
  /// The fits, by position; none before the fifth run.
  private(set) var fits: [GroupPriors] = []
  /// What every run taught, by stream.
  private(set) var taught: [String: RunEvidence] = [:]
  /// What teaches, in the order in which it was taken up.
  private(set) var order: [ObservedRun] = []

  /// The priors that stand now.
  var priors: GroupPriors { fits.last ?? GroupPriors() }

  /// The place of the last verdict or incident that was taken up.
  private(set) var last = TeachingPlace()
  /// The latest injection among what teaches.
  private var now = Timestamp(microseconds: .min)

  /// - Parameters:
  ///   - known: of the same system under the same policy: what teaches first in both taught the same, and was fitted alike.
  ///   - fitted: the priors that are fitted at a place among what teaches, as they are known or as they are made.
  init(
    _ state: BookState, graph: SystemGraph, like known: EvidenceHistory? = nil,
    fitted: (_ place: Int, _ make: () -> GroupPriors) -> GroupPriors = { $1() }
  ) {
    var known = known
    for (place, run) in state.teachings.enumerated() {
      if let before = known, place < before.order.count, before.order[place] == run,
        let evidence = before.taught[run.stream]
      {
        record(run, evidence, state)
        if let fit = before.fits.first(where: { $0.position == run.position }) { fits.append(fit) }
        continue
      }
      known = nil
      take(run, RunEvidence(run, in: graph), state, graph: graph, fitted: fitted)
    }
  }

  /// How many of the first that teach are the same in both.
  func countShared(with other: EvidenceHistory) -> Int { zip(order, other.order).prefix { $0 == $1 }.count }

  /// Takes up what teaches next, in the order of the log: a verdict or incident behind all that were taken up.
  mutating func take(
    _ run: ObservedRun, _ evidence: RunEvidence, _ state: BookState, graph: SystemGraph,
    fitted: (_ place: Int, _ make: () -> GroupPriors) -> GroupPriors = { $1() }
  ) {
    record(run, evidence, state)
    guard evidence.teachesBeliefs, priors.isRefitDue(runs: ledger.teachingStreams) else { return }
    let (ledger, now) = (self.ledger, self.now)
    fits.append(
      fitted(order.count - 1) {
        BeliefInputs(ledger: ledger, model: state.system, graph: graph, now: now, policy: state.policy)
          .fittedPriors(position: run.position)
      })
  }

  private mutating func record(_ run: ObservedRun, _ evidence: RunEvidence, _ state: BookState) {
    ledger.record(evidence, stream: run.stream)
    taught[run.stream] = evidence
    order.append(run)
    last = state.place(of: run)
    now = max(now, run.injected)
  }
}
