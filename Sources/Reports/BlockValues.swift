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
      values.merge(self.values(table)) { $1 }
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

  private static func values(_ table: AnswerTable) -> [String: Any] {
    let isNumeric = table.columns.indices.map { table.isNumeric($0) }
    // Prose wants room; names and words take what they need.
    let longest = table.columns.indices.map { column in table.rows.map { $0[column].text.utf8.count }.max() ?? 0 }
    return [
      "caption": plainLine(table.title),
      "columns": zip(table.columns, isNumeric).map { column, isNumber -> [String: Any] in
        ["heading": plainLine(column.heading), "isNumber": isNumber]
      },
      "rows": table.rows.map { row -> [String: Any] in
        [
          "cells": row.enumerated().map { column, cell -> [String: Any] in
            let style =
              cell == .none
              ? (isNumeric[column] ? "number none" : "none")
              : isNumeric[column] ? "number" : longest[column] > 90 ? "long" : longest[column] > 40 ? "wide" : ""
            var values: [String: Any] = ["text": cell.text, "isFirst": column == 0 && !isNumeric[0]]
            if !style.isEmpty { values["style"] = style }
            return values
          }
        ]
      },
    ]
  }
}
