import Beliefs
import EventLog
import GRDB
import Vocabulary

extension KnowledgeBase {
  /// What each event changed: which beliefs moved, by how many bits (KL after ‖ before), and why. Events that moved none are counted
  /// and not listed. Of a view that supposes something, the steps as they would have been.
  ///
  /// Shape: `{"position", "from", "steps": [{"position", "events", "at", "type", "subject", "moved", "movedByEvent", "bits", "byEvent",
  /// "byRefit", "byAgeing", "untested", "untestedBits", "beliefs": [{"belief", "bits", "before", "after"}]}], "bits", "next", "silent":
  /// {type: count}}`. `next` is where the next page begins; null at the end. Where a run or incident
  /// teaches, `byEvent` is all that it taught, as of there.
  ///
  /// - Parameters:
  ///   - until: the last place; of an occurred time, every event that had occurred by then, as they happened.
  ///   - after: where the walk begins: behind this place; nil for the first event.
  ///   - top: the most steps to list; the walk ends with them.
  ///   - endName: what names the end where the question was asked, for refusals.
  ///
  /// Cost: one fold up to the beginning, then as `StepWalk`, for the page that is shown.
  public func replaySteps(
    until: View.AsOf, after: View.AsOf? = nil, top: Int = 50, view: View = View(), endName: String = "--until"
  ) throws -> Answer {
    try translating {
      let stretch = try stepStretch(until: until, after: after, endName)
      var start = view
      start.asOf = .position(stretch.first)
      var state =
        stretch.first == 0 ? BookState(worldOrder: stretch.occurredBy != nil) : try plainState(start)
      var supposed = Supposition()
      if view.supposes {
        var whole = view
        whole.asOf = until
        supposed = try supposition(view, in: plainState(whole))
        state.suppose(supposed)
      }
      let now: Timestamp? =
        switch view.now {
        case .book: nil
        case .wall: wallTime()
        case .at(let time): time
        }
      var page = StepPage(walk: StepWalk(from: state, now: now, environment: view.environment), top: top)
      try page.fill(from: log, stretch) { position in
        var state = try BookReader(log: log).state(through: position)
        state.suppose(supposed)
        return state
      }
      return page.answer(stretch)
    }
  }

  /// A stretch of the log, and what of it counts.
  struct Stretch {
    /// The last position before it.
    let first: Int64
    /// Its last position.
    let last: Int64
    /// Of what occurred later nothing counts; nil for all.
    let occurredBy: Timestamp?
  }

  private func stepStretch(until: View.AsOf, after: View.AsOf?, _ endName: String) throws -> Stretch {
    let from: Int64
    switch after {
    case nil: from = 0
    case .occurred:
      throw FaultbookError(
        .usage, "steps go in the order of the log; give --from as a position or a recorded time")
    case .some(let place): from = try position(of: place)
    }
    if case .occurred(let time) = until {
      guard from == 0 else {
        throw FaultbookError(
          .usage, "steps up to an occurred time begin with the first event; leave --from out or give a recorded time")
      }
      return Stretch(first: 0, last: try head(), occurredBy: time)
    }
    let last = try position(of: until)
    guard from <= last else {
      throw FaultbookError(
        .usage, try misplaced(from: after ?? .head, at: from, until: until, at: last, endName))
    }
    return Stretch(first: from, last: last, occurredBy: nil)
  }
}

extension KnowledgeBase {
  /// The sentence for a beginning behind its end: what is wrong where a recorded time is before or after the whole book.
  func misplaced(
    from: View.AsOf, at first: Int64, until: View.AsOf, at last: Int64, _ endName: String
  ) throws -> String {
    let head = try head()
    if case .recorded(let time) = until, last == 0 {
      return
        "nothing was recorded by \(time), the end (\(endName)); this book was recorded later: give a position of 1 to \(head), or see "
        + "`faultbook log` for times"
    }
    if case .recorded(let time) = from, first == head {
      return
        "nothing was recorded after \(time), the beginning (--from); give a position below \(head), or an earlier time"
    }
    return "--from (position \(first)) lies behind \(endName) (position \(last)); swap them"
  }
}

