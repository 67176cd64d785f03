import Interchange
import Vocabulary

extension KnowledgeBase {
  /// The JSON Schema of a binding document, for programs; its members, for people. Needs no book.
  public static func bindingsSchema() -> Answer {
    Answer(
      json: BindingsSchema.json,
      table: AnswerTable(
        title: "Bindings",
        columns: [AnswerTable.Column("part"), .init("member"), .init("value"), .init("description")],
        rows: BindingsSchema.rows.map {
          [.text($0.part), .text($0.member), .text($0.value), .text($0.description)]
        }),
      notes: [
        "Everything is optional but what is required; an exporter says which fact it misses and where to write it.",
        "In texts {component}, {journey}, {caller} and {callee} stand for the entry's name.",
        "The whole as JSON Schema 2020-12: --format json.",
      ])
  }
}
