import KnowledgeBase
import Vocabulary

extension Pages {
  /// Records what somebody said on a run's page, as `faultbook run inject`, `probe`, `sample`, `clear`, `abort`, `finish` and `judge` do.
  /// A finished run is judged at once. Returns what was recorded.
  ///
  /// A step of its life is refused with `.conflict` where the run took another one since the page was made: what is said then was meant
  /// of something else. So is what was seen, once the run is finished: it would count as part of it. Before that it can be said at any
  /// time, and sent twice from the same page it is recorded once. Throws
  /// `FaultbookError` in the words of whatever refused it; then nothing is recorded.
  public func step(_ form: [String: String], actor: String) throws -> RecordedStep {
    let typed = TypedValues(form)
    let run = try typed.required("run")
    guard let step = RunStep(rawValue: try typed.required("step")) else {
      throw FaultbookError(
        .usage, "the form needs a step: \(RunStep.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    guard let seen = typed["seen"].flatMap({ Int64($0) }) else {
      throw FaultbookError(.usage, "the form needs seen, the position that its page was made at")
    }
    let stream = StreamFamily.run.stream(run)
    if step == .observe || step == .sample { try checkOpen(run) }
    switch step {
    case .observe:
      return RecordedStep(try record(observed: typed, stream: stream, seen: seen, actor: actor), run: run)
    case .judge: return try judged(run, actor: actor)
    case .sample:
      let fact: Fact = try telling { try stepFact(step, typed) }
      return RecordedStep(try record([fact], typed, stream: stream, seen: seen, actor: actor), run: run)
    case .inject, .clear, .abort, .finish:
      try checkNothingNew(run, since: seen)
      let fact: Fact = try telling { try stepFact(step, typed) }
      let done = RecordedStep([try book.record(fact, stream: stream, time: typed.time(), actor: actor)], run: run)
      guard step == .finish else { return done }
      return done.through(try judged(run, actor: actor).positions.upperBound)
    }
  }

  private func judged(_ run: String, actor: String) throws -> RecordedStep {
    let before = try book.run(run).json["verdictPosition"]?.integerValue ?? 0
    _ = try book.judge(run: run, actor: actor)
    let position = try book.run(run).json["verdictPosition"]?.integerValue ?? 0
    return RecordedStep(
      [
        Answer(
          json: ["position": .integer(position), "appended": .integer(position > before ? 1 : 0)],
          table: AnswerTable(title: "", columns: [], rows: []))
      ],
      run: run)
  }

  private func checkOpen(_ run: String) throws {
    guard RunPlace(try book.run(run).json).isFinished else { return }
    throw FaultbookError(
      .conflict,
      "run \"\(run)\" was finished since this page was made, and what is seen now is no part of it; start another run"
    )
  }

  private func checkNothingNew(_ run: String, since seen: Int64) throws {
    let place = RunPlace(try book.run(run).json)
    guard place.lastStep > seen else { return }
    throw FaultbookError(
      .conflict,
      "run \"\(run)\" has gone on since this page was made at event \(seen): a step was recorded at event \(place.lastStep); look at it as it is now, and say it again if it still holds"
    )
  }

  private func stepFact(_ step: RunStep, _ typed: TypedValues) throws -> Fact {
    let isConfirmed = typed["confirmed"].map { ["true": JSON.bool(true), "false": .bool(false)][$0] ?? .string($0) }
    switch step {
    case .inject:
      return try Fact(
        .faultInjected,
        TypedValues.object(("confirmed", isConfirmed), ("evidence", typed.text("evidence"))) ?? .object([]))
    case .clear:
      return try Fact(
        .faultCleared, TypedValues.object(("how", typed.text("how")), ("confirmed", isConfirmed)) ?? .object([]))
    case .abort:
      return try Fact(
        .runAborted,
        TypedValues.object(("reason", typed.text("reason")), ("criterion", typed.text("criterion"))) ?? .object([]))
    case .sample:
      let kind = typed["kind"] == "journey" ? "journey" : "component"
      return try Fact(
        .metricSampled,
        TypedValues.object(
          (kind, typed.text("who")), ("metric", typed.text("metric")), ("value", typed.number("value")),
          ("unit", typed.text("unit")), ("windowSeconds", typed.number("windowSeconds"))) ?? .object([]))
    case .finish, .observe, .judge:
      return try Fact(.runFinished, .object([]))
    }
  }

  /// Which questions were answered under the fault, by whom they ask about. Of a node that somebody watched then, no other is answered
  /// afterwards: that it is fine again would count as never having been slow, of which nobody said anything.
  private func askedUnderFault(_ stream: String) throws -> [NodeID: Set<String>] {
    let events = try book.events(
      after: 0, through: book.position, stream: stream, types: [.probeObserved], limit: 100_000)
    var asked: [NodeID: Set<String>] = [:]
    for event in events {
      guard case .probeObserved(let probe)? = try? event.fact(), probe.phase == .fault, probe.met != nil else {
        continue
      }
      let node = probe.component.map { NodeID.component($0) } ?? probe.journey.map { NodeID.journey($0) }
      if let node { asked[node, default: []].insert(probe.name) }
    }
    return asked
  }

  private func record(observed typed: TypedValues, stream: String, seen: Int64, actor: String) throws -> [Answer] {
    let phase = try typed.required("phase")
    let asked = try phase == Phase.recovery.rawValue ? askedUnderFault(stream) : [:]
    let facts: [Fact] = try telling {
      try Watched.sights(typed).flatMap { seen in
        let known = asked[seen.kind == "journey" ? .journey(seen.name) : .component(seen.name)]
        return try seen.sight.probes(of: seen.kind, seen.name, phase: phase).filter { probe in
          probe["met"] == false || known?.contains(probe["name"]?.stringValue ?? "") ?? true
        }.map { try Fact(.probeObserved, $0) }
      }
    }
    guard !facts.isEmpty else {
      throw FaultbookError(
        .usage,
        "nothing was seen; say of one component or journey at least how it was, or that nobody watched by going on")
    }
    return try record(facts, typed, stream: stream, seen: seen, actor: actor)
  }

  /// All that was seen, or nothing: every observation is tried before the first is recorded. Where no time is stated from which its id
  /// follows, it follows from the page, so that the same form sent twice says it once.
  private func record(
    _ facts: [Fact], _ typed: TypedValues, stream: String, seen: Int64, actor: String
  ) throws -> [Answer] {
    let time = try typed.time()
    var answers: [Answer] = []
    for isTrial in [true, false] {
      answers = try facts.map { fact in
        let id = time == nil ? KnowledgeBase.pageID(of: fact, stream: stream, seen: seen) : nil
        do {
          return try book.record(fact, stream: stream, time: time, id: id, actor: actor, dryRun: isTrial)
        } catch let error as FaultbookError where error.code == .idReused {
          // Said a moment ago: another time is all that differs.
          return Answer(
            json: ["position": error.position.map { .integer($0) } ?? .null, "appended": 0],
            table: AnswerTable(title: "", columns: [], rows: []))
        }
      }
    }
    return answers
  }
}
