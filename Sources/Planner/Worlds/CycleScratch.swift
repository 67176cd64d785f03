/// The rounds of a cycle: who became active when, and which causes each member met before it was degraded itself.
///
/// Only news travels: a member passes on the worlds in which it became active in the round before. What a round reads of a call lies beside
/// what it reads of its cause's next one. Room for all calls; a run leaves it clean.
struct CycleScratch {
  private let outgoingRows: [Int32]
  private let effect: [Int32]
  /// By slot: the place of its call among those of its cause.
  private let outgoing: [Int32]

  /// By call, by cause: the worlds in which the cause was active before its effect.
  private var exposures: [UInt64]
  /// The members that an active cause met, a bit a place.
  private var met: [UInt64]
  /// By place: worlds in which it will become active at the end of this round.
  private var coming: [UInt64]
  private var comingPlaces: [Int32] = []
  /// What became active at the end of the last round.
  private var news: [(place: Int32, worlds: UInt64)] = []

  init(_ graph: WorldGraph) {
    let hasCycle = graph.largestCycle > 1
    outgoingRows = graph.outgoingRows
    effect = graph.effect
    var outgoing = [Int32](repeating: 0, count: hasCycle ? graph.edge.count : 0)
    if hasCycle {
      for (index, slot) in graph.effectSlot.enumerated() { outgoing[Int(slot)] = Int32(truncatingIfNeeded: index) }
    }
    self.outgoing = outgoing
    exposures = [UInt64](repeating: 0, count: outgoing.count)
    met = [UInt64](repeating: 0, count: hasCycle ? (graph.order.count + 63) / 64 : 0)
    coming = [UInt64](repeating: 0, count: hasCycle ? graph.order.count : 0)
  }

  mutating func begin() {
    comingPlaces.removeAll(keepingCapacity: true)
    news.removeAll(keepingCapacity: true)
  }

  /// The target is active from the start.
  mutating func start(_ target: Int, _ worlds: UInt64) { news.append((Int32(truncatingIfNeeded: target), worlds)) }

  /// A cause from outside that the effect had not met before is active in these worlds, the effect is not.
  mutating func meet(_ place: Int, _ slot: Int, _ worlds: UInt64, _ drawn: Worlds) {
    let index = Int(outgoing[slot])
    exposures[index] |= worlds
    met[place >> 6] |= 1 << UInt64(place & 63)
    let fired = worlds & drawn.carries[index]
    guard fired != 0 else { return }
    if coming[place] == 0 { comingPlaces.append(Int32(truncatingIfNeeded: place)) }
    coming[place] |= fired
  }

  /// Ends a round: what was coming is active and is the next round's news. False where there is none.
  mutating func nextRound(_ active: inout [UInt64], _ touched: inout [Int32]) -> Bool {
    for place in comingPlaces {
      let at = Int(place)
      let fresh = coming[at] & ~active[at]
      coming[at] = 0
      guard fresh != 0 else { continue }
      if active[at] == 0 { touched.append(place) }
      active[at] |= fresh
      news.append((place, fresh))
    }
    comingPlaces.removeAll(keepingCapacity: true)
    return !news.isEmpty
  }

  /// Carries the last round's news to the effects within the cycle that are not yet degraded themselves.
  mutating func spread(_ members: Range<Int>, _ target: Int?, _ active: [UInt64], _ drawn: Worlds) {
    let target = target ?? -1
    // Held aside, so that the loop below takes no reference counts.
    var (exposures, met, coming): ([UInt64], [UInt64], [UInt64]) = ([], [], [])
    swap(&exposures, &self.exposures)
    swap(&met, &self.met)
    swap(&coming, &self.coming)
    exposures.withUnsafeMutableBufferPointer { exposures in
      met.withUnsafeMutableBufferPointer { met in
        coming.withUnsafeMutableBufferPointer { coming in
          active.withUnsafeBufferPointer { active in
            drawn.carries.withUnsafeBufferPointer { carries in
              for (place, fresh) in news {
                for index in Int(outgoingRows[Int(place)])..<Int(outgoingRows[Int(place) &+ 1]) {
                  let effect = Int(effect[index])
                  guard effect != target, members.contains(effect) else { continue }
                  let worlds = fresh & ~active[effect]
                  guard worlds != 0 else { continue }
                  exposures[index] |= worlds
                  met[effect >> 6] |= 1 << UInt64(effect & 63)
                  let fired = worlds & carries[index]
                  guard fired != 0 else { continue }
                  if coming[effect] == 0 { comingPlaces.append(Int32(truncatingIfNeeded: effect)) }
                  coming[effect] |= fired
                }
              }
            }
          }
        }
      }
    }
    swap(&exposures, &self.exposures)
    swap(&met, &self.met)
    swap(&coming, &self.coming)
    news.removeAll(keepingCapacity: true)
  }

  /// The first member from a place on that was met, which is forgotten; nil after the last.
  mutating func takeMet(from place: Int, _ members: Range<Int>) -> Int? {
    var word = place >> 6
    // Components share words of bits: those of others are never set here.
    while word < met.count, word << 6 < members.upperBound {
      let bits = met[word]
      if bits != 0 {
        met[word] = bits & (bits &- 1)
        return word << 6 + bits.trailingZeroBitCount
      }
      word &+= 1
    }
    return nil
  }

  /// Hands over what a member met, and forgets it.
  @inline(__always)
  mutating func takeExposures(_ slots: Range<Int>, _ key: [UInt64], into hits: inout ActiveSlots) {
    for slot in slots {
      let index = Int(outgoing[slot])
      let worlds = exposures[index]
      guard worlds != 0 else { continue }
      hits.add(slot, key[slot], worlds)
      exposures[index] = 0
    }
  }
}
