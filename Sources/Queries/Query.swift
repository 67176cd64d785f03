/// One named question to the book: a file of `Queries/`, one statement, with a header that documents it.
///
/// ```sql
/// -- name: weakest-dependencies
/// -- purpose: Which dependencies pass trouble on most surely.
/// -- asked by: reliability lead
/// -- param: limit integer = 20
/// SELECT …
/// ```
///
/// A query whose header says `-- internal` serves the product alone and is not listed by `ask`.
public struct Query: Sendable {
  /// A value that the question takes.
  public struct Parameter: Sendable, Equatable {
    /// The name after the colon in the statement.
    public let name: String
    /// `integer`, `real` or `text`.
    public let type: String
    /// The text of the default; nil where the caller must give one.
    public let defaultValue: String?
  }

  /// The name that `ask` takes: the header's, else the file's without its ending.
  public let name: String
  /// One line that says what it answers.
  public let purpose: String
  /// Who asks it: reliability lead, planner, auditor.
  public let askedBy: String
  /// Whether it serves the product alone.
  public let isInternal: Bool
  /// The parameters, in the order of the header.
  public let parameters: [Parameter]
  /// The whole file: header and statement.
  public let sql: String

  /// Reads the header of one file. Cost: one pass over its lines.
  public init(file: String, text: String) {
    var name = file.hasSuffix(".sql") ? String(file.dropLast(4)) : file
    var purpose = ""
    var askedBy = ""
    var isInternal = false
    var parameters: [Parameter] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("--") else { break }
      let body = line.dropFirst(2).trimmingSpaces
      if let value = body.value(after: "name:") { name = value }
      if let value = body.value(after: "purpose:") { purpose = value }
      if let value = body.value(after: "asked by:") { askedBy = value }
      if body == "internal" { isInternal = true }
      if let value = body.value(after: "param:") {
        let halves = value.split(separator: "=", maxSplits: 1).map { $0.trimmingSpaces }
        let words = halves[0].split(separator: " ")
        parameters.append(
          Parameter(
            name: words.first.map(String.init) ?? "", type: words.dropFirst().first.map(String.init) ?? "text",
            defaultValue: halves.count > 1 ? halves[1] : nil))
      }
    }
    self.name = name
    self.purpose = purpose
    self.askedBy = askedBy
    self.isInternal = isInternal
    self.parameters = parameters
    self.sql = text
  }

  /// Every query, in the order of the files' names.
  public static let all: [Query] = embeddedFiles.map { Query(file: $0.name, text: "\($0.text)") }

  /// The query of that name; nil where there is none.
  public static func named(_ name: String) -> Query? { all.first { $0.name == name } }
}

extension StringProtocol {
  fileprivate var trimmingSpaces: String {
    var slice = self[...]
    while slice.first == " " { slice = slice.dropFirst() }
    while slice.last == " " { slice = slice.dropLast() }
    return String(slice)
  }

  fileprivate func value(after key: String) -> String? {
    hasPrefix(key) ? dropFirst(key.count).trimmingSpaces : nil
  }
}
