import ArgumentParser
import Foundation
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
    var recorded: RecordedCampaign?
    let spent = try seconds { recorded = try RecordedCampaign(campaign) }
    guard let book = recorded?.book else { return }
    defer { book.close() }
    let predictions = try predictions(book, of: campaign)
    let file = work.path("predictions.jsonl")
    try predictions.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
    let scores = try outputOfPython(data.appending(path: "score.py"), ["--cross", campaign.path, file])
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
}
