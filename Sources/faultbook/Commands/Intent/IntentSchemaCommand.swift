import ArgumentParser
import KnowledgeBase

/// The form of a hypothesis, for editors and programs.
struct IntentSchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "The JSON Schema (2020-12) of an intent's YAML or JSON file; needs no book.",
    discussion: """
      A file that is valid by it is accepted by 'faultbook intent declare'. Members that \
      an intent does not have are kept and ignored; --strict refuses them, so that an \
      editor marks what is misspelt.

      EXAMPLES
        faultbook intent schema --format json > intent.schema.json
        faultbook intent schema --strict --format json > intent.schema.json
        faultbook intent schema --format table

      IN A YAML FILE, for editors with yaml-language-server
        # yaml-language-server: $schema=intent.schema.json
      """)

  @Flag(help: "Refuse members that an intent does not have.")
  var strict = false

  @OptionGroup var common: CommonOptions

  func run() throws { try Presenter.print(KnowledgeBase.intentSchema(strict: strict), as: common.format) }
}
