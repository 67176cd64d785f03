import ArgumentParser
import KnowledgeBase
import Vocabulary

/// One setting, and why.
struct PolicySetting: Recording {
  static let configuration = CommandConfiguration(
    commandName: "set",
    abstract: "Set one policy, and say why.",
    discussion: """
      The value is JSON; a word alone is text; null goes back to the default.

      EXAMPLES
        faultbook policy set belief.halfLifeDays 90 --why "we deploy daily"
        faultbook policy set safety.exclude '["payments"]' --why "audit week"
        faultbook policy set dose.net.latency '[50, 200]' --why "tighter objectives"
        faultbook policy set belief.halfLifeDays null --why "back to the default"
      """)

  @Argument(help: "The setting, such as safety.spacingSeconds.")
  var key: String

  @Argument(help: "Its value, as JSON.")
  var value: String

  @Option(help: ArgumentHelp("Why it is so.", valueName: "text"))
  var why: String

  @OptionGroup var recording: RecordingOptions
  @OptionGroup var common: CommonOptions

  var stream: String { StreamFamily.policy.stream() }

  func payload() -> any EventPayload { PolicySet(key: key, value: Parse.value(value), why: why) }
}
