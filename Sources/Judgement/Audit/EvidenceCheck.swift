/// One question that the evidence audit puts to every run. Open: more checks come as static members.
public struct EvidenceCheck: Sendable {
  /// Its name, for programs.
  public let name: String
  /// What it finds, in a few words.
  public let title: String
  /// What finding some means.
  public let meaning: String
  /// What to do about it.
  public let advice: String
  /// Whether a pass of a run that it finds is worth nothing.
  public let voidsPass: Bool
  /// Why a run is found, in words; nil where it is not.
  let find: @Sendable (AuditedRun, AuditedArchive) -> String?

  /// All checks, in the order in which they are told.
  public static let all: [EvidenceCheck] = [
    .vacuousPass, .maskedFailure, .contradictedPass, .gateFailed, .notInjected, .partlyInjected, .noData,
    .nothingStated, .rollbackNotExecuted, .neverCleared, .contaminatedBaseline, .movedCriteria, .changedEvidence,
    .unfinished,
  ]
}

/// All runs of an archive together, with what several of them tell.
public struct AuditedArchive: Sendable {
  /// The runs, in the order of their starts.
  public let runs: [AuditedRun]
  /// How much time has to lie between two runs that meet the same components, in seconds.
  public let spacingSeconds: Double
  /// By run, why its baseline cannot be trusted.
  let contaminated: [String: String]
  /// By run, which earlier result its criteria were loosened or changed after.
  let replaced: [String: String]

  /// An archive of runs, in any order. Cost: O(n log n), and for each run those that lie closer than the spacing.
  public init(_ runs: [AuditedRun], spacingSeconds: Double) {
    let sorted = runs.sorted { ($0.startedAt, $0.id) < ($1.startedAt, $1.id) }
    self.runs = sorted
    self.spacingSeconds = spacingSeconds
    contaminated = AuditedArchive.contaminated(sorted, spacingSeconds)
    replaced = AuditedArchive.replaced(sorted)
  }
}
