import ArgumentParser
import KnowledgeBase
import Vocabulary

/// What a fault would do.
struct Predict: Question {
  static let configuration = CommandConfiguration(
    abstract: "Predict who would degrade under a fault, how surely, and in which way.",
    discussion: """
      Without --dose and --magnitude the fault is taken for high.

      EXAMPLES
        faultbook predict --component payments --fault compute.kill
        faultbook predict --component payments --fault net.latency \\
          --magnitude 300 --unit ms
        faultbook predict --dependency checkout:payments --fault app.error \\
          --dose medium
        faultbook predict --component payments --fault compute.kill --as-of 1200
      """)

  @OptionGroup var target: TargetOptions
  @OptionGroup var fault: FaultOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    _ = try target.requireTarget()
    _ = try fault.requireFault()
    try fault.requireOneSize()
  }

  func answer(_ book: KnowledgeBase) throws -> Answer {
    try book.predict(target: target.requireTarget(), fault: fault.requireFault(), view: common.view)
  }
}
