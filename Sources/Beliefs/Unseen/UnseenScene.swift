internal import Vocabulary

/// The part of one run that nobody saw and that what was seen hangs on: unseen components that trouble may have passed through, and the
/// families that they have a part in.
///
/// With x the states of the unseen, P(x, what was seen) is a product over the factors, one a family: the effect's noisy-OR over the causes that
/// were surely active and those of the unseen that are in x. An unseen component that leads to nothing seen says nothing and is left out; one
/// that no trouble can have reached stayed steady and is left out, too.
public struct UnseenScene: Sendable, Hashable {
  /// One family's part.
  struct Factor: Sendable, Hashable {
    /// What the effect did: as it was seen, or the state of the unseen component at a place.
    enum Outcome: Sendable, Hashable {
      case steady
      case degraded
      case unseen(Int)
    }
    let key: FamilyKey
    let outcome: Outcome
    /// The causes that were surely active, ascending.
    let known: [Cause]
    /// The causes that were not seen.
    let unseen: [Cause]
    /// By unseen cause its place among ``UnseenScene/components``.
    let places: [Int]
  }

  /// Unseen components that hang together: those of different sets are independent, given what was seen.
  struct Connected: Sendable, Hashable {
    let places: [Int]
    let factors: [Int]
  }

  /// At which dose.
  let dose: Dose
  /// The unseen components, nearest to the trouble first; at most ``most``.
  let components: [String]
  /// By family.
  let factors: [Factor]
  /// Every place and every factor is in one of them.
  let sets: [Connected]
  /// By family, its factor.
  let factorOf: [FamilyKey: Int]

  /// The most unseen components that are told apart in one run, those nearest to the trouble. What lies beyond counts as one that may have
  /// fired where its caller degraded, and for nothing else.
  static let most = 24

  /// A scene; nil where no factor hangs on anything unseen.
  init?(dose: Dose, components: [String], factors: [Factor]) {
    guard !factors.isEmpty, !components.isEmpty else { return nil }
    self.dose = dose
    self.components = components
    self.factors = factors
    var parent = Array(components.indices)
    func root(_ place: Int) -> Int {
      var at = place
      while parent[at] != at { at = parent[at] }
      return at
    }
    for factor in factors {
      let places = factor.allPlaces
      for place in places.dropFirst() {
        let (one, other) = (root(places[0]), root(place))
        parent[max(one, other)] = min(one, other)
      }
    }
    let roots = components.indices.map(root)
    sets = Set(roots).sorted().map { top in
      Connected(
        places: components.indices.filter { roots[$0] == top },
        factors: factors.indices.filter { factors[$0].allPlaces.first.map { roots[$0] } == top })
    }
    factorOf = Dictionary(factors.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
  }
}

extension UnseenScene.Factor {
  /// The places of its unseen causes and, where it was not seen, its own.
  fileprivate var allPlaces: [Int] {
    if case .unseen(let own) = outcome { return places + [own] }
    return places
  }
}
