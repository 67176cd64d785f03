import Foundation
import Interchange
import KnowledgeBase

/// A recorded campaign in a book of its own, appended and judged by the product.
struct RecordedCampaign {
  let name: String
  let book: KnowledgeBase
  private let work: WorkFolder

  /// - Parameter folder: as in `../shared/data/campaigns`; `to_events.py` is looked for two folders above it.
  init(_ folder: URL) throws {
    let campaign = folder.standardizedFileURL
    let script = campaign.deletingLastPathComponent().deletingLastPathComponent().appending(path: "to_events.py")
    name = campaign.lastPathComponent
    work = try WorkFolder(nil)
    let events = try outputOfPython(script, ["campaign", campaign.path])
    book = try KnowledgeBase.create(at: work.path("campaign.sqlite"))
    _ = try book.append(files: [ImportSource(name: name, bytes: Array(events))], actor: "bench")
    _ = try book.judge(actor: "bench")
  }
}

/// What a Python script prints. Throws where it is not there or fails.
func outputOfPython(_ script: URL, _ arguments: [String]) throws -> Data {
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
