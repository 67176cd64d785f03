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

  /// Appends events that come piece by piece, all in one transaction, all or nothing: what `body` gives to the append that
  /// it is lent is on disk when this returns. Where `body` throws, nothing of it is in the log.
  ///
  /// ```swift
  /// try log.append(actor: "ada", now: now) { append in
  ///   while let piece = try source.next() { try append.append(piece) }
  /// }
  /// ```
  ///
  /// Everything else is as with all events at once. `body` may read through this log, and reads what it held before; it
  /// must not append through it. Others who append wait, so it should bring its events without delay. Memory: one piece,
  /// and SQLite's page cache of 64 MB; disk: as much again for the WAL, until it is taken over. Cost: linear in the events.
  public func append<Result>(
    stream: String? = nil, expecting: ExpectedVersion = .any, actor: String, now: Timestamp,
    piecewise body: (PiecewiseAppend) throws -> Result
  ) throws -> Result {
    try requireAuthor().append(stream: stream, expecting, actor: actor, now: now, piecewise: body)
  }

  /// Appends as `append`, without blocking the caller's thread: for servers, where many tasks append at once and share
  /// commits. Throws `.busy` where too many wait already, `.readOnly` where the book follows another.
  @discardableResult
  public func submit(_ request: AppendRequest) async throws -> AppendOutcome {
    try await requireAuthor().group.append([request])[0]
  }

  /// Appends requests that stand or fall each by itself, in their order, without blocking the caller's thread; one that is refused
  /// keeps no other back. Answers, one for each, when the last of them is decided. For callers who bring many events
  /// one behind the other: they wait for one commit, where each by itself would wait for its own. Throws as `submit` where the log takes
  /// no appends at all.
  public func submit(each requests: [AppendRequest]) async throws -> [Result<AppendOutcome, any Error>] {
    try await requireAuthor().group.append(each: requests)
  }

  /// How many appends wait for the next commit; 0 where the book is open for reading alone.
  public var waitingAppends: Int { writer?.group.waiting ?? 0 }

  /// Sets what is done inside every append transaction from now on; nil for nothing.
  public func setAppendHook(_ hook: AppendHook?) throws { try requireWriter().setHook(hook) }
}
