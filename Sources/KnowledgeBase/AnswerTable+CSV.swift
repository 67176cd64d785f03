import Vocabulary

extension AnswerTable {
  /// The rows as comma-separated values (RFC 4180), behind a line of the columns' names; nothing where there is no column. Values are
  /// those of the document, not as people read them. Cost: linear.
  public var csv: String {
    guard !columns.isEmpty else { return "" }
    let lines = [columns.map { AnswerTable.field($0.name) }] + rows.map { $0.map(AnswerTable.field) }
    return lines.map { $0.joined(separator: ",") + "\r\n" }.joined()
  }

  private static func field(_ cell: Cell) -> String {
    switch cell {
    case .none: ""
    case .text(let text): field(text)
    case .integer, .number, .flag: cell.json.isNull ? "" : cell.json.text
    }
  }

  /// §2: a field with a quote, a comma or a line break stands in quotes, and a quote in it is doubled.
  private static func field(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
