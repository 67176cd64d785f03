import KnowledgeBase
import Vocabulary

/// Turns answers into text. Pure: what it renders for is a value.
struct Rendering: Sendable {
  /// The form.
  let format: OutputFormat
  /// What the text is shown on.
  let terminal: Terminal

  /// An answer as text that ends with a line break.
  func text(_ answer: Answer) -> String { text([answer]) }

  /// Several answers as one text: tables one below the other, JSON as one document.
  func text(_ answers: [Answer]) -> String {
    switch format {
    case .table: answers.map(table).joined(separator: "\n")
    case .json:
      document(answers.count == 1 ? answers[0].json : .object([JSON.Member("answers", .array(answers.map(\.json)))]))
    case .jsonl: answers.map(jsonLines).joined()
    case .csv: answers.map(\.table.csv).joined(separator: "\r\n")
    case .markdown: answers.map(markdown).joined(separator: "\n")
    }
  }

  private func document(_ json: JSON) -> String { (terminal.isInteractive ? json.prettyText : json.text) + "\n" }

  private func jsonLines(_ answer: Answer) -> String {
    answer.table.rows.map { row in
      JSON.object(zip(answer.table.columns, row).map { JSON.Member($0.name, $1.json) }).text + "\n"
    }.joined()
  }

  private func table(_ answer: Answer) -> String {
    var lines: [String] = []
    var omissions: [String] = []
    for (index, one) in ([answer.table] + answer.further).enumerated() {
      if index > 0 { lines.append("") }
      let table = TextTable(one, width: terminal.width)
      if !one.title.isEmpty { lines += prose(one.title).map(terminal.bold) }
      if !one.columns.isEmpty {
        if !one.rows.isEmpty { lines += table.lines } else if answer.notes.isEmpty { lines.append("(none)") }
      }
      if let hidden = table.omission {
        // CSV holds the first table alone.
        let form = index == 0 ? "csv" : "json"
        let name = answer.further.isEmpty || one.title.isEmpty ? "" : " of '\(one.title)'"
        omissions.append("Not shown\(name) for want of width: \(hidden); widen the window or take --format \(form).")
      }
    }
    if !answer.further.isEmpty && !answer.notes.isEmpty { lines.append("") }
    for note in answer.notes + omissions {
      // A numbered note begins a paragraph of its own.
      if note.first?.isNumber == true, note.drop(while: \.isNumber).hasPrefix(". ") { lines.append("") }
      lines += prose(note)
    }
    return lines.map { $0 + "\n" }.joined()
  }

  /// The text broken to the terminal's width, its later lines set in by two beyond its first.
  private func prose(_ text: String) -> [String] {
    let text = DisplayText.line(text)
    guard let width = terminal.width, DisplayText.width(text) > width else { return [text] }
    let indent = String(text.prefix { $0 == " " }.prefix(width / 2))
    let lines = DisplayText.wrapped(text, to: width - indent.count - 2)
    return lines.enumerated().map { indent + ($0.offset == 0 ? "" : "  ") + $0.element }
  }
}

// MARK: - Markdown

extension Rendering {
  private func markdown(_ answer: Answer) -> String {
    var text = ([answer.table] + answer.further).map(markdown).joined(separator: "\n")
    for note in answer.notes { text += "\n\(Rendering.markdownText(note))\n" }
    return text
  }

  private func markdown(_ table: AnswerTable) -> String {
    var text = table.title.isEmpty ? "" : "**\(Rendering.markdownText(table.title))**\n\n"
    if !table.columns.isEmpty {
      let isNumeric = table.columns.indices.map { table.isNumeric($0) }
      text += Rendering.markdownRow(table.columns.map { Rendering.markdownText($0.heading) })
      text += Rendering.markdownRow(isNumeric.map { $0 ? "---:" : "---" })
      for row in table.rows { text += Rendering.markdownRow(row.map { Rendering.markdownText($0.text) }) }
    }
    return text
  }

  private static func markdownRow(_ fields: [String]) -> String { "| " + fields.joined(separator: " | ") + " |\n" }

  /// Text that Markdown takes for text: a bar would end the cell, the others would be formatting.
  private static func markdownText(_ text: String) -> String {
    var out = ""
    for character in DisplayText.line(text) {
      switch character {
      case "|", "\\", "`", "*", "[", "]": out += "\\\(character)"
      case "<": out += "&lt;"
      default: out.append(character)
      }
    }
    return out
  }
}
