public import SystemModel
public import Vocabulary

/// What a gate looks at: one experiment, what it is expected to do, and the state of the world. Plain values; no clock.
public struct SafetyQuestion: Sendable {
  /// What would be disturbed.
  public var target: Target
  /// The kind of fault.
  public var kind: FaultKind
  /// Its dose.
  public var dose: Dose
  /// Whether the kind has a magnitude.
  public var hasMagnitude: Bool
  /// Where; nil where nobody said.
  public var environment: String?
  /// When it would run.
  public var now: Timestamp
  /// How long, in minutes.
  public var minutes: Double
  /// P(degraded) of everything but the target, sorted by node; what is not named does not degrade.
  public var predicted: [(node: NodeID, probability: Double)]
  /// P(a critical journey degrades).
  public var criticalProbability: Double
  /// The expected number of components that degrade beside the target.
  public var expectedComponents: Double
  /// The system.
  public var model: SystemModel
  /// The rules.
  public var policy: Policy
  /// What was run before.
  public var history: RunHistory
  /// The blast radii of the runs that are too recent or still at work: run, nodes that degrade with more than 5 %.
  public var recentRadii: [(run: RunHistory.PastRun, nodes: Set<NodeID>)]
  /// What the intent that it is for excludes, besides what policy does.
  public var exclusions: Set<String>
  /// Where that intent may run; nil for anywhere.
  public var intendedEnvironment: String?

  /// A question. `expectedComponents`: nil for the sum of what is predicted of components.
  public init(
    target: Target, kind: FaultKind, dose: Dose, hasMagnitude: Bool, environment: String?, now: Timestamp,
    minutes: Double, predicted: [(node: NodeID, probability: Double)], criticalProbability: Double, model: SystemModel,
    policy: Policy, history: RunHistory, recentRadii: [(run: RunHistory.PastRun, nodes: Set<NodeID>)],
    expectedComponents: Double? = nil, exclusions: Set<String> = [], intendedEnvironment: String? = nil
  ) {
    self.expectedComponents =
      expectedComponents ?? predicted.reduce(0.0) { $1.node.kind == .component ? $0 + $1.probability : $0 }
    self.exclusions = exclusions
    self.intendedEnvironment = intendedEnvironment
    self.target = target
    self.kind = kind
    self.dose = dose
    self.hasMagnitude = hasMagnitude
    self.environment = environment
    self.now = now
    self.minutes = minutes
    self.predicted = predicted
    self.criticalProbability = criticalProbability
    self.model = model
    self.policy = policy
    self.history = history
    self.recentRadii = recentRadii
  }

  /// The disturbed component: of a link the caller, who meets the fault.
  public var disturbed: String { SafetyQuestion.disturbed(by: target) }

  /// The component that a fault on a target disturbs: of a link the caller.
  public static func disturbed(by target: Target) -> String {
    switch target {
    case .component(let name): name
    case .dependency(let link): link.caller
    }
  }

  /// Whether policy calls the environment production.
  public var isProduction: Bool { policy.isProduction(environment) }

  /// The components that the target names.
  public var targets: [String] {
    switch target {
    case .component(let name): [name]
    case .dependency(let link): [link.caller, link.callee]
    }
  }

  /// When it would be over.
  public var end: Timestamp { now.advanced(bySeconds: minutes * 60) }

  /// The predicted blast radius: the disturbed component and what degrades with more than 5 %.
  public var radius: Set<NodeID> {
    var nodes: Set<NodeID> = [.component(disturbed)]
    for (node, probability) in predicted where probability > SafetyLimits.inBlastRadiusFrom { nodes.insert(node) }
    return nodes
  }

  /// The blast radius with both ends of the target: a fault on a link is at work at its callee, too.
  var reach: Set<NodeID> { radius.union(target.ends) }

  /// The runs of which nobody said whom they disturb that this one would have to keep clear of.
  var unaimed: [RunHistory.UnaimedRun] {
    history.unaimed.filter { $0.stands(at: now, spacing: policy.spacingSeconds, in: environment) }
  }

