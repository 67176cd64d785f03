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

  private let scene: UnseenScene
  private let silences: [UnseenSilence]
  private let leak: Double

  init(_ scene: UnseenScene, _ silences: [UnseenSilence], leak: Double) {
    self.scene = scene
    self.silences = silences
    self.leak = leak
  }

  /// A factor's state where the unseen components are in a state, as bits by place.
  private func local(_ factor: UnseenScene.Factor, _ states: UInt64) -> UInt64 {
    var state: UInt64 = 0
    for (bit, place) in factor.places.enumerated() { state |= (states >> UInt64(place) & 1) << UInt64(bit) }
    if case .unseen(let place) = factor.outcome, states >> UInt64(place) & 1 == 1 { state |= UnseenSum.own }
    return state
  }

  /// The probability that its effect did what it did.
  private func chance(_ index: Int, _ state: UInt64) -> Double {
    let factor = scene.factors[index]
    let active = state & UnseenSum.causes
    // Nothing degrades of itself where nothing is active: the leak is that of the judging during a fault.
    let silent = factor.known.isEmpty && active == 0 ? 1 : (1 - leak) * silences[index].value(active)
    switch factor.outcome {
    case .steady: return silent
    case .degraded: return 1 - silent
    case .unseen: return state & UnseenSum.own != 0 ? 1 - silent : silent
    }
  }

  /// By factor of a set, its states with their probabilities: the sum over all states of the set. O(2^components · factors).
  func enumerated(_ set: UnseenScene.Connected) -> [[(state: UInt64, share: Double)]] {
    var shares = set.factors.map { _ in [UInt64: Double]() }
    var whole = 0.0
    for number in 0..<UInt64(1) << UInt64(set.places.count) {
      var states: UInt64 = 0
      for (bit, place) in set.places.enumerated() { states |= (number >> UInt64(bit) & 1) << UInt64(place) }
      var chance = 1.0
      for index in set.factors {
        chance *= self.chance(index, local(scene.factors[index], states))
        if chance == 0 { break }
      }
      guard chance > 0 else { continue }
      whole += chance
      for (place, index) in set.factors.enumerated() {
        shares[place][local(scene.factors[index], states), default: 0] += chance
      }
    }
    return shares.map { $0.sorted { $0.key < $1.key }.map { ($0.key, $0.value / whole) } }
  }

  /// The same from states drawn in turn, each given all others. The first state has all active, from which every other can be come to: what
  /// is furthest from the trouble steadies first. O(sweeps · components · their factors).
  func sampled(_ set: UnseenScene.Connected, seed: UInt64) -> [[(state: UInt64, share: Double)]] {
    var generator = Xoshiro256(seed: seed)
    var states: UInt64 = set.places.reduce(0) { $0 | 1 << UInt64($1) }
    let touching = set.places.map { place in
      set.factors.filter { local(scene.factors[$0], 1 << UInt64(place)) != 0 }
    }
    var counts = set.factors.map { _ in [UInt64: Int]() }
    for sweep in -UnseenSum.idle..<UnseenSum.sweeps {
      for (place, touched) in zip(set.places, touching).reversed() {
        let bit = UInt64(1) << UInt64(place)
        var (active, steady) = (1.0, 1.0)
        for index in touched {
          active *= chance(index, local(scene.factors[index], states | bit))
          steady *= chance(index, local(scene.factors[index], states & ~bit))
        }
        let whole = active + steady
        guard whole > 0 else { continue }
        if generator.unit() * whole < active { states |= bit } else { states &= ~bit }
      }
      guard sweep >= 0 else { continue }
      for (place, index) in set.factors.enumerated() {
        counts[place][local(scene.factors[index], states), default: 0] += 1
      }
    }
    return zip(set.factors, counts).map { index, counts in
      counts.filter { chance(index, $0.key) > 0 }.sorted { $0.key < $1.key }
        .map { ($0.key, Double($0.value) / Double(UnseenSum.sweeps)) }
    }
  }

  /// How many states are drawn, and how many before them are let go.
  private static let sweeps = 256
  private static let idle = 32
}
