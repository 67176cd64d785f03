public import SystemModel
public import Vocabulary

/// What traces say of one call under one class: of the calls in which the callee was in trouble, in how many was the caller too?
/// Weak evidence of a known kind, so it is part of the prior: pseudo-counts n = min(4, 0.1 · calls), split as observed, at dose
/// medium (chapter "Beliefs", section "Prior"). Passive, so capped.
public struct TraceSupport: Sendable, Hashable {
  /// Calls in which callee and caller were in trouble.
  public let propagated: Int
  /// Calls in which the callee was in trouble and the caller was not.
  public let masked: Int

  /// What the traffic of a call says about a class: errors speak of class errors, delays of class latency; nil where it says
  /// nothing.
  public init?(_ traffic: Traffic, _ faultClass: FaultClass) {
    (propagated, masked) =
      switch faultClass {
      case .errors: (traffic.propagatedErrors, traffic.maskedErrors)
      case .latency: (traffic.propagatedDelays, traffic.maskedDelays)
      default: (0, 0)
      }
    guard calls > 0 else { return nil }
  }

  /// Calls in which the callee was in trouble.
  public var calls: Int { propagated + masked }
  /// The pseudo-counts together, in observations.
  public var strength: Double { min(4, 0.1 * Double(calls)) }
  /// The pseudo-counts of "the caller was in trouble too".
  public var reached: Double { strength * Double(propagated) / Double(calls) }
  /// The pseudo-counts of "the caller stayed steady".
  public var held: Double { strength - reached }
}

extension ThresholdPrior {
  /// The prior with what traces say about a call added.
  public func adding(_ traces: TraceSupport) -> ThresholdPrior {
    // "At medium" splits the four outcomes in two; within each half the prior's own shares stay, so it remains a Dirichlet.
    let upTo = low + medium
    let beyond = high + never
    let (reached, held) = (traces.reached, traces.held)
    return ThresholdPrior(
      low: low + reached * low / upTo, medium: medium + reached * medium / upTo, high: high + held * high / beyond,
      never: never + held * never / beyond)
  }
}
