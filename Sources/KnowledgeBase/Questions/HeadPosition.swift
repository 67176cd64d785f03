extension KnowledgeBase {
  /// The position of the last event that is taken up; 0 for an empty book.
  public var headPosition: Int64 { headState().position }
}
