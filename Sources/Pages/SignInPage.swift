import KnowledgeBase
import Reports

/// The page that asks for a token.
public enum SignInPage {
  /// The page, which says why it is shown.
  public static func html(why: String) throws -> String { try templates.render("sign-in", ["why": plainLine(why)]) }
}
