/// What was measured: one line of the table.
struct Figure {
  /// What.
  let name: String
  /// The value, with its unit.
  var measured: String
  /// What it is held against, with its own value in the same run; empty where it stands alone.
  var yardstick = ""
  /// The value by the yardstick's; empty where there is none.
  var ratio = ""
  /// What it must reach; empty where it is there for comparison.
  var required = ""
  /// Whether it does; nil where nothing is required, or it could not be measured.
  var isMet: Bool?
}

extension Figure {
  /// The columns of a table of figures.
  static let columns = ["", "measured", "yardstick, same run", "ratio", "required", "met"]

  private var cells: [String] { [name, measured, yardstick, ratio, required, isMet.map { $0 ? "yes" : "NO" } ?? ""] }

  /// The figures as a table for a terminal.
  static func plainTable(_ figures: [Figure]) -> String {
    let rows = [columns] + figures.map(\.cells)
    let lines = aligned(rows).map { $0.joined(separator: "  ") }
    let rule = aligned(rows)[0].map { String(repeating: "─", count: $0.count) }.joined(separator: "  ")
    return ([lines[0], rule] + lines.dropFirst()).map(trimmed).joined(separator: "\n")
  }

  /// The figures as a table in Markdown, its columns aligned.
  static func markdownTable(_ figures: [Figure]) -> String {
    let rows = aligned([columns] + figures.map(\.cells))
    let rule = rows[0].map { String(repeating: "-", count: $0.count) }
    return ([rows[0], rule] + rows.dropFirst()).map { "| " + $0.joined(separator: " | ") + " |" }.joined(
      separator: "\n")
  }

  private static func aligned(_ rows: [[String]]) -> [[String]] {
    let widths = columns.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).map { cell, width in cell + String(repeating: " ", count: width - cell.count) }
    }
  }

  private static func trimmed(_ line: String) -> String {
    String(line.reversed().drop { $0 == " " }.reversed())
  }
}
