public import GRDB
public import Vocabulary

/// What is done inside the append transaction, so that projections move with the log.
public struct AppendHook: Sendable {
  /// Called with the new events of each request, or of each piece of one, in order, before the commit; writes their
  /// consequences through the connection. What it throws undoes that request and reaches its caller. Must not append
  /// through the same log: it is inside an append.
  public let fold: @Sendable (Database, [RecordedEvent]) throws -> Void

  /// Called once after each append transaction, with whether all that `fold` was given and did not refuse is in the log
  /// now. On false, what was folded in memory since the last call must be forgotten.
  public let settle: @Sendable (_ committed: Bool) -> Void

  /// A hook.
  public init(
    fold: @escaping @Sendable (Database, [RecordedEvent]) throws -> Void,
    settle: @escaping @Sendable (_ committed: Bool) -> Void = { _ in }
  ) {
    self.fold = fold
    self.settle = settle
  }
}
