import Beliefs
import SystemModel
import Vocabulary

/// What one run or incident taught: how it had been predicted, and what it moved.
struct Lesson: Sendable {
  let stream: String
  let position: Int64
  let target: String?
  let fault: FaultKind
  /// Delivered information, in bits.
  let bits: Double
  /// How many beliefs have another mean than before.
  let moved: Int
  /// The one that moved most.
  let most: (id: String, before: Double, after: Double)?
  /// What had been expected of every node whose state was then seen, and whether it degraded.
  let predicted: [(node: NodeID, probability: Double, degraded: Bool)]
}
