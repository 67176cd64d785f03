import ArgumentParser
import Foundation
import KnowledgeBase
import Vocabulary

/// `faultbook-bench server`: every figure that the server must reach, against a running one in a process of its own.
struct ServerBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "server",
    abstract: "Reads, producers and spans against a running server, beside a route that returns a constant.",
    discussion: """
      The server, the yardstick and this client are processes on one machine and share its processors: what the client \
      itself takes is told apart. The book is the example of `demo` with so many samples behind it.
      """)

  /// A part of the table.
  enum Part: String, ExpressibleByArgument, CaseIterable {
    case reads
    case producers
    case spans
    case memory
  }

  @Option(help: "Events of the book; requirements are of 1000000.")
  var events = 1_000_000

  @Option(help: "Clients at once, each with a connection of its own.")
  var clients = 64

  @Option(help: "How long each load lasts, in seconds.")
  var seconds = 20.0

  @Option(help: "How long spans come for the figures of memory, in minutes.")
  var minutes = 10.0

  @Option(help: "Spans a second for the figures of memory.")
  var rate = 20_000.0

  @Option(help: "Rounds of which the ratio of the producers is the median.")
  var rounds = 3

  @Option(help: ArgumentHelp("Only these figures: reads, producers, spans, memory.", valueName: "name"))
  var only: [Part] = []

  @Option(help: "Where to work; the folder must be on the disk that is to be measured.")
  var folder: String?

  @Option(help: "How to print: table or markdown.")
  var format = LogBenchmark.Format.table

  func validate() throws {
    guard events >= 1000, (1...1024).contains(clients), seconds > 0, minutes >= 0.5, rate > 0, rounds > 0 else {
      throw ValidationError("give at least 1000 events, 1 to 1024 clients, half a minute, and others above zero")
    }
  }

  func run() throws {
    let load = loadAverage()
    let folder = try WorkFolder(folder)
    let bench = ServerBench(folder: folder, options: self)
    bench.say("a book of \(grouped(Double(events))) events …")
    try bench.makeBook()
    let server = try ChildServer(ServedBook.configuration, [bench.path], bench.say)
    var figures: [Figure] = []
    for (part, measure) in ServerBench.parts where only.isEmpty || only.contains(part) {
      bench.say("\(part.rawValue) …")
      figures += try measure(bench, server)
    }
    bench.say("telling the server to end …")
    let ended = try server.stop()
    figures += try bench.accounts(ended)
    print(format == .table ? Figure.plainTable(figures) : Figure.markdownTable(figures))
    print(
      "\n\(figures.filter { $0.isMet == true }.count) of \(figures.filter { $0.isMet != nil }.count) met,",
      "\(figures.filter { $0.isMet == false }.count) missed; load average \(load) before, \(loadAverage()) after,",
      "\(ProcessInfo.processInfo.activeProcessorCount) processors.")
  }
}
