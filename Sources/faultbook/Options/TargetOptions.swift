import ArgumentParser
import Vocabulary

/// What a fault is injected into: a component or one link.
struct TargetOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The component: all its callers meet the fault.", valueName: "name"))
  var component: String?

  @Option(
    help: ArgumentHelp("The link: only this caller meets the fault.", valueName: "caller:callee"),
    transform: Parse.dependency)
  var dependency: Dependency?

  func validate() throws {
    if component?.isEmpty == true { throw ValidationError("--component must not be empty; name one") }
    if component != nil, dependency != nil {
      throw ValidationError("--component and --dependency stand together; a fault has one target")
    }
  }

  /// The target; nil where none was named.
  var target: Target? { component.map { .component($0) } ?? dependency.map { .dependency($0) } }

  /// The target. Throws where none was named.
  func requireTarget() throws -> Target {
    guard let target else {
      throw ValidationError("no target is named; give --component NAME or --dependency CALLER:CALLEE")
    }
    return target
  }
}
