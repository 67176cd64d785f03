import ArgumentParser
import Vocabulary

/// Who an observation is about.
struct SubjectOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The component that it is about.", valueName: "name"))
  var component: String?

  @Option(help: ArgumentHelp("The journey that it is about.", valueName: "name"))
  var journey: String?

  func validate() throws {
    if component != nil, journey != nil {
      throw ValidationError("--component and --journey stand together; an observation is about one of them")
    }
  }

  /// The node; nil where none was named.
  var node: NodeID? { component.map { .component($0) } ?? journey.map { .journey($0) } }
}
