import Foundation
public import Vocabulary

/// What a question is answered with: a stable document for programs, a table for people.
public struct Answer: Sendable {
  /// The whole answer as the documented JSON.
  public let json: JSON
  /// The rows of it that people, CSV, Markdown and JSON lines show.
  public let table: AnswerTable
  /// More tables, shown to people below the first; programs find their rows in the document.
  public let further: [AnswerTable]
  /// Sentences that stand under the table: what was left out, what is in doubt, the seed.
  public let notes: [String]
  /// False where the answer is no: a blocked experiment, a failed verification. The command line then exits with 1.
  public let isYes: Bool

  /// An answer.
  public init(
    json: JSON, table: AnswerTable, further: [AnswerTable] = [], notes: [String] = [], isYes: Bool = true
  ) {
    self.json = json
    self.table = table
    self.further = further
    self.notes = notes
    self.isYes = isYes
  }
}

/// Rows under named columns.
public struct AnswerTable: Sendable {
  /// A column: its heading for people, its name for programs.
  public struct Column: Sendable {
    /// The name in CSV and JSON lines.
    public let name: String
    /// The heading, with the unit where the values have one.
    public let heading: String

    /// A column; the heading is the name where none is given.
    public init(_ name: String, _ heading: String? = nil) {
      self.name = name
      self.heading = heading ?? name
    }
  }

  /// One value.
  public enum Cell: Sendable, Equatable {
    /// Nothing is known.
    case none
    /// Words.
    case text(String)
    /// A whole number.
    case integer(Int)
    /// A number, shown to people with so many decimals.
    case number(Double, decimals: Int)
    /// Yes or no.
    case flag(Bool)
  }

  /// What the rows are, for a heading.
  public let title: String
  /// The columns.
  public let columns: [Column]
  /// The rows; each has a cell for every column.
  public let rows: [[Cell]]

  /// A table.
  public init(title: String, columns: [Column], rows: [[Cell]]) {
    self.title = title
    self.columns = columns
    self.rows = rows
  }
}

extension AnswerTable.Cell {
  /// Words, or nothing.
  public static func text(_ value: String?) -> AnswerTable.Cell { value.map { .text($0) } ?? .none }
  /// A number with three decimals, or nothing.
  public static func number(_ value: Double?, decimals: Int = 3) -> AnswerTable.Cell {
    value.map { .number($0, decimals: decimals) } ?? .none
  }
  /// A whole number, or nothing.
  public static func integer(_ value: Int?) -> AnswerTable.Cell { value.map { .integer($0) } ?? .none }

  /// The value as people read it. A number that its decimals would show as zero says that it is not.
  public var text: String {
    switch self {
    case .none: return "–"
    case .text(let text): return plainLine(text)
    case .integer(let value): return String(value)
    case .number(let value, let decimals):
      guard value.isFinite else { return "–" }
      let least = pow(10, -Double(decimals))
      if value != 0, abs(value) < least / 2 {
        return "\(value < 0 ? ">-" : "<")\(String(format: "%.*f", decimals, least))"
      }
      return String(format: "%.*f", decimals, value)
    case .flag(let isSo): return isSo ? "yes" : "no"
    }
  }

  /// The value for programs.
  public var json: JSON {
    switch self {
    case .none: .null
    case .text(let text): .string(text)
    case .integer(let value): .integer(Int64(value))
    case .number(let value, _): .number(value)
    case .flag(let isSo): .bool(isSo)
    }
  }
}

extension AnswerTable {
  /// Whether a column holds numbers, and nothing else but gaps.
  public func isNumeric(_ column: Int) -> Bool {
    let values = rows.map { $0[column] }.filter { $0 != .none }
    return !values.isEmpty
      && values.allSatisfy { value in
        switch value {
        case .text, .flag: false
        default: true
        }
      }
  }
}
