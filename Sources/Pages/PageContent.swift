import KnowledgeBase
import Reports

/// What stands in a page, before its frame: a title, a few words for somebody in a hurry, and parts in order.
struct PageContent {
  var title: String
  var subtitle = ""
  var marks: [Report.Mark] = []
  var parts: [Part] = []

  /// HTML that is safe: it came out of a template.
  struct Part {
    let html: String

    static func text(_ words: String) throws -> Part { try blocks([.text(words)]) }
    static func note(_ words: String, _ tone: Report.Tone) throws -> Part { try blocks([.note(words, tone)]) }
    static func blocks(_ blocks: [Report.Block]) throws -> Part { Part(html: try ReportPage.html(blocks)) }

    static func template(_ name: String, _ values: [String: Any]) throws -> Part {
      Part(html: try Templates.render(name, values))
    }

    static func heading(_ words: String, id: String) throws -> Part {
      try template("heading", ["id": id, "words": words])
    }

    /// A table whose cells lead on.
    static func table(_ table: AnswerTable, links: LinkedTable.Links = [:]) throws -> Part {
      try template("table", LinkedTable(table, links: links).values)
    }

    /// What stands where there is nothing yet: why that is, and what to do.
    static func empty(_ title: String, _ words: String, _ commands: [String]) throws -> Part {
      try template("empty", ["title": title, "words": words, "commands": commands.map { ["command": $0] }])
    }

    /// What stands only for those who ask for it.
    static func folded(_ summary: String, _ parts: [Part]) throws -> Part {
      try template("folded", ["summary": summary, "content": parts.map(\.html).joined()])
    }
  }
}

extension AnswerTable {
  /// The cell of a row under a column of that name; nothing where there is no such column.
  func cell(_ name: String, of row: [Cell]) -> Cell { columns.firstIndex { $0.name == name }.map { row[$0] } ?? .none }

  /// The rows under the same columns, with another title.
  func showing(_ rows: some Sequence<[Cell]>, as title: String) -> AnswerTable {
    AnswerTable(title: title, columns: columns, rows: Array(rows))
  }
}

/// A table of an answer, with links.
struct LinkedTable {
  /// By column: where a row's cell leads, if anywhere.
  typealias Links = [String: (_ row: [AnswerTable.Cell]) -> String?]

  /// Names up to so many letters stand on one line.
  private static let shortest = 36

  private let table: AnswerTable
  private let links: Links

  init(_ table: AnswerTable, links: Links) {
    self.table = table
    self.links = links
  }

  var values: [String: Any] {
    let isNumeric = table.columns.indices.map { table.isNumeric($0) }
    let leads = table.columns.map { links[$0.name] }
    return [
      "caption": plainLine(table.title), "hasRows": !table.rows.isEmpty,
      "columns": zip(table.columns, isNumeric).map {
        ["heading": plainLine($0.heading), "isNumber": $1] as [String: Any]
      },
      "rows": table.rows.map { row in
        [
          "cells": row.enumerated().map { index, cell -> [String: Any] in
            let style =
              cell == .none
              ? (isNumeric[index] ? "number none" : "none")
              : isNumeric[index] ? "number" : cell.text.utf8.count <= LinkedTable.shortest ? "short" : ""
            let link = cell == .none ? nil : leads[index]?(row)
            return [
              "text": Written.time(cell.text) ?? cell.text, "style": style, "link": link ?? false as Any,
              "isFirst": index == 0 && !isNumeric[0],
            ]
          }
        ]
      },
    ]
  }
}
