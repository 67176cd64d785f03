import Vocabulary

extension KnowledgeBase {
  /// The JSON Schema of an intent, for programs; its members, for people. Needs no book.
  ///
  /// - Parameter strict: whether members that an intent does not have are refused.
  public static func intentSchema(strict: Bool = false) -> Answer {
    let columns = [AnswerTable.Column("member"), .init("value"), .init("required"), .init("description")]
    let rows: [[AnswerTable.Cell]] = IntentSchema.fields.map { field in
      [
        .text(field.name), .text(field.words), .text(IntentSchema.required.contains(field.name) ? "yes" : nil),
        .text(field.description),
      ]
    }
    let claims = Clause.Claim.allCases.map(\.rawValue).joined(separator: ", ")
    return Answer(
      json: IntentSchema.json(strict: strict), table: AnswerTable(title: "An intent", columns: columns, rows: rows),
      notes: [
        "A clause is {id, claim, subject, metric, op, threshold, unit, relativeTo, withinSeconds}; its claim is one of "
          + "\(claims).",
        "A criterion is {component or journey, metric, op, threshold, unit}.",
        "The whole as JSON Schema 2020-12: --format json.",
      ])
  }
}
