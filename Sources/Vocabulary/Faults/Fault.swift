/// What is injected: a kind, how much of it, and into how large a part.
public struct Fault: Sendable, Hashable {
  /// The canonical kind.
  public let kind: FaultKind
  /// The tool's own name for it.
  public let native: String?
  /// How large it is.
  public let magnitude: Magnitude?
  /// The band as it is stated; where there is a magnitude too, that one counts.
  public let statedDose: Dose?
  /// The fraction of instances or of traffic that it meets.
  public let scope: Double?

  /// A fault.
  public init(
    kind: FaultKind, native: String? = nil, magnitude: Magnitude? = nil, dose: Dose? = nil, scope: Double? = nil
  ) {
    self.kind = kind
    self.native = native
    self.magnitude = magnitude
    self.statedDose = dose
    self.scope = scope
  }

  /// The band of the magnitude, whatever is stated beside it; the stated dose where there is no magnitude. A magnitude that no band
  /// measures is `high`.
  public func dose(_ bands: DoseBands = .standard) -> Dose {
    guard magnitude == nil, let statedDose else { return bands.dose(of: kind, magnitude: magnitude) }
    return statedDose
  }

  /// Why the stated dose and the magnitude do not fit together, in words; nil where they do, or one of them is missing.
  public func doseProblem(_ bands: DoseBands) -> String? {
    guard let magnitude, let statedDose, dose(bands) != statedDose else { return nil }
    return
      "\(JSON.number(magnitude.value).text) \(magnitude.unit) of \(kind) is dose \(dose(bands).rawValue), and "
      + "\(statedDose.rawValue) is stated beside it; leave the dose out, or give the magnitude of that dose"
  }

  /// Reads `{"kind", "native"?, "magnitude"?, "dose"?, "scope"?}`. An unknown kind is refused: `unknown` says so openly.
  /// So is a magnitude that its kind cannot have.
  public static func read(_ fields: FieldReader) throws -> Fault {
    let kind = try FaultKind.read(fields, "kind")
    return Fault(
      kind: kind, native: try fields.optionalString("native"),
      magnitude: try fields.optionalObject("magnitude").map { size in
        let magnitude = try Magnitude.read(size)
        if let problem = DoseBands.problem(magnitude, of: kind) { throw size.error("value", problem) }
        return magnitude
      },
      dose: try fields.optionalWord("dose", Dose.self), scope: try fields.optionalFraction("scope"))
  }

  /// The fault as JSON, in the form that `read` takes.
  public var json: JSON {
    .compact(
      ("kind", .string(kind.name)), ("native", native.map { .string($0) }), ("magnitude", magnitude?.json),
      ("dose", statedDose.map { .string($0.rawValue) }), ("scope", scope.map { .number($0) }))
  }
}
