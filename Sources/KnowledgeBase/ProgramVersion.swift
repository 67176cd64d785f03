extension KnowledgeBase {
  /// The version of this program. What is recorded of a computation names it: another version may compute otherwise.
  public static let programVersion = "0.1.0"
}
