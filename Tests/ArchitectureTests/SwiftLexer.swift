/// Walks over the bytes of a Swift file and sorts them into code, text in quotes and comments.
struct SwiftLexer {
  private let bytes: [UInt8]
  private var at = 0
  private var line = 1
  private var between: [UInt8] = []
  /// Code alone; line ends are kept everywhere, so that lines keep their numbers.
  private(set) var codeOut: [UInt8] = []
  /// Code and literals.
  private(set) var textOut: [UInt8] = []
  private(set) var literals: [SwiftSource.Literal] = []

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  private enum Kind { case code, literal, comment }

  private func has(_ text: StaticString, at index: Int) -> Bool {
    guard index + text.utf8CodeUnitCount <= bytes.count else { return false }
    return (0..<text.utf8CodeUnitCount).allSatisfy { bytes[index + $0] == text.utf8Start[$0] }
  }

  private mutating func take(_ kind: Kind) {
    guard at < bytes.count else { return }
    let byte = bytes[at]
    at += 1
    if byte == 0x0A { line += 1 }
    if byte == 0x0A || kind == .code { codeOut.append(byte) }
    if byte == 0x0A || kind != .comment { textOut.append(byte) }
    if kind == .code, byte != 0x20, byte != 0x0A, byte != 0x09 { between.append(byte) }
  }

  /// Code up to the parenthesis that closes an interpolation, or to the end.
  mutating func code(until close: UInt8?) {
    var depth = 0
    while at < bytes.count {
      if has("//", at: at) {
        while at < bytes.count, bytes[at] != 0x0A { take(.comment) }
      } else if has("/*", at: at) {
        blockComment()
      } else if let marks = openingQuote() {
        literal(marks: marks)
      } else {
        let byte = bytes[at]
        if byte == UInt8(ascii: "(") { depth += 1 }
        if byte == UInt8(ascii: ")") { depth -= 1 }
        take(.code)
        if depth < 0, byte == close { return }
      }
    }
  }

  private mutating func blockComment() {
    var depth = 0
    repeat {
      if has("/*", at: at) {
        depth += 1
      } else if has("*/", at: at) {
        depth -= 1
      } else {
        take(.comment)
        continue
      }
      take(.comment)
      take(.comment)
    } while depth > 0 && at < bytes.count
  }

  /// The number of `#` before a quote that opens a literal here; nil where none does.
  private func openingQuote() -> Int? {
    var index = at
    while index < bytes.count, bytes[index] == UInt8(ascii: "#") { index += 1 }
    return index < bytes.count && bytes[index] == UInt8(ascii: "\"") ? index - at : nil
  }

  private func hasMarks(_ count: Int, at index: Int) -> Bool {
    index + count <= bytes.count && bytes[index..<(index + count)].allSatisfy { $0 == UInt8(ascii: "#") }
  }

  private mutating func literal(marks: Int) {
    let first = line
    let before = String(decoding: between, as: UTF8.self)
    for _ in 0..<marks { take(.literal) }
    let isMultiLine = has("\"\"\"", at: at)
    let width = isMultiLine ? 3 : 1
    for _ in 0..<width { take(.literal) }
    // Its place is taken now: literals inside its interpolations come after it.
    let index = literals.count
    literals.append(SwiftSource.Literal(text: "", line: first, codeBefore: before, isMultiLine: isMultiLine))
    var text: [UInt8] = []
    while at < bytes.count, isMultiLine || bytes[at] != 0x0A {
      let closes = isMultiLine ? has("\"\"\"", at: at) : bytes[at] == UInt8(ascii: "\"")
      if closes, hasMarks(marks, at: at + width) {
        for _ in 0..<(width + marks) { take(.literal) }
        break
      }
      guard bytes[at] == UInt8(ascii: "\\"), hasMarks(marks, at: at + 1), at + 1 + marks < bytes.count else {
        text.append(bytes[at])
        take(.literal)
        continue
      }
      let escaped = bytes[at + 1 + marks]
      for _ in 0..<(marks + 2) { take(.literal) }
      if escaped == UInt8(ascii: "(") {
        code(until: UInt8(ascii: ")"))
      } else {
        text += [UInt8(ascii: "\\"), escaped]
      }
    }
    literals[index].text = String(decoding: text, as: UTF8.self)
    between = []
  }
}
