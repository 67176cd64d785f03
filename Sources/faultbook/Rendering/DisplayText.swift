import KnowledgeBase

/// Text as a terminal shows it.
enum DisplayText {
  /// The text on one line and without control characters.
  static func line(_ text: String) -> String { plainLine(text) }

  /// The columns that a text takes: two for the wide characters of East Asia and for emoji, one for the rest.
  static func width(_ text: some StringProtocol) -> Int {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
    return text.reduce(0) { $0 + width($1) }
  }

  private static func width(_ character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    if first.properties.generalCategory == .nonspacingMark || first.properties.generalCategory == .format { return 0 }
    let wide =
      first.properties.isEmojiPresentation || (0x1100...0x115F).contains(first.value)
      || (0x2E80...0xA4CF).contains(first.value) || (0xAC00...0xD7A3).contains(first.value)
      || (0xF900...0xFAFF).contains(first.value) || (0xFE30...0xFE6F).contains(first.value)
      || (0xFF00...0xFF60).contains(first.value) || (0x20000...0x3FFFD).contains(first.value)
    return wide ? 2 : 1
  }

  /// As much of the text as fits, with an ellipsis where something is left out.
  static func truncated(_ text: String, to columns: Int) -> String {
    guard width(text) > columns else { return text }
    var out = ""
    var used = 0
    for character in text {
      let next = width(character)
      if used + next > columns - 1 { break }
      out.append(character)
      used += next
    }
    return out + "…"
  }

  /// The text with spaces up to so many columns, at its right or, for numbers, at its left.
  static func padded(_ text: String, to columns: Int, right: Bool) -> String {
    let space = String(repeating: " ", count: max(0, columns - width(text)))
    return right ? space + text : text + space
  }

  /// The columns that the longest word of a text takes: as narrow as the text can be broken.
  static func longestWord(_ text: String) -> Int { text.split(separator: " ").map { width($0) }.max() ?? 0 }

  /// As many words of the text as fit with an ellipsis behind them.
  static func withEllipsis(_ text: String, to columns: Int) -> String {
    var kept = text.split(separator: " ")[...]
    while kept.count > 1, width(kept.joined(separator: " ")) + 2 > columns { kept.removeLast() }
    return truncated(kept.joined(separator: " ") + " …", to: columns)
  }

  /// The text broken at spaces into lines of at most so many columns; a longer word is broken, behind a mark where it has one.
  static func wrapped(_ text: String, to columns: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    // A percent sign stays with its number.
    for word in text.replacing(" %", with: "\u{A0}%").split(separator: " ") {
      for (index, piece) in brokenID(String(word), to: columns).enumerated() {
        if !line.isEmpty, index > 0 || width(line) + 1 + width(piece) > columns {
          lines.append(line)
          line = piece
        } else {
          line += line.isEmpty ? piece : " " + piece
        }
      }
    }
    return line.isEmpty && !lines.isEmpty ? lines : lines + [line]
  }

  /// An id broken into lines of at most so many columns, behind one of its marks where there is one in a line's second half.
  static func brokenID(_ text: String, to columns: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for character in text {
      if width(line) + width(character) > columns, !line.isEmpty {
        let mark = line.lastIndex { ":>@/-_.".contains($0) }.map { line.index(after: $0) } ?? line.endIndex
        let cut = width(line[..<mark]) * 2 > columns ? mark : line.endIndex
        lines.append(String(line[..<cut]))
        line = String(line[cut...])
      }
      line.append(character)
    }
    return lines + [line]
  }
}
