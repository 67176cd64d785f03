import ArgumentParser
import EventLog
import Foundation

/// `faultbook-bench log`: every figure that the log must reach, each against its yardstick in the same run.
struct LogBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log",
    abstract: "Appends, replays, rebuilds, verifies and proves, against bare C and a peer in the same run.",
    discussion: """
      Durable rates swing with the load on disk and cores: product and yardstick run in turns, and what counts is the
      median of the ratios of at least three rounds. Events have 250 bytes of payload; replay, rebuild, verification, proofs
      and states of the past are of a book of a million.
      """)

  /// How the table is printed.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table
    case markdown
  }

  @Option(help: "Events for replay, rebuild, verification, proofs and size; requirements are of 1000000.")
  var events = 1_000_000

  @Option(help: "The compiled yardstick; by default ../shared/bench/append.c is compiled with gcc.")
  var yardstick: String?

  @Option(help: "A Python with eventsourcing 9.5.6, for the comparison with it; by default python3 is asked for it.")
  var peerPython: String?

  @Option(help: "Where to work; the folder must be on the disk that is to be measured.")
  var folder: String?

  @Option(help: "How many rounds each ratio is the median of.")
  var rounds = 3

  @Option(
    help: ArgumentHelp(
      "Only these figures: \(LogBench.figures.map(\.name).joined(separator: ", ")).", valueName: "name"))
  var only: [String] = []

  @Option(help: "Only this batch size of the append figures.")
  var batch: Int?

  @Option(help: "How to print: table or markdown.")
  var format = Format.table

  func validate() throws {
    let names = LogBench.figures.map(\.name)
    for name in only where !names.contains(name) {
      throw ValidationError("there is no figure \(name); give one of \(names.joined(separator: ", "))")
    }
    guard rounds > 0, events >= 1000 else { throw ValidationError("give at least one round and 1000 events") }
  }

  func run() throws {
    let folder = try WorkFolder(folder)
    let bench = LogBench(
      folder: folder, yardstick: try Yardstick.find(yardstick, in: folder), peerPython: Peer.find(peerPython),
      rounds: rounds, events: events, batch: batch)
    let load = loadAverage()
    var figures: [Figure] = []
    for (name, measure) in LogBench.figures where only.isEmpty || only.contains(name) {
      FileHandle.standardError.write(Data("\(name) …\n".utf8))
      figures += try measure(bench)
    }
    print(format == .table ? Figure.plainTable(figures) : Figure.markdownTable(figures))
    let missed = figures.filter { $0.isMet == false }.count
    print(
      "\n\(figures.filter { $0.isMet == true }.count) of \(figures.filter { !$0.required.isEmpty }.count) met,",
      "\(missed) missed; medians of \(rounds); load average \(load) before, \(loadAverage()) after,",
      "\(ProcessInfo.processInfo.activeProcessorCount) processors.")
  }
}

/// What all figures of the log share.
final class LogBench {
  let folder: WorkFolder
  let yardstick: Yardstick?
  let peerPython: String?
  let rounds: Int
  let events: Int
  let batch: Int?

  init(folder: WorkFolder, yardstick: Yardstick?, peerPython: String?, rounds: Int, events: Int, batch: Int?) {
    self.folder = folder
    self.yardstick = yardstick
    self.peerPython = peerPython
    self.rounds = rounds
    self.events = events
    self.batch = batch
  }

  /// The figures, in the order of the table: each by a function of its own, each in a file of its own.
  static let figures: [(name: String, measure: @Sendable (LogBench) throws -> [Figure])] = [
    ("append", appendFigures), ("callers", callerFigures), ("peer", peerFigures), ("tree", treeFigures),
    ("replay", replayFigures), ("rebuild", rebuildFigures), ("memory", memoryFigures), ("verify", verifyFigures),
    ("proofs", proofFigures), ("as-of", asOfFigures), ("size", sizeFigures), ("visible", visibilityFigures),
  ]

  /// The book of `events` events that most figures read; made on first use.
  private(set) lazy var largeBook = Result { try LargeBook(folder, events: events) }

  /// Calls `body` with that book, opened for reading.
  func withLargeLog<Value>(_ body: (EventLog) throws -> Value) throws -> Value {
    let log = try EventLog.openForReading(at: folder.path(largeBook.get().name))
    defer { log.close() }
    return try body(log)
  }
}
