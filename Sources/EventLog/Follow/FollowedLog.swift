public import Transparency
public import Vocabulary

/// An event as a log holds it, with its leaf in the log's tree.
public struct LogEntry: Sendable, Equatable {
  /// The event, at its position.
  public let event: RecordedEvent
  /// The leaf as the log says it; who takes the entry computes it again.
  public let leaf: TreeHash

  /// An entry.
  public init(event: RecordedEvent, leaf: TreeHash) {
    self.event = event
    self.leaf = leaf
  }
}

/// How far a log goes.
public struct LogHead: Sendable, Equatable {
  /// How many events it holds.
  public let size: Int64
  /// The root of the tree over them.
  public let root: TreeHash

  /// A head.
  public init(size: Int64, root: TreeHash) {
    self.size = size
    self.root = root
  }
}

/// A log that can be followed, wherever it lies: what `Follower` asks of it.
///
/// Nothing that it answers is believed: entries are hashed again, and roots are proven to belong together. Each answer may
/// be of a later moment than the one before, as long as the log only grew.
public protocol FollowedLog: Sendable {
  /// Where it lies, for messages.
  var address: String { get }

  /// How far it goes now.
  func currentHead() throws -> LogHead

  /// The signed note (C2SP tlog-checkpoint) of the most events that it has; nil where it has none.
  func latestCheckpointNote() throws -> String?

  /// The root over its first `size` events.
  func root(at size: Int64) throws -> TreeHash

  /// That its tree of `to` events begins with that of `from`.
  func consistencyProof(from: Int64, to: Int64) throws -> ConsistencyProof

  /// The events after a position, in order: at most `limit`, fewer where a batch would become large, none at the end.
  func entries(after position: Int64, limit: Int) throws -> [LogEntry]
}
