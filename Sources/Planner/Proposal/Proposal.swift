public import Vocabulary

/// One experiment worth running: what, where, what it teaches, what it may cost, whether it may run now, and an intent ready to
/// be declared.
public struct Proposal: Sendable {
  /// A node that is predicted to degrade.
  public struct Prediction: Sendable, Equatable {
    /// Who.
    public var node: NodeID
    /// P(it degrades).
    public var probability: Double
    /// P(it shows errors); nil where nobody told.
    public var errors: Double?
    /// P(it shows latency); nil where nobody told.
    public var latency: Double?

    /// A prediction.
    public init(node: NodeID, probability: Double, errors: Double? = nil, latency: Double? = nil) {
      self.node = node
      self.probability = probability
      self.errors = errors
      self.latency = latency
    }
  }

  /// What is believed of one cause of a family now, and after each outcome of meeting the causes that are most likely active.
  public struct CauseBelief: Sendable, Equatable {
    /// The cause.
    public let cause: NodeID
    /// E θ now.
    public let mean: Double
    /// Its standard deviation.
    public let standardDeviation: Double
    /// E θ should the effect degrade; nil where the cause is not among those most likely active.
    public let ifDegraded: Double?
    /// E θ should the effect stay steady; nil likewise.
    public let ifSteady: Double?
  }

  /// One family that the experiment is expected to teach about.
  public struct Source: Sendable, Equatable {
    /// The effect.
    public let effect: NodeID
    /// All its causes that may be active, by name.
    public let causes: [CauseBelief]
    /// P(some cause is active).
    public let met: Double
    /// The expected information, in bits.
    public let bits: Double
    /// What a bit of it is worth: the highest criticality that the effect can reach, 1 without journeys.
    public let weight: Double
  }

  /// An earlier run like this one.
  public struct SimilarRun: Sendable, Equatable {
    /// The run.
    public let id: String
    /// When it began.
    public let at: Timestamp
    /// What it injected.
    public let kind: FaultKind
    /// At which dose.
    public let dose: Dose
    /// What its verdict said.
    public let outcome: Outcome?
    /// What it left open, in one sentence.
    public let leftOpen: String
  }

  /// Made of (position, target, fault, dose, environment, seed, objective): the same proposal has the same id.
  public let id: String
  /// Its place in the plan, from 1.
  public internal(set) var rank: Int
  /// What is disturbed.
  public let target: Target
  /// The fault, with its magnitude and its dose.
  public let fault: Fault
  /// The dose.
  public let dose: Dose
  /// Other kinds of fault of the same class and dose, which teach the same.
  public let alternatives: [FaultKind]
  /// Where it is to run.
  public let environment: String?
  /// The expected information about families that can reach a journey, in bits.
  public let bits: Double
  /// The standard error of `objectiveValue`; 0 where it was enumerated.
  public let standardError: Double
  /// How many worlds it was estimated from; 0 where it was enumerated.
  public let worlds: Int
  /// The objective: the bits, each family weighed by the highest criticality it can reach; in a batch what it adds to those before.
  public let objectiveValue: Double
  /// What it is ranked by: the objective, or that over the cost.
  public let value: Double
  /// The expected cost in minutes.
  public let cost: Double
  /// The expected information about families off every user-facing path, in bits; no part of `bits`.
  public let bitsOffPath: Double
  /// The information about untested hidden couplings, in bits; no part of `bits`.
  public let discoveryBits: Double
  /// May it run now.
  public let safety: SafetyVerdict
  /// Who is expected to degrade, the likeliest first.
  public let predicted: [Prediction]
  /// The expected number of components that degrade beside the target.
  public let expectedComponents: Double
  /// P(a critical journey degrades).
  public let criticalProbability: Double
  /// Where the bits come from, the most first.
  public let sources: [Source]
  /// The last runs like it, the latest first.
  public let similarRuns: [SimilarRun]
  /// Why the one ranked next lost; nil for the last.
  public internal(set) var runnerUp: String?
  /// Why one more run of it would teach next to nothing; nil where it would.
  public internal(set) var redundant: String?
  /// A ready intent.
  public let intent: IntentDeclared
  /// The log position that it was computed at.
  public let position: Int64
  /// The seed.
  public let seed: UInt64
  /// The objective.
  public let objective: PlanObjective
  /// A fingerprint of the policy.
  public let policyHash: String
}