/// The steps of a stretch, up to as many as are asked for.
private struct StepPage {
  var walk: StepWalk
  let top: Int
  private var steps: [Step] = []
  private var silent: [String: Int] = [:]
  /// The last position that was looked at.
  private var reached: Int64 = 0
  private var isWhole = false
  private var pending: [RecordedEvent] = []
  /// The position up to which samples told their time.
  private var told: Int64 = 0

  init(walk: StepWalk, top: Int) {
    self.walk = walk
    self.top = top
  }

  private struct Enough: Error {}

  /// Walks a stretch of the log. `corrected` gives the state as of the position of a word about an earlier event: until
  /// then that event is read as it had been said. Of an occurred time all that is known now counts from the start.
  mutating func fill(
    from log: EventLog, _ stretch: KnowledgeBase.Stretch, corrected: (Int64) throws -> BookState
  ) throws {
    reached = stretch.first
    told = stretch.first
    let corrections = try Corrections(log, through: stretch.last)
    do {
      if let end = stretch.occurredBy {
        try log.readFacts(occurredBy: end) { event in
          if let read = corrections.effective(event) { try take(read, log, stretch) }
        }
      } else {
        try log.readFacts(after: stretch.first, through: stretch.last) { event in
          guard corrections.concern(at: event.position) != nil else { return try take(event, log, stretch) }
          try flush(log, stretch)
          if steps.count == top { throw Enough() }
          told = event.position
          reached = event.position
          note(walk.take(event, reading: try corrected(event.position)), [event])
        }
      }
      try flush(log, stretch)
      reached = stretch.last
      isWhole = true
    } catch is Enough {}
    let samples = try log.sampleCount(
      after: stretch.first, through: stretch.occurredBy == nil ? reached : stretch.last,
      occurredBy: stretch.occurredBy)
    if samples > 0 { silent[EventType.metricSampled.shortName] = samples }
  }

  private mutating func take(_ event: RecordedEvent, _ log: EventLog, _ stretch: KnowledgeBase.Stretch) throws {
    if let last = pending.last, !last.goesTogether(with: event) { try flush(log, stretch) }
    pending.append(event)
    if event.type.streams != .system { try flush(log, stretch) }
  }

  /// Lets the walk take up what was gathered.
  private mutating func flush(_ log: EventLog, _ stretch: KnowledgeBase.Stretch) throws {
    guard let last = pending.last else { return }
    if steps.count == top { throw Enough() }
    // Samples count with the event behind them; as things happened they are no later than it.
    if stretch.occurredBy == nil, let time = try log.latestSample(after: told, through: last.position) {
      walk.passSamples(until: time)
    }
    told = last.position
    reached = last.position
    note(walk.take(pending), pending)
    pending = []
  }

  private mutating func note(_ step: Step?, _ events: [RecordedEvent]) {
    if let step {
      steps.append(step)
    } else {
      for event in events { silent[event.type.shortName, default: 0] += 1 }
    }
  }

