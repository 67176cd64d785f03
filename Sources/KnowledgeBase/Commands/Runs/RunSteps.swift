import Crypto
import EventLog
import Judgement
public import Vocabulary

/// The steps of a run as they are recorded by hand or by a runner: which may follow which, and what is said twice.
extension KnowledgeBase {
  /// Checks that a run's life allows an event. That a fault of which it was in doubt was seen to be gone may be said at any time.
  func checkOrder(_ event: NewEvent, in run: RunState) throws {
    guard let step = RunLife.Step(event.fact) else { return }
    if case .faultCleared(let cleared) = event.fact, cleared.confirmed, run.isClearingInDoubt { return }
    var life = run.life
    do throws(RunLifeError) {
      _ = try life.handle(step)
    } catch {
      throw FaultbookError(.usage, error.sentence(run: run.id))
    }
  }

  /// A fault is not gone, nor its run at its end, before it was there; and nothing is seen under it or after it before it was.
  func checkTimes(_ event: NewEvent, of run: RunState) throws {
    guard let time = event.time else { return }
    func refuse(_ words: String, before what: String, at other: Timestamp) -> FaultbookError {
      FaultbookError(
        .usage, "\(words) at \(time), before \(what) at \(other); give the time at which it happened", field: "time")
    }
    let phase: Phase? =
      switch event.fact {
      case .probeObserved(let probe): probe.phase
      case .metricSampled(let sample): sample.phase
      default: nil
      }
    if let phase, phase != .baseline, let injected = run.injectedAt, time < injected {
      throw refuse(
        "nothing can be seen \(phase == .fault ? "under" : "after") the fault of run \"\(run.id)\"",
        before: "it was injected",
        at: injected)
    }
    switch event.fact {
    case .faultCleared:
      guard let injected = run.injectedAt, time < injected else { return }
      throw refuse("the fault of run \"\(run.id)\" cannot be gone", before: "it was injected", at: injected)
    case .runFinished:
      if let injected = run.injectedAt, time < injected {
        throw refuse("run \"\(run.id)\" cannot have ended", before: "its fault was injected", at: injected)
      }
      if let cleared = run.clearedAt, time < cleared {
        throw refuse("run \"\(run.id)\" cannot have ended", before: "its fault was cleared", at: cleared)
      }
    default: return
    }
  }

  /// What is answered where a run's step, an incident or an intent is said again; nil where it is new.
  ///
  /// The same step with the same content, at the same time or at none, is the step that stands: its position and its id are
  /// told, and nothing is recorded. So is an incident as it was last told, and the last declaration or revision of an intent. A
  /// disqualified run cannot be disqualified further.
  func known(_ fact: Fact, stream: String, time: Timestamp?) throws -> Answer? {
    let state = headState()
    let run = StreamFamily.run.id(in: stream).flatMap { state.runs[$0] }
    if case .runDisqualified = fact, let run, let why = run.disqualified {
      return Answer(
        json: .compact(
          ("position", .null), ("stream", .string(stream)), ("type", .string(EventType.runDisqualified.name)),
          ("appended", .integer(0))),
        table: AnswerTable(title: "Event", columns: [], rows: []),
        notes: ["Run \(run.id) is disqualified already (\(why)); nothing was recorded."])
    }
    let standing =
      switch fact {
      case .incidentRecorded: StreamFamily.incident.id(in: stream).flatMap { state.incidents[$0]?.position }
      case .intentDeclared, .intentRevised:
        StreamFamily.intent.id(in: stream).flatMap { state.intents[$0] }
          .flatMap { $0.retired == nil ? $0.texts.last?.position : nil }
      default: run?.standingPosition(of: fact)
      }
    guard let position = standing, let event = try log.event(at: position),
      let read = try Corrections(log, through: log.head).effective(event), try read.fact() == fact,
      time == nil || time == read.occurredAt
    else { return nil }
    let name = Swift.type(of: fact.payload).type
    return Answer(
      json: .compact(
        ("position", .integer(position)), ("id", .string(event.id)), ("stream", .string(stream)),
        ("type", .string(name.name)), ("appended", .integer(0))),
      table: AnswerTable(
        title: "Event", columns: [.init("position"), .init("stream"), .init("type"), .init("id")],
        rows: [[.integer(Int(position)), .text(stream), .text(name.name), .text(event.id)]]),
      notes: [
        "\(name.shortName) known already at position \(position), said at \(read.occurredAt) under the id \(event.id)."
      ])
  }

  /// The id of what was observed or declared at a stated time: it follows from what was said, so that telling it again adds nothing.
  /// Nil for anything else, and where no time is stated: two like observations may be two.
  /// Of what is sealed it must not follow from the words, which could be guessed and compared; values and checks are no such words.
  public static func ownID(of fact: Fact, stream: String, time: Timestamp?, isSealed: Bool = false) -> String? {
    guard let time else { return nil }
    switch fact {
    case .metricSampled, .probeObserved: break
    case _ where isSealed: return nil
    case .findingOpened, .findingResolved, .componentDeclared, .componentChanged, .componentRetired,
      .dependencyDeclared, .dependencyObserved,
      .dependencyRetired, .journeyDeclared, .budgetReported, .failureModeCatalogued:
      break
    case .policySet, .intentRetired, .proposalAccepted, .proposalRejected: break
    default: return nil
    }
    let place = "\(Swift.type(of: fact.payload).type)|\(stream)|\(time)|\(fact.payload.json.text)"
    return EventID.version8(at: time, hash: SHA256.hash(data: Array(place.utf8)))
  }
}

extension KnowledgeBase {
  /// The id of what somebody said on a page that was made at a position: sent twice, as by a second press of a button, it is the same.
  public static func pageID(of fact: Fact, stream: String, seen position: Int64) -> String {
    let place = "page|\(Swift.type(of: fact.payload).type)|\(stream)|\(position)|\(fact.payload.json.text)"
    return EventID.version8(at: Timestamp(microseconds: 0), hash: SHA256.hash(data: Array(place.utf8)))
  }
}

extension RunState {
  /// The position of the event that stands for a step, where saying it again would change nothing; nil where it would.
  fileprivate func standingPosition(of fact: Fact) -> Int64? {
    switch fact {
    case .runStarted: started == nil ? nil : startedPosition
    case .faultInjected: life.fault == .acting ? position(of: .inject) : nil
    case .faultCleared: life.fault == .acting ? nil : position(of: .clear)
    case .runAborted: position(of: .abort)
    case .runFinished: position(of: .finish)
    default: nil
    }
  }
}

extension RunLifeError {
  /// One sentence that names the run and says what to do.
  func sentence(run: String) -> String {
    switch (step, state.course, state.fault) {
    case (.clear, _, .absent):
      "no fault was injected in run \"\(run)\" yet; say so first with `faultbook run inject \(run)`"
    case (.clear, _, _): "run \"\(run)\" is finished and its fault was cleared, so nothing is left to clear"
    case (.inject, _, _): "run \"\(run)\" is \(state), so nothing more can be injected into it; start another run"
    case (.abort, _, _):
      "run \"\(run)\" is finished, so it cannot be aborted any more; `faultbook run disqualify \(run)` takes its evidence away"
    case (.finish, _, _), (.observe, _, _):
      "run \"\(run)\" is finished already, and in other words; what comes later is part of another run"
    }
  }
}
