import KnowledgeBase

/// A table for people: headings, and rows with numbers to the right.
///
/// Where a line would be longer than the terminal is wide, headings are broken over lines first, then prose, over a few lines.
/// Where that does not do, columns at the right are left out, which the table says, down to the first few; only then names and ids
/// are broken over lines, behind their marks. A name or an id is never cut: whoever reads it can type it.
struct TextTable {
  /// The least width to which a text is broken.
  private static let leastText = 10
  /// The width that a name keeps as long as there is a column to leave out.
  private static let wholeName = 24
  /// The width above which prose need not be whole.
  private static let longProse = 40
  /// The most lines that a cell of prose takes where there is a column at the right to leave out for it.
  private static let fewLines = 3
  /// The most lines that it takes at all.
  private static let mostLines = 8
  /// How many columns at the left are dearer than unbroken ids.
  private static let dearColumns = 5

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
    let isTight = width.map { natural.reduce(0, +) + 2 * (natural.count - 1) > $0 } ?? false
    let columns = table.columns.indices.map { column -> Column in
      let kind: Kind =
        isNumeric[column]
        ? .number : column > 0 && cells.contains { $0[column].contains(" ") } ? .prose : .word
      let heading = DisplayText.longestWord(table.columns[column].heading)
      let whole =
        isTight && kind == .prose
        ? max(heading, TextTable.narrowest(cells.lazy.map { $0[column] })) : content[column]
      return Column(kind: kind, natural: natural[column], content: content[column], whole: whole)
    }
    widths = isTight ? TextTable.fit(columns, into: width ?? 0) : natural
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
    guard DisplayText.width(text) > width else { return [text] }
    guard text.contains(" ") else { return DisplayText.brokenID(text, to: width) }
    let lines = DisplayText.wrapped(text, to: width)
    guard lines.count > mostLines, !isListOfIDs(text) else { return lines }
    return lines.prefix(mostLines - 1) + [DisplayText.withEllipsis(lines[mostLines - 1], to: width)]
  }

  /// The narrowest width at which no prose of a column is cut, as far as prose need be whole.
  private static func narrowest(_ texts: some Sequence<String>) -> Int {
    var width = 1
    for text in texts where width < longProse {
      width = max(width, min(DisplayText.longestWord(text), longProse))
      while width < longProse, !isListOfIDs(text), DisplayText.wrapped(text, to: width).count > fewLines { width += 1 }
    }
    return width
  }

  /// Whether every word of a text has a digit, as ids do: each of them is to be read whole.
  private static func isListOfIDs(_ text: String) -> Bool {
    text.split(separator: " ").allSatisfy { $0.contains { $0.isNumber } }
  }

  /// What a column needs.
  private struct Column {
    let kind: Kind
    /// With its heading on one line.
    let natural: Int
    /// Its widest cell, and the longest word of its heading.
    let content: Int
    /// Where nothing in it is cut or broken within a word.
    let whole: Int

    /// How narrow it may become, where names may be as narrow as this.
    func least(names: Int) -> Int {
      switch kind {
      case .number: content
      case .word: min(content, names)
      case .prose: min(whole, max(names, leastText))
      }
    }
  }

  /// The widths of the columns that fit, as the type's head tells.
  private static func fit(_ columns: [Column], into width: Int) -> [Int] {
    let dear = min(columns.count, dearColumns)
    let plans =
      stride(from: columns.count, through: dear, by: -1).map { ($0, Int.max) }
      + stride(from: dear, through: min(dear, 3), by: -1).flatMap { [($0, wholeName), ($0, 2 * leastText)] }
      + stride(from: min(dear, 3), through: 1, by: -1).map { ($0, leastText) }
    for (count, names) in plans {
      if let found = fit(Array(columns.prefix(count)), names: names, into: width) { return found }
    }
    return [width]
  }

  /// Headings give way to their content, then prose, then names, the widest first; nil where that is not enough.
  private static func fit(_ columns: [Column], names: Int, into width: Int) -> [Int]? {
    let room = width - 2 * (columns.count - 1)
    var widths = columns.map(\.natural)
    let floors = columns.map { $0.least(names: names) }
    guard floors.reduce(0, +) <= room else { return nil }
    while widths.reduce(0, +) > room {
      func widest(_ floor: (Int) -> Int, _ isMeant: (Kind) -> Bool) -> Int? {
        widths.indices.filter { isMeant(columns[$0].kind) && widths[$0] > floor($0) }.max {
          widths[$0] - floor($0) < widths[$1] - floor($1)
        }
      }
      let next =
        widest({ columns[$0].content }, { _ in true }) ?? widest({ floors[$0] }, { $0 == .prose })
        ?? widest({ floors[$0] }, { _ in true })
      guard let next else { return nil }
      widths[next] -= 1
    }
    return widths
  }
}
