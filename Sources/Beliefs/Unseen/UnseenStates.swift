internal import Vocabulary

/// What the unseen of one run did, as far as everything that was seen in it tells: for each family the ways in which what it showed may have come
/// about, each with its probability.
///
/// The factors' means are those of the beliefs by what is certain in all runs; of a family a run has one factor, so where that is
/// uncertain, its mean is that of the beliefs without this run. The sum over all states of up to ``exactly`` unseen components that hang together is
/// exact; of more, states are drawn by Gibbs sampling (Geman & Geman 1984) with a seed made of the run's name.
struct UnseenStates: Sendable {
  /// One way in which what a family showed may have come about.
  struct Way: Sendable {
    /// The active causes: of a steady effect those alone that were not seen.
    let causes: [Cause]
    let isDegraded: Bool
    /// The probability, given all that was seen in the run.
    let share: Double
    /// The mean of its Π (1 − θ), or of 1 − (1 − leak) Π (1 − θ), over those causes.
    let likelihood: Double
  }

  /// By family; none where what was seen cannot have come about.
  let ways: [FamilyKey: [Way]]
  /// What it was made from.
  let silences: [UnseenSilence]

  /// Up to so many unseen components that hang together their states are summed over.
  static let exactly = 10
  /// The most ways of one family that are told apart, the likeliest.
  private static let mostWays = 16

  /// - Parameter silences: by factor of the scene.
  init(_ scene: UnseenScene, _ silences: [UnseenSilence], leak: Double, seed: UInt64) {
    self.silences = silences
    let sum = UnseenSum(scene, silences, leak: leak)
    var found: [FamilyKey: [Way]] = [:]
    for set in scene.sets {
      let shares = set.places.count <= UnseenStates.exactly ? sum.enumerated(set) : sum.sampled(set, seed: seed)
      for (index, states) in zip(set.factors, shares) {
        let factor = scene.factors[index]
        let kept = states.sorted { ($1.share, $0.state) < ($0.share, $1.state) }.prefix(UnseenStates.mostWays)
        let whole = kept.reduce(0) { $0 + $1.share }
        guard whole > 0 else { continue }
        found[factor.key] = kept.sorted { $0.state < $1.state }.map { state, share in
          UnseenStates.way(factor, silences[index], state, share / whole, leak)
        }
      }
    }
    ways = found
  }

  private static func way(
    _ factor: UnseenScene.Factor, _ silence: UnseenSilence, _ state: UInt64, _ share: Double, _ leak: Double
  ) -> Way {
    let active = factor.unseen.indices.filter { state >> UInt64($0) & 1 == 1 }.map { factor.unseen[$0] }
    let mask = state & UnseenSum.causes
    let silent = silence.value(mask)
    switch factor.outcome {
    case .steady:
      let rest = silence.value(0) > 0 ? silent / silence.value(0) : 1
      return Way(causes: active.sorted(), isDegraded: false, share: share, likelihood: rest)
    case .degraded, .unseen:
      let isDegraded = factor.outcome == .degraded || state & UnseenSum.own != 0
      return Way(
        causes: (factor.known + active).sorted(), isDegraded: isDegraded, share: share,
        likelihood: isDegraded ? 1 - (1 - leak) * silent : silent)
    }
  }
}

/// The mean of Π (1 − θ) of a factor's sure causes and some of its unseen ones.
struct UnseenSilence: Sendable, Equatable {
  /// By subset of the unseen causes, where they are few; else that of the sure ones alone, and then of each unseen one by itself.
  private let values: [Double]
  private let isTable: Bool

  /// Up to so many unseen causes every subset has its own mean; of more, theirs are multiplied.
  private static let most = 6

  /// - Parameter silence: the mean for a subset of the unseen causes, as bits, with the sure causes or without.
  init(_ count: Int, _ silence: (_ subset: UInt64, _ withSure: Bool) -> Double) {
    isTable = count <= UnseenSilence.most
    values =
      isTable
      ? (0..<UInt64(1) << UInt64(count)).map { silence($0, true) }
      : [silence(0, true)] + (0..<UInt64(count)).map { silence(1 << $0, false) }
  }

  /// For a subset of the unseen causes.
  func value(_ subset: UInt64) -> Double {
    if isTable { return values[Int(subset)] }
    var product = values[0]
    var rest = subset
    while rest != 0 {
      product *= values[1 + rest.trailingZeroBitCount]
      rest &= rest - 1
    }
    return product
  }
}
