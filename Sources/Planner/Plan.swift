public import Vocabulary

/// What to run next, and what no longer.
public struct Plan: Sendable {
  /// An experiment that people keep repeating and that now teaches next to nothing.
  public struct Redundant: Sendable, Equatable {
    /// What was disturbed.
    public let target: Target
    /// The kind of fault of the last run.
    public let kind: FaultKind
    /// At which dose.
    public let dose: Dose
    /// The runs with the same outcome, oldest first.
    public let runs: [String]
    /// What one more is expected to teach, in bits of the objective.
    public let bits: Double
    /// The share of what the best candidate teaches.
    public let shareOfBest: Double
    /// The bits that the first of the runs promised; nil where nobody wrote them down.
    public let firstBits: Double?
    /// One sentence.
    public let why: String

    /// `{"target", "fault": {"kind", "dose"}, "runs", "bits", "shareOfBest", "firstBits"?, "why"}`.
    public var json: JSON {
      .compact(
        ("target", target.json), ("fault", Fault(kind: kind, dose: dose).json),
        ("runs", .array(runs.map { .string($0) })), ("bits", .number(bits)), ("shareOfBest", .number(shareOfBest)),
        ("firstBits", firstBits.map { .number($0) }), ("why", .string(why)))
    }
  }

  /// Allowed ones first, each group by value.
  public let proposals: [Proposal]
  /// What to stop repeating, the least instructive first.
  public let redundant: [Redundant]
  /// How many candidates were compared.
  public let candidates: Int
  /// Whether the order of the proposals is beyond chance, or practically tied.
  public let isSettled: Bool
  /// The objective.
  public let objective: PlanObjective
  /// The seed.
  public let seed: UInt64
  /// The log position that it was computed at.
  public let position: Int64
  /// The now that it was computed for.
  public let now: Timestamp

  /// Whether any proposal may run now.
  public var isAnyAllowed: Bool { proposals.contains { $0.safety.allowed } }

  /// The plan in the form of `next` (chapter 6).
  public var json: JSON {
    .compact(
      ("position", .integer(position)), ("now", .string(now.description)), ("seed", .integer(Int64(seed))),
      ("objective", .string(objective.name)), ("candidates", .integer(Int64(candidates))),
      ("settled", .bool(isSettled)), ("proposals", .array(proposals.map(\.json))),
      ("redundant", .array(redundant.map(\.json))))
  }
}
