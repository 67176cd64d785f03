import EventLog
import Judgement
import SystemModel
public import Vocabulary

/// How missing and late data are dealt with while a run is watched.
public struct WatchRules: Sendable {
  /// Seconds without a sample in time after which a criterion counts as unwatched; nil for never.
  public var silenceSeconds: Double?
  /// Whether that stops the run, rather than being said.
  public var stopsOnSilence: Bool
  /// Seconds after the end of its window from which on a sample comes too late; nil for never.
  public var maximumAgeSeconds: Double?

  /// Rules.
  public init(silenceSeconds: Double?, stopsOnSilence: Bool = true, maximumAgeSeconds: Double?) {
    self.silenceSeconds = silenceSeconds
    self.stopsOnSilence = stopsOnSilence
    self.maximumAgeSeconds = maximumAgeSeconds
  }
}

/// The kill switch's answer to a sample, or to the passing of time.
public enum WatchAnswer: Sendable, Equatable {
  /// Go on; with a remark where the sample could not say so.
  case proceed(remark: String?)
  /// Nobody can say, for that reason.
  case unknown(String)
  /// Stop and roll back; the same answer ever after.
  case stop(WatchStop)
}

/// Why a run is to be stopped.
public struct WatchStop: Sendable, Equatable {
  let trip: KillSwitch.Trip
  /// The criterion that tripped, in words and numbers.
  public var criterion: String { trip.criterion }
  /// What was seen, in `unit`; nil for a person's word and for silence.
  public var actual: Double? { trip.actual }
  /// The unit of what was seen.
  public var unit: String? { trip.unit }
  /// What is recorded of it.
  public var abort: RunAborted { RunAborted(reason: trip.reason, criterion: words) }
  /// Both in one.
  public var words: String { trip.words }
}

/// The kill switch of one run of a book: fed with samples, or with what other processes append to the book.
///
///     let watch = try WatchedRun("r1", in: book, rules: rules, now: now)
///     let answer = watch.observe(event, now: now)
///     let answers = try watch.follow(now: now)
///
/// Criteria are those of the run's intent as it stood when the run began. The standing rule watches whom the intent and the run
/// name, journeys and subjects of clauses and exclusions, else every component and journey but the target. The book is only read.
public struct WatchedRun {
  private let book: KnowledgeBase
  private let id: String
  private let stream: String
  private var watch: RunWatch
  private var position: Int64
  private var life: RunLife
  private var untold: [RunWatch.Answer] = []
  /// Whom the standing rule watches; empty for everyone but the target.
  public let subjects: [NodeID]
  /// The criteria.
  public let criteria: [Criterion]

  /// A watch of a run from now on. Throws for a run that was not started, or that is over.
  public init(_ id: String, in book: KnowledgeBase, rules asked: WatchRules, now: Timestamp) throws {
    let state = book.headState()
    guard let run = state.runs[id], let start = run.started else {
      throw book.unknown("run", id, among: state.runs.keys)
    }
    guard run.life.course != .finished else {
      throw FaultbookError(.usage, "run \"\(id)\" is finished, so there is nothing left to stop; watch the next one")
    }
    let intent = state.frozenIntent(of: run)?.text
    let rules = RunWatch.Rules(
      silenceSeconds: asked.silenceSeconds, onSilence: asked.stopsOnSilence ? .stop : .say,
      maximumAgeSeconds: asked.maximumAgeSeconds, maximumDurationSeconds: intent?.maxDurationSeconds)
    let named =
      (intent?.clauses.map(\.subject) ?? [])
      + ([intent?.journey].compactMap(\.self) + start.journeys).map { .journey($0) }
    subjects = named.isEmpty ? [] : Set(named + (intent?.exclusions ?? []).map { .component($0) }).sorted()
    criteria = intent?.abortWhen ?? []
    watch = RunWatch(abortWhen: criteria, subjects: subjects, target: start.target, rules: rules, now: now)
    self.book = book
    self.id = id
    stream = StreamFamily.run.stream(id)
    position = state.position
    life = run.life
    if let at = run.injectedAt, run.isFaultActive { watch.injected(at: try lastInjection(run) ?? at, now: now) }
    if run.life.fault == .cleared { watch.cleared() }
    // Who comes after the abort is told of it all the same.
    if let aborted = run.aborted { untold = [watch.aborted(aborted)] }
  }

