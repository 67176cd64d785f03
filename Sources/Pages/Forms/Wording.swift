import Foundation

/// Sentences of the modules below, which name commands, as they are told to somebody at a browser: by what can be done on the pages.
/// What has no page keeps its command.
enum Wording {
  /// Patterns of commands and options, and what does the same on the pages; the first that matches counts.
  private static let table: [(pattern: String, words: String)] = [
    ("`faultbook run inject [^`]*`", "“The fault was injected” on its page"),
    ("`faultbook run clear [^`]*`", "“The fault was cleared” on its page"),
    ("`faultbook run finish [^`]*`( or `run abort`)?", "“Finish the run” on its page"),
    ("`faultbook run start [^`]*`", "“Record a run as it goes” on the page Runs"),
    ("`faultbook judge[^`]*`", "“Judge the run” on its page"),
    ("`faultbook (run show|report run) [^`]*`", "its page"),
    ("`faultbook declare journey[^`]*`", "“Declare a journey” on the page System"),
    ("`faultbook declare`", "declare a journey on the page System"),
    ("`faultbook import [^`]*`", "“Take over what a tool recorded” on the page Runs"),
    ("`faultbook next --record` keeps it", "accepting it keeps it"),
    ("`faultbook (next --record|next --intent)[^`]*`", "the page Next"),
    ("`faultbook (next|check)[^`]*`", "the page Next"),
    ("`faultbook explain belief [^`]*`", "its page"),
    ("`faultbook explain score [^`]*`", "its own page"),
    ("`faultbook beliefs[^`]*`", "the page System"),
    ("`faultbook audit (verify|prove)[^`]*`", "the page Audit"),
    ("with `?next --record`?", "by accepting it"),
    ("; for this moment add --now wall( --environment NAME)?", "; now=wall in the address asks for this moment"),
    ("ask --as-of occurred:TIME", "put at=occurred:TIME in the address"),
    ("(--top [0-9]+ shows all|--top shows more|a larger --top shows them)", "the command line shows all"),
    ("`--environment NAME` (plans for another|plans for one|names one)", "environment=NAME in the address $1"),
  ]

  private static let patterns = table.compactMap { row in
    (try? NSRegularExpression(pattern: row.pattern)).map { (pattern: $0, words: row.words) }
  }

  /// The sentence for a page.
  static func ofPages(_ sentence: String) -> String {
    guard sentence.contains("faultbook") || sentence.contains("--") else { return sentence }
    var text = sentence
    for (pattern, words) in patterns {
      text = pattern.stringByReplacingMatches(
        in: text, range: NSRange(text.startIndex..., in: text), withTemplate: words)
    }
    // What begins a sentence is written so.
    for words in ["the page", "its page", "its own page", "put now"] {
      text = text.replacing(". \(words)", with: ". \(words.prefix(1).uppercased())\(words.dropFirst())")
    }
    return text
  }
}
