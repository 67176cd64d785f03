internal import Beliefs
internal import Vocabulary

/// What it is worth, under an objective other than `information`, that some causes of one effect are met together.
protocol FamilyWorth: Sendable {
  /// The worth of one outcome of the effect at `place` while exactly the causes of `slots` are active; weights included.
  func worth(_ place: Int, _ slots: [Int]) -> Double
  /// Whether anything at that place can be worth something.
  func counts(_ place: Int) -> Bool
}

/// The worth of predicting each belief better.
///
/// Z is what the next meeting of one cause alone, at one dose, would show. With s = 1 − θ of that cause and dose and
/// S = Π (1 − θ) over the causes that are active now, E[s | steady] = E[s S] / E S and E[s | degraded] = (E s − (1 − leak) E[s S]) /
/// (1 − (1 − leak) E S), so I(Y; Z) = h(E s) − P(steady) h(E[s | steady]) − P(degraded) h(E[s | degraded]): exact, and summed over the
/// causes and doses of the family. Since the expected KL from the truth to a prediction is h(m) − E h(θ), this is what it falls by.
struct PredictionWorth: FamilyWorth {
  private let graph: WorldGraph
  private let weights: FamilyWeights
  /// By dose and edge: the variables of θ at that dose.
  private let variables: [[[Int]]]
  /// Beside it: E θ.
  private let means: [[Double]]

  init(_ graph: WorldGraph, _ weights: FamilyWeights, doses: [PropagationNetwork]) {
    self.graph = graph
    self.weights = weights
    variables = doses.map(\.edgeVariables)
    means = doses.map(\.edgeMean)
  }

  func counts(_ place: Int) -> Bool { weights.weight[place] > 0 }

  func worth(_ place: Int, _ slots: [Int]) -> Double {
    guard let family = graph.network.families[Int(graph.order[place])] else { return 0 }
    let met = graph.network.variables(slots.map { Int(graph.edge[$0]) })
    let outcome = FamilyOutcome(family, met)
    var sum = 0.0
    // Without mixtures, causes are independent of each other: the others are told nothing about.
    for slot in family.componentCount == 0 ? slots : Array(graph.slots(place)) {
      let edge = Int(graph.edge[slot])
      var seen: [Int] = []
      var last = 0.0
      for dose in variables.indices {
        let asked = variables[dose][edge]
        // Where doses share one belief, as in a system without doses, it counts at each.
        if asked != seen { last = outcome.information(about: asked, silence: 1 - means[dose][edge]) }
        seen = asked
        sum += last
      }
    }
    return weights.weight[place] * sum
  }
}

/// What one outcome of an effect tells about its family, while the causes of `met` are active.
struct FamilyOutcome {
  /// 1 less the leak.
  private let kept: Double
  private let met: MetSilence
  /// P(steady).
  let steady: Double

  init(_ family: FamilyPosterior, _ met: [Int]) {
    self.met = MetSilence(family, met)
    kept = 1 - family.leak
    steady = kept * self.met.silence
  }

  /// Cov(s, [steady]) for s = Π (1 − a) over some variables, of which E s is given.
  func covariance(_ variables: [Int], silence: Double) -> Double {
    kept * met.covariance(variables, silence: silence)
  }

  /// I(this outcome; what the next meeting of some variables alone would show), in bits.
  func information(about variables: [Int], silence now: Double) -> Double {
    guard steady > 0, steady < 1 else { return 0 }
    let shift = covariance(variables, silence: now)
    guard shift != 0 else { return 0 }
    func entropy(_ silent: Double) -> Double { binaryEntropy(kept * min(max(silent, 0), 1)) }
    return max(
      0, entropy(now) - steady * entropy(now + shift / steady) - (1 - steady) * entropy(now - shift / (1 - steady)))
  }
}

/// The worth of knowing some probabilities better that hang on many beliefs: resilience, or the fate of an intent's clauses.
///
/// To first order in the beliefs of one family, P = const + Σ cᵢ θᵢ with cᵢ = ∂P/∂θᵢ at the present means of all others; P is
/// linear in each θ, so for one cause of one family this is no approximation. An outcome Y of the family moves P by Cov(P, Y)/P(Y)
/// where it degrades and the other way else. Shifts of different families are uncorrelated, as each is a martingale difference
/// along the cascade, so the reductions of the variance add up; of bits each family's are exact alone and their sum is of second order.
struct QuantityWorth: FamilyWorth {
  private let graph: WorldGraph
  private let measure: PredictionAim.Measure
  private let weights: [Double]
  /// By subject: P now, over all classes.
  private let probability: [Double]
  /// By subject and edge.
  private let derivative: [[Double]]
  /// By edge: the variables of θ at the dose that is asked about.
  private let variables: [[Int]]
  /// By edge: E θ there.
  private let means: [Double]
  private let isMoved: [Bool]

  /// - Parameters:
  ///   - gradient: by the edges of `reference`, the network of the same class at the dose that is asked about.
  init(
    _ graph: WorldGraph, _ aim: PredictionAim, _ gradient: CascadeGradient, probability: [Double],
    reference: PropagationNetwork
  ) {
    self.graph = graph
    self.probability = probability
    measure = aim.measure
    weights = aim.subjects.map(\.weight)
    derivative = gradient.derivative
    variables = reference.edgeVariables
    means = reference.edgeMean
    var moved = [Bool](repeating: false, count: graph.order.count)
    for place in graph.order.indices {
      moved[place] = graph.slots(place).contains { slot in
        gradient.derivative.indices.contains {
          aim.subjects[$0].weight > 0 && gradient.derivative[$0][Int(graph.edge[slot])] != 0
        }
      }
    }
    isMoved = moved
  }

  func counts(_ place: Int) -> Bool { isMoved[place] }

  func worth(_ place: Int, _ slots: [Int]) -> Double {
    guard isMoved[place], let family = graph.network.families[Int(graph.order[place])] else { return 0 }
    let outcome = FamilyOutcome(family, graph.network.variables(slots.map { Int(graph.edge[$0]) }))
    let steady = outcome.steady
    guard steady > 0, steady < 1 else { return 0 }
    var moves = [Double](repeating: 0, count: weights.count)
    for slot in family.componentCount == 0 ? slots : Array(graph.slots(place)) {
      let edge = Int(graph.edge[slot])
      guard derivative.contains(where: { $0[edge] != 0 }) else { continue }
      let covariance = outcome.covariance(variables[edge], silence: 1 - means[edge])
      guard covariance != 0 else { continue }
      for subject in moves.indices { moves[subject] += derivative[subject][edge] * covariance }
    }
    var sum = 0.0
    for subject in moves.indices where moves[subject] != 0 {
      let move = moves[subject]
      switch measure {
      case .variance: sum += weights[subject] * move * move / (steady * (1 - steady))
      case .bits:
        let now = probability[subject]
        func entropy(_ value: Double) -> Double { binaryEntropy(min(max(value, 0), 1)) }
        let after = steady * entropy(now - move / steady) + (1 - steady) * entropy(now + move / (1 - steady))
        sum += weights[subject] * max(0, entropy(now) - after)
      }
    }
    return sum
  }
}
