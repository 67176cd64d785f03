import ArgumentParser
import Interchange
import KnowledgeBase
import Server
import Vocabulary

/// One watch over a run: feeds the kill switch, prints its answers, and records what it stops.
struct WatchSession {
  /// How often the book is looked at, in seconds.
  private static let interval = 0.1

  private let run: String
  private let rules: WatchRules
  private let keeps: Bool
  private let records: Bool
  private let common: CommonOptions
  private let book: KnowledgeBase
  private var watch: WatchedRun
  private var stream: SampleStream
  private var rows: RowPresenter
  private var pending: [NewEvent] = []
  private var pacing = SamplePacing()
  private var saidUnknown = false
  private var lookedAt: Timestamp?
  private var lastAnswer: WatchAnswer?

  init(run: String, rules: WatchRules, keeps: Bool, records: Bool, common: CommonOptions) throws {
    self.run = run
    self.rules = rules
    self.keeps = keeps
    self.records = records
    self.common = common
    book = try common.openForReading()
    watch = try WatchedRun(run, in: book, rules: rules, now: WatchSession.now(common))
    stream = SampleStream(run: run, name: "standard input")
    rows = RowPresenter(
      [
        .init("run"), .init("sample"), .init("answer"), .init("criterion"), .init("actual"), .init("unit"),
        .init("remark"),
      ],
      as: common.format)
    doubtThePast()
  }

  /// The time on the clock, or the one that --now gives: then time stands still.
  private static func now(_ common: CommonOptions) -> Timestamp {
    if case .at(let time) = common.now { return time }
    return WallClock.now
  }

  private var now: Timestamp { WatchSession.now(common) }

  /// The time that --now gives.
  private var statedNow: Timestamp? { if case .at(let time) = common.now { time } else { nil } }

  /// Says it where the fault acts for so long that the run is likely one of the past.
  private func doubtThePast() {
    guard statedNow == nil, let seconds = watch.secondsActing(now: now), seconds > 3600 else { return }
    StandardStreams.printError(
      "faultbook: note: by the book the fault of run \(run) acts for \(Int(seconds)) s; a run of the past is watched "
        + "as of its own time, with --now TIME")
  }

  // MARK: - Standard input

  /// Answers the samples of standard input, one by one, to its end. Throws `ExitCode(1)` where the answer is not to go on.
  mutating func readInput() throws {
    var input = LineInput()
    do {
      while true {
        try look()
        switch try input.next(within: WatchSession.interval) {
        case .line(let line): try take(line)
        case .idle: try tick()
        case .end(let rest):
          if !rest.isEmpty { try take(rest) }
          return try end()
        }
        if pacing.isDue(at: WallClock.now) { try flush() }
      }
    } catch let error as ImportError {
      // What cannot be read is unknown, and unknown is not good.
      try flush()
      throw FaultbookError(.input, "\(error); the watch over run \"\(run)\" ends here, so stop it or watch it anew")
    }
  }

  /// Looks at the book, not too often: whether the fault was injected or cleared, or somebody aborted the run.
  private mutating func look() throws {
    let time = WallClock.now
    guard lookedAt.map({ abs(time.seconds(since: $0)) >= WatchSession.interval }) ?? true else { return }
    lookedAt = time
    for answer in try watch.follow(samples: false, now: now) {
      try print(answer, sample: nil)
      try heed([answer])
    }
  }

  private mutating func take(_ line: [UInt8]) throws {
    guard let event = try stream.event(line, arrived: WallClock.now) else { return }
    let answer = watch.observe(event, now: now)
    try print(answer, sample: stream.lines)
    var isStop: Bool { if case .stop = answer { true } else { false } }
    if keeps || records && isStop {
      // What stopped a run stands beside its abort: the verdict rests on what was seen, not on what was said of it.
      pending.append(event)
      if pacing.took(at: WallClock.now) { try flush() }
    }
    try heed([answer])
  }

