import KnowledgeBase
import Vocabulary

/// Prints rows one by one as they come about: a sentence for people, an object a line for programs, a row of CSV or Markdown.
struct RowPresenter {
  private let format: OutputFormat
  private let columns: [AnswerTable.Column]
  private var hasHead = false

  init(_ columns: [AnswerTable.Column], as format: OutputFormat?) {
    self.columns = columns
    self.format = format ?? (Terminal.output.isInteractive ? .table : .json)
  }

  /// Prints one row, whose sentence is that. Throws `OutputError` where nobody reads: who waits for an answer must not wait for ever.
  mutating func print(_ row: [AnswerTable.Cell], _ sentence: String) throws {
    switch format {
    case .table: try StandardStreams.print(DisplayText.line(sentence) + "\n")
    case .json, .jsonl:
      let members = zip(columns, row).filter { $1 != .none }.map { JSON.Member($0.name, $1.json) }
      try StandardStreams.print(JSON.object(members).text + "\n")
    case .csv, .markdown:
      let table = AnswerTable(title: "", columns: columns, rows: [row])
      let text = Rendering(format: format, terminal: Terminal(isInteractive: false, width: nil, hasColour: false))
        .text(Answer(json: .null, table: table))
      // RFC 4180 ends a line by CR LF, which is one character.
      let (end, head) = format == .csv ? ("\r\n" as Character, 1) : ("\n", 2)
      let lines = text.split(separator: end, omittingEmptySubsequences: false)
      try StandardStreams.print(lines[(hasHead ? head : 0)...].joined(separator: String(end)))
      hasHead = true
    }
  }
}
