import ArgumentParser

/// The forms in which an answer is printed.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument, Sendable {
  /// For people, as wide as the terminal.
  case table
  /// The whole answer, one document.
  case json
  /// The rows, one JSON object a line.
  case jsonl
  /// The rows as comma-separated values (RFC 4180).
  case csv
  /// The rows as a Markdown table, with title and notes.
  case markdown
}
