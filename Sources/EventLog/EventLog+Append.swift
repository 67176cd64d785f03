public import Vocabulary

extension EventLog {
  /// Appends events in one transaction, all or nothing, and returns when they are on disk.
  ///
  /// - `stream`: the stream that `expecting` speaks of; nil for that of the first event. Events name their own streams.
  /// - `expecting`: what that stream's version must be, if any of the events is new. Throws `.conflict` with the actual
  ///   version otherwise.
  /// - `actor`: who says so, for events that do not say it themselves.
  /// - `now`: the clock. The recorded time is never before that of the event ahead, whatever the clock says.
  ///
  /// An event whose (source, id) is known, with the same content (type, stream, instant, schema, and data as JSON
  /// values; an absent time is the same as any), is not appended again: its old position is returned. With other
  /// content it throws `.idReused`. Blocks the thread; waits with others for one commit. Cost: linear in the events, and
  /// one commit.
  @discardableResult
  public func append(
    stream: String? = nil, expecting: ExpectedVersion = .any, _ events: [NewEvent], actor: String, now: Timestamp
  ) throws -> AppendOutcome {
    try append([AppendRequest(stream: stream, expecting: expecting, events: events, actor: actor, now: now)])[0]
  }

  /// Appends several requests in one transaction, all or nothing; each has its own expectation, which sees those before.
  @discardableResult
  public func append(_ requests: [AppendRequest]) throws -> [AppendOutcome] {
    try requireAuthor().group.append(requests)
  }

  /// Appends as `append`, without blocking the caller's thread: for servers, where many tasks append at once and share
  /// commits. Throws `.busy` where too many wait already, `.readOnly` where the book follows another.
  @discardableResult
  public func submit(_ request: AppendRequest) async throws -> AppendOutcome {
    try await requireAuthor().group.append([request])[0]
  }

  /// How many appends wait for the next commit; 0 where the book is open for reading alone.
  public var waitingAppends: Int { writer?.group.waiting ?? 0 }

  /// Sets what is done inside every append transaction from now on; nil for nothing.
  public func setAppendHook(_ hook: AppendHook?) throws { try requireWriter().setHook(hook) }
}
