/// By node, in how many worlds its trouble reaches one node: the cascades of all targets at once, walked backwards.
///
/// In each world of a ``CascadeEngine`` an effect degrades where a path of live edges leads to it (Kempe, Kleinberg & Tardos
/// 2003, claim 2.6), so that one pass from a journey down to its dependencies answers for every target. O(edges upstream of the
/// node · words); inside a cycle a round for each step that the worlds still change.
struct ReverseCascade {
  /// By node and word: the worlds where trouble there reaches the node asked about.
  private var reach: [UInt64]
  private let words: Int

  init(_ engine: CascadeEngine, to node: Int) {
    let network = engine.network
    let condensation = engine.condensation
    words = engine.words
    reach = Array(repeating: 0, count: network.nodes.count * words)
    for word in 0..<words { reach[node * words + word] = .max }
    var isMet = Array(repeating: false, count: condensation.count)
    isMet[Int(condensation.componentOfNode[node])] = true
    for component in stride(from: Int(condensation.componentOfNode[node]), through: 0, by: -1) where isMet[component] {
      let members = condensation.members(of: component)
      var isChanging = true
      while isChanging {
        isChanging = false
        for member in members {
          for edge in network.incoming(Int(member)) {
            let cause = Int(network.edgeCause[edge])
            isMet[Int(condensation.componentOfNode[cause])] = true
            for word in 0..<words {
              let more = reach[Int(member) * words + word] & engine.live[edge * words + word]
              let before = reach[cause * words + word]
              guard more & ~before != 0 else { continue }
              reach[cause * words + word] = before | more
              if Int(condensation.componentOfNode[cause]) == component { isChanging = true }
            }
          }
        }
      }
    }
  }

  /// The worlds of one word in which trouble at a node reaches the node asked about.
  func worlds(_ node: Int, word: Int) -> UInt64 { reach[node * words + word] }

  /// P(the node asked about degrades | a fault on `target`).
  func probability(from target: Int) -> Double {
    var count = 0
    for word in target * words..<(target + 1) * words { count += reach[word].nonzeroBitCount }
    return Double(count) / Double(64 * words)
  }
}
