public import Vocabulary

/// What evidence is drawn from: one run with its counting verdict, or one incident.
public struct ObservedRun: Sendable, Hashable {
  /// The stream, `run/7`.
  public var stream: String
  /// The position of the verdict or incident in the log.
  public var position: Int64
  /// What was disturbed; nil in a placebo.
  public var target: Target?
  /// The fault's kind.
  public var fault: FaultKind
  /// The fault's dose.
  public var dose: Dose
  /// Where it ran.
  public var environment: String
  /// How good the evidence is.
  public var grade: Grade
  /// When the fault was injected, or the incident began.
  public var injected: Timestamp
  /// False only where the injection was shown to have failed.
  public var tookEffect: Bool
  /// What each component and journey did.
  public var observations: [Observation]
  /// 1 for a run; how sure the root of an incident is.
  public var attribution: Double
  /// Onsets that lie no further apart count as equal, in seconds.
  public var samplingStep: Double

  /// A run.
  public init(
    stream: String, position: Int64, target: Target?, fault: FaultKind, dose: Dose, environment: String, grade: Grade,
    injected: Timestamp, tookEffect: Bool = true, observations: [Observation], attribution: Double = 1,
    samplingStep: Double = 0
  ) {
    self.stream = stream
    self.position = position
    self.target = target
    self.fault = fault
    self.dose = dose
    self.environment = environment
    self.grade = grade
    self.injected = injected
    self.tookEffect = tookEffect
    self.observations = observations
    self.attribution = attribution
    self.samplingStep = samplingStep
  }

  /// An incident as an uncontrolled run: its grade is E4, its attribution thins it.
  public init(incident: IncidentRecorded, stream: String, position: Int64, environment: String, bands: DoseBands) {
    self.init(
      stream: stream, position: position, target: .component(incident.suspected), fault: incident.fault.kind,
      dose: incident.fault.dose(bands), environment: environment, grade: .e4, injected: incident.started,
      observations: incident.observations, attribution: incident.attribution)
  }

  /// By node: degraded where any observation says so, steady where all say steady, else unknown (and then left out here).
  /// With the earliest onset among the degraded symptoms.
  public var states: [NodeID: NodeState] {
    var found: [NodeID: NodeState] = [:]
    for observation in observations {
      let before = found[observation.node]
      var state = before ?? NodeState(state: observation.state)
      switch (state.state, observation.state) {
      case (.degraded, _): break
      case (_, .degraded): state.state = .degraded
      case (.steady, .steady): break
      default: state.state = .unknown
      }
      if observation.state == .degraded, let onset = observation.onsetSeconds {
        state.onset = min(state.onset ?? onset, onset)
      }
      found[observation.node] = state
    }
    return found.filter { $0.value.state != .unknown }
  }
}

/// What a run showed of one node.
public struct NodeState: Sendable, Hashable {
  /// Degraded, steady or unknown.
  public var state: ObservedState
  /// Seconds after the injection, of the earliest symptom.
  public var onset: Double?

  /// Whether it degraded.
  public var isDegraded: Bool { state == .degraded }
}
