/// All that is known of one family: the causes of one effect under one fault class, their priors and what was observed.
///
/// The variables 0..<prior.count are the probabilities aᵢ that a cause fires: one a cause, or with doses one an increment
/// of a cause (see ``DoseFamily``). Over the active variables A the effect stays steady with probability
/// (1 − leak) · Π_{i∈A} (1 − aᵢ): noisy-OR (Pearl 1988, §4.3.2).
public struct FamilyEvidence: Sendable, Hashable {
  /// The prior of every variable; independent of each other.
  public var prior: [Beta]
  /// Per variable the weighted count of the times it was active while the effect stayed steady: exactly β += w.
  public var negatives: [Double]
  /// The times the effect degraded. Their order is of no importance.
  public var positives: [Positive]
  /// The probability that the effect degrades of itself while causes are active, in [0, 1).
  public var leak: Double
  /// Observations of an effect of whose causes, or of which itself, not everything was seen.
  public var mixed: [MixedObservation]
  /// Ranges of variables that are the dose increments of one cause, smallest dose first. Only such neighbours are merged
  /// where no evidence separates them, which changes no answer (see ``DoseFamily``).
  public var chains: [Range<Int>]

  /// Observations of a degraded effect with the same active causes and the same weight.
  public struct Positive: Sendable, Hashable {
    /// The active variables, ascending, each once; not empty.
    public var variables: [Int]
    /// The power w that each observation's likelihood is raised to (Ibrahim & Chen 2000), positive.
    public var weight: Double
    /// How many observations.
    public var count: Int

    /// `count` observations of weight `weight` with these variables active; they are sorted and made unique here.
    public init(_ variables: [Int], weight: Double = 1, count: Int = 1) {
      precondition(!variables.isEmpty, "a positive observation needs at least one active variable")
      precondition(weight > 0 && count >= 0, "a positive observation needs a positive weight and a count")
      self.variables = variables.strictlyAscending ? variables : Set(variables).sorted()
      self.weight = weight
      self.count = count
    }
  }

  /// A family without observations.
  public init(prior: [Beta], leak: Double = 0, chains: [Range<Int>] = []) {
    precondition(leak >= 0 && leak < 1, "leak \(leak): a probability below one is needed")
    self.prior = prior
    self.negatives = Array(repeating: 0, count: prior.count)
    self.positives = []
    self.mixed = []
    self.leak = leak
    self.chains = chains
  }

  /// The effect stayed steady with these variables active.
  public mutating func addSteady(_ variables: [Int], weight: Double = 1, count: Int = 1) {
    for variable in Set(variables) { negatives[variable] += weight * Double(count) }
  }

  /// The effect degraded with these variables active.
  public mutating func addDegraded(_ variables: [Int], weight: Double = 1, count: Int = 1) {
    if count > 0 { positives.append(Positive(variables, weight: weight, count: count)) }
  }

  /// An observation that may have been any of several.
  public mutating func add(_ observation: MixedObservation) { mixed.append(observation) }
}

extension Array where Element == Int {
  /// Whether every element is larger than the one before.
  package var strictlyAscending: Bool { zip(self, dropFirst()).allSatisfy { $0 < $1 } }
}
