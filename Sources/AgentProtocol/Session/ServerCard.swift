import KnowledgeBase
import Vocabulary

/// What the server says of itself.
enum ServerCard {
  static let identity: JSON = .compact(
    ("name", "faultbook"), ("title", "Faultbook"), ("version", .string(KnowledgeBase.programVersion)))

  static let capabilities: JSON = .compact(("tools", .object([])), ("resources", .object([])))

  /// What a model should know before it calls a tool.
  static func instructions(_ rights: AgentRights) -> String {
    var text = """
      Faultbook is a book of what is known about the resilience of one system. A belief is the probability that a component \
      degrades when what it calls is in trouble of one class and dose, with its 90 % interval and the evidence behind it; \
      evidence 0 means that nobody tested it, which is not the same as safe. Scores are never to be quoted without their \
      interval and coverage. Start with scores and system; next says which experiment would teach most and whether it may run \
      now; explain says where a number comes from. Faultbook injects no faults.
      """
    if rights.contains(.record) {
      text += """
         To record an experiment: declare_intent, start_run, inject_fault, record_samples before, during and after the fault, \
        clear_fault, finish_run, judge. What was recorded cannot be taken back, only corrected.
        """
    }
    return text
  }
}