extension Proposal {
  /// At most so many nodes and families are listed in JSON; the rest is summed up.
  static let listLimit = 50

  /// The proposal in the form of `next` (chapter 6), which is also the payload of `experiment.proposed`.
  public var json: JSON {
    let shown = sources.prefix(Proposal.listLimit)
    let rest = sources.dropFirst(Proposal.listLimit)
    return .compact(
      ("id", .string(id)), ("rank", .integer(Int64(rank))), ("target", target.json), ("fault", fault.json),
      ("dose", .string(dose.rawValue)), ("environment", environment.map { .string($0) }), ("bits", .number(bits)),
      ("standardError", .number(standardError)), ("worlds", .integer(Int64(worlds))),
      ("objectiveValue", .number(objectiveValue)), ("value", .number(value)), ("cost", .number(cost)),
      ("costUnit", .string("min")), ("bitsOffPath", .number(bitsOffPath)),
      ("discoveryBits", .number(discoveryBits)), ("safety", safety.json),
      ("predicted", .array(predicted.prefix(Proposal.listLimit).map(\.json))),
      ("expectedComponents", .number(expectedComponents)), ("criticalProbability", .number(criticalProbability)),
      ("sources", .array(shown.map(\.json))),
      (
        "otherSources",
        rest.isEmpty
          ? nil
          : .compact(
            ("families", .integer(Int64(rest.count))), ("bits", .number(rest.reduce(0) { $0 + $1.bits })))
      ),
      ("intent", intent.json), ("alternatives", .array(alternatives.map { .string($0.name) })),
      ("similarRuns", .array(similarRuns.map(\.json))), ("runnerUp", runnerUp.map { .string($0) }),
      ("redundant", redundant.map { .string($0) }),
      ("position", .integer(position)), ("seed", .integer(Int64(seed))), ("objective", .string(objective.name)),
      ("policy", .string(policyHash)))
  }
}

extension Proposal.Prediction {
  /// `{"component"|"journey", "probability", "errors"?, "latency"?}`.
  public var json: JSON {
    .compact(
      (node.kind.rawValue, .string(node.name)), ("probability", .number(probability)),
      ("errors", errors.map { .number($0) }), ("latency", latency.map { .number($0) }))
  }
}

extension Proposal.Source {
  /// `{"effect", "causes", "bits"}`, and the beliefs behind.
  public var json: JSON {
    .compact(
      ("effect", .string(effect.name)), ("effectKind", .string(effect.kind.rawValue)),
      ("causes", .array(causes.map { .string($0.cause.name) })), ("bits", .number(bits)),
      ("weight", .number(weight)), ("met", .number(met)), ("beliefs", .array(causes.map(\.json))))
  }
}

extension Proposal.CauseBelief {
  /// `{"cause", "mean", "sd", "ifDegraded"?, "ifSteady"?}`.
  public var json: JSON {
    .compact(
      ("cause", .string(cause.name)), ("mean", .number(mean)), ("sd", .number(standardDeviation)),
      ("ifDegraded", ifDegraded.map { .number($0) }), ("ifSteady", ifSteady.map { .number($0) }))
  }
}

extension Proposal.SimilarRun {
  /// `{"run", "at", "fault", "dose", "outcome"?, "leftOpen"}`.
  public var json: JSON {
    .compact(
      ("run", .string(id)), ("at", .string(at.description)), ("fault", .string(kind.name)),
      ("dose", .string(dose.rawValue)), ("outcome", outcome.map { .string($0.rawValue) }),
      ("leftOpen", .string(leftOpen)))
  }
}
