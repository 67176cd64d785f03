import Foundation
import KnowledgeBase

/// A table for people: a title, headings, rows with numbers to the right, and what must be said beneath.
///
/// Where a line would be longer than the terminal is wide, long texts are shortened, prose is broken over up to three
/// lines, and at last columns at the right are left out, which the table says.
struct TextTable {
  /// The least width to which a text is shortened.
  private static let leastText = 10
  /// The most lines that a cell of prose takes.
  private static let mostLines = 3

  private let table: AnswerTable
  private let cells: [[String]]
  private let isNumeric: [Bool]
  private let widths: [Int]
  private let hidden: [String]

  /// A table laid out for a width; nil for lines of any length. Cost: one pass over the cells.
  init(_ table: AnswerTable, width: Int?) {
    self.table = table
    cells = table.rows.map { row in row.map(TextTable.text) }
    isNumeric = table.columns.indices.map { column in
      let values = table.rows.map { $0[column] }.filter { $0 != .none }
      return !values.isEmpty && values.allSatisfy { if case .text = $0 { false } else { true } }
    }
    var natural = table.columns.map { DisplayText.width($0.heading) }
    for row in cells {
      for (column, text) in row.enumerated() { natural[column] = max(natural[column], DisplayText.width(text)) }
    }
    widths = TextTable.fit(natural, isNumeric: isNumeric, into: width)
    hidden = table.columns.dropFirst(widths.count).map(\.heading)
  }

  /// The lines of the table, without its title.
  var lines: [String] {
    guard !cells.isEmpty else { return ["(none)"] }
    let headings = zip(table.columns, widths).map { DisplayText.truncated($0.heading, to: $1) }
    var lines = [join(headings), widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")]
    for row in cells {
      let parts = zip(row, widths).map { TextTable.broken($0, to: $1) }
      let height = parts.map(\.count).max() ?? 1
      for index in 0..<height { lines.append(join(parts.map { index < $0.count ? $0[index] : "" })) }
    }
    return lines
  }

  /// What the table does not show; nil where it shows all.
  var omission: String? {
    hidden.isEmpty
      ? nil : "Not shown for want of width: \(hidden.joined(separator: ", ")); widen the window or take --format csv."
  }

  private func join(_ parts: [String]) -> String {
    let last = parts.count - 1
    return parts.enumerated().map { column, text in
      column == last && !isNumeric[column]
        ? text : DisplayText.padded(text, to: widths[column], right: isNumeric[column])
    }.joined(separator: "  ").trimmingEnd
  }

  private static func broken(_ text: String, to width: Int) -> [String] {
    guard DisplayText.width(text) > width, text.contains(" "), width >= 2 * leastText else {
      return [DisplayText.truncated(text, to: width)]
    }
    let lines = DisplayText.wrapped(text, to: width)
    guard lines.count > mostLines else { return lines }
    let rest = lines[(mostLines - 1)...].joined(separator: " ")
    return lines.prefix(mostLines - 1) + [DisplayText.truncated(rest, to: width)]
  }

  /// The widths of the columns that fit: texts give way, widest first, the first column last of all.
  private static func fit(_ natural: [Int], isNumeric: [Bool], into width: Int?) -> [Int] {
    guard let width else { return natural }
    var widths = natural
    while true {
      let excess = widths.reduce(0, +) + 2 * (widths.count - 1) - width
      if excess <= 0 { return widths }
      let soft = widths.indices.filter { !isNumeric[$0] && widths[$0] > leastText }
      if let widest = (soft.contains { $0 > 0 } ? soft.filter { $0 > 0 } : soft).max(by: { widths[$0] < widths[$1] }) {
        widths[widest] -= 1
      } else if widths.count > 1 {
        widths = Array(natural.prefix(widths.count - 1))
      } else {
        return [width]
      }
    }
  }

  /// A value as people read it. A number that its decimals would show as zero says that it is not.
  static func text(_ cell: AnswerTable.Cell) -> String {
    switch cell {
    case .none: return "–"
    case .text(let text): return DisplayText.line(text)
    case .integer(let value): return String(value)
    case .number(let value, let decimals):
      guard value.isFinite else { return "–" }
      let least = pow(10, -Double(decimals))
      if value != 0, abs(value) < least / 2 {
        return "\(value < 0 ? ">-" : "<")\(String(format: "%.*f", decimals, least))"
      }
      return String(format: "%.*f", decimals, value)
    }
  }
}
