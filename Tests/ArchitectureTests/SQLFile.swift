/// A file of one statement, behind a header of comments.
struct SQLFile {
  private let comments: [String]
  /// The statement, with comments and quoted text left out.
  private let statement: String

  init(_ content: String) {
    let lines = content.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    comments = lines.prefix { $0.hasPrefix("--") }.map { String($0.dropFirst(2).drop { $0 == " " }) }
    var rest = lines.dropFirst(comments.count).joined(separator: "\n")
    rest.replace(/--[^\n]*|'[^']*'|"[^"]*"/, with: " ")
    statement = rest
  }

  /// Whether it serves the product alone.
  var isInternal: Bool { comments.contains("internal") }

  /// The values of a key of the header, `-- key: value`.
  func headers(_ key: String) -> [String] {
    comments.filter { $0.hasPrefix(key + ":") }.map { String($0.dropFirst(key.count + 1).drop { $0 == " " }) }
  }

  /// How many statements it holds.
  var statementCount: Int { statement.split(separator: ";").count { $0.contains { !$0.isWhitespace } } }

  /// The names after a colon.
  var usedParameters: Set<String> { Set(statement.matches(of: /:([A-Za-z_]\w*)/).map { String($0.output.1) }) }
}

extension SwiftSource {
  /// The lines where a text begins that holds SQL, a verb of which begins a line, and fills more than one line, be it by
  /// joining texts with `+`.
  var linesOfLongSQL: [Int] {
    let verbs =
      "SELECT\\s.*\\bFROM|INSERT\\s.*\\bINTO|UPDATE\\s.*\\bSET|DELETE\\s+FROM|CREATE\\s.*(TABLE|INDEX|VIEW|TRIGGER)"
    let statement = try! Regex("(?im)^\\s*(WITH\\s.*)?(\(verbs))\\b").dotMatchesNewlines()
    return literals.indices.compactMap { index in
      var last = index
      while last + 1 < literals.count, literals[last + 1].codeBefore == "+" { last += 1 }
      let isLong =
        last > index && literals[last].line > literals[index].line || literals[index].isMultiLine
        || literals[index].text.contains("\\n")
      guard isLong else { return nil }
      let joined = literals[index...last].map(\.text).joined(separator: " ")
      return joined.contains(statement) ? literals[index].line : nil
    }
  }
}
