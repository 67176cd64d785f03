/// An observation of a family that may have been any of several: which causes were active, or what the effect did, was not seen.
///
/// Its likelihood is Σ c_k ℓ_k over the ways it may have been, ℓ_k = Π (1 − a) of a steady effect and 1 − (1 − leak) Π (1 − a) of a degraded
/// one, and c_k what everything else says of that way. Every ℓ_k is a sum of products of a and 1 − a with positive coefficients,
/// so what is exact for an observation is exact for their sum.
public struct MixedObservation: Sendable, Hashable {
  /// One way that it may have been.
  public struct Way: Sendable, Hashable {
    /// c: positive, of any scale that all ways share.
    public var weight: Double
    /// The active variables, ascending; none where nothing was active.
    public var variables: [Int]
    /// Whether the effect degraded.
    public var isDegraded: Bool

    /// A way. A steady effect's (1 − leak), where anything was active, is to be part of the weight.
    public init(weight: Double, variables: [Int], isDegraded: Bool) {
      self.weight = weight
      self.variables = variables.strictlyAscending ? variables : Set(variables).sorted()
      self.isDegraded = isDegraded
    }
  }

  /// The ways, those of weight nought and those that cannot have been left out.
  public let ways: [Way]

  /// An observation.
  public init(_ ways: [Way]) { self.ways = ways.filter { $0.weight > 0 && !($0.isDegraded && $0.variables.isEmpty) } }

  /// All variables of any way, ascending.
  var variables: [Int] { Set(ways.flatMap(\.variables)).sorted() }
}
