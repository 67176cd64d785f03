import ArgumentParser
import KnowledgeBase
import Vocabulary

/// A goal on one link, in place of the best experiments of the whole system.
struct GoalOptions: ParsableArguments {
  /// What can be aimed at.
  enum Goal: String, ExpressibleByArgument, CaseIterable {
    /// The dose from which on a link breaks.
    case breakingPoint = "breaking-point"
  }

  @Option(help: ArgumentHelp("Find the dose from which on a link breaks, in the fewest runs.", valueName: "goal"))
  var goal: Goal?

  @Option(
    help: ArgumentHelp("With --goal: the link.", valueName: "caller:callee"), transform: Parse.dependency)
  var dependency: Dependency?

  @Option(name: .customLong("class"), help: ArgumentHelp("With --goal: only this class of faults.", valueName: "class"))
  var faultClass: FaultClass?

  @Option(help: ArgumentHelp("With --goal: degrading this probably is breaking.", valueName: "probability"))
  var level: Double?

  @Option(help: ArgumentHelp("With --goal: how sure the answer has to be.", valueName: "probability"))
  var confidence: Double?

  func validate() throws {
    if goal != nil {
      if dependency == nil { throw ValidationError("--goal is about one link; name it: --dependency CALLER:CALLEE") }
    } else if dependency != nil || faultClass != nil || level != nil || confidence != nil {
      throw ValidationError("--dependency, --class, --level and --confidence stand with --goal breaking-point only")
    }
    if let level, !(level > 0 && level < 1) { throw ValidationError("--level takes a probability between 0 and 1") }
    if let confidence, !(confidence >= 0.5 && confidence < 1) {
      throw ValidationError("--confidence takes a probability from 0.5 to below 1")
    }
  }
}
