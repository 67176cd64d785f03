import KnowledgeBase

/// The page that asks for a token.
public enum SignInPage {
  /// The page, which says why it is shown.
  public static func html(why: String) throws -> String { try Templates.render("sign-in", ["why": plainLine(why)]) }
}
