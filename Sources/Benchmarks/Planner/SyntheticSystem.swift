import Beliefs
import Vocabulary

/// Systems without names of their own for the planner's benchmark: as many components and calls as asked for.
struct SyntheticSystem {
  /// Who may call whom.
  enum Shape: String, CaseIterable {
    /// Tiers; a component calls components of the next few tiers, popular ones more often.
    case tiered
    /// A component calls any that was made after it.
    case acyclic
    /// Anybody calls anybody: nearly all lie on one cycle.
    case cyclic
  }

  let components: Int
  /// By call, caller and callee; each pair once, nobody itself.
  let calls: [(caller: Int, callee: Int)]

  init(_ shape: Shape, components: Int, calls count: Int, seed: UInt64) {
    var generator = Xoshiro256(seed: seed)
    func below(_ bound: Int) -> Int { min(bound - 1, Int(generator.unit() * Double(bound))) }
    let tiers = 10
    let width = max(1, components / tiers)
    var seen = Set<Int>()
    var calls: [(Int, Int)] = []
    while calls.count < count {
      var caller = below(components)
      var callee = below(components)
      switch shape {
      case .cyclic: break
      case .acyclic: (caller, callee) = (min(caller, callee), max(caller, callee))
      case .tiered:
        let tier = min(caller / width + 1 + below(2), tiers - 1)
        let first = tier * width
        let size = tier == tiers - 1 ? components - first : width
        callee = first + Int(Double(size) * generator.unit() * generator.unit())
      }
      guard caller != callee, shape == .cyclic || caller < callee else { continue }
      guard seen.insert(caller * components + callee).inserted else { continue }
      calls.append((caller, callee))
    }
    self.components = components
    self.calls = calls
  }
}
