import ArgumentParser
import Foundation
import Interchange
import KnowledgeBase
import Vocabulary

/// `faultbook-bench predictions`: how well a campaign's runs are predicted from its others, beside reference predictors.
struct PredictionsBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predictions",
    abstract:
      "Leaves each run of a recorded campaign out and predicts it from the others, judged by the product itself.",
    discussion: """
      FOLDER is a campaign as in ../shared/data/campaigns; to_events.py and score.py are looked for two folders above it. The
      reference predictors are scored in the same run; lower is better.
      """)

  @Argument(help: "The campaign's folder.", completion: .directory)
  var folder: String

  func run() throws {
    let campaign = URL(fileURLWithPath: folder).standardizedFileURL
    let data = campaign.deletingLastPathComponent().deletingLastPathComponent()
    let work = try WorkFolder(nil)
    let events = try output(of: data.appending(path: "to_events.py"), ["campaign", campaign.path])
    let book = try KnowledgeBase.create(at: work.path("campaign.sqlite"))
    defer { book.close() }
    let spent = try seconds {
      _ = try book.append(files: [ImportSource(name: campaign.lastPathComponent, bytes: Array(events))], actor: "bench")
      _ = try book.judge(actor: "bench")
    }
    let predictions = try predictions(book, of: campaign)
    let file = work.path("predictions.jsonl")
    try predictions.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
    let scores = try output(of: data.appending(path: "score.py"), ["--cross", campaign.path, file])
    print("\(campaign.lastPathComponent): appended and judged in \((spent * 100).rounded() / 100) s")
    print(String(decoding: scores, as: UTF8.self))
  }

  /// One line for every fault run and component, in the form that `score.py` reads.
  private func predictions(_ book: KnowledgeBase, of campaign: URL) throws -> [String] {
    let runs = try String(contentsOf: campaign.appending(path: "runs.jsonl"), encoding: .utf8).split(separator: "\n")
    let events = try book.runs()
    let started = Dictionary(
      events.table.jsonRows.arrayValue?.compactMap { row in row["run"]?.stringValue.map { ($0, row) } } ?? [],
      uniquingKeysWith: { first, _ in first })
    var lines: [String] = []
    for line in runs {
      let name = try JSON.parse(String(line))["id"]?.stringValue ?? ""
      let id = name.replacing("/", with: "-")
      guard let kind = started[id]?["fault"]?.stringValue.flatMap(FaultKind.init(named:)), kind != .none,
        let target = started[id]?["target"]?.stringValue, let dose = started[id]?["dose"]?.stringValue
      else { continue }
      let forecast = try book.predict(
        target: .component(target), fault: Fault(kind: kind, dose: Dose(rawValue: dose)), view: View(without: [id]))
      for one in forecast.json["predicted"]?.arrayValue ?? [] {
        guard let component = one["component"]?.stringValue, let probability = one["probability"] else { continue }
        lines.append(
          JSON.compact(("run", .string(name)), ("component", .string(component)), ("probability", probability)).text)
      }
    }
    return lines
  }

  private func output(of script: URL, _ arguments: [String]) throws -> Data {
    guard FileManager.default.fileExists(atPath: script.path) else { throw BenchError("there is no \(script.path)") }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", script.path] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw BenchError("\(script.lastPathComponent) failed") }
    return data
  }
}
