import ArgumentParser
import EventLog
import Foundation

/// `faultbook-bench log`: appending, replaying and verifying, against the bare C interface of SQLite.
struct LogBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log",
    abstract: "Appends, replays and verifies events of 250 bytes of payload, against bare C in the same run.",
    discussion: """
      Durable rates swing with the load on disk and cores: product and yardstick run in turns, and what counts is the
      median of the ratios of three rounds.
      """)

  @Option(help: "Events for replay, verification and size.")
  var events = 1_000_000

  @Option(help: "The compiled yardstick; by default ../shared/bench/append.c is compiled with gcc.")
  var yardstick: String?

  @Option(help: "A Python with eventsourcing 9.5.6, for the comparison with it; without, it is left out.")
  var peerPython: String?

  @Option(help: "Where to work; the folder must be on the disk that is to be measured.")
  var folder: String?

  @Option(help: "How many rounds each ratio is the median of.")
  var rounds = 3

  @Option(help: "Only the figures whose name contains this.")
  var only = ""

  @Option(help: "Only this batch size of the append figures.")
  var batch: Int?

  func run() throws {
    let folder = try WorkFolder(folder)
    let bench = try LogBench(
      folder: folder, yardstick: Yardstick.find(yardstick, in: folder), rounds: rounds, events: events,
      peerPython: peerPython, batch: batch)
    var figures: [Figure] = []
    for (name, measure) in LogBench.figures where only.isEmpty || name.contains(only) {
      FileHandle.standardError.write(Data("\(name) …\n".utf8))
      figures += try measure(bench)
    }
    print(table(figures))
  }
}

/// What all figures of the log share.
final class LogBench {
  let folder: WorkFolder
  let yardstick: Yardstick?
  let rounds: Int
  let events: Int
  let peerPython: String?
  let batch: Int?

  init(
    folder: WorkFolder, yardstick: Yardstick?, rounds: Int, events: Int, peerPython: String?, batch: Int?
  ) throws {
    self.folder = folder
    self.yardstick = yardstick
    self.rounds = rounds
    self.events = events
    self.peerPython = peerPython
    self.batch = batch
  }

  /// The figures, in the order of the table: each by a function of its own, each in a file of its own. Those that tell
  /// the memory go first, as what others made stays with the allocator.
  static let figures: [(name: String, measure: @Sendable (LogBench) throws -> [Figure])] = [
    ("bulk", bulkFigures), ("replay", replayFigures), ("verify", verifyFigures), ("rebuild", rebuildFigures),
    ("history", historyFigures),
    ("append", appendFigures), ("callers", callerFigures), ("peer", peerFigures), ("visible", visibilityFigures),
  ]

  /// The book of `events` events that replay and verification read; made on first use.
  private(set) lazy var largeBook = Result { try LargeBook(self) }
}

/// A folder that is removed at the end.
final class WorkFolder {
  let url: URL

  init(_ path: String?) throws {
    let parent = path.map { URL(fileURLWithPath: $0) } ?? FileManager.default.temporaryDirectory
    url = parent.appending(path: "faultbook-bench-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appending(path: name).path }

  /// Removes a database and what SQLite and the log put beside it.
  func discard(_ name: String) {
    for suffix in ["", "-wal", "-shm", ".lock"] { try? FileManager.default.removeItem(atPath: path(name) + suffix) }
  }

  /// The size of a file in bytes.
  func size(_ name: String) -> Double {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path(name))
    return ((attributes?[.size] as? NSNumber)?.doubleValue) ?? 0
  }
}
