import EventLog
public import Vocabulary

/// What became of one event that was appended by itself.
public struct AppendedEvent: Sendable, Equatable {
  /// Where it stands in the log.
  public let position: Int64
  /// Whether it stood there before, with the same content.
  public let wasKnown: Bool

  fileprivate init(_ outcome: AppendOutcome) {
    position = outcome.positions[0]
    wasKnown = outcome.duplicates > 0
  }
}

/// Events that come one behind the other.
extension KnowledgeBase {
  /// Appends events each for itself, in their order, in commits that they share with whoever else appends; one that is refused keeps
  /// no other back. Answers, one for each and in their order, when the last is decided. A refusal is what `submit` of that event alone
  /// would throw; once it is answered, an event is on disk.
  ///
  /// Cost: as of `submit` for each, but one wait for all of them.
  public func submit(each events: [NewEvent], actor: String) async -> [Result<AppendedEvent, any Error>] {
    // A correction speaks of events that are in the log: of those ahead of it, too.
    if let correction = events.indices.dropFirst().first(where: { events[$0].type.streams == .correction }) {
      let ahead = await submit(each: Array(events[..<correction]), actor: actor)
      return await ahead + submit(each: Array(events[correction...]), actor: actor)
    }
    let checked = checked(events, actor)
    let requests = checked.compactMap { try? $0.get() }
    do {
      var outcomes = try await submitted(each: requests)[...]
      return checked.map { checked in checked.flatMap { self.answer($0, outcomes.removeFirst()) } }
    } catch {
      return checked.map { checked in checked.flatMap { _ in .failure(translated(error)) } }
    }
  }

  /// What is asked of the log for each event, or why it is not.
  private func checked(_ events: [NewEvent], _ actor: String) -> [Result<AppendRequest, any Error>] {
    let starts = StartCheck(in: self)
    return events.map { event in
      Result {
        guard isWritable else { throw FaultbookError(.usage, "the book \(path) is open for reading only") }
        try checkTime(of: event)
        try starts.look(at: event)
        let request = request([event], actor: actor)
        try checkCorrections([request])
        return request
      }.mapError(translated)
    }
  }

  private func submitted(each requests: [AppendRequest]) async throws -> [Result<AppendOutcome, any Error>] {
    guard !requests.isEmpty else { return [] }
    let outcomes = try await log.submit(each: requests)
    if defersTables { acknowledge(outcomes.compactMap { try? $0.get() }) } else { try takeUpAppended() }
    return outcomes
  }

  private func answer(
    _ request: AppendRequest, _ outcome: Result<AppendOutcome, any Error>
  ) -> Result<AppendedEvent, any Error> {
    Result {
      do {
        return try AppendedEvent(outcome.get())
      } catch let error as EventLogError where error.code == .idReused {
        // What the log holds sealed may be told in clear: the slow way knows.
        return try AppendedEvent(write([request])[0])
      }
    }.mapError(translated)
  }
}
