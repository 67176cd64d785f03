import KnowledgeBase
import Reports

/// The page that asks for a token.
public enum SignInPage {
  /// The page, which says why it is shown, and leads on to where somebody wanted to go.
  public static func html(why: String, to place: String = "/") throws -> String {
    try templates.render("sign-in", ["why": why.asSentence, "to": place])
  }
}

/// The page in the place of one that cannot be shown.
public enum ProblemPage {
  /// The page, without anything of the book: it may be shown to whoever asks.
  ///
  /// - Parameters:
  ///   - title: what happened, in a few words.
  ///   - why: the sentence of the problem.
  ///   - canSignOut: whether whoever asks signed in.
  ///   - isForbidden: whether they may want to do so as somebody else.
  ///   - back: where to go on, and its words.
  public static func html(
    title: String, why: String, canSignOut: Bool, isForbidden: Bool = false,
    back: (place: String, words: String)? = nil
  ) throws -> String {
    let pages = Place.allCases.compactMap { page in page.heading.map { ["heading": $0, "link": page.path] } }
    return try templates.render(
      "problem",
      [
        "title": plainLine(title), "why": why.asSentence, "canSignOut": canSignOut,
        "isForbidden": isForbidden && canSignOut, "pages": pages, "back": back?.place ?? false as Any,
        "backWords": back?.words ?? "",
      ] as [String: Any])
  }
}

extension String {
  /// The words of a problem as people write a sentence.
  var asSentence: String {
    let line = plainLine(Wording.ofPages(self))
    return line.prefix(1).uppercased() + line.dropFirst() + (line.last.map { ".?!".contains($0) } ?? true ? "" : ".")
  }
}
