import EventLog
import Vocabulary

extension KnowledgeBase {
  /// Copies the book at a path into another file while others go on writing to it; see `EventLog.backup`.
  ///
  /// Shape: `{"book", "backup", "position", "root", "bytes"}`, and `"warning"` where an anchor
  /// beside the book says that events were lost.
  public static func backup(
    of book: String, to target: String, overwriting: Bool = false,
    progress: ((_ doing: String, _ done: Int64, _ all: Int64) -> Void)? = nil
  ) throws -> Answer {
    try translating {
      let log = try EventLog.openForReading(at: book)
      defer { log.close() }
      let report = try log.backup(to: target, overwriting: overwriting) { stage, done, all in
        progress?(stage == .copying ? "copying pages" : "verifying the copy", done, all)
      }
      let warning = try log.anchorStandings([]).lazy.compactMap(\.problem).first.map {
        "This is a backup of a book that must not be written to: \($0)."
      }
      let json = JSON.compact(
        ("book", .string(book)), ("backup", .string(report.path)), ("position", .integer(report.position)),
        ("root", .string(report.root)), ("bytes", .integer(report.bytes)),
        ("warning", warning.map { .string($0) }))
      let columns = [
        AnswerTable.Column("backup"), .init("position"), .init("bytes"), .init("root", "root of the events"),
      ]
      let row: [AnswerTable.Cell] = [
        .text(target), .integer(Int(report.position)), .integer(Int(report.bytes)), .text(report.root),
      ]
      return Answer(
        json: json, table: AnswerTable(title: "Backup", columns: columns, rows: [row]),
        notes: [
          "Every event of the copy was hashed again, and is what \(book) held at position \(report.position).",
          "Keys are not in it: keep those that you need elsewhere.",
        ] + (warning.map { [$0] } ?? []))
    }
  }
}
