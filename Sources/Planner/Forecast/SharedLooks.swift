internal import Beliefs

/// The first looks at all networks of a plan. What no evidence has told apart is looked at once: classes whose groups have the same
/// prior differ in the families with evidence alone, and a component whose trouble comes by none of these has the same look under
/// both, world by world.
struct SharedLooks {
  private let forecasters: [Forecaster]
  /// The networks that are looked at in full, each with those that share it and the places where they differ.
  private var groups: [Group] = []

  private struct Group {
    let leader: Int
    var followers: [Int] = []
    /// By place, a bit for each follower.
    var differing: [UInt32] = []
  }

  init(_ forecasters: [Forecaster]) {
    self.forecasters = forecasters
    for index in forecasters.indices {
      if !join(index) { groups.append(Group(leader: index)) }
    }
  }

  /// The looks, in the order of the forecasters.
  func looks() -> [FirstLook] {
    let found = concurrentMap(groups) { group in
      let leader = forecasters[group.leader].firstLook(differing: group.differing)
      return [leader]
        + concurrentMap(Array(group.followers.enumerated())) { bit, follower in
          forecasters[follower].firstLook(sharing: leader, bit: 1 << UInt32(bit))
        }
    }
    var looks = [FirstLook?](repeating: nil, count: forecasters.count)
    for (group, of) in zip(groups, found) {
      for (index, look) in zip([group.leader] + group.followers, of) { looks[index] = look }
    }
    return looks.compactMap(\.self)
  }

  /// Whether a network shares the look of one before it, which it then joins: the same calls, and the same beliefs about most.
  private mutating func join(_ index: Int) -> Bool {
    // What an objective holds an outcome to be worth differs by class and dose, whatever the beliefs.
    guard forecasters[index].worth == nil else { return false }
    let graph = forecasters[index].graph
    for place in groups.indices where groups[place].followers.count < 32 {
      guard let differing = graph.differing(from: forecasters[groups[place].leader].graph),
        differing.count <= graph.order.count / 8
      else { continue }
      let bit: UInt32 = 1 << UInt32(groups[place].followers.count)
      if groups[place].differing.isEmpty {
        groups[place].differing = [UInt32](repeating: 0, count: graph.order.count)
      }
      for one in differing { groups[place].differing[one] |= bit }
      groups[place].followers.append(index)
      return true
    }
    return false
  }
}

extension WorldGraph {
  /// The places whose families another network believes something else of; nil where its calls or its leak are others.
  fileprivate func differing(from other: WorldGraph) -> [Int]? {
    guard network.leak == other.network.leak, order == other.order, rows == other.rows, cause == other.cause,
      edge == other.edge
    else { return nil }
    return order.indices.filter { place in
      if isMixed[place] || other.isMixed[place] { return true }
      let slots = slots(place)
      return silence[slots] != other.silence[slots] || squaredSilence[slots] != other.squaredSilence[slots]
    }
  }
}
