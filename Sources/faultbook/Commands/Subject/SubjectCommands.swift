import ArgumentParser

/// The people whose data is sealed.
struct SubjectCommands: CommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "subject",
    abstract: "People whose personal data is sealed in the book: list, show to them, erase.",
    discussion: """
      What is recorded with --subject PERSON is sealed with a key of their own, kept beside the book in <book>.keys, \
      never in it. Without the key it reads 'redacted', for ever; no hash and no proof changes.
      """,
    subcommands: [SubjectList.self, SubjectShow.self, SubjectErase.self])
}
