package import Beliefs
package import SystemModel
package import Vocabulary

extension KnowledgeBase {
  /// What beliefs are learned from: the runs and incidents with a counting verdict, in the order in which the log took them up, the
  /// system as it stands at the head, and book time. For measuring how well others would have learned from the same.
  package func observedRuns() throws -> (runs: [ObservedRun], model: SystemModel, now: Timestamp) {
    let state = headState()
    return (state.teachings, state.system, state.bookTime)
  }
}
