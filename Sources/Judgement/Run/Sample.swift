public import Vocabulary

/// Whom a sample is about, and who says so.
public enum SampleSubject: Sendable, Hashable, Comparable {
  /// A component or journey, about itself.
  case node(NodeID)
  /// A call, as its caller or its callee measures it.
  case link(Dependency, reporter: Reporter)

  /// Which end of a call measured it.
  public enum Reporter: String, Sendable, Hashable, CaseIterable {
    /// Whoever calls: sees the network, and its own troubles.
    case caller
    /// Whoever is called.
    case callee
  }

  /// Nodes before links; each in its own order.
  public static func < (one: SampleSubject, other: SampleSubject) -> Bool {
    switch (one, other) {
    case (.node(let a), .node(let b)): a < b
    case (.node, .link): true
    case (.link, .node): false
    case (.link(let a, let x), .link(let b, let y)): a == b ? x.rawValue < y.rawValue : a < b
    }
  }
}

/// One `metric.sampled` of a run.
public struct Sample: Sendable, Hashable {
  /// Whom it is about.
  public let subject: SampleSubject
  /// The metric's name, `latency_p99`.
  public let metric: String
  /// The value, in `unit`.
  public let value: Double
  /// The unit's name.
  public let unit: String
  /// The phase, where the event states it rather than leaving it to the run's times.
  public let phase: Phase?
  /// How long the window is, in seconds; nil: the median spacing of its series in the run.
  public let windowSeconds: Double?
  /// The END of the window.
  public let at: Timestamp

  /// A sample.
  public init(
    subject: SampleSubject, metric: String, value: Double, unit: String, phase: Phase? = nil,
    windowSeconds: Double? = nil, at: Timestamp
  ) {
    self.subject = subject
    self.metric = metric
    self.value = value
    self.unit = unit
    self.phase = phase
    self.windowSeconds = windowSeconds
    self.at = at
  }
}

/// One `probe.observed` of a run.
public struct Probe: Sendable, Hashable {
  /// The probe's name.
  public let name: String
  /// Whom it asks; nil where the event does not say.
  public let node: NodeID?
  /// When in the run.
  public let phase: Phase
  /// Whether its tolerance held; nil where it could not be asked.
  public let met: Bool?
  /// What it saw, in words.
  public let value: String?
  /// When.
  public let at: Timestamp

  /// A probe's answer.
  public init(name: String, node: NodeID?, phase: Phase, met: Bool?, value: String? = nil, at: Timestamp) {
    self.name = name
    self.node = node
    self.phase = phase
    self.met = met
    self.value = value
    self.at = at
  }
}
