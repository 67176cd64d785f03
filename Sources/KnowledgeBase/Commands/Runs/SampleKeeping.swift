import EventLog
public import Vocabulary

/// When the samples that a stream has brought are to be kept: as a pure state machine.
///
/// ```
/// empty ──sample──▶ pending ──full, or old enough, or the end──▶ kept (empty)
/// ```
public struct SamplePacing: Sendable {
  /// Samples of one batch at most: what bounds the memory.
  public static let most = 1000
  /// Seconds that a sample waits for others at most.
  public static let longest = 1.0

  private var pending = 0
  private var since: Timestamp?
  /// What keeping the last batch took, in seconds: on a large book batches wait longer, so that half of the time is left to others.
  private var effort = 0.0

  /// Nothing pending.
  public init() {}

  /// A sample came; whether the batch is full.
  public mutating func took(at now: Timestamp) -> Bool {
    pending += 1
    since = since ?? now
    return pending >= SamplePacing.most || isDue(at: now)
  }

  /// Whether what is pending has waited long enough.
  public func isDue(at now: Timestamp) -> Bool { pending > 0 && remaining(at: now) <= 0 }

  /// Seconds until what is pending is due; that of an empty batch is endless.
  public func remaining(at now: Timestamp) -> Double {
    guard let since else { return .infinity }
    // A clock that was set back must not hold a sample for ever.
    let waited = now.seconds(since: since)
    return waited < 0 ? 0 : max(SamplePacing.longest, effort) - waited
  }

  /// The batch was kept, which took so long.
  public mutating func kept(in seconds: Double) {
    pending = 0
    since = nil
    effort = min(max(seconds, 0), 30)
  }
}

/// What became of a batch.
public struct KeptSamples: Sendable, Equatable {
  /// How many were new.
  public let appended: Int
  /// How many were known already.
  public let duplicates: Int
  /// Where the log stands.
  public let position: Int64
  /// Whom its samples are about that the book does not know, a sentence each.
  public var doubts: [String] = []

  /// Counts.
  public init(appended: Int, duplicates: Int, position: Int64, doubts: [String] = []) {
    self.appended = appended
    self.duplicates = duplicates
    self.position = position
    self.doubts = doubts
  }
}

extension KnowledgeBase {
  /// Appends a batch of a run's samples in one transaction; they are on disk when it returns. Samples that the log holds change
  /// nothing. Throws for a run that was not started.
  public func keep(_ events: [NewEvent], run: String, actor: String) throws -> KeptSamples {
    try translating {
      try checkStarted(run)
      guard !events.isEmpty else { return KeptSamples(appended: 0, duplicates: 0, position: headState().position) }
      let outcome = try write([request(events, actor: actor)])[0]
      return KeptSamples(
        appended: outcome.appended, duplicates: outcome.duplicates,
        position: outcome.positions.max() ?? headState().position, doubts: doubts(about: events))
    }
  }

  /// Whom samples are about that the book does not know, as imports say it.
  public func doubts(about events: [NewEvent]) -> [String] {
    let names = NamesOfImport()
    for event in events { names.take(event) }
    return names.doubts(in: headState())
  }

  /// Throws where no such run was started.
  public func checkStarted(_ run: String) throws {
    let runs = headState().runs
    guard runs[run]?.started != nil else { throw unknown("run", run, among: runs.keys) }
  }
}
