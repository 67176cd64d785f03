public import Vocabulary

/// What an archive of runs is worth, run by run: how good the evidence is, and which passes do not hold what they promise.
///
/// A pure function of the runs; it judges none of them anew. Cost: O(checks · runs).
public struct EvidenceAudit: Sendable {
  /// The runs of one grade.
  public struct GradeCount: Sendable {
    /// The grade; nil for runs that have no verdict.
    public let grade: Grade?
    /// Their ids, in the order of their starts.
    public let runs: [String]
  }

  /// What one check found.
  public struct Finding: Sendable {
    /// The check.
    public let check: EvidenceCheck
    /// Each run that it found and why, in the order of their starts.
    public let hits: [(run: String, why: String, isPass: Bool)]
    /// A finding.
    public init(check: EvidenceCheck, hits: [(run: String, why: String, isPass: Bool)]) {
      self.check = check
      self.hits = hits
    }

    /// How many of them their tool called a pass.
    public var passes: Int { hits.count(where: \.isPass) }
  }

  /// All runs, in the order of their starts.
  public let runs: [String]
  /// The runs that their tool called a pass, placebos left aside.
  public let passes: [String]
  /// Those of them that no check voids.
  public let soundPasses: [String]
  /// From E0 to E5, each grade that there is or not, and the runs without a verdict.
  public let grades: [GradeCount]
  /// By check, all of them, those that found nothing too.
  public let findings: [Finding]

  /// The audit of an archive.
  public init(_ archive: AuditedArchive) {
    let all = archive.runs
    runs = all.map(\.id)
    let claimed = all.filter { $0.claim == .passed && !$0.isPlacebo }.map(\.id)
    passes = claimed
    let passed = Set(claimed)
    findings = EvidenceCheck.all.map { check in
      Finding(
        check: check,
        hits: all.compactMap { run in
          check.find(run, archive).map { (run: run.id, why: $0, isPass: passed.contains(run.id)) }
        })
    }
    let void = Set(findings.filter(\.check.voidsPass).flatMap { $0.hits.map(\.run) })
    soundPasses = claimed.filter { !void.contains($0) }
    grades =
      Grade.allCases.map { grade in
        GradeCount(grade: grade, runs: all.filter { $0.verdict?.grade == grade }.map(\.id))
      } + [GradeCount(grade: nil, runs: all.filter { $0.verdict == nil }.map(\.id))]
  }
}
