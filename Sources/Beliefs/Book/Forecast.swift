public import Vocabulary

/// What is expected to happen under one fault: for every component and journey the probability that it degrades.
public struct Forecast: Sendable {
  /// What is disturbed.
  public let target: Target
  /// The kind of fault.
  public let fault: FaultKind
  /// Its dose.
  public let dose: Dose
  /// By node of the system's graph.
  public let nodes: [NodeForecast]
  /// P(any critical journey is judged degraded): of those that the trouble can reach the joint probability, and never less than
  /// that of any single one.
  public let criticalProbability: Double

  /// The blast radius: the expected number of components, the target not among them, that degrade.
  public var expectedComponents: Double {
    nodes.reduce(0) { $0 + ($1.node.kind == .component && !$1.isTarget ? $1.fromCauses : 0) }
  }

  /// The forecast of one node; nil where the system does not have it.
  public func node(_ node: NodeID) -> NodeForecast? { nodes.first { $0.node == node } }
}

/// What is expected of one node.
public struct NodeForecast: Sendable, Hashable {
  /// Who.
  public let node: NodeID
  /// Whether it is the faulted component itself: then its susceptibility is what is told.
  public let isTarget: Bool
  /// A journey's criticality; 0 for a component.
  public let criticality: Double
  /// P(it is judged degraded), the leak of the judging included.
  public let probability: Double
  /// P(it degrades of its causes), without the leak.
  public let fromCauses: Double
  /// P(it degrades of the fault): of its causes or through a hidden coupling that is only suspected, without the leak.
  public let fromFault: Double
  /// 5 % quantile over the posterior.
  public let low: Double
  /// 95 % quantile over the posterior.
  public let high: Double
  /// P(it shows errors).
  public let errors: Double
  /// P(it shows latency).
  public let latency: Double
}

/// How finely a forecast is computed. The defaults suit systems of up to some thousands of calls.
public struct ForecastEffort: Sendable, Hashable {
  /// Names the chances: the same seed gives the same forecast.
  public var seed: UInt64
  /// Words of sixty-four worlds for the means; the standard error is at most 0.5/√(64 · words).
  public var words: Int
  /// Posterior draws for the intervals; 0 leaves low and high at the mean.
  public var draws: Int
  /// Words of worlds a draw.
  public var wordsPerDraw: Int
  /// The most words of coins to throw, over edges, draws and words: what bounds the time on a large system. A larger one gets
  /// fewer words, then fewer draws, at least one and twenty.
  public var most = 8_000_000

  /// The effort with which a run is foreseen by the beliefs before it, wherever that is told: draws change no mean.
  public static let hindsight = ForecastEffort(words: 64, draws: 0)

  /// An effort.
  public init(seed: UInt64 = 1, words: Int = 128, draws: Int = 100, wordsPerDraw: Int = 8) {
    self.seed = seed
    self.words = words
    self.draws = draws
    self.wordsPerDraw = wordsPerDraw
  }

  /// The effort that keeps to `most` on so many edges.
  func fitting(edges: Int) -> ForecastEffort {
    let coins = max(most / max(edges, 1), 1)
    var fitted = self
    fitted.words = max(min(words, coins), min(words, 4))
    guard draws > 0 else { return fitted }
    fitted.wordsPerDraw = max(min(wordsPerDraw, coins / draws), 1)
    fitted.draws = max(min(draws, coins / fitted.wordsPerDraw / 4), min(draws, 20))
    return fitted
  }
}
