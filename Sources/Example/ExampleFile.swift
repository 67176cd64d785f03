/// A file of the shipped example: what a user would have of a small shop after sixteen chaos experiments.
///
/// `system.jsonl` (CloudEvents: who owns what, journeys, a budget, policy), `traces.jsonl` (OTLP of the whole campaign),
/// and of every run the Chaos Toolkit `journal.json` and the `samples.jsonl` of every second. Real processes, real
/// faults; recorded on 2026-11-20 and trimmed.
public struct ExampleFile: Sendable {
  /// The path within the example, `runs/r01-payments-latency/journal.json`.
  public let name: String
  /// The file's text.
  public let text: StaticString

  /// Every file: the system, the traces, then run by run.
  public static let all: [ExampleFile] = embeddedFiles.map { ExampleFile(name: $0.name, text: $0.text) }
    .sorted { ($0.rank, $0.name) < ($1.rank, $1.name) }

  private var rank: Int { name == "system.jsonl" ? 0 : name == "traces.jsonl" ? 1 : 2 }

  /// The file's bytes, without a copy being kept.
  public var bytes: [UInt8] { Array(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)) }
}
