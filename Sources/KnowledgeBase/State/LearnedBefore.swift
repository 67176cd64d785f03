import Beliefs
import Synchronization
import SystemModel
import Vocabulary

/// What was worked out of a book's evidence for some of its states: a state of the same system under the same policy takes over what it
/// shares with them. After one verdict more only that is looked at, and so is an earlier position behind a later one.
final class LearnedBefore: Sendable {
  private struct Known: Sendable {
    let system: SystemModel
    let policy: Policy
    let history: EvidenceHistory
    var lessons: [Lesson]?
  }

  private static let most = 3
  /// The newest last.
  private let known = Mutex<[Known]>([])

  /// The history of a state.
  func history(_ state: BookState, graph: SystemGraph) -> EvidenceHistory {
    let like = like(state).max { $0.history.order.count < $1.history.order.count }
    let history = EvidenceHistory(state, graph: graph, like: like?.history)
    known.withLock { known in
      if known.count >= LearnedBefore.most { known.removeFirst() }
      known.append(Known(system: state.system, policy: state.policy, history: history))
    }
    return history
  }

  /// The lessons of a state with that history.
  func lessons(_ state: BookState, history: EvidenceHistory, graph: SystemGraph) -> [Lesson] {
    let shared = like(state).compactMap { one in
      one.lessons.map { Array($0.prefix(one.history.countShared(with: history))) }
    }
    let first = shared.max { $0.count < $1.count } ?? []
    let lessons = Lessons(state, history: history, graph: graph, first: first).all
    known.withLock { known in
      for index in known.indices
      where known[index].system == state.system && known[index].policy == state.policy
        && known[index].history.order == history.order
      {
        known[index].lessons = lessons
      }
    }
    return lessons
  }

  private func like(_ state: BookState) -> [Known] {
    known.withLock { $0 }.filter { $0.system == state.system && $0.policy == state.policy }
  }
}
