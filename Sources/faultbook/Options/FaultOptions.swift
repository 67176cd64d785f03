import ArgumentParser
import Vocabulary

/// Which fault, and how large. The kind may be left out where something else names it.
struct FaultOptions: ParsableArguments {
  @Option(
    name: .customLong("fault"),
    help: ArgumentHelp("The kind of fault, such as net.latency, app.error or compute.kill.", valueName: "kind"),
    completion: .list(FaultKind.all.map(\.name)), transform: Parse.faultKind)
  var kind: FaultKind?

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
    if kind == nil, magnitude != nil || dose != nil {
      throw ValidationError("--\(magnitude != nil ? "magnitude" : "dose") stands without --fault; say of which fault")
    }
  }

  /// Throws where dose and magnitude both say how large it is, or the kind cannot have that magnitude: for questions, which ask of
  /// one size.
  func requireOneSize() throws {
    if dose != nil, magnitude != nil {
      throw ValidationError("--dose and --magnitude stand together; give one of them")
    }
    if let size, let kind, let problem = DoseBands.problem(size, of: kind) {
      throw ValidationError("--magnitude \(problem)")
    }
  }

  private var size: Magnitude? { magnitude.flatMap { value in unit.map { Magnitude(value: value, unit: $0) } } }

  /// The fault; nil where its kind was not given. `native` is the tool's own name for it, `scope` the fraction of instances or
  /// traffic that it meets.
  func fault(native: String? = nil, scope: Double? = nil) -> Fault? {
    kind.map { Fault(kind: $0, native: native, magnitude: size, dose: dose, scope: scope) }
  }

  /// The fault. Throws where none was named.
  func requireFault(native: String? = nil, scope: Double? = nil) throws -> Fault {
    guard let fault = fault(native: native, scope: scope) else {
      throw ValidationError("no fault is named; give --fault, such as --fault net.latency")
    }
    return fault
  }
}
