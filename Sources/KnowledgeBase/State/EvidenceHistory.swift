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

  /// The priors that stand now.
  var priors: GroupPriors { fits.last ?? GroupPriors() }

  /// The place of the last verdict or incident that was taken up.
  private(set) var last = TeachingPlace()
  /// The latest injection among what teaches.
  private var now = Timestamp(microseconds: .min)

  init(_ state: BookState, graph: SystemGraph) {
    for run in state.teachings { take(run, RunEvidence(run, in: graph), state, graph: graph) }
  }

  /// Takes up what teaches next, in the order of the log: a verdict or incident behind all that were taken up.
  mutating func take(_ run: ObservedRun, _ evidence: RunEvidence, _ state: BookState, graph: SystemGraph) {
    ledger.record(evidence, stream: run.stream)
    taught[run.stream] = evidence
    last = state.place(of: run)
    now = max(now, run.injected)
    guard evidence.teachesBeliefs, priors.isRefitDue(runs: ledger.teachingStreams) else { return }
    let inputs = BeliefInputs(ledger: ledger, model: state.system, graph: graph, now: now, policy: state.policy)
    fits.append(inputs.fittedPriors(position: run.position))
  }
}
