public import Vocabulary

/// What an observation of a degraded or steady node says, apart from when, where and how well it was seen.
public enum EvidenceSubject: Sendable, Hashable, Comparable {
  /// An effect met these causes, ascending, at a dose.
  case family(FamilyKey, causes: [Cause], dose: Dose)
  /// An effect that was not seen met these causes, ascending, some of which were not seen either, at a dose: what it did follows from what
  /// else was seen.
  case unseen(FamilyKey, causes: [Cause], dose: Dose)
  /// A degraded effect showed, or did not show, a symptom while this cause alone could have degraded it.
  case symptom(FamilyKey, cause: Cause, symptom: Symptom)
  /// A node in a placebo.
  case leak

  /// The family that the row belongs to; nil for the leak.
  public var family: FamilyKey? {
    switch self {
    case .family(let key, _, _), .symptom(let key, _, _), .unseen(let key, _, _): key
    case .leak: nil
    }
  }

  private var rank: Int {
    switch self {
    case .family: 0
    case .symptom: 1
    case .leak: 2
    case .unseen: 3
    }
  }

  /// By kind of subject, then by its parts in order.
  public static func < (one: EvidenceSubject, other: EvidenceSubject) -> Bool {
    switch (one, other) {
    case (.family(let a, let causes, let dose), .family(let b, let others, let level)),
      (.unseen(let a, let causes, let dose), .unseen(let b, let others, let level)):
      if a != b { return a < b }
      if causes != others { return causes.lexicographicallyPrecedes(others) }
      return dose < level
    case (.symptom(let a, let cause, let symptom), .symptom(let b, let second, let sign)):
      if a != b { return a < b }
      return cause == second ? symptom < sign : cause < second
    default: return one.rank < other.rank
    }
  }
}

/// What tells one row of evidence from another.
public struct EvidenceKey: Sendable, Hashable, Comparable {
  /// What it is about.
  public let subject: EvidenceSubject
  /// Whether the effect degraded, or the symptom showed; false where the effect was not seen.
  public let isDegraded: Bool
  /// Where it was seen.
  public let environment: String
  /// How good the evidence is.
  public let grade: Grade
  /// The UTC day of the injection, in days since 1970.
  public let day: Int64

  /// A key.
  public init(subject: EvidenceSubject, isDegraded: Bool, environment: String, grade: Grade, day: Int64) {
    self.subject = subject
    self.isDegraded = isDegraded
    self.environment = environment
    self.grade = grade
    self.day = day
  }

  /// By subject, then outcome (steady first), environment, grade and day.
  public static func < (one: EvidenceKey, other: EvidenceKey) -> Bool {
    if one.subject != other.subject { return one.subject < other.subject }
    if one.isDegraded != other.isDegraded { return !one.isDegraded }
    return (one.environment, one.grade, one.day) < (other.environment, other.grade, other.day)
  }
}

/// What one run, or one incident, adds to a row.
public struct Contribution: Sendable, Hashable, Comparable {
  /// The stream of the run or incident, `run/7`.
  public let stream: String
  /// The position of the verdict or incident in the log.
  public let position: Int64
  /// When the fault was injected.
  public let injected: Timestamp
  /// How surely it was the fault that was seen: 1 for a run, the attribution of an incident.
  public let attribution: Double
  /// How many observations: 1, or in a placebo the number of nodes.
  public let count: Int

  /// A contribution.
  public init(stream: String, position: Int64, injected: Timestamp, attribution: Double = 1, count: Int = 1) {
    self.stream = stream
    self.position = position
    self.injected = injected
    self.attribution = attribution
    self.count = count
  }

  /// By position, then by stream.
  public static func < (one: Contribution, other: Contribution) -> Bool {
    (one.position, one.stream) < (other.position, other.stream)
  }
}

/// A row of evidence: a key, and what the runs add to it.
public struct EvidenceRow: Sendable, Hashable {
  /// What tells it from other rows.
  public let key: EvidenceKey
  /// By position; not empty.
  public let contributions: [Contribution]

  /// A row.
  public init(key: EvidenceKey, contributions: [Contribution]) {
    self.key = key
    self.contributions = contributions.sorted()
  }

  /// How many observations.
  public var count: Int { contributions.reduce(0) { $0 + $1.count } }
}
