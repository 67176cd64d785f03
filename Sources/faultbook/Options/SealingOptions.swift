import ArgumentParser
import KnowledgeBase

/// Whose personal data is recorded, so that it can be erased one day.
struct SealingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Whose personal data it holds: that is sealed with their own key.", valueName: "person"))
  var subject: String?

  @Option(
    help: ArgumentHelp(
      "The members to seal, with commas between. (default: every one of free text)", valueName: "members"))
  var seal: String?

  func validate() throws {
    if seal != nil, subject == nil { throw ValidationError("--seal stands without --subject; say whose data it is") }
    if let seal, seal.isEmpty || seal.split(separator: ",", omittingEmptySubsequences: false).contains("") {
      throw ValidationError("--seal takes names with commas between, such as owner,why")
    }
  }

  /// What is asked for; nil where nothing is to be sealed.
  func request() throws -> SealRequest? {
    try subject.map { try SealRequest(subject: $0, members: seal?.split(separator: ",").map(String.init)) }
  }
}
