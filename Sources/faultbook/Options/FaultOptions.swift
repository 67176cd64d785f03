import ArgumentParser
import Vocabulary

/// What is injected.
struct FaultOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The kind of fault, such as net.latency, app.error or compute.kill.", valueName: "kind"),
    completion: .list(FaultKind.all.map(\.name)), transform: Parse.faultKind)
  var fault: FaultKind

  @Option(help: "How large it is, as a band. (default: that of the magnitude, else high)")
  var dose: Dose?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("How large it is, in --unit.", valueName: "number"),
    transform: Parse.number)
  var magnitude: Double?

  @Option(help: ArgumentHelp("The unit of --magnitude, such as ms, s or ratio.", valueName: "unit"))
  var unit: String?

  func validate() throws {
    if magnitude != nil, unit == nil {
      throw ValidationError("--magnitude stands without its unit; add --unit, such as --unit ms")
    }
    if magnitude == nil, unit != nil {
      throw ValidationError("--unit stands without --magnitude; give both or neither")
    }
  }

  /// The fault; `native` is the tool's own name for it, `scope` the fraction of instances or traffic that it meets.
  func fault(native: String? = nil, scope: Double? = nil) -> Fault {
    Fault(
      kind: fault, native: native,
      magnitude: magnitude.flatMap { value in unit.map { Magnitude(value: value, unit: $0) } }, dose: dose, scope: scope
    )
  }
}

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
