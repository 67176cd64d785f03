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
    static func blocks(_ blocks: [Report.Block]) throws -> Part {
      Part(
        html: try ReportPage.html(
          blocks.map { block in
            switch block {
            case .text(let words): .text(Wording.ofPages(words))
            case .note(let words, let tone): .note(Wording.ofPages(words), tone)
            default: block
            }
          }))
    }

    static func template(_ name: String, _ values: [String: Any]) throws -> Part {
      Part(html: try templates.render(name, values))
    }

    static func heading(_ words: String, id: String) throws -> Part {
      try template("heading", ["id": id, "words": words])
    }

    /// A table whose cells lead on.
    static func table(
      _ table: AnswerTable, links: TableValues.Links = [:], lists: TableValues.Lists = [:]
    ) throws -> Part {
      Part(html: try ReportPage.html(table, links: links, lists: lists))
    }

    /// What stands where there is nothing yet: why that is, and what to do.
    /// - Parameters:
    ///   - ways: what can be done in the browser, and where.
    ///   - commands: what does it from a shell.
    static func empty(
      _ title: String, _ words: String, ways: [(words: String, link: String)] = [], _ commands: [String]
    ) throws -> Part {
      try template(
        "empty",
        [
          "title": title, "words": words, "commands": commands.map { ["command": $0] },
          "ways": ways.map { ["words": $0.words, "link": $0.link] }, "hasWays": !ways.isEmpty,
        ])
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

  /// The same without some columns: what the page says already.
  func without(_ names: Set<String>) -> AnswerTable {
    let kept = columns.indices.filter { !names.contains(columns[$0].name) }
    return AnswerTable(title: title, columns: kept.map { columns[$0] }, rows: rows.map { row in kept.map { row[$0] } })
  }
}
