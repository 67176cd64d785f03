import Beliefs
import Foundation
import Synchronization
import SystemModel
import Vocabulary

/// What was worked out of a book's evidence for some of its states: a state of the same system under the same policy takes over what it
/// shares with them. After one verdict more only that is looked at, and so is an earlier position behind a later one. What the book keeps
/// of what was worked out before (``KeptTeachings``) is not worked out again.
final class LearnedBefore: Sendable {
  private struct Known: Sendable {
    let system: SystemModel
    let policy: Policy
    let history: EvidenceHistory
    var lessons: [Lesson]?
  }

  private struct World: Sendable {
    let system: SystemModel
    let policy: Policy
    let hash: Data
  }

  private static let most = 3
  /// The newest last.
  private let known = Mutex<[Known]>([])
  /// Nil where nothing is to be taken for known but what this object worked out.
  let kept: KeptTeachings?
  /// The last system and policy that were hashed.
  private let world = Mutex<World?>(nil)

  init(kept: KeptTeachings? = nil) { self.kept = kept }

  /// What is kept of a state's teachings; nil where nothing is to be kept. Cost: hashing what teaches, and where it is another than before
  /// the system.
  func memory(of state: BookState) -> TeachingMemory? {
    kept.map { kept in
      let runs = state.teachings
      return TeachingMemory(
        kept: kept, chain: TeachingChain(world: hash(of: state), runs), runs: runs.map { ($0.stream, $0.position) })
    }
  }

  private func hash(of state: BookState) -> Data {
    if let known = world.withLock({ $0 }), known.system == state.system, known.policy == state.policy {
      return known.hash
    }
    let hash = TeachingChain.world(state)
    world.withLock { $0 = World(system: state.system, policy: state.policy, hash: hash) }
    return hash
  }

  /// The history of a state.
  func history(_ state: BookState, graph: SystemGraph) -> EvidenceHistory {
    let like = like(state).max { $0.history.order.count < $1.history.order.count }
    var memory: TeachingMemory?
    let history = EvidenceHistory(state, graph: graph, like: like?.history) { place, make in
      memory = memory ?? self.memory(of: state)
      return memory?.value(.fit, place, make) ?? make()
    }
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
    let memory = first.count < history.order.count ? memory(of: state) : nil
    let lessons = Lessons(state, history: history, graph: graph, first: first, memory: memory).all
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

  /// Forgets all that was worked out, and takes up what another one keeps.
  func replace(with other: LearnedBefore) {
    known.withLock { $0 = [] }
    if let rows = other.kept { kept?.replace(with: rows) }
  }

  private func like(_ state: BookState) -> [Known] {
    known.withLock { $0 }.filter { $0.system == state.system && $0.policy == state.policy }
  }
}
