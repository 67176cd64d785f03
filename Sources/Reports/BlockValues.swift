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

  /// The text with what stands between two backticks apart: a command or a setting, without white space at its ends. Names may hold
  /// backticks too, which are only that.
  private static func parts(_ text: String) -> [[String: Any]] {
    let pieces = plainLine(text).split(separator: "`", omittingEmptySubsequences: false).map(String.init)
    var parts: [(text: String, isCode: Bool)] = [(pieces[0], false)]
    var next = 1
    while next < pieces.count {
      let piece = pieces[next]
      let isClosed = next + 1 < pieces.count
      if isClosed, let first = piece.first, let last = piece.last, !first.isWhitespace, !last.isWhitespace {
        parts += [(piece, true), (pieces[next + 1], false)]
        next += 2
      } else {
        parts[parts.count - 1].text += "`" + piece
        next += 1
      }
    }
    return parts.filter { !$0.text.isEmpty }.map { ["text": $0.text, "isCode": $0.isCode] }
  }
}
