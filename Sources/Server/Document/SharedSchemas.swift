import Vocabulary

/// The schemas that several operations share: the shapes that programs may rely on. Fields may be added.
enum SharedSchemas {
  static let all: [(name: String, schema: JSON)] = [
    ("Problem", problem), ("Answer", answer([])), ("WholeAnswer", wholeAnswer), ("CloudEvent", cloudEvent),
    ("Events", events), ("Appended", appended), ("Recorded", recorded), ("Rows", answer([("rows", list(object))])),
    (
      "System",
      answer([
        ("components", list(objectWith(["component", "kind"]))),
        ("dependencies", list(objectWith(["caller", "callee", "declared", "observed", "suspected"]))),
        ("journeys", list(objectWith(["journey"]))),
      ])
    ),
    (
      "Beliefs",
      answer([
        (
          "beliefs",
          list(
            objectWith([
              "id", "kind", "cause", "effect", "effectKind", "faultClass", "mean", "sd", "low", "high", "priorMean",
              "evidence",
            ]))
        )
      ])
    ),
    (
      "Scores",
      answer([
        ("system", objectWith(["resilience", "low", "high", "coverage", "freshness", "refuted"])),
        ("journeys", list(objectWith(["journey", "resilience", "low", "high", "coverage"]))),
        ("components", list(objectWith(["component", "resilience", "low", "high", "coverage"]))),
      ])
    ),
    ("Predicted", answer([("predicted", list(objectWith(["probability", "low", "high", "errors", "latency"])))])),
    (
      "Plan",
      answer([
        ("seed", ["type": "integer"]), ("objective", ["type": "string"]),
        (
          "proposals",
          list(objectWith(["id", "rank", "target", "fault", "bits", "value", "cost", "safety", "predicted", "intent"]))
        ),
      ])
    ),
    (
      "Sequence",
      answer([
        ("seed", ["type": "integer"]), ("objective", ["type": "string"]), ("courses", ["type": "integer"]),
        ("forecast", list(objectWith(["experiments", "coverage", "coverageLow", "coverageHigh", "expectedBits"]))),
      ])
    ),
    (
      "BreakingPoint",
      answer([
        ("seed", ["type": "integer"]), ("dependency", objectWith(["caller", "callee"])),
        ("level", ["type": "number"]), ("confidence", ["type": "number"]),
        ("classes", list(objectWith(["class", "kind"]))),
      ])
    ),
    (
      "PlanOrGoal",
      [
        "description": "A plan; with `sequence` a Sequence, with `goal` a BreakingPoint.",
        "anyOf": .array(["Plan", "Sequence", "BreakingPoint"].map { ["$ref": .string("#/components/schemas/\($0)")] }),
      ]
    ),
    (
      "Verification",
      .compact(
        ("type", "object"), ("required", ["events", "root", "ok", "problems"]),
        (
          "properties",
          [
            "events": ["type": "integer"], "root": ["type": "string"], "ok": ["type": "boolean"],
            "problems": ["type": "array"],
          ]
        ))
    ),
    (
      "Readiness",
      .compact(
        ("type", "object"), ("required", ["status", "position", "checks"]),
        (
          "properties",
          [
            "status": ["type": "string", "enum": ["ready", "not-ready"]], "position": ["type": "integer"],
            "checks": list(objectWith(["name", "ok", "why"])),
          ]
        ))
    ),
  ]

  private static let object: JSON = ["type": "object"]

  private static func list(_ element: JSON) -> JSON { ["type": "array", "items": element] }

  private static func objectWith(_ names: [String]) -> JSON {
    ["type": "object", "required": .array(names.map { .string($0) })]
  }

  /// A document with its position.
  private static func answer(_ members: [(String, JSON)]) -> JSON {
    let required: [JSON] = [.string("position")] + members.map { .string($0.0) }
    return .compact(
      ("type", "object"), ("required", .array(required)),
      (
        "properties",
        .object(
          [JSON.Member("position", ["type": "integer", "description": "The position that it is as of."])]
            + members.map { JSON.Member($0.0, $0.1) })
      ))
  }

  private static let problem: JSON = .compact(
    ("type", "object"), ("description", "RFC 9457."), ("required", ["type", "title", "status", "detail", "code"]),
    (
      "properties",
      [
        "type": ["type": "string"], "title": ["type": "string"], "status": ["type": "integer"],
        "detail": ["type": "string", "description": "One sentence: what was wrong, where, what to do."],
        "code": ["type": "string", "description": "Stable; what a program tells kinds of trouble by."],
        "actualVersion": ["type": "integer"], "position": ["type": "integer"],
      ]
    ))

  private static let wholeAnswer: JSON = .compact(
    ("type", "object"), ("required", ["json", "tables", "notes", "yes"]),
    (
      "properties",
      ["json": [:], "tables": list(object), "notes": list(["type": "string"]), "yes": ["type": "boolean"]]
    ))

  private static let cloudEvent: JSON = .compact(
    ("type", "object"), ("required", ["specversion", "id", "source", "type", "data"]),
    (
      "properties",
      [
        "specversion": ["type": "string", "enum": ["1.0"]],
        "id": ["type": "string", "minLength": 1, "maxLength": 200],
        "source": ["type": "string", "minLength": 1, "maxLength": 1024],
        "type": ["type": "string", "enum": .array(EventType.all.map { .string($0.name) })],
        "subject": ["type": "string", "minLength": 1, "maxLength": 200],
        "time": ["type": "string", "format": "date-time"], "datacontenttype": ["type": "string"],
        "dataschema": ["type": "string"], "sequence": ["type": "string"], "streamversion": ["type": "integer"],
        "recordedtime": ["type": "string", "format": "date-time"], "actor": ["type": "string"],
        "correlationid": ["type": "string"], "causationid": ["type": "string"], "keyid": ["type": "string"],
        "data": ["type": "object"],
      ]
    ))

  private static let events: JSON = answer([
    ("events", list(["$ref": "#/components/schemas/CloudEvent"])), ("next", ["type": ["integer", "null"]]),
  ])

  private static let appended: JSON = answer([
    ("appended", ["type": "integer"]), ("duplicates", ["type": "integer"]),
  ])

  private static let recorded: JSON = .compact(
    ("type", "object"), ("required", ["position", "stream", "type", "appended"]),
    (
      "properties",
      [
        "position": ["type": ["integer", "null"]], "id": ["type": "string"], "stream": ["type": "string"],
        "type": ["type": "string"], "appended": ["type": "integer"],
      ]
    ))
}