  private mutating func end() throws {
    try flush()
    if watch.counts.judged == 0 {
      try print(.unknown("not one sample came that a criterion or the standing rule speaks of"), sample: nil)
      throw ExitCode(1)
    }
    guard watch.isFaultActing else { return }
    StandardStreams.printError(
      "faultbook: note: the samples ended while the fault of run \(run) acts; from here on nobody watches it")
    // Whoever measured may have died of the fault: an end is a silence that nothing follows.
    guard statedNow == nil, rules.silenceSeconds != nil, rules.stopsOnSilence else { return }
    try print(.unknown("the samples ended while the fault acts; nobody watches it any more"), sample: nil)
    throw ExitCode(1)
  }

  // MARK: - The book

  /// Answers what others append to the book, until the fault is cleared or the run is over.
  mutating func followBook() throws {
    while true {
      let answers = try watch.follow(samples: true, now: now)
      for answer in answers {
        // Nobody waits for each: what changes is told.
        if answer != lastAnswer { try print(answer, sample: nil) }
        lastAnswer = answer
        try heed([answer])
      }
      if watch.isOver || watch.isCleared { return }
      try tick()
      Pause.seconds(WatchSession.interval)
    }
  }

  // MARK: - Answers

  private mutating func tick() throws {
    let answer = watch.tick(now: now)
    switch answer {
    case .proceed: saidUnknown = false
    case .unknown:
      if !saidUnknown { try print(answer, sample: nil) }
      saidUnknown = true
    case .stop:
      try print(answer, sample: nil)
      try heed([answer])
    }
  }

  /// Ends the watch where one of the answers is stop.
  private mutating func heed(_ answers: [WatchAnswer]) throws {
    for case .stop(let trip) in answers { try stop(trip) }
  }

  private mutating func stop(_ trip: WatchStop) throws -> Never {
    try? flush()
    if records, !watch.isOver {
      do {
        if let position = try abort(trip) {
          StandardStreams.printError("faultbook: note: run \(run) is recorded as aborted, at position \(position)")
        }
      } catch {
        // The run is to be stopped all the same.
        StandardStreams.printError(Failure(error).line + "; the abort is not recorded")
      }
    }
    throw ExitCode(1)
  }

  /// Records the abort, here or by the server that holds the book; its position, nil where the run was over already.
  private func abort(_ trip: WatchStop) throws -> Int64? {
    let handover = Handover.record(
      .runAborted(trip.abort), stream: StreamFamily.run.stream(run), time: statedNow, id: nil, sealing: nil)
    if let answer = try common.handedOver(handover) {
      return answer.json["appended"]?.integerValue == 0 ? nil : answer.json["position"]?.integerValue
    }
    let writer = try common.openToWait()
    defer { writer.close() }
    return try writer.abort(run: run, trip, at: statedNow, actor: common.actorName)
  }

  private mutating func print(_ answer: WatchAnswer, sample: Int?) throws {
    let number: AnswerTable.Cell = .integer(sample)
    switch answer {
    case .proceed(let remark):
      try rows.print(
        [.text(run), number, .text("continue"), .none, .none, .none, .text(remark)],
        "continue" + (remark.map { " (\($0))" } ?? ""))
    case .unknown(let why):
      try rows.print([.text(run), number, .text("unknown"), .none, .none, .none, .text(why)], "unknown: \(why)")
    case .stop(let trip):
      try rows.print(
        [.text(run), number, .text("stop"), .text(trip.criterion), .number(trip.actual), .text(trip.unit), .none],
        "stop: \(trip.words)")
    }
  }

  private mutating func flush() throws {
    guard !pending.isEmpty else { return }
    let began = WallClock.now
    _ = try SampleKeeper(run: run, common: common).keep(pending)
    pacing.kept(in: WallClock.now.seconds(since: began))
    pending.removeAll(keepingCapacity: true)
  }
}
