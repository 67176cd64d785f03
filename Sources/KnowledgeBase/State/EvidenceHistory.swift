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

  init(_ state: BookState, graph: SystemGraph) {
    var now = Timestamp(microseconds: .min)
    for run in state.teachings {
      let evidence = RunEvidence(run, in: graph)
      ledger.record(evidence, stream: run.stream)
      taught[run.stream] = evidence
      now = max(now, run.injected)
      guard evidence.teachesBeliefs, priors.isRefitDue(runs: ledger.teachingStreams) else { continue }
      let inputs = BeliefInputs(
        ledger: ledger, model: state.system, graph: graph, now: now, policy: state.policy)
      fits.append(inputs.fittedPriors(position: run.position))
    }
  }
}
