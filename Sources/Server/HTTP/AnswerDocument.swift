import KnowledgeBase
import Vocabulary

/// A whole answer as JSON, for programs that show it to people as the command line does: the document, every table with its
/// headings, the notes, and whether it is yes.
///
/// `{"json": …, "tables": [{"title", "columns": [{"name", "heading"}], "rows": [[cell]]}], "notes": [text], "yes": bool}`,
/// where a cell is null, text, a whole number, or `{"number", "decimals"}`.
enum AnswerDocument {
  /// The answer as it is sent.
  static func json(_ answer: Answer) -> JSON {
    .compact(
      ("json", answer.json), ("tables", .array(([answer.table] + answer.further).map(json))),
      ("notes", .array(answer.notes.map { .string($0) })), ("yes", .bool(answer.isYes)))
  }

  private static func json(_ table: AnswerTable) -> JSON {
    .compact(
      ("title", .string(table.title)),
      ("columns", .array(table.columns.map { ["name": .string($0.name), "heading": .string($0.heading)] })),
      ("rows", .array(table.rows.map { .array($0.map(json)) })))
  }

  private static func json(_ cell: AnswerTable.Cell) -> JSON {
    switch cell {
    case .none: .null
    case .text(let text): .string(text)
    case .integer(let value): .integer(Int64(value))
    // JSON has no word for them, and people see none either.
    case .number(let value, _) where !value.isFinite: .null
    case .number(let value, let decimals): ["number": .number(value), "decimals": .integer(Int64(decimals))]
    case .flag(let isSo): .bool(isSo)
    }
  }

  /// The answer that was sent; nil where it is none.
  static func answer(_ json: JSON) -> Answer? {
    guard let document = json["json"], let list = json["tables"]?.arrayValue, let isYes = json["yes"]?.boolValue else {
      return nil
    }
    let tables = list.compactMap(table)
    guard tables.count == list.count, let first = tables.first else { return nil }
    return Answer(
      json: document, table: first, further: Array(tables.dropFirst()),
      notes: (json["notes"]?.arrayValue ?? []).compactMap(\.stringValue), isYes: isYes)
  }

  private static func table(_ json: JSON) -> AnswerTable? {
    guard let title = json["title"]?.stringValue, let columns = json["columns"]?.arrayValue,
      let rows = json["rows"]?.arrayValue
    else { return nil }
    return AnswerTable(
      title: title,
      columns: columns.map { .init($0["name"]?.stringValue ?? "", $0["heading"]?.stringValue) },
      rows: rows.map { ($0.arrayValue ?? []).map(cell) })
  }

  private static func cell(_ json: JSON) -> AnswerTable.Cell {
    switch json {
    case .string(let text): .text(text)
    case .bool(let isSo): .flag(isSo)
    case .integer(let value): .integer(Int(value))
    case .object:
      json["number"]?.doubleValue.map { .number($0, decimals: Int(json["decimals"]?.integerValue ?? 3)) } ?? .none
    default: .none
    }
  }
}
