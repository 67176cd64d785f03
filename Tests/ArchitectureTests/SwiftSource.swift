/// A Swift file, taken apart far enough to tell code from comments and from text in quotes.
///
/// The code of interpolations counts as code. Bare regex literals are not recognised; a quote inside one ends at the
/// end of its line.
struct SwiftSource {
  /// Text in quotes.
  struct Literal {
    /// What stands between the quotes, as it is written.
    var text: String
    /// The line of the opening quote, from 1.
    let line: Int
    /// The code between the literal before and this one, without white space.
    let codeBefore: String
    /// Whether it spans lines.
    let isMultiLine: Bool
  }

  /// The lines, with comments and the content of literals left out.
  let code: [String]
  /// The lines, with comments left out.
  let text: [String]
  /// The texts in quotes, in order.
  let literals: [Literal]

  init(_ content: String) {
    var lexer = SwiftLexer(Array(content.utf8))
    lexer.code(until: nil)
    func lines(_ bytes: [UInt8]) -> [String] {
      bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    }
    code = lines(lexer.codeOut)
    text = lines(lexer.textOut)
    literals = lexer.literals
  }

  /// The modules that it imports.
  var imports: [String] {
    let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
    let modifiers: Set<Substring> = ["public", "package", "internal", "private", "fileprivate"]
    return code.compactMap { line in
      var words = line.split(separator: " ")[...]
      while let word = words.first, word.hasPrefix("@") || modifiers.contains(word) { words = words.dropFirst() }
      guard words.first == "import" else { return nil }
      words = words.dropFirst()
      if let word = words.first, kinds.contains(word) { words = words.dropFirst() }
      return words.first.flatMap { $0.split(separator: ".").first }.map(String.init)
    }
  }
}

extension String {
  /// Whether a token stands here and is not the tail of a longer name.
  func holdsWord(_ token: String) -> Bool {
    let bytes = Array(utf8)
    let wanted = Array(token.utf8)
    guard bytes.count >= wanted.count else { return false }
    func isName(_ byte: UInt8) -> Bool { byte == 0x5F || (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 }
    for start in 0...(bytes.count - wanted.count) where bytes[start] == wanted[0] {
      guard bytes[start..<(start + wanted.count)].elementsEqual(wanted) else { continue }
      if start == 0 || !isName(wanted[0]) || !isName(bytes[start - 1]) { return true }
    }
    return false
  }
}
