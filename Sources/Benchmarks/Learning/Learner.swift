import Beliefs
import Foundation
import SystemModel
import Vocabulary

/// What somebody knows who has seen some runs: the product's own beliefs, with its refits of the priors at 5, 10, 20, … runs.
struct Learner {
  private(set) var book: BeliefBook
  private(set) var runs: [ObservedRun] = []
  private var taught = 0

  init(_ model: SystemModel, now: Timestamp = Timestamp(seconds: 0), environment: String? = nil) {
    book = BeliefBook(BeliefInputs(ledger: EvidenceLedger(), model: model, now: now, environment: environment))
  }

  /// Learns from one run more.
  mutating func learn(_ run: ObservedRun) {
    runs.append(run)
    let evidence = RunEvidence(run, in: book.inputs.graph)
    book.record(evidence, stream: run.stream)
    guard evidence.teachesBeliefs else { return }
    taught += 1
    guard GroupPriors.isRefitPoint(taught) else { return }
    var inputs = book.inputs
    inputs.priors = inputs.fittedPriors(position: run.position)
    book = BeliefBook(inputs)
  }

  /// The network of one class at one dose.
  func network(_ faultClass: FaultClass, _ dose: Dose) -> PropagationNetwork { book.network(faultClass, dose) }
}

/// How far beliefs are from a simulated truth, and how much of what could be learned has been.
struct BeliefError {
  /// The mean of KL(truth ‖ predictive) over the beliefs that count, in bits.
  let bits: Double
  /// The coverage of chapter "Beliefs", section "Scores".
  let coverage: Double

  /// Over every call × class × dose whose caller's trouble can reach a journey, each weighed by the highest criticality that it can
  /// reach; over all where there are no journeys. O(classes × doses × calls).
  init(_ book: BeliefBook, _ system: SimulatedSystem) {
    let graph = system.graph
    let hasJourneys = graph.componentCount < graph.nodes.count
    var sum = 0.0
    var whole = 0.0
    for faultClass in FaultClass.allCases {
      let networks = ClassNetworks(book, faultClass)
      for dose in Dose.allCases {
        let network = networks.network(dose)
        for (edge, mean) in network.edgeMean.enumerated() {
          let effect = Int(network.edgeEffect[edge])
          let cause = Int(network.edgeCause[edge])
          let weight = hasJourneys ? graph.criticalityReach[effect] ?? 0 : 1
          guard weight > 0, let call = graph.calls(of: effect).first(where: { graph.edges[$0].callee == cause })
          else { continue }
          sum += weight * BeliefError.divergence(system.theta(call, faultClass, dose), mean)
          whole += weight
        }
      }
    }
    bits = whole > 0 ? sum / whole : 0
    coverage = book.scores(effort: ForecastEffort(words: 1, draws: 0)).coverage
  }

  /// KL(Bernoulli(truth) ‖ Bernoulli(mean)) in bits.
  static func divergence(_ truth: Double, _ mean: Double) -> Double {
    let mean = min(max(mean, 1e-9), 1 - 1e-9)
    func part(_ p: Double, _ q: Double) -> Double { p > 0 ? p * log2(p / q) : 0 }
    return max(0, part(truth, mean) + part(1 - truth, 1 - mean))
  }
}
