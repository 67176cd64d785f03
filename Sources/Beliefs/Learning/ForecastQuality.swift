public import Vocabulary

/// What the beliefs had said of one state before it was observed.
public struct ForeseenState: Sendable, Hashable {
  /// Who.
  public let node: NodeID
  /// The probability that it would degrade.
  public let probability: Double
  /// Whether it did.
  public let isDegraded: Bool

  /// A foreseen state.
  public init(node: NodeID, probability: Double, isDegraded: Bool) {
    self.node = node
    self.probability = probability
    self.isDegraded = isDegraded
  }

  /// The probability that the model had given to what was then observed.
  public var probabilityOfObserved: Double { isDegraded ? probability : 1 - probability }
}

/// How good forecasts were, over many foreseen states.
public struct ForecastQuality: Sendable, Hashable {
  /// How many states.
  public let count: Int
  /// Mean squared error of the probabilities (Brier 1950); lower is better.
  public let brier: Double
  /// Mean negative logarithm of the probability of what was observed, in nats, probabilities clipped to 0.001 … 0.999.
  public let logLoss: Double
  /// Ten bands of probability, those with states.
  public let calibration: [Band]

  /// One band of the calibration table: said against seen.
  public struct Band: Sendable, Hashable {
    /// Where it begins.
    public let from: Double
    /// Where it ends.
    public let to: Double
    /// How many states had a probability in it.
    public let count: Int
    /// The mean probability.
    public let said: Double
    /// The fraction that degraded.
    public let seen: Double
    /// The 5 % quantile of the fraction, by the Jeffreys prior Beta(½, ½) (Brown, Cai & DasGupta 2001); 0 where none degraded.
    public let low: Double
    /// The 95 % quantile; 1 where all did.
    public let high: Double
    /// Whether what was said lies within the interval of what was seen.
    public var holds: Bool { low <= said && said <= high }

    fileprivate init(_ place: Int, count: Int, said: Double, degraded: Int) {
      from = Double(place) / 10
      to = Double(place + 1) / 10
      self.count = count
      self.said = said / Double(count)
      seen = Double(degraded) / Double(count)
      let fraction = Beta(Double(degraded) + 0.5, Double(count - degraded) + 0.5)
      low = degraded == 0 ? 0 : fraction.quantile(0.05)
      high = degraded == count ? 1 : fraction.quantile(0.95)
    }
  }

  /// The quality of some forecasts; nil without any. The order of the states does not matter but for rounding.
  public init?(_ states: [ForeseenState]) {
    guard !states.isEmpty else { return nil }
    var squares = 0.0
    var logs = 0.0
    var counts = Array(repeating: (count: 0, said: 0.0, degraded: 0), count: 10)
    for state in states {
      let p = min(max(state.probability, 1e-3), 1 - 1e-3)
      let outcome = state.isDegraded ? 1.0 : 0
      squares += (p - outcome) * (p - outcome)
      logs -= naturalLogarithm(state.isDegraded ? p : 1 - p)
      let band = min(Int(p * 10), 9)
      counts[band].count += 1
      counts[band].said += p
      counts[band].degraded += state.isDegraded ? 1 : 0
    }
    count = states.count
    brier = squares / Double(states.count)
    logLoss = logs / Double(states.count)
    calibration = counts.enumerated().compactMap { place, band in
      band.count > 0 ? Band(place, count: band.count, said: band.said, degraded: band.degraded) : nil
    }
  }
}

extension BeliefBook {
  /// What these beliefs say of every state that a run then showed, by node; the target's by its susceptibility. To be asked of the
  /// beliefs before the run. Empty for a placebo and a fault of no class.
  public func foreseen(_ run: ObservedRun, effort: ForecastEffort = .hindsight)
    -> [ForeseenState]
  {
    guard let target = run.target, run.tookEffect,
      let forecast = predict(target, fault: run.fault, dose: run.dose, effort: effort)
    else { return [] }
    let states = run.states
    return forecast.nodes.compactMap { node in
      states[node.node].map {
        ForeseenState(node: node.node, probability: node.probability, isDegraded: $0.isDegraded)
      }
    }
  }
}
