import Interchange
import Planner
import Vocabulary

/// What the safety gates say of an experiment that is to be exported, and why it is not to be run.
///
/// They are asked what `check` asks them, so that nothing leaves the book that `check` forbids. Where they cannot be asked, of a
/// target that the book does not know say, that is why.
struct ExportSafety {
  let gates: [PlannedExperiment.Gate]
  /// Empty where it may run.
  let objections: [String]

  /// Cost: that of one `check`.
  init(_ experiment: NamedExperiment, _ book: KnowledgeBase, _ source: ProjectionSource) throws {
    do {
      let verdict = SafetyEvaluator().judge(try book.safetyQuestion(of: experiment, source))
      gates = verdict.gates.map { PlannedExperiment.Gate(name: $0.gate, passed: $0.passed, why: $0.why) }
      objections = verdict.blocking.map { "\($0.gate)\($0.passed == nil ? " in doubt" : ""): \($0.why)" }
    } catch let error as FaultbookError {
      gates = []
      objections = ["no safety gate can be asked: \(error.message)"]
    }
  }

  /// Of an intent that names no target or no fault: there is nothing to ask about.
  static let none = ExportSafety()

  private init() { (gates, objections) = ([], []) }
}
