import Judgement
import Vocabulary

/// A run as its stream leaves it, without its samples: those stay in the log until the run is judged.
struct RunState: Sendable {
  /// Its id, as in `run/<id>`.
  let id: String
  /// How it began; nil where samples came before.
  private(set) var started: RunStarted?
  private(set) var startedAt: Timestamp?
  private(set) var startedPosition: Int64 = 0
  /// Where in its life it is; events that its life does not allow leave it as it was.
  private(set) var life = RunLife.started
  /// The positions of the last event of each step of its life that its life allowed; 0 where there is none.
  private(set) var injectedPosition: Int64 = 0
  private(set) var clearedPosition: Int64 = 0
  private(set) var abortedPosition: Int64 = 0
  private(set) var finishedPosition: Int64 = 0
  /// When the fault began to act, and whether that was seen; nil while it has not.
  private(set) var injectedAt: Timestamp?
  private(set) var confirmed: Bool?
  /// When it was last cleared; nil while it acts.
  private(set) var clearedAt: Timestamp?
  /// What is told of the end of its fault, and whether anybody saw it.
  private(set) var end = FaultEnd()
  private(set) var aborted: RunAborted?
  private(set) var endedAt: Timestamp?
  /// The position of the event that ended it; 0 while it goes on.
  private(set) var endedPosition: Int64 = 0
  private(set) var native: NativeClaim?
  private(set) var actor = ""
  private(set) var samples = 0
  /// The position and the time of its last sample.
  private(set) var lastSamplePosition: Int64 = 0
  private(set) var lastSampleAt = Timestamp(microseconds: .min)
  private(set) var probes = 0
  /// The position and the time of its last event, verdicts left aside.
  private(set) var lastPosition: Int64 = 0
  private(set) var lastAt = Timestamp(microseconds: 0)
  /// The verdict that counts.
  private(set) var verdict: VerdictReached?
  private(set) var verdictPosition: Int64 = 0
  private(set) var verdictAt: Timestamp?
  /// The position of the last verdict that was given, whether or not it counts, or of the last correction of one.
  private(set) var judgedPosition: Int64 = 0
  /// The position of the last correction of something that the judge reads; 0 where there is none.
  private(set) var concernedPosition: Int64 = 0
  /// Why its evidence no longer counts; nil while it does.
  private(set) var disqualified: String?
  /// What ties it to the import that brought it.
  private(set) var correlation: String?

  init(id: String) { self.id = id }

  /// Where in its life it is.
  var status: String {
    if disqualified != nil { return "disqualified" }
    if aborted != nil { return "aborted" }
    if endedAt != nil { return "finished" }
    return started == nil && life == .started ? "unknown" : life.description
  }

  /// Whether its fault was injected and, as far as is known, still acts.
  var isFaultActive: Bool { life.fault == .acting }

  /// Whether it came to its end, one way or the other.
  var isOver: Bool { endedAt != nil || aborted != nil }

  /// Whether it is over and has no verdict later than its last event and the last correction of one; or whether its
  /// verdict has lost what it rests on.
  var awaitsJudgement: Bool {
    let isCorrected = judgedPosition < concernedPosition
    guard isOver, started != nil else { return isCorrected && ownVerdictPosition != nil }
    return isCorrected || verdictPosition < lastPosition
  }

  /// The position of the verdict that counts, where it was judged here.
  var ownVerdictPosition: Int64? {
    verdict.flatMap { RunState.isNative($0.method) ? nil : verdictPosition }
  }

  /// Whether its verdict moves beliefs: of a fault of which nobody knows whom it struck none does.
  var counts: Bool {
    disqualified == nil && started?.targetUnnamed == nil && (verdict?.grade.movesBeliefs ?? false)
  }

  /// Whether the verdict's word was taken from a tool or an import rather than judged here.
  private static func isNative(_ method: String) -> Bool { !method.hasPrefix("faultbook-") }

  /// Takes up samples.
  mutating func apply(_ more: RunSamples) {
    samples += more.count
    lastSamplePosition = max(lastSamplePosition, more.lastPosition)
    lastSampleAt = max(lastSampleAt, more.lastAt)
    touch(position: more.lastPosition, at: more.lastAt)
  }

  /// The run with another's samples.
  func withSamples(of other: RunState) -> RunState {
    var run = self
    run.samples = other.samples
    run.lastSamplePosition = other.lastSamplePosition
    run.lastSampleAt = other.lastSampleAt
    return run
  }

  private mutating func note(_ step: RunLife.Step, at position: Int64) {
    switch step {
    case .inject: injectedPosition = position
    case .clear: clearedPosition = position
    case .abort: abortedPosition = position
    case .finish: finishedPosition = position
    case .observe: break
    }
  }

  /// The position of the last event of a step that its life allowed; nil where there is none, and of observations.
  func position(of step: RunLife.Step) -> Int64? {
    let position: Int64 =
      switch step {
      case .inject: injectedPosition
      case .clear: clearedPosition
      case .abort: abortedPosition
      case .finish: finishedPosition
      case .observe: 0
      }
    return position > 0 ? position : nil
  }

  /// The position of the last event that its life took a step by, its start among them; what was observed is none.
  var lastStepPosition: Int64 {
    [startedPosition, injectedPosition, clearedPosition, abortedPosition, finishedPosition].max() ?? 0
  }

  private mutating func touch(position: Int64, at: Timestamp) {
    lastPosition = max(lastPosition, position)
    lastAt = lastAt.microseconds == 0 ? at : max(lastAt, at)
  }

