/// The rounds of a cycle: who became active when, and which causes each member met before it was degraded itself.
///
/// Only news travels: a member passes on the worlds in which it became active in the round before. Room for all slots; a run
/// leaves it clean.
struct CycleScratch {
  /// The members that an active cause met, each once.
  private(set) var metPlaces: [Int] = []

  private var exposures: [UInt64]
  private var isMet: [Bool]
  /// By place: worlds in which it will become active at the end of this round.
  private var coming: [UInt64]
  private var comingPlaces: [Int] = []
  /// What became active at the end of the last round.
  private var news: [(place: Int, worlds: UInt64)] = []
  private var usedSlots: [Int] = []

  init(_ graph: WorldGraph) {
    let hasCycle = graph.largestCycle > 1
    exposures = [UInt64](repeating: 0, count: hasCycle ? graph.edge.count : 0)
    isMet = [Bool](repeating: false, count: hasCycle ? graph.order.count : 0)
    coming = [UInt64](repeating: 0, count: hasCycle ? graph.order.count : 0)
  }

  /// The worlds in which a slot's cause was active before its effect.
  func exposure(_ slot: Int) -> UInt64 { exposures[slot] }

  mutating func begin(_ members: Range<Int>) {
    metPlaces.removeAll(keepingCapacity: true)
    comingPlaces.removeAll(keepingCapacity: true)
    news.removeAll(keepingCapacity: true)
  }

  /// The target is active from the start.
  mutating func start(_ target: Int, _ worlds: UInt64) { news.append((target, worlds)) }

  /// A cause that the effect had not met before is active in these worlds, the effect is not.
  mutating func meet(_ place: Int, _ slot: Int, _ met: UInt64, _ worlds: Worlds) {
    if exposures[slot] == 0 { usedSlots.append(slot) }
    exposures[slot] |= met
    if !isMet[place] {
      isMet[place] = true
      metPlaces.append(place)
    }
    let fired = met & (worlds.live[slot] | worlds.leak[place])
    guard fired != 0 else { return }
    if coming[place] == 0 { comingPlaces.append(place) }
    coming[place] |= fired
  }

  /// Ends a round: what was coming is active and is the next round's news. False where there is none.
  mutating func nextRound(_ active: inout [UInt64], _ touched: inout [Int32], _ worlds: Worlds) -> Bool {
    for place in comingPlaces {
      let fresh = coming[place] & ~active[place]
      coming[place] = 0
      guard fresh != 0 else { continue }
      if active[place] == 0 { touched.append(Int32(truncatingIfNeeded: place)) }
      active[place] |= fresh
      news.append((place, fresh))
    }
    comingPlaces.removeAll(keepingCapacity: true)
    return !news.isEmpty
  }

  /// Carries the last round's news to the effects within the cycle that are not yet degraded themselves.
  mutating func spread(
    _ graph: WorldGraph, _ members: Range<Int>, _ target: Int?, _ active: [UInt64], _ worlds: Worlds
  ) {
    let carried = news
    news.removeAll(keepingCapacity: true)
    for (place, fresh) in carried {
      for index in Int(graph.outgoingRows[place])..<Int(graph.outgoingRows[place + 1]) {
        let effect = Int(graph.effect[index])
        guard effect != target, members.contains(effect) else { continue }
        let met = fresh & ~active[effect]
        guard met != 0 else { continue }
        meet(effect, Int(graph.effectSlot[index]), met, worlds)
      }
    }
  }

  /// Leaves everything clean for the next run.
  mutating func end() {
    for slot in usedSlots { exposures[slot] = 0 }
    for place in metPlaces { isMet[place] = false }
    usedSlots.removeAll(keepingCapacity: true)
  }
}
