import Vocabulary

/// The verdict on an intent that makes its claim by probes alone: a Chaos Toolkit hypothesis, say, whose probes name neither a
/// component nor a metric.
enum HypothesisProbes {
  /// The id of the clause that stands for all probes.
  static let clause = "steady-state-hypothesis"

  /// One clause for all probes: refuted where one was not met under the fault or after it, supported where every probe under
  /// a confirmed fault was met, else inconclusive. Nil where no probe was asked then.
  static func verdict(on run: RunRecord) -> ClauseVerdict? {
    let asked = run.probes.map(\.payload).filter { $0.phase != .baseline }
    guard !asked.isEmpty else { return nil }
    let unmet = asked.filter { $0.met == false }
    let during = asked.filter { $0.phase == .fault }
    // Holding under a fault that nobody could confirm says nothing.
    let isConfirmed = run.injections.contains(where: \.confirmed)
    let isSupported = isConfirmed && unmet.isEmpty && !during.isEmpty && during.allSatisfy { $0.met == true }
    let names = Array(Set(unmet.map(\.name))).sorted().joined(separator: ", ")
    let answered = asked.count { $0.met != nil }
    return ClauseVerdict(
      id: clause, outcome: !unmet.isEmpty ? .refuted : isSupported ? .supported : .inconclusive,
      expected: "every probe met under the fault and after it",
      actual: unmet.isEmpty ? "\(answered) of \(asked.count) answers met" : "not met: \(names)", unit: nil,
      evidence: "\(asked.count) probes, \(during.count) of them under the fault",
      figures: ClauseFigures(samples: answered))
  }
}