  /// Takes up that something was said about one of its events, or about its intent.
  mutating func apply(_ concern: Corrections.Concern, at position: Int64) {
    switch concern.type {
    case .runDisqualified, .findingOpened, .findingResolved, .intentRetired: return
    case .verdictReached where concern.isCorrected: judgedPosition = max(judgedPosition, position)
    default: concernedPosition = max(concernedPosition, position)
    }
  }

  mutating func apply(_ fact: Fact, _ event: RecordedEvent) {
    let wasCleared = life.fault == .cleared
    let step = RunLife.Step(fact)
    let isLegal = step.map { (try? life.handle($0)) != nil } ?? true
    if let step, isLegal { note(step, at: event.position) }
    switch fact {
    case .runStarted(let start):
      if let known = started {
        // A later word adds what was not named; when the run began, and what stood then, stays.
        let completed = known.completed(by: start)
        if completed == known { return }
        started = completed
      } else {
        started = start
        startedAt = event.occurredAt
        startedPosition = event.position
        actor = event.actor
        correlation = event.correlation
      }
    case .faultInjected(let injection):
      // Another round: the fault acts again.
      if wasCleared && isFaultActive { clearedAt = nil }
      if injectedAt == nil { injectedAt = injection.at ?? event.occurredAt }
      confirmed = (confirmed ?? false) || injection.confirmed
      end.injected(at: injection.at ?? event.occurredAt, isLegal: isLegal)
    case .probeObserved(let probe):
      probes += 1
      end.observed(probe, at: event.occurredAt, target: started?.target)
    case .faultCleared(let cleared):
      let wasInDoubt = isClearingInDoubt
      end.cleared(cleared, at: event.occurredAt)
      // Once the run is over and its fault cleared, that it is seen to be gone is all that can be added.
      if !isLegal && wasInDoubt && cleared.confirmed { clearedPosition = event.position }
      if !isLegal && life.fault == .cleared { return }
      clearedAt = event.occurredAt
      // A fault that was left behind and is said to be gone after the run is none of what the run shows.
      if life.course == .finished, let endedAt, event.occurredAt > endedAt { return }
    case .runAborted(let abort):
      aborted = aborted ?? abort
      endedAt = endedAt ?? event.occurredAt
      if endedPosition == 0 { endedPosition = event.position }
    case .runFinished(let finish):
      native = finish.native
      endedAt = event.occurredAt
      if endedPosition == 0 { endedPosition = event.position }
    case .verdictReached(let reached):
      judgedPosition = event.position
      // An imported or native verdict is replaced only by one of at least its grade.
      if let held = verdict, RunState.isNative(held.method), reached.grade < held.grade { return }
      verdict = reached
      verdictPosition = event.position
      verdictAt = event.occurredAt
      return
    case .runDisqualified(let disqualification):
      disqualified = disqualification.why
      return
    case .findingOpened, .findingResolved: return
    default: break
    }
    touch(position: event.position, at: event.occurredAt)
  }
}

// MARK: - Packing

extension RunState: Packable {
  func pack(into packer: inout Packer) {
    // Ids do not come again: they are no texts to be looked up.
    packer.put(long: id)
    packer.put(life.course.rawValue, life.fault.rawValue)
    packer.put(injectedPosition, clearedPosition, abortedPosition, finishedPosition)
    packer.put(started, startedAt, startedPosition, injectedAt, confirmed, clearedAt, end, aborted, endedAt)
    packer.put(endedPosition, native)
    packer.put(actor, samples, lastSamplePosition, lastSampleAt, probes, lastPosition, lastAt)
    packer.put(verdict, verdictPosition, verdictAt, judgedPosition, concernedPosition, disqualified, correlation)
  }
  init(from unpacker: inout Unpacker) throws {
    id = try unpacker.long()
    let (course, fault): (String, String) = (try unpacker.next(), try unpacker.next())
    guard let course = RunLife.Course(rawValue: course), let fault = RunLife.FaultState(rawValue: fault) else {
      throw unpacker.error
    }
    life = RunLife(course, fault: fault)
    injectedPosition = try unpacker.next()
    clearedPosition = try unpacker.next()
    abortedPosition = try unpacker.next()
    finishedPosition = try unpacker.next()
    started = try unpacker.next()
    startedAt = try unpacker.next()
    startedPosition = try unpacker.next()
    injectedAt = try unpacker.next()
    confirmed = try unpacker.next()
    clearedAt = try unpacker.next()
    end = try unpacker.next()
    aborted = try unpacker.next()
    endedAt = try unpacker.next()
    endedPosition = try unpacker.next()
    native = try unpacker.next()
    actor = try unpacker.next()
    samples = try unpacker.next()
    lastSamplePosition = try unpacker.next()
    lastSampleAt = try unpacker.next()
    probes = try unpacker.next()
    lastPosition = try unpacker.next()
    lastAt = try unpacker.next()
    verdict = try unpacker.next()
    verdictPosition = try unpacker.next()
    verdictAt = try unpacker.next()
    judgedPosition = try unpacker.next()
    concernedPosition = try unpacker.next()
    disqualified = try unpacker.next()
    correlation = try unpacker.next()
  }
}

/// What the fold of a book needs of the samples of a run: how many, and how far they go. Their payloads stay unread.
struct RunSamples {
  let run: String
  var count: Int
  /// The position of the last.
  let lastPosition: Int64
  /// The latest time of any.
  let lastAt: Timestamp
}
