import ArgumentParser
import Foundation
import KnowledgeBase

/// The most memory that a process of its own has while it rebuilds a book, of a quarter of the events and of all.
func memoryFigures(_ bench: LogBench) throws -> [Figure] {
  let small = try LargeBook(bench.folder, events: max(1000, bench.events / 4))
  defer { bench.folder.discard(small.name) }
  let large = try bench.largeBook.get()
  let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
  let peaks = try [small, large].map { book in
    let name = RebuildMemory.configuration.commandName ?? ""
    let text = try Yardstick.output(program, [name, bench.folder.path(book.name)])
    guard let peak = Double(text.split(separator: "\n").first ?? "") else { throw BenchError("\(name) said \(text)") }
    return peak
  }
  // Flat: four times the events take less than a fifth more.
  return [
    Figure(
      name: "peak memory of a rebuild", measured: "\(grouped(peaks[1])) MB",
      yardstick: "a quarter of the events \(grouped(peaks[0])) MB", ratio: "\(hundredths(peaks[1] / peaks[0])) ×",
      required: "≤ 256 MB, flat", isMet: peaks[1] <= 256 && peaks[1] <= peaks[0] * 1.2)
  ]
}

/// What `memoryFigures` runs: rebuilds a book and prints the peak of the process's memory, in MB.
struct RebuildMemory: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "rebuild-memory", shouldDisplay: false)

  @Argument var book: String

  func run() throws {
    let book = try KnowledgeBase.openForWriting(at: book)
    defer { book.close() }
    _ = try book.rebuild()
    print(peakMemory())
  }
}
