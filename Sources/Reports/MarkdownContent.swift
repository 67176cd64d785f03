import Mustache

/// Escapes text so that Markdown (CommonMark with tables) takes it for text: no formatting, no link, no HTML, no end of a cell, and
/// no heading or list where it begins a line.
struct MarkdownContent: MustacheContentType {
  func escapeText(_ text: String) -> String {
    var out = ""
    out.reserveCapacity(text.utf8.count + 8)
    for character in text {
      switch character {
      case "|", "\\", "*", "[", "]", "~", "`": out += "\\\(character)"
      // In the middle of a word an underscore is none of Markdown's marks, and names are full of them.
      case "_": out += out.last?.isLetter == true || out.last?.isNumber == true ? "_" : "\\_"
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      default: out.append(character)
      }
    }
    return MarkdownContent.withoutBlockMark(out)
  }

  /// The text without a mark at its begin that would make a heading, a list or a rule of its line.
  private static func withoutBlockMark(_ text: String) -> String {
    guard let first = text.first else { return text }
    if "#+-=>".contains(first) { return "\\" + text }
    let digits = text.prefix { $0.isNumber && $0.isASCII }
    let rest = text.dropFirst(digits.count)
    guard !digits.isEmpty, let mark = rest.first, mark == "." || mark == ")", rest.dropFirst().first == " " else {
      return text
    }
    return digits + "\\" + rest
  }
}
