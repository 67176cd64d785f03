import ArgumentParser
import KnowledgeBase
import Vocabulary

/// A part of the system.
struct DeclareComponent: Recording {
  static let configuration = CommandConfiguration(
    commandName: "component",
    abstract: "Declare a component: a service, a database, a queue …",
    discussion: """
      EXAMPLES
        faultbook declare component payments --kind service --owner pay --tier 1
        faultbook declare component orders-db --kind database --tag region=eu
      """)

  @Argument(help: "Its name.")
  var name: String

  @Option(
    help: ArgumentHelp("What it is; a word of your own is kept and treated as service.", valueName: "word"),
    completion: .list([
      "service", "database", "cache", "queue", "topic", "gateway", "loadbalancer", "function", "workflow", "client",
      "platform", "external", "agent", "tool", "model",
    ]))
  var kind = "service"

  @Option(help: ArgumentHelp("Who answers for it.", valueName: "name"))
  var owner: String?

  @Option(help: ArgumentHelp("How much it matters, in your own words.", valueName: "tier"))
  var tier: String?

  @Option(name: .customLong("tag"), help: ArgumentHelp("A tag; may be repeated.", valueName: "text"))
  var tags: [String] = []

  @OptionGroup var recording: RecordingOptions
  @OptionGroup var common: CommonOptions

  var stream: String { StreamFamily.system.stream() }

  func payload() -> any EventPayload {
    ComponentDeclared(component: name, kind: kind, owner: owner, tier: tier, tags: tags)
  }
}
