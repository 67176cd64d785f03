import KnowledgeBase

/// The blocks of a report as the templates take them.
enum BlockValues {
  static func values(_ block: Report.Block) -> [String: Any] {
    // Every block names all kinds: a template looks for what a block lacks in what stands around it.
    var values: [String: Any] = [
      "isText": false, "isNote": false, "isFacts": false, "isTable": false, "isFigures": false,
    ]
    switch block {
    case .text(let text):
      values["isText"] = true
      values["parts"] = parts(text)
    case .note(let text, let tone):
      values["isNote"] = true
      values["parts"] = parts(text)
      values["tone"] = tone.rawValue
    case .facts(let facts):
      values["isFacts"] = true
      values["facts"] = facts.map { ["name": plainLine($0.name), "value": plainLine($0.value)] }
    case .table(let table):
      values["isTable"] = true
      values.merge(TableValues(table, isPage: false).values) { $1 }
    case .curves(let curves):
      values["isFigures"] = true
      values["curves"] = curves.map { CurveDrawing($0).values }
      values["charts"] = [[String: Any]]()
    case .charts(let charts):
      values["isFigures"] = true
      values["curves"] = [[String: Any]]()
      values["charts"] = charts.map { ChartDrawing($0).values }
    }
    return values
  }

  /// The text with what stands between two backticks apart: a command or a setting.
  private static func parts(_ text: String) -> [[String: Any]] {
    let pieces = plainLine(text).split(separator: "`", omittingEmptySubsequences: false).map(String.init)
    // A backtick without its fellow is only a backtick.
    let isBalanced = pieces.count % 2 == 1
    let words = isBalanced ? pieces : pieces.dropLast(2) + [pieces.suffix(2).joined(separator: "`")]
    return words.enumerated().filter { !$0.element.isEmpty }.map { index, piece in
      ["text": piece, "isCode": index % 2 == 1]
    }
  }
}
