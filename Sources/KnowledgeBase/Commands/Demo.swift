import Example
import Foundation
import Interchange
import Vocabulary

/// The main job, end to end, on the shipped example.
public enum Demo {
  /// Makes a book of the example's files: the system as its people declare it, traces, and sixteen runs with their journals
  /// and samples; judges the runs; and answers what is known, how surely, and what to run next.
  ///
  /// `tell` hears each step as it is done. Throws where the book's file exists. Takes seconds.
  public static func run(at path: String, actor: String, tell: (String) -> Void) throws -> [Answer] {
    let book = try KnowledgeBase.create(at: path)
    defer { book.close() }
    let files = ExampleFile.all
    let declared = files.filter { $0.name == "system.jsonl" }.map(source)
    let first = try book.append(files: declared, actor: actor)
    tell("Declared the system: \(first.notes.joined(separator: " "))")
    let others = files.filter { $0.name != "system.jsonl" }
    let brought = try book.importFiles(
      others.map(source), choices: ImportChoices(environment: "lab", judge: false), actor: actor)
    let bytes = others.reduce(0) { $0 + $1.text.utf8CodeUnitCount }
    tell("Imported \(others.count) files of \(rounded(Double(bytes) / 1_048_576, 1)) MiB: traces, journals, samples.")
    for note in brought.notes { tell("  " + note) }
    let judged = try book.judge(actor: actor)
    tell("Judged: \(judged.notes.joined(separator: " "))")
    // The example's last run has just ended; an hour later its effects no longer poison a baseline.
    let later = View(now: .at(book.headState().bookTime.advanced(bySeconds: 3600)), environment: "lab")
    tell("Asked an hour after the last run: what to run next in the environment lab?")
    return [
      judged, try book.system(), try book.strongestBeliefs(limit: 10), try book.leastCertainBeliefs(limit: 10),
      try book.scores(), try book.next(NextRequest(top: 5, batch: 5), view: later, actor: actor),
    ]
  }

  private static func source(_ file: ExampleFile) -> ImportSource { ImportSource(name: file.name, bytes: file.bytes) }
}
