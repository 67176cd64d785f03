import Interchange
import KnowledgeBase
import Vocabulary

/// Takes in the samples of a run from standard input, batch by batch, and acknowledges each batch once it is on disk.
///
/// The book is open only while a batch is kept, so that others can write to it meanwhile; a server that holds it gets the batches.
/// A stream is not one transaction: whoever writes it may never come back, so that what was sound stays, and whoever sends it
/// again adds nothing twice.
struct SampleIntake {
  private let run: String
  private let keeper: SampleKeeper
  private let isDryRun: Bool
  private var stream: SampleStream
  private var input = LineInput()
  private var pending: [NewEvent] = []
  private var pacing = SamplePacing()
  private var rows: RowPresenter
  private var isCut = false
  private var appended = 0
  private var duplicates = 0
  private var position: Int64?
  private var doubts: Set<String> = []
  /// Whom a dry run has held against the book.
  private var rehearsed: Set<SampleSubject> = []

  init(of run: String, common: CommonOptions, dryRun: Bool) {
    self.run = run
    keeper = SampleKeeper(run: run, common: common)
    isDryRun = dryRun
    stream = SampleStream(run: run, name: "standard input")
    rows = RowPresenter(
      [
        .init("run"), .init("acknowledged", "lines kept"), .init("appended"), .init("duplicates"), .init("position"),
        .init("done"),
      ], as: common.format)
  }

  /// Reads to the end. Throws for a bad line; what came before it is kept, and the message says so.
  mutating func takeAll() throws {
    if isDryRun { _ = try keeper.rehearse([]) } else { try keeper.check() }
    do {
      while try take() {}
    } catch let error as ImportError {
      // Every line before the bad one is sound, and its writer may be gone.
      try flush(lines: stream.lines - 1)
      let cut = isCut ? "; the line has no end, so the input was cut there" : ""
      throw FaultbookError(.input, "\(error)\(cut); \(kept)")
    }
    try flush(lines: stream.lines)
    try acknowledge(isDone: true)
    if stream.valueless > 0 {
      note(
        "\(counted(stream.valueless, "sample")) had no value and \(stream.valueless == 1 ? "was" : "were") left out: no data is not zero"
      )
    }
    if stream.untimed > 0 {
      note(
        stream.untimed == 1
          ? "1 sample had no time and got the one at which it came; sent again it would be new"
          : "\(stream.untimed) samples had no time and got the one at which they came; sent again they would be new")
    }
  }

  /// What of a stream that broke off is in the book, and from where on it is to be sent again.
  private var kept: String {
    let count = appended + duplicates
    guard count > 0, !isDryRun, let position else { return "nothing was written" }
    let before = count == 1 ? "the 1 sample before it is" : "the \(count) samples before it are"
    let again =
      stream.untimed > 0
      ? "go on from line \(stream.lines): what had no time would be new when it is sent again"
      : "sent again, nothing is recorded twice"
    return "\(before) recorded, up to position \(position); \(again)"
  }

  /// Takes what comes next; false at the end.
  private mutating func take() throws -> Bool {
    let patience = pending.isEmpty ? 3600 : pacing.remaining(at: WallClock.now)
    switch try input.next(within: patience) {
    case .line(let line): try take(line)
    case .idle: break
    case .end(let rest):
      isCut = !rest.isEmpty
      if isCut { try take(rest) }
      return false
    }
    if pacing.isDue(at: WallClock.now) { try flush(lines: stream.lines) }
    return true
  }

  private mutating func take(_ line: [UInt8]) throws {
    guard let event = try stream.event(line, arrived: WallClock.now) else { return }
    pending.append(event)
    if pacing.took(at: WallClock.now) { try flush(lines: stream.lines) }
  }

  /// Keeps what is pending and acknowledges it.
  private mutating func flush(lines: Int) throws {
    guard !pending.isEmpty else { return }
    if isDryRun {
      // Of a subject one sample is enough.
      let news = pending.filter { event in
        guard case .metricSampled(let sample) = event.fact else { return false }
        return rehearsed.insert(sample.subject).inserted
      }
      if !news.isEmpty { try note(doubts: keeper.rehearse(news)) }
      appended += pending.count
      pending = []
      pacing.kept(in: 0)
      return
    }
    let began = WallClock.now
    let kept = try keeper.keep(pending)
    pacing.kept(in: WallClock.now.seconds(since: began))
    pending.removeAll(keepingCapacity: true)
    appended += kept.appended
    duplicates += kept.duplicates
    position = kept.position
    note(doubts: kept.doubts)
    try acknowledge(lines: lines, kept)
  }

  /// Each once, when it is first met: a stream may go on for hours.
  private mutating func note(doubts found: [String]) {
    for doubt in found where doubts.insert(doubt).inserted { note(DisplayText.line(doubt)) }
  }

  private mutating func acknowledge(lines: Int, _ kept: KeptSamples) throws {
    let known = kept.duplicates > 0 ? ", \(kept.duplicates) of them known already" : ""
    try rows.print(
      [
        .text(run), .integer(lines), .integer(kept.appended), .integer(kept.duplicates), .integer(Int(kept.position)),
        .none,
      ],
      "\(counted(lines - stream.headerLines, "line")) kept, \(kept.appended + kept.duplicates) samples in the last batch\(known), up to position \(kept.position)."
    )
  }

  private mutating func acknowledge(isDone: Bool) throws {
    let word = isDryRun ? "would be recorded" : "recorded"
    try rows.print(
      [.text(run), .integer(stream.lines), .integer(appended), .integer(duplicates), .none, .flag(true)],
      "\(counted(appended, "sample")) \(word), \(duplicates) known already, of \(counted(stream.lines - stream.headerLines, "line"))."
    )
  }

  private func note(_ text: String) { StandardStreams.printError("faultbook: note: \(text)") }
}
