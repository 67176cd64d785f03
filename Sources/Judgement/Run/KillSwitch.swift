public import Vocabulary

/// The kill switch of a run as a pure state machine: samples in, *continue* or *stop* out, within one sample.
///
/// ```
/// armed ──fault injected──▶ watching ──a criterion trips, or the operator's word──▶ stopped (for good)
/// ```
///
/// It trips when an `abortWhen` criterion holds, and by the standing rule: a watched subject fails more than half of its
/// requests, or does not respond. The target itself is never watched by the standing rule: a fault that makes it fail is
/// what was asked for. Where no subject is named, every journey and every component but the target is watched.
/// Cost: O(criteria) a sample.
public struct KillSwitch: Sendable {
  /// What to do.
  public enum Decision: Sendable, Hashable {
    /// Go on.
    case proceed
    /// Stop the run and roll back; the same answer ever after.
    case stop(Trip)
  }

  /// What tripped.
  public struct Trip: Sendable, Hashable {
    /// Who stopped it: the reason of `run.aborted`.
    public let reason: RunAborted.Reason
    /// The criterion that tripped, in words and numbers.
    public let criterion: String
    /// What was seen, in `unit`; nil for the operator's word.
    public let actual: Double?
    /// The unit of what was seen.
    public let unit: String?

    /// What tripped.
    public init(reason: RunAborted.Reason, criterion: String, actual: Double? = nil, unit: String? = nil) {
      self.reason = reason
      self.criterion = criterion
      self.actual = actual
      self.unit = unit
    }

    /// The criterion with what was seen.
    public var words: String {
      actual.map { "\(criterion); it was \(Format.number($0))\(unit.map { " \($0)" } ?? "")" } ?? criterion
    }
  }

  private enum State: Sendable {
    /// Before the injection nothing of the fault can be stopped. Legal: injected, operator.
    case armed
    /// Legal: samples, operator.
    case watching
    /// Legal: everything, and nothing changes it.
    case stopped(Trip)
  }

  /// Error rate above which the standing rule stops a run.
  public static let errorRateLimit = 0.5

  private var state = State.armed
  private let criteria: [Criterion]
  private let subjects: Set<NodeID>
  private let target: NodeID?

  /// A switch for one run. `subjects`: whom the standing rule watches; empty for everyone but the target.
  public init(abortWhen criteria: [Criterion], subjects: [NodeID] = [], target: Target?) {
    self.criteria = criteria
    self.subjects = Set(subjects)
    switch target {
    case .component(let name): self.target = .component(name)
    case .dependency, nil: self.target = nil
    }
  }

  /// The answer as it stands.
  public var decision: Decision { if case .stopped(let trip) = state { .stop(trip) } else { .proceed } }

  /// The fault is injected: from now on samples are judged.
  public mutating func injected() {
    if case .armed = state { state = .watching }
  }

  /// A person says stop.
  public mutating func operatorStops(_ why: String) -> Decision { stops(.operator, why) }

  /// Something beside the samples says stop.
  public mutating func stops(
    _ reason: RunAborted.Reason, _ criterion: String, actual: Double? = nil, unit: String? = nil
  ) -> Decision {
    trip(Trip(reason: reason, criterion: criterion, actual: actual, unit: unit))
  }

  /// Whether the standing rule judges such a sample.
  public func watches(_ sample: MetricSampled) -> Bool {
    guard sample.phase ?? .fault == .fault, case .node(let node) = sample.subject, isWatched(node) else { return false }
    return sample.metric == Metric.up || Metric.errorRate(sample.metric, sample.value, sample.unit) != nil
  }

  /// A sample arrived.
  public mutating func observe(_ sample: MetricSampled) -> Decision {
    guard case .watching = state, sample.phase ?? .fault == .fault, case .node(let node) = sample.subject else {
      return decision
    }
    for criterion in criteria where criterion.subject == node {
      guard let value = criterion.value(of: sample), criterion.comparison.holds(value, criterion.threshold) else {
        continue
      }
      return trip(Trip(reason: .guardrail, criterion: criterion.words, actual: value, unit: criterion.unit))
    }
    guard isWatched(node) else { return decision }
    let errorRate = Metric.errorRate(sample.metric, sample.value, sample.unit)
    if let errorRate, errorRate > KillSwitch.errorRateLimit {
      return trip(
        Trip(
          reason: .guardrail, criterion: "standing rule: error_rate of \(node) > 0.5 ratio", actual: errorRate,
          unit: "ratio"))
    }
    if sample.metric == Metric.up, sample.value <= 0 {
      return trip(
        Trip(
          reason: .guardrail, criterion: "standing rule: \(node) does not respond", actual: sample.value,
          unit: sample.unit))
    }
    return decision
  }

  private func isWatched(_ node: NodeID) -> Bool {
    node != target && (subjects.isEmpty || subjects.contains(node))
  }

  private mutating func trip(_ trip: Trip) -> Decision {
    if case .stopped = state { return decision }
    state = .stopped(trip)
    return .stop(trip)
  }
}

extension Criterion {
  /// `error_rate of journey checkout > 0.1 ratio`
  var words: String { "\(metric) of \(subject) \(comparison.rawValue) \(Format.number(threshold)) \(unit)" }

  /// The sample's value in the criterion's unit; nil where the sample is of another metric or cannot be converted.
  func value(of sample: MetricSampled) -> Double? {
    Metric.value(of: metric, from: sample.metric, sample.value, unit: sample.unit, in: unit)
  }
}
