/// The JSON Schema (draft 2020-12) of an intent: what an editor, a form or another program needs to write one that is accepted.
///
/// Made of the vocabulary's own words: the claims, comparisons, kinds of fault, doses, units and ranges of metrics stand in it
/// because they stand in their types, so that it cannot say other words than the reader does. A test holds the rest to the
/// reader: a document is valid by the schema exactly where ``IntentDeclared`` reads it.
///
/// Two rules no schema can say: two clauses may not share an id, and a dependency joins two components.
public enum IntentSchema {
  /// The schema's name.
  public static let id = "urn:faultbook:schema:faultbook.intent.declared:1"

  /// The schema.
  ///
  /// - Parameter strict: whether members that an intent does not have are refused, as misspellings in an editor should be.
  ///   The book keeps and ignores them.
  public static func json(strict: Bool = false) -> JSON {
    let builder = SchemaBuilder(isStrict: strict)
    let body = builder.object(fields.map { ($0.name, builder.schema($0)) }, required: required)
    let head: [JSON.Member] = [
      JSON.Member("$schema", "https://json-schema.org/draft/2020-12/schema"),
      JSON.Member("$id", .string(strict ? "\(id):strict" : id)),
      JSON.Member("title", "Intent"),
      JSON.Member(
        "description", "What somebody believes a system does under a fault, in a form that a run can refute."),
      JSON.Member(
        "$comment",
        "Beyond this schema: each clause has an id of its own, and the two ends of a dependency are different components."
      ),
    ]
    return .object(head + (body.members ?? []) + [JSON.Member("$defs", builder.definitions)])
  }

  /// One member of an intent.
  public struct Field: Sendable {
    /// What its value is.
    enum Form: Sendable {
      case text, texts, amount
      case one(String), list(String)
    }

    /// Its name.
    public let name: String
    let form: Form
    /// What it says, in a sentence.
    public let description: String

    /// What its value is, in words.
    public var words: String {
      switch form {
      case .text: "text"
      case .texts: "list of texts"
      case .amount: "number of at least 0"
      case .one(let type): type
      case .list(let type): "list of \(type)"
      }
    }
  }

  /// The members of an intent, in the order in which people write them. `id` is no member of the event: it names the stream.
  public static let fields: [Field] = [
    Field(
      name: "id", form: .text,
      description: "The intent's id, where neither --id nor the file's name says it. No part of the event."),
    Field(name: "title", form: .text, description: "What it is about, in a line."),
    Field(name: "hypothesis", form: .text, description: "The belief, in one falsifiable sentence."),
    Field(
      name: "journey", form: .text,
      description: "The journey that it speaks of. Target, fault and magnitude may then be left to the planner."),
    Field(name: "target", form: .one("target"), description: "What the fault is injected into."),
    Field(name: "fault", form: .one("fault"), description: "The fault."),
    Field(name: "clauses", form: .list("clause"), description: "The claims, each with its own verdict."),
    Field(name: "steadyState", form: .one("steadyState"), description: "What must hold before the fault."),
    Field(name: "abortWhen", form: .list("criterion"), description: "What stops a run: each criterion for itself."),
    Field(name: "exclusions", form: .texts, description: "Components that must not be met."),
    Field(name: "environment", form: .text, description: "Where it may run."),
    Field(name: "maxDurationSeconds", form: .amount, description: "How long a run may last, in seconds."),
    Field(name: "rollback", form: .texts, description: "How the fault is undone, step by step."),
    Field(name: "owner", form: .text, description: "Who answers for it."),
    Field(name: "proposal", form: .text, description: "The proposal that it came from."),
  ]

  /// The fields that must be there.
  public static let required = ["title", "hypothesis"]
}
