/// Writes the parts of ``IntentSchema``. A member that is absent and one that is null are the same to the reader, so that every
/// member but the required ones may be null.
struct SchemaBuilder {
  let isStrict: Bool

  /// Text that is not empty; SQLite and C end a text at NUL.
  private let text: JSON = ["type": "string", "minLength": 1, "not": ["pattern": "\\u0000"]]
  private let amount: JSON = ["type": "number", "minimum": 0]
  private let null: JSON = ["type": "null"]

  func schema(_ field: IntentSchema.Field) -> JSON {
    let value: JSON =
      switch field.form {
      case .text: text
      case .texts: array(of: text)
      case .amount: amount
      case .one(let name): reference(name)
      case .list(let name): array(of: reference(name))
      }
    let isRequired = IntentSchema.required.contains(field.name)
    let described = JSON.Member("description", .string(field.description))
    return .object([described] + ((isRequired ? value : optional(value)).members ?? []))
  }

  /// The parts that others refer to.
  var definitions: JSON {
    .compact(
      ("node", node), ("dependency", dependency), ("target", target), ("fault", fault), ("magnitude", magnitude),
      ("clause", clause), ("criterion", criterion), ("steadyState", steadyState), ("ranges", ranges))
  }

  // MARK: - The parts

  /// A component or a journey, and not both.
  private var node: JSON {
    closed(
      [
        "type": "object",
        "oneOf": [only("component", besides: "journey"), only("journey", besides: "component")],
      ], ["component", "journey"])
  }

  private var dependency: JSON {
    object([("caller", text), ("callee", text)], required: ["caller", "callee"])
  }

  private var target: JSON {
    closed(
      [
        "type": "object",
        "oneOf": [
          only("component", besides: "dependency"),
          [
            "properties": ["dependency": reference("dependency"), "component": null],
            "required": ["dependency"],
          ],
        ],
      ], ["component", "dependency"])
  }

  private var fault: JSON {
    let body = object(
      [
        ("kind", words(FaultKind.all.map(\.name))), ("native", optional(text)),
        ("magnitude", optional(reference("magnitude"))), ("dose", optional(words(Dose.allCases.map(\.rawValue)))),
        ("scope", optional(["type": "number", "minimum": 0, "maximum": 1])),
      ], required: ["kind"])
    // A clock may be set back; nothing else is less than nothing.
    let kinds = FaultKind.all.map(\.name)
    let signed = kinds.filter {
      DoseBands.problem(Magnitude(value: -1, unit: "s"), of: FaultKind(named: $0) ?? .none) == nil
    }
    let shares = FaultKind.all.filter { DoseBands.unit(of: $0) == .ratio }.map(\.name)
    let size = { (bound: JSON) -> JSON in ["properties": ["magnitude": ["properties": ["value": bound]]]] }
    let wholes = Unit.wholes(of: .ratio).map { unit, whole -> JSON in
      [
        "if": [
          "properties": [
            "kind": words(shares),
            "magnitude": ["type": "object", "properties": ["unit": ["const": .string(unit)]], "required": ["unit"]],
          ],
          "required": ["kind", "magnitude"],
        ],
        "then": size(["maximum": .number(whole)]),
      ]
    }
    let least: JSON = [
      "if": ["properties": ["kind": words(signed)], "required": ["kind"]],
      "then": true,
      "else": size(["minimum": 0]),
    ]
    return .object((body.members ?? []) + [JSON.Member("allOf", .array([least] + wholes))])
  }

  private var magnitude: JSON { object([("value", ["type": "number"]), ("unit", text)], required: ["value", "unit"]) }

  private var clause: JSON {
    let body = object(
      [
        ("id", text), ("claim", words(Clause.Claim.allCases.map(\.rawValue))), ("subject", reference("node")),
        ("metric", optional(text)), ("op", optional(words(Comparison.allCases.map(\.rawValue)))),
        ("threshold", optional(["type": "number"])), ("unit", optional(text)),
        ("relativeTo", optional(words(ThresholdBasis.allCases.map(\.rawValue)))),
        ("withinSeconds", optional(amount)),
      ], required: ["id", "claim", "subject"])
    let hasThreshold: JSON = ["properties": ["threshold": ["type": "number"]], "required": ["threshold"]]
    let unitToo: JSON = [
      "if": hasThreshold, "then": ["properties": ["unit": ["type": "string"]], "required": ["unit"]],
    ]
    // Against the baseline a threshold is a change or a multiple, and may be anything.
    let isAbsolute: JSON = ["not": ["properties": ["relativeTo": ["const": "baseline"]], "required": ["relativeTo"]]]
    let range: JSON = ["if": ["allOf": [hasThreshold, isAbsolute]], "then": reference("ranges")]
    return .object((body.members ?? []) + [JSON.Member("allOf", [unitToo, range])])
  }

  private var criterion: JSON {
    let body = object(
      [
        ("subject", optional(reference("node"))), ("component", true), ("journey", true), ("metric", text),
        ("op", words(Comparison.allCases.map(\.rawValue))), ("threshold", ["type": "number"]), ("unit", text),
      ], required: ["metric", "op", "threshold", "unit"])
    let subject: JSON = ["properties": ["subject": ["type": "object"]], "required": ["subject"]]
    let own: JSON = [
      "oneOf": [only("component", besides: "journey"), only("journey", besides: "component")]
    ]
    let named: JSON = ["if": subject, "then": true, "else": own]
    return .object((body.members ?? []) + [JSON.Member("allOf", [named, reference("ranges")])])
  }

  private var steadyState: JSON {
    object(
      [("windowSeconds", amount), ("criteria", array(of: reference("criterion")))],
      required: ["windowSeconds", "criteria"])
  }

  /// What is asked of the threshold and its unit, metric by metric.
  private var ranges: JSON {
    let rules = MetricRange.rules.map { rule -> JSON in
      let threshold: JSON = rule.isFraction ? ["minimum": 0, "maximum": 1] : ["minimum": 0]
      let unit = rule.units.map { JSON.Member("unit", ["enum": .array($0.map { .string($0) })]) }
      return [
        "if": ["properties": ["metric": words(rule.metrics)], "required": ["metric"]],
        "then": ["properties": .object([JSON.Member("threshold", threshold)] + (unit.map { [$0] } ?? []))],
      ]
    }
    return ["allOf": .array(rules)]
  }

  // MARK: - The grammar

  func object(_ properties: [(String, JSON)], required: [String]) -> JSON {
    .compact(
      ("type", "object"), ("properties", .compact(properties.map { ($0.0, $0.1) })),
      ("required", .array(required.map { .string($0) })), ("additionalProperties", isStrict ? false : nil))
  }

  /// An object whose members are told by alternatives; in a strict schema it has no others.
  private func closed(_ schema: JSON, _ names: [String]) -> JSON {
    guard isStrict else { return schema }
    return .object((schema.members ?? []) + [JSON.Member("propertyNames", words(names))])
  }

  /// Text in one member, and nothing in the other.
  private func only(_ name: String, besides other: String) -> JSON {
    ["properties": .object([JSON.Member(name, text), JSON.Member(other, null)]), "required": [.string(name)]]
  }

  private func array(of elements: JSON) -> JSON { ["type": "array", "items": elements] }

  private func reference(_ name: String) -> JSON { ["$ref": .string("#/$defs/\(name)")] }

  private func words(_ known: [String]) -> JSON { ["enum": .array(known.map { .string($0) })] }

  private func optional(_ schema: JSON) -> JSON { ["anyOf": [schema, null]] }
}
