/// The way in which a component is degraded.
public enum Symptom: String, Sendable, Hashable, CaseIterable, Comparable {
  /// It fails requests, or does not answer.
  case errors
  /// It answers late.
  case latency
  /// It piles up work: queue depth, backlog, retries.
  case saturation
  /// It answers wrongly: stale, corrupt, out of order.
  case correctness

  private var index: Int {
    switch self {
    case .errors: 0
    case .latency: 1
    case .saturation: 2
    case .correctness: 3
    }
  }
  public static func < (one: Symptom, other: Symptom) -> Bool { one.index < other.index }
}

/// What was seen of a component. Unknown is never steady.
public enum ObservedState: String, Sendable, Hashable, CaseIterable {
  /// It got worse under the fault.
  case degraded
  /// It was seen to stay as it was.
  case steady
  /// Too little was seen to say.
  case unknown
}

/// What one component or journey did during the fault, in one symptom.
public struct Observation: Sendable, Hashable {
  /// Who.
  public let node: NodeID
  /// In what way.
  public let symptom: Symptom
  /// What was seen.
  public let state: ObservedState
  /// When it began, in seconds after the injection.
  public let onsetSeconds: Double?
  /// How sure the judge is, 0 to 1.
  public let confidence: Double?

  /// An observation.
  public init(
    node: NodeID, symptom: Symptom, state: ObservedState, onsetSeconds: Double? = nil, confidence: Double? = nil
  ) {
    self.node = node
    self.symptom = symptom
    self.state = state
    self.onsetSeconds = onsetSeconds
    self.confidence = confidence
  }

  /// Reads `{"component"|"journey", "symptom", "state", "onsetSeconds"?, "confidence"?}`.
  public static func read(_ fields: FieldReader) throws -> Observation {
    Observation(
      node: try NodeID.require(fields), symptom: try fields.word("symptom", Symptom.self),
      state: try fields.word("state", ObservedState.self), onsetSeconds: try fields.optionalNumber("onsetSeconds"),
      confidence: try fields.optionalFraction("confidence"))
  }

  /// The observation as JSON, in the form that `read` takes.
  public var json: JSON {
    .compact(
      (node.kind.rawValue, .string(node.name)), ("symptom", .string(symptom.rawValue)),
      ("state", .string(state.rawValue)), ("onsetSeconds", onsetSeconds.map { .number($0) }),
      ("confidence", confidence.map { .number($0) }))
  }
}

/// How good the evidence of a run is, apart from what it says.
public enum Grade: String, Sendable, Hashable, CaseIterable, Comparable {
  /// It did not happen: a gate failed, no target, skipped, dry.
  case e0 = "E0"
  /// It happened and nothing was observed.
  case e1 = "E1"
  /// Observed after only.
  case e2 = "E2"
  /// Observed before and after, not during.
  case e3 = "E3"
  /// Observed before, during and after, the injection confirmed.
  case e4 = "E4"
  /// As E4, against a control.
  case e5 = "E5"

  /// Whether the run teaches anything.
  public var movesBeliefs: Bool { self >= .e2 }

  public static func < (one: Grade, other: Grade) -> Bool { one.rawValue < other.rawValue }
}

/// A part of a run's time.
public enum Phase: String, Sendable, Hashable, CaseIterable {
  /// Before the fault.
  case baseline
  /// While it acts.
  case fault
  /// After it was cleared.
  case recovery
}
