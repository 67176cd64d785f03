public import Vocabulary

/// What a caller takes a stream's version to be, so that two who write at once do not overwrite each other's premises.
public enum ExpectedVersion: Sendable, Hashable {
  /// Any version.
  case any
  /// The stream has no event yet.
  case noStream
  /// The stream has an event.
  case streamExists
  /// The stream's last event has this version; 0 is the same as `noStream`.
  case exactly(Int64)

  /// Whether a stream at `version` (0 without events) is as expected.
  func allows(_ version: Int64) -> Bool {
    switch self {
    case .any: true
    case .noStream: version == 0
    case .streamExists: version > 0
    case .exactly(let expected): version == expected
    }
  }
}

/// Events that are to be appended together.
public struct AppendRequest: Sendable {
  /// The stream that `expecting` speaks of; nil for that of the first event. Events name their own streams.
  public var stream: String?
  /// The version that the stream must have before these events, if any of them is new.
  public var expecting: ExpectedVersion
  /// The events, in order.
  public var events: [NewEvent]
  /// Who says so, for events that do not say it themselves.
  public var actor: String
  /// The clock: when the log accepts them.
  public var now: Timestamp

  /// A request.
  public init(
    stream: String? = nil, expecting: ExpectedVersion = .any, events: [NewEvent], actor: String, now: Timestamp
  ) {
    self.stream = stream
    self.expecting = expecting
    self.events = events
    self.actor = actor
    self.now = now
  }
}

/// What became of a request.
public struct AppendOutcome: Sendable, Equatable {
  /// For every event of the request, in order: its place in the log, the old one where it was known already.
  public internal(set) var positions: [Int64]
  /// How many events were new.
  public internal(set) var appended: Int
  /// How many were known already, with the same content.
  public internal(set) var duplicates: Int

  /// An outcome.
  public init(positions: [Int64] = [], appended: Int = 0, duplicates: Int = 0) {
    self.positions = positions
    self.appended = appended
    self.duplicates = duplicates
  }
}

/// What became of events that came piece by piece: an outcome without the position of every one.
public struct AppendTally: Sendable, Equatable {
  /// How many events were new.
  public internal(set) var appended = 0
  /// How many were known already, with the same content.
  public internal(set) var duplicates = 0
  /// The lowest place in the log that any of them has, the old one where it was known already; nil without events.
  public internal(set) var first: Int64?
  /// The highest place in the log that any of them has.
  public internal(set) var last: Int64?

  /// The tally of no events.
  public init() {}

  /// The tally of an outcome at hand.
  public init(_ outcome: AppendOutcome) {
    appended = outcome.appended
    duplicates = outcome.duplicates
    first = outcome.positions.min()
    last = outcome.positions.max()
  }

  /// Counts the event at a position.
  mutating func count(_ position: Int64, isNew: Bool) {
    if isNew { appended += 1 } else { duplicates += 1 }
    first = min(first ?? position, position)
    last = max(last ?? position, position)
  }
}