  func answer(_ stretch: KnowledgeBase.Stretch) -> Answer {
    let bits = steps.reduce(0) { $0 + $1.bits }
    let columns = [
      AnswerTable.Column("position"), .init("at"), .init("type", "event"), .init("events"), .init("subject", "about"),
      .init("movedByEvent", "beliefs moved"), .init("byEvent", "bits"), .init("byRefit", "by refit"),
      .init("byAgeing", "by ageing"),
      .init("most", "moved most"), .init("before"), .init("after"),
    ]
    let rows: [[AnswerTable.Cell]] = steps.map { step in
      let event = step.events[step.events.count - 1]
      let mover = step.most.first
      let most = mover?.dose
      return [
        .integer(Int(event.position)), .text(event.occurredAt.description), .text(event.type.shortName),
        .integer(step.events.count), .text(step.subject), .integer(step.movedByEvent),
        .number(step.bits(by: .event)),
        .number(step.bits(by: .refit)), .number(step.bits(by: .ageing)), .text(most?.after.id ?? mover?.move.id),
        .number(most?.before.mean ?? mover?.before.first?.mean), .number(most?.after.mean ?? mover?.after.first?.mean),
      ]
    }
    let json = JSON.compact(
      ("position", .integer(reached)), ("from", .integer(stretch.first)), ("steps", .array(steps.map(\.json))),
      ("bits", .number(bits)), ("next", isWhole || stretch.occurredBy != nil ? .null : .integer(reached)),
      ("silent", .object(silent.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .integer(Int64($0.value))) })))
    return Answer(
      json: json, table: AnswerTable(title: "What each event changed", columns: columns, rows: rows),
      notes: notes(stretch, bits: bits))
  }

  private func notes(_ stretch: KnowledgeBase.Stretch, bits: Double) -> [String] {
    let passed = silent.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.value) \($0.key)" }
    let place =
      stretch.occurredBy.map { "As things happened until \($0)" } ?? "Positions \(stretch.first + 1) to \(reached)"
    let parts = [(Step.Reason.event, "by what the events say"), (.refit, "by refits"), (.ageing, "by ageing")].map {
      reason, words in "\(rounded(steps.reduce(0) { $0 + $1.bits(by: reason) }, 2)) \(words)"
    }.joined(separator: ", ")
    var notes = [
      "\(place): \(counted(steps.count, "step")) moved beliefs by \(rounded(bits, 2)) bits, Σ KL(after ‖ before): \(parts)."
    ]
    if steps.contains(where: { $0.parts.contains { $0.taught != nil } }) {
      notes.append(
        "The bits of a verdict or incident are all that it taught as of there; reports and `trends` tell them with the system as it is known now."
      )
    }
    if !passed.isEmpty { notes.append("Events that moved no belief: \(passed.joined(separator: ", ")).") }
    let followers = steps.flatMap(\.untested)
    if !followers.isEmpty {
      notes.append(
        "Refits of group priors also moved beliefs without evidence, \(counted(followers.count, "time")) and by \(rounded(followers.reduce(0) { $0 + $1.bits }, 2)) bits; those follow their group and are not counted."
      )
    }
    if !isWhole {
      notes.append(
        stretch.occurredBy == nil
          ? "More follow: --from \(reached), or a larger --top." : "More follow: a larger --top shows them.")
    }
    return notes
  }
}

extension RecordedEvent {
  /// Whether two neighbouring events of the system were said in one go, as a file of declarations or of traces says them.
  fileprivate func goesTogether(with next: RecordedEvent) -> Bool {
    type.streams == .system && next.type.streams == .system && recordedAt == next.recordedAt
  }
}

extension Step.Moved {
  /// The belief at the dose at which it moved most, or the one symptom.
  var dose: (before: BeliefSummary, after: BeliefSummary)? {
    let pairs = zip(before, after).map { (before: $0, after: $1) }
    return pairs.first { $0.after.dose == move.dose } ?? pairs.last
  }

  var json: JSON {
    .compact(
      ("belief", .string(move.id)), ("dose", move.dose.map { .string($0.rawValue) }), ("bits", .number(bits)),
      ("before", .array(before.map(KnowledgeBase.json))),
      ("after", .array(after.map(KnowledgeBase.json))))
  }
}

extension Step {
  fileprivate var json: JSON {
    let event = events[events.count - 1]
    return .compact(
      ("position", .integer(event.position)), ("events", .integer(Int64(events.count))),
      ("at", .string(event.occurredAt.description)), ("recordedAt", .string(event.recordedAt.description)),
      ("type", .string(event.type.shortName)), ("stream", .string(event.stream)), ("subject", .string(subject)),
      ("moved", .integer(Int64(movedCount))), ("movedByEvent", .integer(Int64(movedByEvent))), ("bits", .number(bits)),
      ("byEvent", .number(bits(by: .event))),
      ("byRefit", .number(bits(by: .refit))), ("byAgeing", .number(bits(by: .ageing))),
      ("leakBits", .number(parts.reduce(0) { $0 + $1.moves.leakBits })),
      ("untested", .integer(Int64(Set(untested.map(\.id)).count))),
      ("untestedBits", .number(untested.reduce(0) { $0 + $1.bits })), ("beliefs", .array(most.map(\.json))))
  }
}
