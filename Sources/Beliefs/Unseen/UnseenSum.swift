internal import Vocabulary

/// The joint probability of the unseen states of one run and what was seen, summed over or drawn from.
///
/// A state of a factor is the subset of its unseen causes that was active, as bits in its own order, and where its effect was not seen the bit
/// ``own`` for whether that degraded.
struct UnseenSum {
  /// The bit of a factor's own effect.
  static let own: UInt64 = 1 << 63
  /// The bits of its causes.
  static let causes: UInt64 = own - 1

  private let factors: [Factor]
  private let leak: Double

  /// A factor by what its chances need alone.
  private struct Factor {
    let places: [Int]
    let outcome: UnseenScene.Factor.Outcome
    let isAnythingKnown: Bool
    let silence: UnseenSilence

    /// Its state where the unseen components are in a state, as bits by place.
    func local(_ states: UInt64) -> UInt64 {
      var state: UInt64 = 0
      for (bit, place) in places.enumerated() { state |= (states >> UInt64(place) & 1) << UInt64(bit) }
      if case .unseen(let place) = outcome, states >> UInt64(place) & 1 == 1 { state |= UnseenSum.own }
      return state
    }

    /// The probability that its effect did what it did.
    func chance(_ state: UInt64, leak: Double) -> Double {
      let active = state & UnseenSum.causes
      // Nothing degrades of itself where nothing is active: the leak is that of the judging during a fault.
      let silent = !isAnythingKnown && active == 0 ? 1 : (1 - leak) * silence.value(active)
      switch outcome {
      case .steady: return silent
      case .degraded: return 1 - silent
      case .unseen: return state & UnseenSum.own != 0 ? 1 - silent : silent
      }
    }
  }

  init(_ scene: UnseenScene, _ silences: [UnseenSilence], leak: Double) {
    factors = zip(scene.factors, silences).map { factor, silence in
      Factor(
        places: factor.places, outcome: factor.outcome, isAnythingKnown: !factor.known.isEmpty, silence: silence)
    }
    self.leak = leak
  }

  /// By factor of a set, its states with their probabilities: the sum over all states of the set. O(2^components · factors).
  func enumerated(_ set: UnseenScene.Connected) -> [[(state: UInt64, share: Double)]] {
    let members = set.factors.map { factors[$0] }
    var shares = members.map { _ in [UInt64: Double]() }
    var local = members.map { _ in UInt64(0) }
    var whole = 0.0
    for number in 0..<UInt64(1) << UInt64(set.places.count) {
      var states: UInt64 = 0
      for (bit, place) in set.places.enumerated() { states |= (number >> UInt64(bit) & 1) << UInt64(place) }
      var chance = 1.0
      for index in members.indices {
        local[index] = members[index].local(states)
        chance *= members[index].chance(local[index], leak: leak)
        if chance == 0 { break }
      }
      guard chance > 0 else { continue }
      whole += chance
      for index in members.indices { shares[index][local[index], default: 0] += chance }
    }
    return shares.map { $0.sorted { $0.key < $1.key }.map { ($0.key, $0.value / whole) } }
  }

  /// The same from states drawn in turn, each given all others. The first state has all active, from which every other can be come to: what
  /// is furthest from the trouble steadies first. O(sweeps · components · their factors).
  func sampled(_ set: UnseenScene.Connected, seed: UInt64) -> [[(state: UInt64, share: Double)]] {
    var generator = Xoshiro256(seed: seed)
    let members = set.factors.map { factors[$0] }
    let all: UInt64 = set.places.reduce(0) { $0 | 1 << UInt64($1) }
    var local = members.map { $0.local(all) }
    // By component the members that it has a part in, and its bits there.
    let touching = set.places.map { place in
      members.indices.compactMap { index -> (member: Int, bits: UInt64)? in
        let bits = members[index].local(1 << UInt64(place))
        return bits == 0 ? nil : (index, bits)
      }
    }
    var drawn = members.map { _ in [UInt64]() }
    for index in drawn.indices { drawn[index].reserveCapacity(UnseenSum.sweeps) }
    for sweep in -UnseenSum.idle..<UnseenSum.sweeps {
      for touched in touching.reversed() {
        var (active, steady) = (1.0, 1.0)
        for (member, bits) in touched {
          active *= members[member].chance(local[member] | bits, leak: leak)
          steady *= members[member].chance(local[member] & ~bits, leak: leak)
        }
        let whole = active + steady
        guard whole > 0 else { continue }
        let isActive = generator.unit() * whole < active
        for (member, bits) in touched { if isActive { local[member] |= bits } else { local[member] &= ~bits } }
      }
      guard sweep >= 0 else { continue }
      for index in drawn.indices { drawn[index].append(local[index]) }
    }
    return zip(members, drawn).map { member, drawn in
      var found: [(state: UInt64, share: Double)] = []
      var rest = drawn.sorted()[...]
      while let state = rest.first {
        let count = rest.prefix { $0 == state }.count
        rest = rest.dropFirst(count)
        if member.chance(state, leak: leak) > 0 { found.append((state, Double(count) / Double(UnseenSum.sweeps))) }
      }
      return found
    }
  }

  /// How many states are drawn, and how many before them are let go.
  private static let sweeps = 256
  private static let idle = 32
}
