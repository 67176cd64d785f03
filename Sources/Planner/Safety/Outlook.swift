public import Vocabulary

/// What a fault is expected to do, as whoever asks the planner foresees it: hidden couplings, suspicions and the judge's false alarms
/// among it, which the planner's own worlds leave out.
///
/// The safety gates are asked with it, so that none of them is more hopeful than the forecast that people are shown.
public struct Outlook: Sendable, Equatable {
  /// What is expected of one node.
  public struct Node: Sendable, Equatable {
    /// Who.
    public var node: NodeID
    /// Whether it is the faulted component itself.
    public var isTarget: Bool
    /// P(it is judged degraded).
    public var probability: Double
    /// P(it degrades of the fault): without the judge's false alarms. 0 for what the fault cannot reach.
    public var fromFault: Double
    /// P(it shows errors).
    public var errors: Double?
    /// P(it shows latency).
    public var latency: Double?

    /// An expectation.
    public init(
      node: NodeID, isTarget: Bool = false, probability: Double, fromFault: Double, errors: Double? = nil,
      latency: Double? = nil
    ) {
      self.node = node
      self.isTarget = isTarget
      self.probability = probability
      self.fromFault = fromFault
      self.errors = errors
      self.latency = latency
    }
  }

  /// Every component and journey.
  public var nodes: [Node]
  /// P(a critical journey is judged degraded).
  public var criticalProbability: Double
  /// The expected number of components that degrade beside the target.
  public var expectedComponents: Double

  /// An outlook.
  public init(nodes: [Node], criticalProbability: Double, expectedComponents: Double) {
    self.nodes = nodes
    self.criticalProbability = criticalProbability
    self.expectedComponents = expectedComponents
  }

  /// What the gates are asked with: everything but the target that the fault can reach, sorted by node.
  public var predicted: [(node: NodeID, probability: Double)] {
    nodes.filter { !$0.isTarget && $0.fromFault > 0 }.map { ($0.node, $0.probability) }.sorted { $0.node < $1.node }
  }

  /// The nodes in the blast radius: those that degrade with more than 5 %.
  public var radius: Set<NodeID> {
    Set(predicted.filter { $0.probability > SafetyLimits.inBlastRadiusFrom }.map(\.node))
  }
}