  /// P(degraded) of a node: 1 for the faulted component itself. O(log predicted).
  public func probability(of node: NodeID) -> Double {
    if case .component(let name) = target, node == .component(name) { return 1 }
    var (low, high) = (0, predicted.count)
    while low < high {
      let middle = (low + high) / 2
      if predicted[middle].node < node { low = middle + 1 } else { high = middle }
    }
    return low < predicted.count && predicted[low].node == node ? predicted[low].probability : 0
  }
}

extension Target {
  /// The components that it names: of a link both ends.
  public var ends: Set<NodeID> {
    switch self {
    case .component(let name): [.component(name)]
    case .dependency(let link): [.component(link.caller), .component(link.callee)]
    }
  }
}

/// What one gate says: passed, not passed, or nobody can say; and why.
public struct GateVerdict: Sendable, Equatable {
  /// The gate.
  public let gate: String
  /// True, false, or nil where it is in doubt.
  public let passed: Bool?
  /// One sentence.
  public let why: String

  /// A verdict.
  public init(gate: String, passed: Bool?, why: String) {
    self.gate = gate
    self.passed = passed
    self.why = why
  }

  /// `{"gate", "passed": true|false|null, "why"}`.
  public var json: JSON {
    .object([
      JSON.Member("gate", .string(gate)), JSON.Member("passed", passed.map { .bool($0) } ?? .null),
      JSON.Member("why", .string(why)),
    ])
  }
}

/// One rule of safety. Rules are values and are put together at will, as the verifier policies of swift-certificates are; each
/// explains itself.
public protocol SafetyGate: Sendable {
  /// Its name in answers.
  var name: String { get }
  /// Whether the experiment may pass, and why. Returns nil for "in doubt", never throws.
  func judge(_ question: SafetyQuestion) -> (passed: Bool?, why: String)
}

/// All gates' verdicts, and what follows from them.
public struct SafetyVerdict: Sendable, Equatable {
  /// Whether it may run now.
  public let allowed: Bool
  /// Gate by gate.
  public let gates: [GateVerdict]

  /// `{"allowed", "gates"}`.
  public var json: JSON { .compact(("allowed", .bool(allowed)), ("gates", .array(gates.map(\.json)))) }

  /// The gates that stand in the way: those not passed, and in production those in doubt.
  public var blocking: [GateVerdict] { gates.filter { blocked.contains($0.gate) } }

  private let blocked: Set<String>

  init(_ gates: [GateVerdict], isProduction: Bool) {
    self.gates = gates
    blocked = Set(gates.filter { $0.passed == false || ($0.passed == nil && isProduction) }.map(\.gate))
    allowed = blocked.isEmpty
  }
}

/// The safety evaluator: *may it run now*, apart from *is it worth running* (chapter 3).
public struct SafetyEvaluator: Sendable {
  /// The rules, in the order in which they are told.
  public let gates: [any SafetyGate]

  /// An evaluator of these rules.
  public init(_ gates: [any SafetyGate] = SafetyEvaluator.standard) { self.gates = gates }

  /// The gates of chapter 3.
  public static let standard: [any SafetyGate] = [
    FreezeGate(), EnvironmentGate(), DegradedTargetGate(), ResidualFaultGate(), SpacingGate(), ExclusionGate(),
    BlastRadiusGate(), CriticalJourneyGate(), BudgetGate(), StartSmallGate(),
  ]

  /// The verdict on one experiment. Every gate is asked, so that all reasons are told at once.
  public func judge(_ question: SafetyQuestion) -> SafetyVerdict {
    let verdicts = gates.map { gate in
      let (passed, why) = gate.judge(question)
      return GateVerdict(gate: gate.name, passed: passed, why: why)
    }
    return SafetyVerdict(verdicts, isProduction: question.isProduction)
  }
}
