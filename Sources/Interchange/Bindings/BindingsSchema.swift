public import Vocabulary

/// The JSON Schema (draft 2020-12) of a binding document: what an editor or a program needs to write one that is understood.
///
/// Made of the members that the reader allows (``BindingPart``), so that neither says other words than the other. A test holds the two to
/// one another: a document is valid by the schema exactly where every exporter reads it.
public enum BindingsSchema {
  /// The schema's name.
  public static let id = "urn:faultbook:schema:bindings:1"

  /// The schema.
  public static var json: JSON {
    let head: [JSON.Member] = [
      JSON.Member("$schema", "https://json-schema.org/draft/2020-12/schema"), JSON.Member("$id", .string(id)),
      JSON.Member("title", "Bindings"),
    ]
    let parts = BindingPart.allCases.filter { $0 != .bindings }
    return .object(
      head + (schema(.bindings).members ?? []) + [
        JSON.Member("$defs", .object(parts.map { JSON.Member($0.rawValue, schema($0)) }))
      ])
  }

  /// The members of all parts, for people: the part, the member, what its value is, and what it says.
  public static var rows: [(part: String, member: String, value: String, description: String)] {
    BindingPart.allCases.flatMap { part in
      part.members.map { (part.rawValue, $0.name, words($0), $0.description) }
    }
  }

  // MARK: - The parts

  private static func schema(_ part: BindingPart) -> JSON {
    let members = part.members.map { member in
      JSON.Member(
        member.name,
        .object(
          [JSON.Member("description", .string(member.description))]
            + ((member.isRequired ? value(member.form) : optional(value(member.form))).members ?? [])))
    }
    let body: [JSON.Member] = [
      JSON.Member("description", .string(part.title)), JSON.Member("type", "object"),
      JSON.Member("properties", .object(members)),
      JSON.Member("required", .array(part.members.filter(\.isRequired).map { .string($0.name) })),
      JSON.Member("additionalProperties", false),
    ]
    return .object(body + rules(part))
  }

  /// What a part asks of its members together.
  private static func rules(_ part: BindingPart) -> [JSON.Member] {
    let request: JSON = [
      "properties": ["http": ["type": "object"], "command": ["anyOf": [null, ["maxItems": 0]]]],
      "required": ["http"],
    ]
    let command: JSON = [
      "properties": ["command": ["type": "array", "minItems": 1], "http": null], "required": ["command"],
    ]
    let action: JSON = ["oneOf": [request, command]]
    let ends: JSON = [
      "anyOf": [
        ["properties": ["undo": ["type": "object"]], "required": ["undo"]],
        ["properties": ["expires": ["const": true]], "required": ["expires"]],
      ]
    ]
    return switch part {
    case .undo: [JSON.Member("allOf", [action])]
    case .injection: [JSON.Member("allOf", [action, ends])]
    default: []
    }
  }

  // MARK: - The grammar

  private static let null: JSON = ["type": "null"]
  /// Text that is not empty; SQLite and C end a text at NUL.
  private static let text: JSON = ["type": "string", "minLength": 1, "not": ["pattern": "\\u0000"]]
  private static let count: JSON = ["type": "integer", "minimum": 0, "maximum": 9_007_199_254_740_992]
  private static let label: JSON = ["anyOf": [text, ["type": "integer"], ["type": "boolean"], null]]

  private static func optional(_ schema: JSON) -> JSON { ["anyOf": [schema, null]] }

  private static func reference(_ part: BindingPart) -> JSON { ["$ref": .string("#/$defs/\(part.rawValue)")] }

  private static func value(_ form: BindingPart.Member.Form) -> JSON {
    switch form {
    case .text: text
    case .texts: ["type": "array", "items": text]
    case .count: count
    case .amount: ["type": "number", "minimum": 0]
    case .positive: ["type": "number", "exclusiveMinimum": 0]
    case .flag: ["type": "boolean"]
    case .labels: ["type": "object", "additionalProperties": label]
    case .object: ["type": "object"]
    case .anything: [:]
    case .word(let words): ["enum": .array(words.map { .string($0) })]
    case .words(let words): ["type": "array", "items": ["enum": .array(words.map { .string($0) })]]
    case .part(let part): reference(part)
    case .list(let part): ["type": "array", "items": reference(part)]
    case .entries(let part): ["type": "object", "additionalProperties": reference(part)]
    case .calls(let part):
      [
        "type": "object", "propertyNames": ["pattern": "^(\\*|[^:]+:[^:]+)$"], "additionalProperties": reference(part),
      ]
    }
  }

  private static func words(_ member: BindingPart.Member) -> String {
    let value =
      switch member.form {
      case .text: "text"
      case .texts: "list of texts"
      case .count: "whole number"
      case .amount: "number"
      case .positive: "number above 0"
      case .flag: "true or false"
      case .labels: "texts by name"
      case .object: "object"
      case .anything: "anything"
      case .word(let words): words.count <= 5 ? words.joined(separator: ", ") : "one of \(words.count) words"
      case .words: "list of kinds of fault"
      case .part(let part): part.rawValue
      case .list(let part): "list of \(part.rawValue)"
      case .entries(let part): "\(part.rawValue) by name, or \"*\""
      case .calls(let part): "\(part.rawValue) by caller:callee, or \"*\""
      }
    return member.isRequired ? value + " (required)" : value
  }
}