  private func lastInjection(_ run: RunState) throws -> Timestamp? {
    guard let position = run.position(of: .inject), let event = try book.log.event(at: position),
      case .faultInjected(let injection) = try event.fact()
    else { return nil }
    return injection.at ?? event.occurredAt
  }

  /// The answer as it stands at a time.
  public mutating func tick(now: Timestamp) -> WatchAnswer { WatchAnswer(watch.tick(now: now)) }

  /// How long the fault acts already, in seconds; nil where it does not.
  public func secondsActing(now: Timestamp) -> Double? {
    guard isFaultActing else { return nil }
    return watch.injectedAt.map { now.seconds(since: $0) }
  }

  /// How many samples could be judged, and how many of them came too late.
  public var counts: (judged: Int, late: Int) { (watch.judged, watch.late) }

  /// Whether the fault acts, as far as the book says.
  public var isFaultActing: Bool { life.fault == .acting }
  /// Whether it was cleared.
  public var isCleared: Bool { life.fault == .cleared }
  /// Whether the run is aborted or finished.
  public var isOver: Bool { life.isOver }

  /// The answer to a sample's event.
  public mutating func observe(_ event: NewEvent, now: Timestamp) -> WatchAnswer {
    guard case .metricSampled(let sample) = event.fact else { return tick(now: now) }
    return WatchAnswer(watch.observe(sample, end: event.time ?? now, now: now))
  }

  /// Takes up what was appended to the book since, and gives an answer for each sample among it; the run's own steps move the watch.
  /// Samples are passed over where `samples` says so: they come another way. Cost: the events that are new.
  public mutating func follow(samples: Bool, now: Timestamp) throws -> [WatchAnswer] {
    var answers = untold
    var watch = self.watch
    var (life, last) = (self.life, position)
    try book.reading { log in
      try log.read(from: position + 1) { event in
        last = event.position
        guard event.stream == stream else { return }
        let fact = try event.fact()
        if let step = RunLife.Step(fact) { _ = try? life.handle(step) }
        switch fact {
        case .faultInjected(let injection): watch.injected(at: injection.at ?? event.occurredAt, now: now)
        case .faultCleared: watch.cleared()
        case .runAborted(let abort): answers.append(watch.aborted(abort))
        case .metricSampled(let sample) where samples:
          answers.append(watch.observe(sample, end: event.occurredAt, now: now))
        default: break
        }
      }
    }
    self.watch = watch
    untold = []
    (self.life, position) = (life, last)
    return answers.map { WatchAnswer($0) }
  }
}

extension WatchAnswer {
  fileprivate init(_ answer: RunWatch.Answer) {
    switch answer {
    case .proceed(let remark): self = .proceed(remark: remark)
    case .unknown(let why): self = .unknown(why)
    case .stop(let trip): self = .stop(WatchStop(trip: trip))
    }
  }
}

extension KnowledgeBase {
  /// Calls `body` with the log. Throws `FaultbookError`.
  func reading<Result>(_ body: (EventLog) throws -> Result) throws -> Result { try translating { try body(log) } }

  /// Records that the kill switch stopped a run, now or at the time as of which it was watched; the event's position, nil where the run
  /// was over already. Throws for an unknown run.
  public func abort(run id: String, _ stop: WatchStop, at time: Timestamp? = nil, actor: String) throws -> Int64? {
    guard let run = headState().runs[id] else { throw unknown("run", id, among: headState().runs.keys) }
    guard run.life.course == .open else { return nil }
    let answer = try record(
      .runAborted(stop.abort), stream: StreamFamily.run.stream(id), time: time,
      actor: actor)
    return answer.json["position"]?.integerValue
  }
}
