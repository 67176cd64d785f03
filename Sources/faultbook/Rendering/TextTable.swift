import KnowledgeBase

/// A table for people: headings, and rows with numbers to the right.
///
/// Where a line would be longer than the terminal is wide, headings are broken over lines first; then long texts are
/// shortened, and prose is broken over up to three lines, ids over as many as it takes; at last columns at the right are left out, which the table says.
struct TextTable {
  /// The least width to which a text is shortened.
  private static let leastText = 10
  /// The most lines that a cell of prose takes.
  private static let mostLines = 3

  /// What a column holds.
  private enum Kind { case number, word, prose }

  private let table: AnswerTable
  private let cells: [[String]]
  private let isNumeric: [Bool]
  private let widths: [Int]

  /// A table laid out for a width; nil for lines of any length. Cost: one pass over the cells.
  init(_ table: AnswerTable, width: Int?) {
    self.table = table
    let cells = table.rows.map { row in row.map(\.text) }
    let isNumeric = table.columns.indices.map { table.isNumeric($0) }
    var content = table.columns.map { DisplayText.longestWord($0.heading) }
    for row in cells {
      for (column, text) in row.enumerated() { content[column] = max(content[column], DisplayText.width(text)) }
    }
    let natural = zip(content, table.columns).map { max($0, DisplayText.width($1.heading)) }
    let kinds = table.columns.indices.map { column in
      isNumeric[column]
        ? Kind.number : column > 0 && cells.contains { $0[column].contains(" ") } ? .prose : .word
    }
    widths = TextTable.fit(natural, content: content, kinds: kinds, into: width)
    self.cells = cells
    self.isNumeric = isNumeric
  }

  /// The lines of the table, without its title.
  var lines: [String] {
    let headings = zip(table.columns, widths).map { DisplayText.wrapped($0.heading, to: $1) }
    let height = headings.map(\.count).max() ?? 1
    // Headings stand on the rule: the missing lines are above.
    var lines = joined(headings.map { Array(repeating: "", count: height - $0.count) + $0 })
    lines.append(widths.map { String(repeating: "─", count: $0) }.joined(separator: "  "))
    for row in cells { lines += joined(zip(row, widths).map { TextTable.broken($0, to: $1) }) }
    return lines
  }

  /// What the table does not show; nil where it shows all.
  var omission: String? {
    let hidden = table.columns.dropFirst(widths.count).map(\.heading)
    return hidden.isEmpty ? nil : hidden.joined(separator: ", ")
  }

  /// Cells of several lines each as lines of the table.
  private func joined(_ cells: [[String]]) -> [String] {
    (0..<(cells.map(\.count).max() ?? 1)).map { line in
      cells.enumerated().map { column, cell in
        DisplayText.padded(line < cell.count ? cell[line] : "", to: widths[column], right: isNumeric[column])
      }.joined(separator: "  ").trimmingEnd
    }
  }

  private static func broken(_ text: String, to width: Int) -> [String] {
    if DisplayText.width(text) > width, isID(text) { return DisplayText.brokenID(text, to: width) }
    // Between narrow columns only where no word is cut.
    guard DisplayText.width(text) > width, text.contains(" "),
      width >= 2 * leastText || DisplayText.longestWord(text) <= width
    else { return [DisplayText.truncated(text, to: width)] }
    let lines = DisplayText.wrapped(text, to: width)
    guard lines.count > mostLines, !isListOfIDs(text) else { return lines }
    let rest = lines[(mostLines - 1)...].joined(separator: " ")
    return lines.prefix(mostLines - 1) + [DisplayText.truncated(rest, to: width)]
  }

  /// Whether a text is an id of several parts, `kind:part…`, of which every character counts: it is never cut.
  private static func isID(_ text: String) -> Bool {
    guard let first = text.first, first.isLetter, text.contains(":") else { return false }
    return !text.contains { $0 == " " || $0 == "\"" }
  }

  /// Whether every word of a text has a digit, as ids do: each of them is to be read whole.
  private static func isListOfIDs(_ text: String) -> Bool {
    text.split(separator: " ").allSatisfy { $0.contains { $0.isNumber } }
  }

  /// The widths of the columns that fit: headings give way to their content, then prose, then words such as names and ids,
  /// widest first, the first column last of all; then columns at the right.
  private static func fit(_ natural: [Int], content: [Int], kinds: [Kind], into width: Int?) -> [Int] {
    guard let width else { return natural }
    var widths = natural
    while widths.reduce(0, +) + 2 * (widths.count - 1) > width {
      let slack = widths.indices.max { widths[$0] - content[$0] < widths[$1] - content[$1] }
      let soft = widths.indices.filter { kinds[$0] != .number && widths[$0] > leastText }
      let tiers = [
        soft.filter { kinds[$0] == .prose && widths[$0] > 2 * leastText }, soft.filter { $0 > 0 }, soft,
      ]
      if let slack, widths[slack] > content[slack] {
        widths[slack] -= 1
      } else if let widest = tiers.first(where: { !$0.isEmpty })?.max(by: { widths[$0] < widths[$1] }) {
        widths[widest] -= 1
      } else if widths.count > 1 {
        widths = Array(natural.prefix(widths.count - 1))
      } else {
        return [width]
      }
    }
    return widths
  }
}
