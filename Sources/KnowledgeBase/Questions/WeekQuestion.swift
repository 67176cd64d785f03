import Vocabulary

extension KnowledgeBase {
  /// The last position that was recorded so many days or more before the event at another one; 0 where there is none. Cost: a
  /// lookup for each doubling of the log.
  public func positionBefore(days: Double, endingAt position: Int64) throws -> Int64 {
    guard position > 0 else { return 0 }
    guard let last = try events(after: position - 1, through: position, limit: 1).first else { return 0 }
    return min(position, try self.position(of: .recorded(last.recordedAt.advanced(bySeconds: -days * 86_400))))
  }
}
